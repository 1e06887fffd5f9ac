import { memoryUsage } from 'node:process';
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** V8's own `gc`. */
type Collect = (options: {
  readonly type: 'major';
  readonly execution: 'sync';
  readonly flavor: 'regular' | 'last-resort';
}) => void;

let collect: Collect | undefined;

/** Bytes in use below which every instance has room: looking through it would cost time for nothing. */
const SMALL = 64 * 2 ** 20;
/** Bytes in use up to which nothing is looked through in the midst of a stage: the smallest instance has room for them. */
const LITTLE = 128 * 2 ** 20;
/** How much may be let go of before it is given back while a stage is under way: this, and a quarter of what is in use. */
const SLACK = 24 * 2 ** 20;
/** The most that the quarter is taken for: of what is large, a quarter would decide the peak. */
const QUARTER_AT_MOST = 22 * 2 ** 20;

/** Bytes that V8 may hold of pages which it has emptied, beside what it uses: giving those back costs a second look through all. */
const POOLED = 64 * 2 ** 20;

/** Bytes that were in use when memory was last given back. */
let kept = 0;

/** Least bytes of the process that were neither heap nor buffers: its code, its stacks, and what the allocator holds. */
let beside = Number.POSITIVE_INFINITY;

/** Whether the process is there for runs alone. */
let isOwn = false;

/**
 * For the entry points of programs: from here on runs and checks give back memory between their stages. Elsewhere the process is somebody
 * else's, and looking through all that it holds would cost more than a run.
 * @see https://nodejs.org/docs/latest-v22.x/api/v8.html#v8setflagsfromstringflags
 */
export function giveBackFromNowOn(): void {
  isOwn = true;
  // Little of what is young survives: V8's helper threads cost more processor time than they take over. Looked at in each collection.
  setFlagsFromString('--no-parallel-scavenge');
}

/**
 * Gives back at once what a stage has let go of: V8 would rather grow than look, and the peak decides which instance a run fits.
 * @see https://nodejs.org/docs/latest-v22.x/api/v8.html#v8setflagsfromstringflags
 */
export function giveBackMemory(): void {
  if (!isOwn || inUse() < SMALL) return;
  if (collect === undefined) {
    setFlagsFromString('--expose-gc');
    const found: unknown = runInNewContext('gc');
    collect = typeof found === 'function' ? (found as Collect) : () => undefined;
  }
  // V8 keeps the pages that it has emptied until it is told that memory is short.
  const flavor = besideNow() > beside + POOLED ? 'last-resort' : 'regular';
  collect({ type: 'major', execution: 'sync', flavor });
  kept = inUse();
  beside = Math.min(beside, besideNow());
}

function besideNow(): number {
  const { total_heap_size: heap, external_memory: outside } = getHeapStatistics();
  return memoryUsage.rss() - heap - outside;
}

/** Bytes of heap, and of buffers outside it. */
function inUse(): number {
  const { used_heap_size: heap, external_memory: outside } = getHeapStatistics();
  return heap + outside;
}

/** The same in the midst of a stage, where it is worth the time: the more is in use, the longer it takes to look through. */
export function holdMemoryDown(): void {
  if (isOwn && inUse() > Math.max(LITTLE, kept + Math.min(kept / 4, QUARTER_AT_MOST) + SLACK)) giveBackMemory();
}

/** Milliseconds between two looks at how much is in use. */
const BETWEEN_LOOKS = 100;

/** The same for work that leaves the event loop turns in between. @returns what the work returns */
export async function inLittleMemory<Result>(work: () => Promise<Result>): Promise<Result> {
  if (!isOwn) return work();
  const looking = setInterval(holdMemoryDown, BETWEEN_LOOKS);
  try {
    return await work();
  } finally {
    clearInterval(looking);
  }
}
