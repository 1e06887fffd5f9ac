import type { Asking } from '../requests/asking.ts';
import { SliceOverError } from '../errors.ts';
import type { Clock } from '../requests/quota.ts';
import type { Replay } from './replay.ts';

/** When collecting has to stop for now. */
export interface SliceEnd {
  /**
   * Milliseconds after the first question to Azure: after that no further one is asked. Time to read answers kept earlier is
   * not counted, so that every slice makes progress.
   */
  readonly after: number;
  /** Milliseconds of waiting for Azure's limits that are worth stopping for, once everything under way waits longer. */
  readonly longestWait: number;
}

/** What happens around each question that Azure is asked. */
export interface Turns {
  /** For long waits, which end when collecting stops. */
  readonly clock: Clock;
  /** Before a question is asked. @throws SliceOverError once collecting has to stop */
  readonly begin: () => void;
  readonly end: () => void;
  /** When the waiting requests may continue; undefined if collecting did not stop for a wait. Milliseconds since 1970. */
  readonly waitsUntil: () => number | undefined;
}

/** Counts what is under way and what waits. Without an end, collecting goes on however long Azure's limits make it wait. */
export function takeTurns(clock: Clock, end: SliceEnd | undefined): Turns {
  const stop = new AbortController();
  /** Until when each waits. */
  const waits = new Set<{ readonly until: number }>();
  let underWay = 0;
  let waitsUntil: number | undefined;
  /** When the slice is over. */
  let at: number | undefined;
  const now = (): number => clock.now().getTime();
  const over = (): SliceOverError => new SliceOverError('Collecting stops here for now.');

  /** Everything under way waits long: nothing is left that could be asked earlier. */
  const consider = (longestWait: number): void => {
    if (stop.signal.aborted || waits.size === 0 || waits.size < underWay) return;
    const first = Math.min(...[...waits].map(({ until }) => until));
    if (first - now() <= longestWait) return;
    waitsUntil = first;
    stop.abort();
  };

  const sleep = async (milliseconds: number, { longestWait }: SliceEnd): Promise<void> => {
    const wait = { until: now() + milliseconds };
    waits.add(wait);
    // Whatever this wait held up has started by then.
    setImmediate(() => consider(longestWait));
    const cut = Math.max(0, Math.min(milliseconds, (at ?? Infinity) - now()));
    try {
      await Promise.race([clock.sleep(cut, stop.signal), aborted(stop.signal)]);
    } finally {
      waits.delete(wait);
    }
    if (stop.signal.aborted || cut < milliseconds) throw over();
  };

  return {
    clock: end === undefined ? clock : { now: clock.now, sleep: (milliseconds) => sleep(milliseconds, end) },
    begin: () => {
      if (end !== undefined) {
        at ??= now() + end.after;
        if (stop.signal.aborted || now() >= at) throw over();
      }
      underWay += 1;
    },
    end: () => {
      underWay -= 1;
      if (end !== undefined) setImmediate(() => consider(end.longestWait));
    },
    waitsUntil: () => waitsUntil,
  };
}

/** Resolves when it is aborted. */
function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** What keeps answers between slices. */
export interface Keeping {
  /** Waits until Resource Graph may be asked another question; its rows are kept page by page. */
  readonly ready: () => Promise<void>;
  /** Resource Graph was asked a question. */
  readonly graphBegins: () => void;
  /** @param whole false if it broke off: rows may be kept that belong to no answer */
  readonly graphEnds: (whole: boolean) => void;
  /** A question was answered, or given up. */
  readonly settled: () => void;
}

/** Asks Azure only what was not answered before; questions are recognised by what they ask, in any order. */
export function resumed(kept: Replay, live: Asking, turns: Turns, keeping: Keeping): Asking {
  return {
    pace: live.pace,
    identify: live.identify,
    earlier: live.earlier,
    firstAnswer: () => (kept.firstAnswer() === '' ? live.firstAnswer() : kept.firstAnswer()),
    askGraph: async function* (question) {
      if (kept.holdsGraph(question)) return yield* kept.askGraph(question);
      await keeping.ready();
      turns.begin();
      keeping.graphBegins();
      let whole = false;
      try {
        const outcome = yield* live.askGraph(question);
        whole = true;
        return outcome;
      } finally {
        turns.end();
        keeping.graphEnds(whole);
        keeping.settled();
      }
    },
    askArm: async function* (question) {
      if (kept.holdsArm(question)) return yield* kept.askArm(question);
      turns.begin();
      try {
        return yield* live.askArm(question);
      } finally {
        turns.end();
        keeping.settled();
      }
    },
  };
}
