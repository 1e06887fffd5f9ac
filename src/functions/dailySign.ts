import { app as functions, type InvocationContext, type Timer } from '@azure/functions';
import { scheduleFault } from '../app/schedule.ts';
import { messageOf } from '../app/runRequest.ts';
import { runQueue } from './queue.ts';
import { ofThisProcess } from './ofThisProcess.ts';
import { emit } from './signals.ts';

/** A sign of life: how old the evidence is. Its absence is an alert as well. Then, runs that nobody does any more are taken up. */
export async function dailySign(_timer: Timer, context: InvocationContext, application = ofThisProcess): Promise<void> {
  const schedule = process.env['UNBROKEN_SCHEDULE'];
  // One that is not set at all is told at the start.
  const because = schedule === undefined ? undefined : scheduleFault(schedule);
  if (because !== undefined) emit(context, { signal: 'scheduleFault', because });
  const app = application();
  const { days, overdue } = await app.evidenceAge();
  emit(context, { signal: 'daysSinceCompleteRun', days: days ?? null, overdue });
  const { again, failed } = await app.takeUpLost((event) => {
    // What of the telling of a failure went wrong; each failure itself is a line of its own.
    if (event.kind === 'gap') emit(context, { signal: 'progress', runId: undefined, ...event });
  });
  for (const { runId, state, attempt } of again) emit(context, { signal: 'runTakenUp', runId, state, attempt });
  for (const failure of failed) emit(context, { signal: 'runFailed', ...failure });
  if (again.length > 0)
    context.extraOutputs.set(
      runQueue,
      again.map((run) => messageOf(run)),
    );
}

functions.timer('dailySign', { schedule: '0 0 5 * * *', extraOutputs: [runQueue], handler: dailySign });
