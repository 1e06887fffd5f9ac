import type { Clock } from '../../src/collect/requests/quota.ts';

/** A clock whose time passes only while everybody sleeps who will, and then to the first who wakes. */
export interface VirtualClock extends Clock {
  /** Milliseconds since the start. */
  readonly passed: () => number;
}

const START = Date.parse('2026-11-23T06:00:00.000Z');
/** Real milliseconds between two looks whether anybody asked for the time; time jumps after QUIET looks at which nobody had. */
const LOOK = 15;
const QUIET = 3;

export function virtualClock(): VirtualClock {
  let passed = 0;
  let quiet = 0;
  const sleepers: { readonly until: number; readonly wake: () => void }[] = [];
  const look = (): void => {
    quiet += 1;
    if (quiet >= QUIET) jump();
    if (sleepers.length > 0) setTimeout(look, LOOK);
  };
  const jump = (): void => {
    quiet = 0;
    passed = Math.max(passed, Math.min(...sleepers.map(({ until }) => until)));
    for (const sleeper of sleepers.splice(0))
      if (sleeper.until <= passed) sleeper.wake();
      else sleepers.push(sleeper);
  };
  return {
    passed: () => ((quiet = 0), passed),
    now: () => ((quiet = 0), new Date(START + passed)),
    sleep: (milliseconds) => {
      quiet = 0;
      if (sleepers.length === 0) setTimeout(look, LOOK);
      return new Promise((wake) => {
        sleepers.push({ until: passed + milliseconds, wake: () => wake() });
      });
    },
  };
}
