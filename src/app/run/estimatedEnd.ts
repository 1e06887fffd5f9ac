import type { Stage } from '../../domain/progress.ts';

/**
 * Shares of a run's time, in percent: a judgement, not a measurement. Without Azure's limits a run over 1,000 generated disks
 * (`npm run bench`) collects for 42 %, assesses 5 %, packs 44 % and stores 9 % of it; against Azure, collecting waits and weighs more, and
 * history and mail, which that bench has not, take their part. Only estimates rest on them.
 */
export const SHARES = {
  plan: 1,
  collect: 62,
  assess: 10,
  compare: 1,
  pack: 20,
  store: 2,
  history: 3,
  deliver: 1,
} as const satisfies Record<Exclude<Stage, 'done'>, number>;
/** In order. */
export const STAGES = Object.keys(SHARES) as (keyof typeof SHARES)[];

/** How far collecting has come, and in what time. */
export interface Headway {
  /** Seconds in which Azure was asked, waits for its hourly limits not counted. */
  readonly asking: number;
  /** Requests to Resource Manager that were answered, of those planned; left out where none was planned yet. */
  readonly requests?: { readonly answered: number; readonly planned: number } | undefined;
  /** ISO 8601: Azure's limits alone make collecting last until then. */
  readonly limitedUntil?: string | undefined;
}

/**
 * When a run will have ended, to the second; undefined while there is nothing to estimate from. What is left to ask goes as
 * fast as what was asked, or as Azure's limits let it; the stages that follow take their share of the time of asking.
 * @param at when the stage begins or continues
 */
export function estimatedEnd(stage: keyof typeof SHARES, headway: Headway, at: Date): string | undefined {
  const { asking, requests, limitedUntil } = headway;
  if (asking <= 0) return undefined;
  let whole = asking;
  let until = at.getTime();
  if (stage === 'collect') {
    if (requests === undefined || requests.answered === 0) return undefined;
    whole = asking * Math.max(1, requests.planned / requests.answered);
    const limit = limitedUntil === undefined ? 0 : new Date(limitedUntil).getTime();
    until = Math.max(until + (whole - asking) * 1000, limit);
  }
  const left = STAGES.slice(STAGES.indexOf(stage) + (stage === 'collect' ? 1 : 0));
  const share = left.reduce((sum, each) => sum + SHARES[each], 0) / SHARES.collect;
  return new Date(Math.round(until / 1000 + whole * share) * 1000).toISOString();
}
