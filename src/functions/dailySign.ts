import { app, type InvocationContext, type Timer } from '@azure/functions';
import { unbroken } from '../app/application.ts';
import { emit } from './signals.ts';

/** A sign of life: how old the evidence is. Its absence is an alert as well. */
export async function dailySign(_timer: Timer, context: InvocationContext): Promise<void> {
  const days = await unbroken(process.env).daysSinceCompleteRun();
  emit(context, { signal: 'daysSinceCompleteRun', days: days ?? null });
}

app.timer('dailySign', { schedule: '0 0 5 * * *', handler: dailySign });
