import type { InvocationContext } from '@azure/functions';

/** What the alerts of infra/alerts.json look for in the logs. Renaming a field silences an alert. */
export type Signal =
  | {
      readonly signal: 'runFinished';
      readonly runId: string;
      readonly complete: boolean | undefined;
      readonly disks: number | undefined;
      readonly findings: number | undefined;
      readonly gaps: number | undefined;
    }
  | { readonly signal: 'runFailed'; readonly runId: string; readonly because: string }
  /** `days` is null while there is no complete run. */
  | { readonly signal: 'daysSinceCompleteRun'; readonly days: number | null };

/** One line of JSON; Application Insights keeps it as the trace's message. */
export function emit(context: InvocationContext, signal: Signal): void {
  context.log(JSON.stringify(signal));
}
