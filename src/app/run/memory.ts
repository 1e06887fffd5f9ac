import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

let collect: (() => void) | undefined;

/**
 * Gives back at once what a stage has let go of: V8 would rather grow than look, and the peak decides which instance a run fits.
 * @see https://nodejs.org/docs/latest-v22.x/api/v8.html#v8setflagsfromstringflags
 */
export function giveBackMemory(): void {
  if (collect === undefined) {
    setFlagsFromString('--expose-gc');
    const found: unknown = runInNewContext('gc');
    collect = typeof found === 'function' ? () => void (found as () => unknown)() : () => undefined;
  }
  collect();
}
