import type { Gap } from './estate.ts';

/**
 * What came of one question, beside its observation: rows are in `raw/`, everything else stands here as Azure gave it, less
 * key material.
 */
export interface KeptAnswer {
  /** What ARM was asked about, in the collector's words; undefined for Resource Graph, whose question the observation has. */
  readonly asked?: string | undefined;
  readonly pages: readonly KeptPage[];
  readonly failure?: KeptFailure | undefined;
  /** `totalRecords` of the last page, where Azure says it. */
  readonly total?: number | undefined;
  /** Azure left out subscriptions beyond its limit of 10,000. */
  readonly subscriptionLimitHit?: true | undefined;
}

/** One page: lines of the source's part in `raw/`, or the answer itself. */
export type KeptPage =
  | {
      /** First line, counted from 0, and how many. */
      readonly rows: readonly [first: number, count: number];
      /** Rows of the page that are none of the scope's. */
      readonly beside?: readonly unknown[] | undefined;
    }
  | { readonly body: unknown };

/** Why a question brought no answer, or not all of it. */
export interface KeptFailure {
  readonly kind: Gap['kind'];
  /** A clause without a capital or period. */
  readonly because: string;
  readonly status?: number | undefined;
  /** Azure's error codes, outermost first. */
  readonly codes: readonly string[];
}
