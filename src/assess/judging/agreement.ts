import { compareText } from '../../base/order.ts';
import type { ArmId } from '../../domain/armId.ts';
import type { Verdict } from '../../domain/check.ts';
import type { Keyed } from '../../domain/keyed.ts';
import { byCheckAndSubject, findingKey, type ChainRow } from '../../domain/record.ts';
import { REQUIREMENTS } from '../../domain/requirement.ts';
import type { Room } from '../../domain/room.ts';
import type { Sequence } from '../../domain/sequence.ts';
import { agreedChain, agreedVerdict, type Behind } from './agreedAnswers.ts';
import { inStep } from './inStep.ts';
import type { Disagreement } from './readings.ts';

/** Verdicts and chains as one reading of the estate gives them. */
export interface Judged {
  /** Disagreements in which the reading takes a different value from the first one. */
  readonly other: ReadonlySet<Disagreement>;
  /** Sorted by check, then subject. */
  readonly verdicts: Sequence<Verdict>;
  /** Sorted by disk. */
  readonly chains: Sequence<ChainRow>;
}

/**
 * One answer from several readings of rows that disagree: what every reading says stands; where they differ, the answer is
 * Unknown and names what the rows disagree about. Answers that no disagreement affects stay as they are. The readings are
 * read side by side, so that none need be in memory.
 * @param room where the answers are kept
 */
export function agreedBy(
  readings: readonly Judged[],
  room: Room,
): { readonly verdicts: Sequence<Verdict>; readonly chains: Sequence<ChainRow> } {
  const others = readings.map(({ other }) => other);
  const moved = room.keepById<Behind>();
  const verdicts = agreedVerdicts(readings, others, room, moved);
  const behind = behindMoved(readings, verdicts, room, moved);
  const chains = room.grow<ChainRow>();
  for (const told of chainsOf(readings))
    chains.add(
      isMoved(told, moved)
        ? agreedChain(told.first, told.each, others, (name) => behind.get(name as ArmId))
        : told.first,
    );
  return { verdicts, chains: chains.whole() };
}

/** @param moved collects the answers that the readings give in different words */
function agreedVerdicts(
  readings: readonly Judged[],
  others: readonly ReadonlySet<Disagreement>[],
  { grow }: Room,
  moved: Keyed<Behind>,
): Sequence<Verdict> {
  const verdicts = grow<Verdict>();
  for (const said of inStep(
    readings.map((reading) => reading.verdicts),
    byCheckAndSubject,
  ))
    if (said.same !== undefined) verdicts.add(said.same);
    else {
      const verdict = agreedVerdict(said.each, others);
      verdicts.add(verdict);
      moved.set(keyOf(verdict), behindOf(verdict));
    }
  return verdicts.whole();
}

/** The answers behind the cells of every chain that a disagreement affects. */
function behindMoved(
  readings: readonly Judged[],
  verdicts: Sequence<Verdict>,
  { keepById }: Room,
  moved: Keyed<Behind>,
): Keyed<Behind> {
  const asked = keepById<true>();
  for (const told of chainsOf(readings))
    if (isMoved(told, moved))
      for (const row of new Set(told.each))
        for (const name of namesIn(row)) if (!asked.has(name as ArmId)) asked.set(name as ArmId, true);
  const behind = keepById<Behind>();
  if (asked.size > 0)
    for (const verdict of verdicts) if (asked.has(keyOf(verdict))) behind.set(keyOf(verdict), behindOf(verdict));
  return behind;
}

/** A disk's chain in the first reading, and in each. */
interface ToldChain {
  readonly first: ChainRow;
  readonly each: readonly ChainRow[];
  readonly isSame: boolean;
}

/** What the readings say about each disk of the first one. */
function* chainsOf(readings: readonly Judged[]): Generator<ToldChain> {
  for (const said of inStep(
    readings.map(({ chains }) => chains),
    (a, b) => compareText(a.disk, b.disk),
  )) {
    const first = said.same ?? said.each[0];
    if (first === undefined) continue;
    const each = readings.map((_, reading) => said.each?.[reading] ?? first);
    yield { first, each, isSame: said.same !== undefined };
  }
}

/** Whether readings differ about a chain, or about a verdict behind it. */
function isMoved({ first, isSame }: ToldChain, moved: Keyed<Behind>): boolean {
  return !isSame || (moved.size > 0 && namesIn(first).some((name) => moved.has(name as ArmId)));
}

/** The verdicts behind the cells of a chain. */
function namesIn({ requirements }: ChainRow): readonly string[] {
  return REQUIREMENTS.flatMap((id) => requirements[id].behind);
}

function behindOf({ status, because, attestation }: Verdict): Behind {
  return { status, because, ...(attestation === undefined ? {} : { attestation }) };
}

function keyOf({ check, subject }: Verdict): ArmId {
  return findingKey(check, subject) as ArmId;
}
