import type { SourceId } from './facts.ts';

/** One question put to Azure and how it went; kept apart from the record, which must not depend on wall time. */
export interface Observation {
  readonly source: SourceId | 'identity' | 'count';
  readonly kind: 'resourceGraph' | 'arm';
  /** Verbatim KQL, or `GET` and the path with its query string. */
  readonly request: string;
  /** Subscriptions asked about; empty for one ARM resource. */
  readonly subscriptions: readonly string[];
  readonly pages: number;
  readonly rows: number;
  /** `x-ms-request-id` / `x-ms-correlation-request-id` of each answer, as Azure sent them. */
  readonly requestIds: readonly string[];
  /** ISO 8601, wall clock. */
  readonly startedAt: string;
  readonly endedAt: string;
  readonly retries: number;
  /** Undefined when it went well. */
  readonly failure: string | undefined;
  /** Id of the earlier run that put it; left out for a question of this run. */
  readonly carriedFrom?: string | undefined;
}

/** Whether the run asked Azure itself; false if the answer is reused from an earlier run, with that run's times. */
export function wasPut({ carriedFrom }: Pick<Observation, 'carriedFrom'>): boolean {
  return carriedFrom === undefined;
}
