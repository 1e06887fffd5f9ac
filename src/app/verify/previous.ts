import { named, quotation } from '../../base/quotation.ts';
import { hangingOn, isSnapshotId, rotationKey } from '../../domain/rotation.ts';
import { counted } from '../../base/counted.ts';
import { compareRuns } from '../../assess/compare.ts';
import { exemptionKey, findingKey, type Change, type RunRecord } from '../../domain/record.ts';
import { scopeText } from '../../history/keys.ts';
import { contextLines, type PackContext } from '../../pack/context.ts';
import { PART } from '../../pack/parts.ts';
import type { Pack } from '../../pack/readPack.ts';
import { mapped } from '../../domain/sequence.ts';
import { findingAges } from '../../report/findings.ts';
import { trendAfter, trendOf } from '../../report/trend.ts';
import { sameBaseline } from './baseline.ts';
import { checkOwnLines } from './ownLines.ts';
import { firstDifference } from './firstDifference.ts';
import { sameJson } from '../../domain/sameJson.ts';
import { Differences, type Step, type Wording } from './step.ts';

/** The previous run, from its own pack. */
export interface Before {
  readonly manifestSha256: string;
  readonly record: RunRecord;
  readonly context: PackContext;
  /** Of its answers. */
  readonly requestIds: ReadonlySet<string>;
}

/** What the workbook says about earlier runs: the comparison, the trend and the ages of findings. */
export async function checkPrevious(
  pack: Pack,
  record: RunRecord,
  context: PackContext,
  before: Before | undefined,
  wording: Wording,
  onEarlierRun: readonly string[],
): Promise<Step> {
  const differences = new Differences(wording);
  await checkOwnLines(pack, PART.context, contextLines(context), differences);
  if (context.scopeText !== scopeText(record.scope))
    differences.add(
      `The scope reads ${quotation(context.scopeText)}; the record's is ${quotation(scopeText(record.scope))}.`,
    );
  differences.trust(
    context.identity.objectId === undefined
      ? 'That the token named no identity: the token is not stored.'
      : `That identity ${named(context.identity.objectId)} sent the queries: its token is not stored.`,
  );
  checkLives(record, context, differences);
  const unaged = findingsWithoutLife(record, context, differences);
  differences.trust(
    unaged === 0
      ? `What the history says of ${counted(context.lives.size, 'open finding')}, exempt ones among them: when each was opened and last seen, and how often it had come back.`
      : `What the history says of 0 open findings: that the run kept no history, so that ${counted(unaged, 'finding')} in its record have no age.`,
  );
  for (const sentence of onEarlierRun) differences.trust(sentence);
  if (context.previous === undefined) {
    if (context.changes.length > 0) differences.add('The first run of a scope has changes since a previous one.');
    if (context.earlier.length > 0) differences.add('The first run of a scope has a trend over earlier ones.');
    return differences.step('previous', 'There is no previous run to compare with.', false);
  }
  checkOrder(context, record, differences);
  if (context.previous.asOf >= record.asOf)
    differences.add(`The previous run is of ${context.previous.asOf}, which is not before ${named(record.asOf)}.`);
  if (before === undefined) {
    return differences.step(
      'previous',
      'The comparison with the previous run: its pack was not given (--previous).',
      false,
    );
  }
  if (scopeText(before.record.scope) !== scopeText(record.scope))
    differences.add(
      `The previous pack is of another scope: ${quotation(scopeText(before.record.scope))}, not ${quotation(scopeText(record.scope))}.`,
    );
  sameBaseline(record.baseline, before.record.baseline, differences);
  compare('The previous run', context.previous, previousOf(before), differences);
  compareChanges(context.changes, compareRuns(before.record, record), differences);
  compare(
    'The trend',
    context.earlier,
    trendAfter(trendOf(before.context.runId, before.record), before.context.earlier),
    differences,
  );
  const ages = compareAges(record, context, before, differences);
  differences.trust(
    `When ${counted(ages.trusted, 'finding')} were first seen that the previous run did not have: they may have come back from an older one.`,
  );
  return differences.step(
    'previous',
    `${counted(context.changes.length, 'change')} since run ${named(before.context.runId)} and its counts were recomputed from its pack; ${counted(ages.compared, 'finding')} have the same age as in it.`,
  );
}

/** What can be checked without an earlier pack: the trend leads up to this run, and nothing changed twice. */
function checkOrder({ earlier, changes }: PackContext, { asOf }: RunRecord, differences: Differences): void {
  const times = [...earlier.map((run) => run.asOf), asOf];
  const late = times.find((time, at) => time >= (times[at + 1] ?? '9'));
  if (late !== undefined)
    differences.add(`The trend has a run of ${late} that is not before the one that follows it, or before this run.`);
  const keys = new Set(changes.map(keyOf));
  if (keys.size < changes.length)
    differences.add(`The context lists ${counted(changes.length - keys.size, 'change')} more than once.`);
}

function previousOf({ manifestSha256, record, context }: Before): PackContext['previous'] {
  return { runId: context.runId, asOf: record.asOf, manifestSha256, summary: record.summary };
}

