import { ASKED } from '../../collect/sources/list.ts';
import type { ProgressEvent, Stage } from '../../domain/progress.ts';
import { SHARES, STAGES } from './estimatedEnd.ts';

/** How far a run is, by what it reports. */
export interface Standing {
  readonly stage: Stage;
  /** From 1. */
  readonly stageNumber: number;
  readonly stages: number;
  /** Kinds of resource that an answer came for, of those that are asked. */
  readonly sources: { readonly answered: number; readonly total: number };
  /** Requests to Resource Manager that were answered, of those planned; undefined until they are planned. */
  readonly requests: { readonly answered: number; readonly planned: number } | undefined;
  /** Rows read so far. */
  readonly rows: number;
  /** Queries that may be put at once, as Resource Graph said last; undefined until it did. */
  readonly requestsLeft: number | undefined;
  /** Seconds since the start. */
  readonly elapsed: number;
  /** Seconds until the end, as far as the past tells; undefined while that is too short. */
  readonly remaining: number | undefined;
  /** What is waited for now. */
  readonly waiting: { readonly seconds: number; readonly because: string } | undefined;
  readonly gaps: number;
}

export interface ProgressTracker {
  readonly take: (event: ProgressEvent) => void;
  readonly standing: () => Standing;
}

/** Before, an estimate would be a guess. */
const SECONDS_AT_LEAST = 3;
const SHARE_AT_LEAST = 0.03;

/**
 * @param now milliseconds of a clock that never goes back
 * @param only the one stage there is, for what reads Azure and is no run
 */
export function trackProgress(now: () => number, only?: Stage): ProgressTracker {
  const startedAt = now();
  const asked = new Set<string>(ASKED.map(({ id }) => id));
  const rowsOf = new Map<string, number>();
  let stage: Stage = only ?? 'plan';
  let requestsLeft: number | undefined;
  let requests: Standing['requests'];
  let gaps = 0;
  /** When Azure's limits alone let collecting end, as it was planned. */
  let least = 0;
  let wait: { readonly until: number; readonly because: string } | undefined;

  const share = (): number => {
    if (stage === 'done') return 1;
    // Planning alone asks for less than everything, so that its end cannot be told.
    if (only !== undefined) return only === 'collect' ? rowsOf.size / asked.size : 0;
    const before = STAGES.slice(0, STAGES.indexOf(stage)).reduce((sum, one) => sum + SHARES[one], 0);
    // Inside of a stage nothing but the sources of collecting can be counted.
    const within = stage === 'collect' ? (rowsOf.size / asked.size) * SHARES.collect : 0;
    return (before + within) / 100;
  };

  return {
    take(event) {
      if (event.kind === 'stage') stage = event.stage;
      else if (event.kind === 'page') {
        if (asked.has(event.source)) rowsOf.set(event.source, event.rows);
        requestsLeft = event.quotaRemaining ?? requestsLeft;
      } else if (event.kind === 'waiting') {
        const until = now() + event.seconds * 1000;
        if (until > (wait?.until ?? 0)) wait = { until, because: event.because };
      } else if (event.kind === 'requestsPlanned') {
        least = now() + event.seconds * 1000;
        requests = { answered: 0, planned: event.requests };
      } else if (event.kind === 'requestAnswered') {
        const { answered, planned } = event;
        requests = { answered, planned };
      } else if (event.kind !== 'requestsSent') gaps += 1;
    },
    standing() {
      const at = now();
      const elapsed = (at - startedAt) / 1000;
      const waits = Math.max(0, ((wait?.until ?? 0) - at) / 1000);
      const limits = stage === 'collect' ? Math.max(0, (least - at) / 1000) : 0;
      const done = share();
      const known = elapsed >= SECONDS_AT_LEAST && done >= SHARE_AT_LEAST;
      return {
        stage,
        stageNumber: stage === 'done' ? STAGES.length : STAGES.indexOf(stage) + 1,
        stages: STAGES.length,
        sources: { answered: rowsOf.size, total: asked.size },
        requests,
        rows: [...rowsOf.values()].reduce((sum, rows) => sum + rows, 0),
        requestsLeft,
        elapsed,
        remaining: known ? Math.max((elapsed * (1 - done)) / done, waits, limits) : undefined,
        waiting: wait === undefined || waits === 0 ? undefined : { seconds: waits, because: wait.because },
        gaps,
      };
    },
  };
}
