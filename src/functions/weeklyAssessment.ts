import { app, type InvocationContext, type Timer } from '@azure/functions';
import { durableClient, instancesOf } from './instances.ts';
import { ofThisProcess } from './ofThisProcess.ts';
import { emit } from './signals.ts';

/** Starts the weekly run. Its row is there before it is started: what is lost in between, the daily timer finds. */
async function weeklyAssessment(timer: Timer, context: InvocationContext): Promise<void> {
  const { runId } = await ofThisProcess().askWeekly();
  await instancesOf(context).start(runId);
  if (timer.isPastDue) context.log('The timer was past due.');
  emit(context, { signal: 'runAsked', runId, trigger: 'timer', caller: undefined });
}

app.timer('weeklyAssessment', {
  schedule: '%UNBROKEN_SCHEDULE%',
  extraInputs: [durableClient],
  handler: weeklyAssessment,
});
