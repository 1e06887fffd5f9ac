import { named, quotation } from '../../base/quotation.ts';
import { counted } from '../../base/counted.ts';
import { EVERY_SUBSCRIPTION } from '../../domain/estate.ts';
import type { Carried } from '../../domain/carried.ts';
import type { PopulationRow, RunRecord } from '../../domain/record.ts';
import { SOURCE_IDS } from '../../collect/sources/list.ts';
import type { CarriedPart } from '../../pack/carriedLines.ts';
import type { PackContext } from '../../pack/context.ts';
import type { RecordHead } from '../../pack/recordLines.ts';
import type { FoundManifest } from '../../pack/manifest.ts';
import type { Step } from './step.ts';

/** What a pack says that its own rows cannot prove, because it depends on the previous run. */
interface Told {
  readonly record: Pick<RecordHead, 'incompleteBecause' | 'gaps'>;
  /** How many findings the record has. */
  readonly findings: () => number;
  readonly context: PackContext;
  readonly carried: Carried;
}

/** Where a field is checked against the previous pack, and what is taken on trust without it. */
interface OnEarlierRun {
  readonly step: Extract<Step['about'], 'record' | 'previous' | 'carried' | 'chain'>;
  /** Sentences end with a period; always one, whatever the field holds. Undefined where `followChain` lists it. */
  readonly trust?: (told: Told) => string;
  /** The same of a first run, which might hide that it had one before it. */
  readonly first?: (told: Told) => string;
}
/** `alone`: it follows from this pack's own rows, answers and settings. */
type Stands = 'alone' | OnEarlierRun;

/**
 * Stays on trust even with the previous pack: no pack shows what storage held at the time. The reason is in the run's own
 * words.
 */
export const lost = (because: string): string =>
  `That the facts which the previous run carries could not be read when this run was made, which says: ${quotation(because, 1_000)}.`;
/** Replaces it if the run says that they could. */
export const COULD = 'That the run found in storage what the previous run had stored for it.';
const GIVE = 'give its pack with --previous';

const SHRANK: OnEarlierRun = {
  step: 'record',
  first: () => 'That no population is smaller than in an earlier run, because the manifest names none.',
  trust: ({ record }) => {
    const told = record.incompleteBecause.filter((text) => SHRINKAGE.test(text)).length;
    return told === 0
      ? `That no population shrank since the previous run: ${GIVE}.`
      : `How large ${counted(told, 'population')} that shrank had been in the previous run: ${GIVE}.`;
  },
};
const CARRIED: OnEarlierRun = {
  step: 'carried',
  first: ({ record }) => {
    const because = lostCarried(record);
    return because === undefined
      ? 'That no earlier run recorded restores that this run should carry forward.'
      : lost(because);
  },
  trust: ({ record, carried }) => {
    const because = lostCarried(record);
    return because !== undefined
      ? lost(because)
      : `That earlier runs saw the ${counted(carried.restores.length, 'carried restore')} and watched restores in ${counted(carried.watches.length, 'subscription')}: the previous pack was not given.`;
  },
};
const COMPARED: OnEarlierRun = {
  step: 'previous',
  first: ({ findings }) =>
    `That there is no earlier run to compare with, and when ${counted(findings(), 'finding')} were first seen: runs of other scopes may have seen them before this one.`,
  trust: ({ findings, context }) =>
    `${counted(context.changes.length, 'change')} since run ${named(context.previous?.runId ?? '')}, its time and its counts, the trend over ${counted(context.earlier.length, 'run')}, and when ${counted(findings(), 'finding')} were first seen: ${GIVE}.`,
};
const CHAINED: OnEarlierRun = { step: 'chain' };

/**
 * Every field of a pack: whether it stands alone or depends on the previous run. A new field has to be entered here. Verdicts,
 * chains and what is counted from them follow from the rows and from `carried.earlier`, which is in the pack.
 */
