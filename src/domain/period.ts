import type { Severity } from './check.ts';

/** A span of days in UTC; `to` is the first moment after it. */
export interface Period {
  /** As it was asked for: `2026-Q3`, `2026-09`, `2026`. */
  readonly name: string;
  /** ISO 8601. */
  readonly from: string;
  readonly to: string;
}

/** One week of a period in which a run was due. */
export interface PeriodWeek {
  /** Monday, `yyyy-mm-dd`. */
  readonly startsOn: string;
  /** Runs of the scope that were asked for in the week. */
  readonly runs: number;
  /** The newest run of the week that left evidence. */
  readonly evidence: { readonly runId: string; readonly asOf: string; readonly complete: boolean } | undefined;
  /** Why there is no evidence, or why it is not complete; empty where nothing is wrong. */
  readonly because: string;
}

/** How findings of one severity fared in a period. */
export interface Remediation {
  readonly severity: Severity;
  readonly opened: number;
  /** Closed with proof. */
  readonly fixed: number;
  /** Closed since the subject is gone: never a fix. */
  readonly disappeared: number;
  readonly noLongerAsked: number;
  readonly openAtEnd: number;
  readonly exemptAtEnd: number;
  /** Days from opening to proven fix, over those fixed in the period; undefined where none was. */
  readonly daysToFix:
    { readonly mean: number; readonly median: number; readonly p90: number; readonly most: number } | undefined;
}

/** Whether the control operated through a period. */
export interface OperatingEffectiveness {
  readonly period: Period;
  /** In words: the widest scope that was asked about in the period. */
  readonly scope: string;
  readonly due: number;
  readonly withEvidence: number;
  readonly complete: number;
  readonly weeks: readonly PeriodWeek[];
  readonly remediation: readonly Remediation[];
}
