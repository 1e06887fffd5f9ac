import type { CheckId } from './check.ts';
import type { Gap } from './estate.ts';
import type { SourceId } from './facts.ts';
import type { Change } from './record.ts';

/** What two runs say differently; `before` and `after` are undefined where one of them has nothing. */
export interface RunDifference {
  /** Verdicts, sorted by check, then subject. */
  readonly changes: readonly Change[];
  /** Facts kept of a source in a subscription, where the number moved. */
  readonly population: readonly {
    readonly source: SourceId;
    readonly subscriptionId: string;
    readonly before: number | undefined;
    readonly after: number | undefined;
  }[];
  /** Subscriptions that came, went, or were read otherwise; in words. */
  readonly coverage: readonly {
    readonly subscriptionId: string;
    readonly name: string;
    readonly before: string;
    readonly after: string;
  }[];
  /** Fields of the baseline by path; values as JSON. */
  readonly baseline: readonly {
    readonly path: string;
    readonly before: string | undefined;
    readonly after: string | undefined;
  }[];
  /** Checks whose version moved, or that only one of the two programs has. */
  readonly rules: readonly {
    readonly check: CheckId;
    readonly before: number | undefined;
    readonly after: number | undefined;
  }[];
  readonly gapsOpened: readonly Gap[];
  readonly gapsClosed: readonly Gap[];
}
