import type { ProgressEvent, Stage } from '../../domain/progress.ts';
import type { Figure } from './figures.ts';

/** Measures a run by what it reports; works for a run that fails, too. */
export interface Meter {
  readonly take: (event: ProgressEvent) => void;
  /** Seconds so far, of each stage and of waiting. */
  readonly figures: () => readonly Figure[];
}

/** @param now milliseconds of a clock that never goes back */
export function startMeter(now: () => number): Meter {
  const stages = new Map<Stage, number>();
  let current: { readonly stage: Stage; readonly since: number } | undefined;
  let throttled = 0;
  /** Until when somebody waits; several may wait for the same end. */
  let waitingUntil = -Infinity;

  const endStage = (): void => {
    if (current === undefined) return;
    const { stage, since } = current;
    stages.set(stage, (stages.get(stage) ?? 0) + now() - since);
    current = { stage, since: now() };
  };

  return {
    take(event) {
      if (event.kind === 'stage') {
        endStage();
        current = { stage: event.stage, since: now() };
      } else if (event.kind === 'waiting') {
        const until = now() + event.seconds * 1000;
        throttled += Math.max(0, until - Math.max(now(), waitingUntil));
        waitingUntil = Math.max(waitingUntil, until);
      }
    },
    figures() {
      endStage();
      return [
        ...[...stages]
          .filter(([stage]) => stage !== 'done')
          .map(([stage, value]): Figure => ({ metric: 'stageSeconds', value: inSeconds(value), stage })),
        { metric: 'throttledSeconds', value: inSeconds(throttled) },
      ];
    },
  };
}

/** To a millisecond. */
function inSeconds(milliseconds: number): number {
  return Math.round(milliseconds) / 1000;
}
