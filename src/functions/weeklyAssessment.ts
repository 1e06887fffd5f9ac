import { app, type InvocationContext, type Timer } from '@azure/functions';
import { unbroken } from '../app/application.ts';
import { runQueue } from './queue.ts';

/** Asks for the weekly run; the queue's function does the work, so that a restart in the middle loses nothing. */
async function weeklyAssessment(timer: Timer, context: InvocationContext): Promise<void> {
  const request = await unbroken(process.env).askWeekly();
  context.extraOutputs.set(runQueue, request);
  context.log(`Asked for run ${request.runId}${timer.isPastDue ? ' (past due)' : ''}.`);
}

app.timer('weeklyAssessment', { schedule: '%UNBROKEN_SCHEDULE%', extraOutputs: [runQueue], handler: weeklyAssessment });
