import type { Baseline } from '../domain/baseline.ts';
import type { Carried } from '../domain/carried.ts';
import type { CrossCheck } from '../domain/crossCheck.ts';
import type { Estate } from '../domain/estate.ts';
import type { Verdict } from '../domain/check.ts';
import type { ChainRow, Coverage, NotAssessed, PopulationRow, RunRecord, Scope } from '../domain/record.ts';
import { callerAccess } from './access/callerAccess.ts';
import { IN_MEMORY, type Room } from '../domain/room.ts';
import { buildChains, type Chains } from './chain/chains.ts';
import { diskSubject } from './chain/subjects/disks.ts';
import { CATALOGUE } from './checks/catalogue.ts';
import { acknowledge } from './judging/acknowledgedGaps.ts';
import { earlierReadingsOf } from './judging/earlierReadings.ts';
import { gapsOf, incompleteBecause, shrunkSources } from './judging/completeness.ts';
import { by, compareText } from '../base/order.ts';
import { blastRadiusOf, KeyLineage, LINEAGE_KINDS, lineageTogether } from './chain/lineage.ts';
import { coversOf } from './judging/covers.ts';
import { agreedBy, type Judged } from './judging/agreement.ts';
import { otherReadings } from './judging/readings.ts';
import { rollUp } from './judging/rollUp.ts';
import { Summary, summarise } from './judging/summarise.ts';
import { AnswerIndex, Docket, JUDGED_KINDS, judgingWith, type Judging } from './judging/verdicts.ts';

export interface AssessmentInput {
  readonly estate: Estate;
  /** Every subscription that the run was to read; a resource elsewhere is out of scope, never absent. */
  readonly coverage: readonly Coverage[];
  readonly population: readonly PopulationRow[];
  readonly notAssessed: readonly NotAssessed[];
  readonly baseline: Baseline;
  readonly baselineSha256: string;
  readonly scope: Scope;
  readonly codeVersion: string;
  /** The identity that asked Azure; left out if nothing is to be said about it. */
  readonly caller?: { readonly objectId?: string | undefined } | undefined;
  /** The sample read again from ARM; it changes no verdict. */
  readonly crossCheck?: CrossCheck | undefined;
  /** What samples are drawn with; left out if none is drawn. */
  readonly sampleSeed?: string | undefined;
  /** Population of the last complete run, for the guard against a shrinking one. */
  readonly previousPopulation?: readonly PopulationRow[] | undefined;
}

/** What a run concludes, and what later runs need to know about it. */
export interface Assessment {
  readonly record: RunRecord;
  /** Restores that this run saw itself. */
  readonly seen: Carried;
}

/** The record of a run: a pure function of what was read, the baseline and `estate.asOf`; the same input gives the same bytes. */
export function assessEstate(input: AssessmentInput): RunRecord {
  return judgeEstate(input).record;
}

/** The same, with the facts for the runs after it. @param room where verdicts, chains and lineage are kept */
export function judgeEstate(input: AssessmentInput, room = IN_MEMORY): Assessment {
  const others = otherReadings(input.estate);
  if (others.count === 0) return judgeReading(input, room);
  const first = judgeReading(input, room);
  const readings: Judged[] = [{ ...first.record, other: new Set() }];
  const lineages = [first.record.lineage ?? []];
  let { seen } = first;
  for (const { estate, other } of others) {
    const again = judgeReading({ ...input, estate }, room);
    readings.push({ ...again.record, other });
    lineages.push(again.record.lineage ?? []);
    seen = seenByBoth(seen, again.seen);
  }
  const { verdicts, chains } = agreedBy(readings, room);
  const lineage = lineageTogether(lineages, room.keepById);
  return {
    record: {
      ...first.record,
      verdicts,
      chains,
      lineage,
      blastRadius: blastRadiusOf(lineage),
      summary: summarise(chains),
      ...countedAgain(first.record, verdicts),
    },
    seen,
  };
}

/** The exemptions and attestations, and what they cover of these verdicts. */
function countedAgain(
  { exemptions, attestations = [] }: RunRecord,
  verdicts: Iterable<Verdict>,
): Pick<RunRecord, 'exemptions' | 'attestations'> {
  const { exempted, attested } = coversOf(verdicts);
  return {
    exemptions: exemptions.map((one) => ({ ...one, covers: exempted.get(one.id) ?? 0 })),
    attestations: attestations.map((one) => ({ ...one, covers: attested.get(one.id) ?? 0 })),
  };
}

