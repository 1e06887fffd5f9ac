import { EVERY_SUBSCRIPTION, type Gap } from '../domain/estate.ts';
import type { AskedSourceId } from '../domain/facts.ts';
import type { AnySource, ArmAsk, ArmCall, Calls, Given } from './defineSource.ts';
import { gapsFor, type Intake } from './intake.ts';
import { inLanes } from '../base/io/inLanes.ts';
import { subscriptionOf } from '../domain/armId.ts';
import type { Pace } from './requests/pace.ts';
import { titleOf } from './sources/list.ts';
import type { Turn } from './requests/turn.ts';
import { workedOut } from './workedOut.ts';

/** What ARM is asked for one source. */
interface Step {
  readonly source: AnySource;
  readonly ask: ArmAsk;
  readonly as: 'rows' | 'overruling';
}

/** How ARM is asked: so many requests at once, not counting those that wait for a limit. */
interface Asking {
  /** What there is time for; everything if left out. */
  readonly turn?: Turn;
  readonly concurrency: number;
  readonly pace: Pick<Pace, 'isHeld' | 'onChange'>;
  /** Receives a source's calls before they are made, once what they follow from is known. */
  readonly before?: (source: AnySource, calls: Calls) => Promise<void>;
}

/** Reads from ARM what Resource Graph lacks: each source after those that it needs. */
export async function readDetails(
  intake: Intake,
  sources: readonly AnySource[],
  given: Given<AskedSourceId>,
  asking: Asking,
): Promise<void> {
  for (const step of inOrder(sources.flatMap(stepOf))) await take(intake, step, given, asking);
}

function stepOf(source: AnySource): readonly Step[] {
  const { ask } = source;
  if (ask.of === 'arm') return [{ source, ask, as: 'rows' }];
  return ask.overruledBy === undefined ? [] : [{ source, ask: ask.overruledBy, as: 'overruling' }];
}

/** Each step after those of the sources that it needs, otherwise as listed. @throws TypeError if two need each other. */
function inOrder(steps: readonly Step[]): readonly Step[] {
  const ordered: Step[] = [];
  let left = steps;
  while (left.length > 0) {
    const waiting = new Set(left.map(({ source }) => source.id));
    const ready = left.filter(({ source }) => source.needs.every((id) => id === source.id || !waiting.has(id)));
    if (ready.length === 0) throw new TypeError(`These sources need each other: ${[...waiting].join(', ')}.`);
    ordered.push(...ready);
    left = left.filter((step) => !ready.includes(step));
  }
  return ordered;
}

async function take(
  intake: Intake,
  { source, ask, as }: Step,
  given: Given<AskedSourceId>,
  { concurrency, pace, before, turn }: Asking,
): Promise<void> {
  const asked = workedOut(() => ask.calls(given));
  await before?.(source, asked);
  let calls = 0;
  const { isHeld, onChange } = pace;
  await inLanes(turn?.calls(source, asked) ?? asked, concurrency, { laneOf, isHeld, onChange }, async (call) => {
    if ('because' in call) {
      intake.gap(call);
      return;
    }
    calls += 1;
    await intake.readArm(source.id, call, as);
  });
  if (as === 'overruling' || calls > 0) return;
  for (const gap of unlooked(source, intake.gaps())) if (ask.isDue?.(given, gap.subscription) ?? true) intake.gap(gap);
  intake.settle(source.id);
}

/** Azure's limits are per subscription: one that waits must not hold up the others. */
function laneOf(call: ArmCall | Gap): string {
  return 'because' in call ? '' : subscriptionOf(call.about);
}

/** That there was nothing to ask about is proven only if the sources that would have named it were read completely. */
function unlooked({ id, needs }: AnySource, gaps: readonly Gap[]): readonly Gap[] {
  const own = gaps.filter(({ source }) => source === id);
  const made: Gap[] = [];
  const isCovered = (hole: Gap): boolean =>
    [...own, ...made].some(
      ({ subscription, subject }) =>
        (subscription === EVERY_SUBSCRIPTION || subscription === hole.subscription) &&
        (subject === undefined || subject === hole.subject),
    );
  for (const need of needs)
    for (const hole of gaps)
      // The values of rows of one id that disagree were all asked about.
      if (hole.source === need && hole.kind !== 'conflictingRows' && !isCovered(hole))
        made.push({
          ...hole,
          source: id,
          kind: hole.kind === 'noTime' ? 'noTime' : 'notRead',
          because: `The ${titleOf(id)} were not queried, because not all ${titleOf(need)} were read.`,
        });
  return made;
}

/** No source is omitted silently: one that was not asked for by the end of a run is a gap, never an empty list. */
export function gapsOfUnasked(
  { isSettled }: Pick<Intake, 'isSettled'>,
  sources: readonly AskedSourceId[],
): readonly Gap[] {
  return gapsFor(
    sources.filter((source) => !isSettled(source)),
    [EVERY_SUBSCRIPTION],
    'notRead',
    (title) => `The ${title} were not queried by this run.`,
  );
}
