import { sha256Of } from '../base/io/sha256.ts';
import { LinesError } from '../base/linesError.ts';
import { errorText } from '../base/errorText.ts';
import { DEFAULT_BASELINE, type Baseline } from '../domain/baseline.ts';
import { RULE_GROUPS } from '../domain/rules.ts';
import type { RuleSet, SelectedRules, Selector } from '../domain/selector.ts';
import { crossFaults } from './baseline/crossFaults.ts';
import { faultsOf, faultText } from './baseline/faults.ts';
import { readJsonc } from './baseline/jsonc.ts';
import { baselineSchema, type BaselineFile } from './baseline/schema.ts';

/** The baseline cannot be used. One line for each fault: JSON path, what was found, what is allowed. */
export class BaselineError extends LinesError {
  override readonly name = 'BaselineError';
}

export interface LoadedBaseline {
  readonly baseline: Baseline;
  /** SHA-256 of the text that was read, in hex; of the default's JSON where there is no file. */
  readonly sha256: string;
  /** The text itself, kept in the pack. */
  readonly text: string;
}

/** The default baseline, as a file would give it. */
export function defaultBaseline(): LoadedBaseline {
  const text = `${JSON.stringify(DEFAULT_BASELINE, null, 2)}\n`;
  return { baseline: DEFAULT_BASELINE, text, sha256: sha256Of(text) };
}

/** Reads a baseline, JSON or JSONC; throws a BaselineError that lists every fault. `source` names the file in the message. */
export function parseBaseline(text: string, source: string): LoadedBaseline {
  let json: unknown;
  try {
    json = readJsonc(text);
  } catch (cause) {
    throw new BaselineError(`${source} is not JSON: ${errorText(cause)}.`, {
      cause,
    });
  }
  const parsed = baselineSchema.safeParse(json);
  const faults = parsed.success ? [] : faultsOf(json, parsed.error.issues);
  if (!parsed.success || faults.length > 0) throw refusal(source, faults.map(faultText));
  const given = parsed.data;
  const rules = (given.rules ?? []).map((rule) => selectedRules(rule, given.levels ?? {}));
  const crossed = crossFaults(given, rules);
  if (crossed.length > 0) throw refusal(source, crossed.map(faultText));
  const everywhere = Object.fromEntries(
    RULE_GROUPS.map((group) => [group, { ...DEFAULT_BASELINE[group], ...comparable(given[group]) }]),
  );
  const baseline = {
    ...DEFAULT_BASELINE,
    ...everywhere,
    name: given.name,
    version: given.version,
    population: given.population ?? DEFAULT_BASELINE.population,
    frameworks: given.frameworks ?? DEFAULT_BASELINE.frameworks,
    expectedSubscriptions: lower(given.expectedSubscriptions ?? []),
    vaultSubscriptions: [...new Set(lower(given.vaultSubscriptions ?? []))].sort(),
    absence: given.absence ?? DEFAULT_BASELINE.absence,
    rules,
    exemptions: (given.exemptions ?? []).map(withSelector),
    attestations: (given.attestations ?? []).map(withSelector).map(({ evidence, ...attestation }) => ({
      ...attestation,
      evidence: { ...evidence, sha256: evidence.sha256.toLowerCase() },
    })),
    acknowledgedGaps: (given.acknowledgedGaps ?? []).map((entry) => ({
      ...entry,
      subscription: entry.subscription.toLowerCase(),
    })),
  };
  return { baseline, text, sha256: sha256Of(text) };
}

function refusal(source: string, lines: readonly string[]): BaselineError {
  return new BaselineError(lines.map((line) => `${source}: ${line}`));
}

type FileRule = NonNullable<BaselineFile['rules']>[number];

/** What a rule says itself goes before what its level says. */
function selectedRules(rule: FileRule, levels: NonNullable<BaselineFile['levels']>): SelectedRules {
  const level = rule.level === undefined ? undefined : levels[rule.level];
  const set = Object.fromEntries(
    RULE_GROUPS.filter((group) => rule[group] !== undefined || level?.[group] !== undefined).map((group) => [
      group,
      { ...comparable(level?.[group]), ...comparable(rule[group]) },
    ]),
  ) as RuleSet;
  return {
    id: rule.id,
    where: toSelector(rule.where),
    ...(rule.level === undefined ? {} : { level: rule.level }),
    set,
  };
}

/** Object ids and resource ids in lower case, as they are compared. */
function comparable<Settings extends object>(settings: Settings | undefined): Settings | undefined {
  if (settings === undefined) return undefined;
  const entries = Object.entries(settings).map(([name, value]): [string, unknown] =>
    name.startsWith('approved') && Array.isArray(value) ? [name, lower(value as readonly string[])] : [name, value],
  );
  return Object.fromEntries(entries) as Settings;
}

function withSelector<Given extends { readonly where?: FileRule['where'] | undefined }>({
  where,
  ...entry
}: Given): Omit<Given, 'where'> & { readonly where?: Selector } {
  return { ...entry, ...(where === undefined ? {} : { where: toSelector(where) }) };
}

/** Lists in lower case, each value once. */
function toSelector(where: FileRule['where']): Selector {
  const { managementGroup, subscription, resourceGroup, tags, sku, os } = where;
  const lists = { managementGroups: managementGroup, subscriptions: subscription, resourceGroups: resourceGroup };
  return {
    ...Object.fromEntries(
      Object.entries({ ...lists, skus: sku, os }).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, listOf(value)]],
      ),
    ),
    ...(tags === undefined
      ? {}
      : { tags: Object.fromEntries(Object.entries(tags).map(([name, value]) => [name.toLowerCase(), listOf(value)])) }),
  };
}

function listOf(value: string | readonly string[]): readonly string[] {
  return [...new Set(lower(typeof value === 'string' ? [value] : value))].sort();
}

function lower(values: readonly string[]): readonly string[] {
  return values.map((value) => value.toLowerCase());
}
