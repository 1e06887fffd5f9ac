import { app as functions, type InvocationContext, type Timer } from '@azure/functions';
import { errorText } from '../base/errorText.ts';
import { scheduleFault } from '../app/schedule.ts';
import { durableClient, instancesOf } from './instances.ts';
import { ofThisProcess } from './ofThisProcess.ts';
import { emit } from './signals.ts';

/**
 * A sign of life: how old the evidence is. Its absence is an alert as well. Then runs that no execution works on any more
 * are resumed, and the engine forgets what ended long ago.
 */
export async function dailySign(_timer: Timer, context: InvocationContext, application = ofThisProcess): Promise<void> {
  const schedule = process.env['UNBROKEN_SCHEDULE'];
  // One that is not set at all is told at the start.
  const because = schedule === undefined ? undefined : scheduleFault(schedule);
  if (because !== undefined) emit(context, { signal: 'scheduleFault', because });
  const app = application();
  const { days, overdue } = await app.evidenceAge();
  emit(context, { signal: 'daysSinceCompleteRun', days: days ?? null, overdue });
  const instances = instancesOf(context);
  const { again, failed, stuck } = await app.takeUpLost(instances, (event) => {
    // What went wrong in telling of a failure; the failure itself is a line of its own.
    if (event.kind === 'gap') emit(context, { signal: 'progress', runId: undefined, ...event });
  });
  for (const { runId, state, attempt } of again) emit(context, { signal: 'runTakenUp', runId, state, attempt });
  for (const failure of failed) emit(context, { signal: 'runFailed', ...failure });
  for (const run of stuck) emit(context, { signal: 'runStuck', ...run });
  try {
    await instances.purge(app.forgottenBefore());
  } catch (error) {
    // Tomorrow is soon enough.
    context.warn(`What the engine keeps of old runs could not be purged: ${errorText(error)}`);
  }
}

functions.timer('dailySign', {
  schedule: '0 0 5 * * *',
  extraInputs: [durableClient],
  handler: (timer, context) => dailySign(timer, context),
});
