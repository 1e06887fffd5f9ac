import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

let collect: (() => void) | undefined;

/** Bytes of heap in use below which every instance has room: looking through it would cost time for nothing. */
const SMALL = 192 * 2 ** 20;

/**
 * Gives back at once what a stage has let go of: V8 would rather grow than look, and the peak decides which instance a run fits.
 * @see https://nodejs.org/docs/latest-v22.x/api/v8.html#v8setflagsfromstringflags
 */
export function giveBackMemory(): void {
  if (getHeapStatistics().used_heap_size < SMALL) return;
  if (collect === undefined) {
    setFlagsFromString('--expose-gc');
    const found: unknown = runInNewContext('gc');
    collect = typeof found === 'function' ? () => void (found as () => unknown)() : () => undefined;
  }
  collect();
}