/** A later run may only build on what every reading saw. */
function seenByBoth(one: Carried, other: Carried): Carried {
  const both = <Row>(rows: readonly Row[], others: readonly Row[]): readonly Row[] => {
    const known = new Set(others.map((row) => JSON.stringify(row)));
    return rows.filter((row) => known.has(JSON.stringify(row)));
  };
  return { restores: both(one.restores, other.restores), watches: both(one.watches, other.watches) };
}

function judgeReading(input: AssessmentInput, room: Room): Assessment {
  const chains = buildChains(input);
  return { record: recordOf(input, chains, room), seen: chains.seen };
}

/** Kinds of subject that are judged, or depend on keys. Disks are left out: they come last. */
const LOOKED_AT = [...new Set([...JUDGED_KINDS, ...LINEAGE_KINDS])].filter((kind) => kind !== 'disk');

/** Subjects and disks are made one by one, judged and dropped: only what is said about them is kept. */
function judged(
  { subjects, disks, joins }: Chains,
  judging: Judging,
  { grow, keepById }: Room,
): Pick<RunRecord, 'verdicts' | 'chains' | 'summary'> & Required<Pick<RunRecord, 'lineage'>> {
  const docket = new Docket(judging, grow);
  const index = new AnswerIndex(keepById);
  const lineage = new KeyLineage(joins, keepById);
  for (const kind of LOOKED_AT)
    for (const subject of subjects[kind]) {
      index.keep(docket.judge(kind, subject));
      lineage.take(kind, subject);
    }
  const chains = grow<ChainRow>();
  const summary = new Summary();
  for (const disk of disks) {
    index.turnTo(docket.judge('disk', diskSubject(joins, disk)));
    lineage.takeDisk(disk);
    const row = rollUp(disk, index, judging.absence);
    chains.add(row);
    summary.add(row);
  }
  return { verdicts: docket.verdicts(), chains: chains.whole(), lineage: lineage.all(), summary: summary.rows() };
}

function recordOf(input: AssessmentInput, all: Chains, room: Room): RunRecord {
  const { reader } = all;
  const { estate, baseline, coverage, population } = input;
  const { asOf } = estate;
  const judging = judgingWith(baseline, reader);
  const { verdicts, chains, lineage, summary } = judged(all, judging, room);
  const { previousPopulation } = input;
  const { maximumShrinkPercent } = baseline.population;
  const completeness = { estate, coverage, population, previousPopulation, maximumShrinkPercent };
  const because = incompleteBecause(completeness);
  const earlierReadings = earlierReadingsOf(estate);
  const shrunk = shrunkSources(completeness).map(({ source }) => source);
  return {
    schemaVersion: 1,
    asOf,
    codeVersion: input.codeVersion,
    scope: input.scope,
    baseline: { name: baseline.name, version: baseline.version, sha256: input.baselineSha256 },
    frameworks: baseline.frameworks,
    state: because.length === 0 ? 'COMPLETE' : 'INCOMPLETE',
    incompleteBecause: because,
    ...(shrunk.length === 0 ? {} : { shrunkSources: shrunk }),
    ...acknowledge(baseline.acknowledgedGaps, completeness),
    checks: CATALOGUE.map(({ meta }) => meta),
    coverage: [...coverage].sort(by(({ subscriptionId }) => subscriptionId)),
    population: [...population].sort(
      (a, b) => compareText(a.source, b.source) || compareText(a.subscriptionId, b.subscriptionId),
    ),
    gaps: gapsOf(estate),
    notAssessed: [...input.notAssessed].sort(
      (a, b) => compareText(a.kind, b.kind) || compareText(a.subscriptionId, b.subscriptionId),
    ),
    ...(earlierReadings.length === 0 ? {} : { earlierReadings }),
    ...(input.caller === undefined ? {} : { callerAccess: callerAccess(estate, input.caller.objectId) }),
    verdicts,
    chains,
    lineage,
    blastRadius: blastRadiusOf(lineage),
    summary,
    exemptions: judging.exemptions.states(),
    attestations: judging.attestations.states(),
    policyExemptions: [...reader.all('policyExemptions')],
    ...(input.crossCheck === undefined ? {} : { crossCheck: input.crossCheck }),
    ...(input.sampleSeed === undefined ? {} : { sampleSeed: input.sampleSeed }),
  };
}
