import { armId, nameOf, resourceGroupOf, subscriptionOf, type ArmId } from '../../src/domain/armId.ts';
import { DEFAULT_BASELINE, type Baseline, type Rules } from '../../src/domain/baseline.ts';
import type { CheckId, Verdict } from '../../src/domain/check.ts';
import type { Estate, Gap } from '../../src/domain/estate.ts';
import type { Facts, Resource, SourceId } from '../../src/domain/facts.ts';
import type { ChainRow, Coverage, PopulationRow, RunRecord } from '../../src/domain/record.ts';
import { SOURCES as DEFINITIONS } from '../../src/collect/sources/list.ts';
import { assessEstate, type AssessmentInput } from '../../src/assess/assess.ts';

export const AS_OF = '2026-11-24T06:00:00.000Z';
export const SUB = '11111111-1111-1111-1111-111111111111';
export const OTHER_SUB = '22222222-2222-2222-2222-222222222222';

export const SOURCES = Object.keys(DEFINITIONS) as readonly SourceId[];

/** A resource id as Azure writes it. */
export function id(type: string, name: string, group = 'rg-app', subscription = SUB): string {
  return `/subscriptions/${subscription}/resourceGroups/${group}/providers/${type}/${name}`;
}

export const diskId = (name: string, group?: string, subscription?: string): ArmId =>
  armId(id('Microsoft.Compute/disks', name, group, subscription));
export const vmId = (name: string, group?: string, subscription?: string): ArmId =>
  armId(id('Microsoft.Compute/virtualMachines', name, group, subscription));

type Rows = { readonly [S in SourceId]: Map<ArmId, Facts[S]> };
type Patch<S extends SourceId> = { readonly [P in keyof Facts[S]]?: Facts[S][P] };

/** An estate in the making: rows are put, patched, dropped (proven absent) or lost (absent with the gap that a loss records). */
export class Draft {
  readonly rows = Object.fromEntries(SOURCES.map((source) => [source, new Map()])) as unknown as Rows;
  readonly gaps: Gap[] = [];
  readonly coverage = new Map<string, Coverage>();
  population: PopulationRow[] = [];
  asOf = AS_OF;

  constructor() {
    this.cover(SUB);
    this.cover(OTHER_SUB);
  }

  cover(subscriptionId: string, part: Partial<Coverage> = {}): this {
    this.coverage.set(subscriptionId, {
      subscriptionId,
      name: `sub-${subscriptionId.slice(0, 4)}`,
      expectedBy: ['listed'],
      seen: true,
      read: true,
      ...part,
    });
    return this;
  }

  put<S extends SourceId>(
    source: S,
    resourceId: string,
    facts: Omit<Facts[S], keyof Resource> & Partial<Resource>,
  ): ArmId {
    const key = armId(resourceId);
    const row = {
      id: key,
      resourceId,
      name: nameOf(resourceId),
      subscriptionId: subscriptionOf(resourceId),
      resourceGroup: resourceGroupOf(resourceId),
      location: 'westeurope',
      tags: {},
      ...facts,
    } as unknown as Facts[S];
    this.rows[source].set(key, row);
    return key;
  }

  patch<S extends SourceId>(source: S, key: ArmId, facts: Patch<S>): this {
    const row = this.rows[source].get(key);
    if (row === undefined) throw new Error(`No ${source} row ${key} to patch.`);
    this.rows[source].set(key, { ...row, ...facts });
    return this;
  }

  /** The row is not there, and nothing is missing: proven absent. */
  drop(source: SourceId, key: ArmId): this {
    if (!this.rows[source].delete(key)) throw new Error(`No ${source} row ${key} to drop.`);
    return this;
  }

  /** The row is not there, and a gap says that rows of its subscription may be missing. */
  lose(source: SourceId, key: ArmId, reach: 'subscription' | 'row' = 'subscription'): this {
    this.drop(source, key);
    return this.gap(source, subscriptionOf(key) || '*', reach === 'row' ? { subject: key } : {});
  }

  gap(source: SourceId, subscription: string, part: Partial<Gap> = {}): this {
    this.gaps.push({
      source,
      subscription,
      kind: 'throttled',
      because: `${source} of ${subscription} was throttled.`,
      ...part,
    });
    return this;
  }

  estate(): Estate {
    const collections = SOURCES.map((source) => [
      source,
      { rows: this.rows[source], gaps: this.gaps.filter((gap) => gap.source === source) },
    ]);
    return { ...(Object.fromEntries(collections) as Omit<Estate, 'asOf'>), asOf: this.asOf };
  }

  input(baseline: Baseline = DEFAULT_BASELINE): AssessmentInput {
    return {
      estate: this.estate(),
      coverage: [...this.coverage.values()],
      population: this.population,
      notAssessed: [],
      baseline,
      baselineSha256: 'b'.repeat(64),
      scope: { tenantId: undefined, managementGroups: [], subscriptions: [] },
      codeVersion: '0.1.0',
    };
  }

  assess(baseline?: Baseline): RunRecord {
    return assessEstate(this.input(baseline));
  }

  verdict(check: CheckId, subject: string, baseline?: Baseline): Verdict {
    return verdictIn(this.assess(baseline), check, subject);
  }

  chain(disk: ArmId, baseline?: Baseline): ChainRow {
    const row = this.assess(baseline).chains.find((candidate) => candidate.disk === disk);
    if (row === undefined) throw new Error(`No chain of ${disk}.`);
    return row;
  }
}

export function verdictIn(record: RunRecord, check: CheckId, subject: string): Verdict {
  const found = record.verdicts.filter((verdict) => verdict.check === check && verdict.subject === subject);
  const [verdict] = found;
  if (verdict === undefined || found.length > 1)
    throw new Error(`${found.length} verdicts of ${check} for ${subject}.`);
  return verdict;
}

/** The default baseline with other rules. */
export function baselineWith(
  rules: { readonly [G in keyof Rules]?: Partial<Rules[G]> },
  part: Partial<Baseline> = {},
): Baseline {
  const groups = Object.entries(rules).map(([group, own]) => [
    group,
    { ...DEFAULT_BASELINE[group as keyof Rules], ...own },
  ]);
  return { ...DEFAULT_BASELINE, ...Object.fromEntries(groups), ...part } as Baseline;
}
