import { app, type InvocationContext, type Timer } from '@azure/functions';
import { unbroken } from '../app/application.ts';
import { messageOf } from '../app/runRequest.ts';
import { runQueue } from './queue.ts';
import { emit } from './signals.ts';

/** Asks for the weekly run; the queue's function does the work, so that a restart in the middle loses nothing. */
async function weeklyAssessment(timer: Timer, context: InvocationContext): Promise<void> {
  const request = await unbroken(process.env).askWeekly();
  context.extraOutputs.set(runQueue, messageOf(request));
  if (timer.isPastDue) context.log('The timer was past due.');
  emit(context, { signal: 'runAsked', runId: request.runId, trigger: 'timer', caller: undefined });
}

app.timer('weeklyAssessment', { schedule: '%UNBROKEN_SCHEDULE%', extraOutputs: [runQueue], handler: weeklyAssessment });
