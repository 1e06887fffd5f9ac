import type { InvocationContext } from '@azure/functions';
import type { Figure } from '../app/run/figures.ts';
import type { ProgressEvent } from '../domain/progress.ts';

/**
 * What the alerts of infra/alerts.json and the operators' workbook (infra/workbook) look for in the logs: one line of JSON
 * each, told apart by `signal`. Renaming a field silences an alert. docs/operations.md lists them.
 *
 * Numbers are lines too: the Node.js library of Azure Functions gives no way to write to the table of custom metrics, and an
 * SDK that does is larger than this app. `metric` lines carry one number each; KQL sums them.
 */
export type Signal =
  | {
      readonly signal: 'runAsked';
      readonly runId: string;
      readonly trigger: 'timer' | 'http';
      readonly caller: string | undefined;
    }
  | {
      readonly signal: 'runFinished';
      readonly runId: string;
      readonly complete: boolean | undefined;
      readonly disks: number | undefined;
      readonly findings: number | undefined;
      readonly gaps: number | undefined;
    }
  /** A run ended without evidence, or without being delivered. */
  | { readonly signal: 'runFailed'; readonly runId: string; readonly because: string }
  /** A try of a stage failed; unless it was the last one, it is tried again. */
  | { readonly signal: 'tryFailed'; readonly runId: string; readonly stage: string; readonly because: string }
  /** Collecting ended a slice, and continues at once or at `waitUntil`. */
  | {
      readonly signal: 'sliceEnded';
      readonly runId: string;
      readonly answered: number;
      /** Requests to Resource Manager, of those planned. */
      readonly requests: { readonly answered: number; readonly planned: number } | undefined;
      readonly endsAbout: string | undefined;
      readonly waitUntil: string | undefined;
      readonly because: string | undefined;
    }
  /** A stage found its run in another execution's hands; it waits. */
  | { readonly signal: 'runBusy'; readonly runId: string; readonly because: string }
  /** The daily timer found a run that no execution works on any more, and started it again. */
  | { readonly signal: 'runTakenUp'; readonly runId: string; readonly state: string; readonly attempt: number }
  /** The daily timer found a run under way that has shown no sign of life for a day. */
  | { readonly signal: 'runStuck'; readonly runId: string; readonly stage: string | undefined; readonly hours: number }
  /** The weekly timer never fires. */
  | { readonly signal: 'scheduleFault'; readonly because: string }
  | ({ readonly signal: 'progress'; readonly runId: string | undefined } & Exclude<ProgressEvent, Frequent>)
  | ({ readonly signal: 'metric'; readonly runId: string | undefined } & Figure)
  | {
      readonly signal: 'delivery';
      readonly runId: string;
      readonly recipient: string;
      readonly ok: boolean;
      readonly result: string;
    }
  /** A stored file was not handed out or told, since it is not what the run stored. */
  | { readonly signal: 'evidenceAltered'; readonly because: string }
  /** `caller` is the object id in Entra; left out with function keys, which carry no name. */
  | {
      readonly signal: 'evidenceRead';
      readonly runId: string;
      readonly part: string;
      readonly caller: string | undefined;
      /** The only subscriptions that it covers. */
      readonly scope: readonly string[] | 'whole';
    }
  /** A live chain was asked for; `found` is false where Azure shows no such disk. */
  | {
      readonly signal: 'chainRead';
      readonly disk: string;
      readonly found: boolean;
      readonly requests: number | undefined;
      readonly caller: string | undefined;
    }
  /** `days` is null while there is no complete run; `overdue` leaves out what is acknowledged or not due yet. */
  | { readonly signal: 'daysSinceCompleteRun'; readonly days: number | null; readonly overdue: boolean };

/** What comes with each page and each request is too much for a log. */
type Frequent = { readonly kind: 'page' | 'requestAnswered' };

/** As it stands in the log. */
export function lineOf(signal: Signal): string {
  return JSON.stringify(signal);
}

/**
 * Application Insights keeps the line as the trace's message, up to 32,768 characters.
 * @see https://learn.microsoft.com/azure/azure-monitor/app/data-model-complete#trace-telemetry
 */
export function emit(context: InvocationContext, signal: Signal): void {
  context.log(lineOf(signal));
}

export function emitProgress(context: InvocationContext, runId: string, event: ProgressEvent): void {
  if (event.kind !== 'page' && event.kind !== 'requestAnswered') emit(context, { signal: 'progress', runId, ...event });
}