function compare(what: string, told: unknown, computed: unknown, differences: Differences): void {
  const found = firstDifference(told, computed);
  if (found !== undefined) differences.add(`${what}: ${found} as in the previous pack.`);
}

function keyOf({ check, subject }: Change): string {
  return findingKey(check, subject);
}

function compareChanges(told: readonly Change[], computed: readonly Change[], differences: Differences): void {
  const before = differences.count;
  const right = new Map(computed.map((change) => [keyOf(change), change]));
  const left = new Map(told.map((change) => [keyOf(change), change]));
  for (const [key, change] of left) {
    const other = right.get(key);
    const found = firstDifference(change, other);
    if (found === undefined) continue;
    const sentence = `Change ${findingNamed(key)}: ${found} as the two records give it.`;
    if (other !== undefined && sameJson({ ...change, because: other.because }, other)) differences.reads(sentence);
    else differences.add(sentence);
  }
  for (const key of right.keys())
    if (!left.has(key)) differences.add(`Change ${findingNamed(key)} follows from the two records but is missing.`);
  const keys = (changes: readonly Change[]): readonly string[] => changes.map(keyOf);
  if (differences.count === before && !sameJson(keys(told), keys(computed)))
    differences.add('Changes are listed more than once, or in a different order from the two records.');
}

/** Two words, each of which is quoted where it is more than one. */
function findingNamed(key: string): string {
  return key.split(' ').length === 2 ? key.split(' ').map(named).join(' ') : quotation(key);
}

/** Each life belongs to one finding, and its times are in order. */
function checkLives({ asOf }: RunRecord, { lives }: PackContext, differences: Differences): void {
  for (const [key, { check, subject, firstSeen, openedAt = firstSeen, lastSeen }] of lives) {
    if (key !== findingKey(check, subject) && key !== exemptionKey(subject))
      differences.add(
        `The life of finding ${findingNamed(key)} is one of ${findingNamed(findingKey(check, subject))}.`,
      );
    if (firstSeen > openedAt || openedAt > lastSeen || lastSeen > asOf)
      differences.add(
        `Finding ${findingNamed(key)} was first seen on ${firstSeen}, opened on ${openedAt} and last seen on ${lastSeen}: these times are not in order, or after the run.`,
      );
  }
}

/**
 * A run with a history gives every finding of its record a life; one without has no run before it either.
 * @returns findings that have none, since the run kept no history
 */
function findingsWithoutLife(record: RunRecord, { lives, previous }: PackContext, differences: Differences): number {
  let without = 0;
  let first: string | undefined;
  for (const { key } of findingAges(record, lives))
    if (!lives.has(key)) {
      without += 1;
      first ??= key;
    }
  if (first === undefined || (lives.size === 0 && previous === undefined)) return without;
  differences.add(
    `The record has ${counted(without, 'finding')} of which the history knows nothing, though the run kept one: the first is ${findingNamed(first)}.`,
  );
  return 0;
}

function compareAges(
  record: RunRecord,
  { lives }: PackContext,
  before: Before,
  differences: Differences,
): { readonly compared: number; readonly trusted: number } {
  const earlier = new Map(
    mapped(findingAges(before.record, before.context.lives), (finding) => [finding.key, finding] as const),
  );
  const rotations = [rotationsOf(before.record), rotationsOf(record)] as const;
  const eldest = new Map<string, string>();
  for (const { key, firstSeen } of earlier.values()) {
    const rotation = rotations[0](key);
    if (rotation === undefined) continue;
    const known = eldest.get(rotation);
    if (known === undefined || firstSeen < known) eldest.set(rotation, firstSeen);
  }
  let compared = 0;
  let trusted = 0;
  for (const { key, firstSeen } of findingAges(record, lives)) {
    const then = earlier.get(key);
    if (then === undefined) {
      // The finding of a new snapshot may continue that of another snapshot of the same disk.
      const rotation = rotations[1](key);
      if (rotation !== undefined && eldest.get(rotation) === firstSeen) compared += 1;
      else if (firstSeen !== record.asOf) trusted += 1;
    } else if (then.firstSeen === firstSeen) compared += 1;
    else
      differences.add(
        `Finding ${findingNamed(key)} was first seen on ${firstSeen}; the previous pack says ${then.firstSeen}.`,
      );
  }
  return { compared, trusted };
}

/** For a finding about a snapshot, the key that it shares with findings about other snapshots of the disk. */
function rotationsOf(record: RunRecord): (finding: string) => string | undefined {
  // Reads every chain, so it is built only if there is a snapshot.
  let hangs: ReturnType<typeof hangingOn> | undefined;
  return (finding) => {
    const at = finding.indexOf(' ');
    const subject = finding.slice(at + 1);
    if (!isSnapshotId(subject)) return undefined;
    hangs ??= hangingOn(record, isSnapshotId);
    return rotationKey(finding.slice(0, at), 'snapshot', hangs.get(subject)?.disk);
  };
}
