import { app } from '@azure/functions';
import { scheduleFault } from '../app/schedule.ts';
import { lineOf } from './signals.ts';

/**
 * Says that the weekly timer never fires: the host disables a function whose schedule it cannot read, and carries on as if
 * it did not exist.
 */
export function atStart(
  write: (line: string) => void,
  environment: Readonly<Record<string, string | undefined>>,
): void {
  const because = scheduleFault(environment['UNBROKEN_SCHEDULE']);
  if (because !== undefined) write(lineOf({ signal: 'scheduleFault', because }));
}

// No invocation is there yet to log for: what the worker writes to its error stream comes into the host's log.
app.hook.appStart(() => atStart((line) => process.stderr.write(`${line}\n`), process.env));