export const FIELDS = {
  record: {
    schemaVersion: 'alone',
    asOf: 'alone',
    codeVersion: 'alone',
    scope: 'alone',
    baseline: 'alone',
    frameworks: 'alone',
    state: SHRANK,
    incompleteBecause: SHRANK,
    shrunkSources: SHRANK,
    acknowledgedUntil: SHRANK,
    acknowledgedGaps: CARRIED,
    checks: 'alone',
    coverage: 'alone',
    population: 'alone',
    gaps: CARRIED,
    notAssessed: 'alone',
    // Of the answers themselves, the step about answers says what they rest on.
    earlierReadings: 'alone',
    callerAccess: 'alone',
    crossCheck: 'alone',
    sampleSeed: 'alone',
    verdicts: 'alone',
    chains: 'alone',
    lineage: 'alone',
    blastRadius: 'alone',
    summary: 'alone',
    exemptions: 'alone',
    attestations: 'alone',
    policyExemptions: 'alone',
  } satisfies Record<keyof RunRecord, Stands>,
  context: {
    runId: 'alone',
    scopeText: 'alone',
    identity: 'alone',
    portalBase: 'alone',
    ownerTag: 'alone',
    signed: 'alone',
    sampleSize: 'alone',
    attempt: 'alone',
    excerpts: 'alone',
    previous: COMPARED,
    changes: COMPARED,
    lives: COMPARED,
    earlier: COMPARED,
  } satisfies Record<keyof PackContext, Stands>,
  carried: { runId: 'alone', own: 'alone', earlier: CARRIED } satisfies Record<keyof CarriedPart, Stands>,
  manifest: {
    schemaVersion: 'alone',
    kind: 'alone',
    runId: 'alone',
    asOf: 'alone',
    endedAt: 'alone',
    settings: 'alone',
    redacted: 'alone',
    codeVersion: 'alone',
    baseline: 'alone',
    previousManifestSha256: CHAINED,
    parts: 'alone',
  } satisfies Record<keyof FoundManifest['manifest'], Stands>,
} as const;

/** What a step takes on trust if the previous run's pack was not given, or the run says that there is none. */
export function trustsWithout(step: Step['about'], told: Told, isFirst: boolean): readonly string[] {
  // Several fields may depend on the same thing: it is said once, and worked out once.
  const kinds = new Set(Object.values(FIELDS).flatMap((fields): readonly Stands[] => Object.values(fields)));
  const sentences = [...kinds].map((kind) =>
    kind === 'alone' || kind.step !== step ? undefined : (isFirst ? kind.first : kind.trust)?.(told),
  );
  return [...new Set(sentences.filter((sentence) => sentence !== undefined))];
}

/** Why the run could take nothing over, in its own words; undefined if it could. No pack shows what storage held at the time. */
export function lostCarried({ gaps }: Pick<RunRecord, 'gaps'>): string | undefined {
  return gaps.find(
    ({ source, subscription, kind }) =>
      source === 'carriedRestores' && subscription === EVERY_SUBSCRIPTION && kind === 'notRead',
  )?.because;
}

/** Sentences of `assess/judging/completeness.ts`. */
const SHRINKAGE = /^(\w+) shrank from (\d+) to \d+ rows since the previous run /;

/**
 * How many rows the previous run had of the sources that shrank, according to the record. Judged with these numbers, the
 * record must arrive at the same sentences and sources: only the earlier numbers themselves are taken on trust.
 */
export function populationTold({ incompleteBecause }: Pick<RunRecord, 'incompleteBecause'>): readonly PopulationRow[] {
  return incompleteBecause.flatMap((text) => {
    const [, word, rows] = SHRINKAGE.exec(text) ?? [];
    const source = SOURCE_IDS.find((id) => id === word);
    const kept = Number(rows);
    if (source === undefined) return [];
    const none = { duplicates: 0, malformed: 0, counted: undefined, whole: true };
    return [{ source, subscriptionId: EVERY_SUBSCRIPTION, received: kept, kept, ...none }];
  });
}
