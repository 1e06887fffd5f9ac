import type { RunRecord, SummaryRow } from '../domain/record.ts';
import type { Selection } from '../domain/selection.ts';
import { canonicalJson } from './canonicalJson.ts';
import { findingsOf } from './findings.ts';
import type { RunContents } from './packContents.ts';

/** An excerpt that a pack holds: the same run, seen through a selection. */
export interface ExcerptPlan extends Selection {
  /** Path of its workbook inside the pack; its figures lie beside it, in a `.json`. */
  readonly name: string;
}

/** An excerpt's figures: what is told of the run to whoever gets the excerpt, so that nobody need open the record for it. */
export interface ExcerptFigures {
  readonly schemaVersion: 1;
  readonly kind: 'unbroken-excerpt';
  readonly runId: string;
  /** ISO 8601. */
  readonly asOf: string;
  /** The run's scope in words, without the names of other subscriptions. */
  readonly scope: string;
  readonly selection: Selection;
  /** Subjects that were asked for and are no disk, nor a machine with a disk, of this run. */
  readonly notFound: readonly string[];
  readonly state: RunRecord['state'];
  readonly incompleteBecause: readonly string[];
  readonly disks: number;
  readonly findings: number;
  readonly gaps: number;
  readonly summary: readonly SummaryRow[];
  readonly workbook: { readonly name: string; readonly sha256: string; readonly bytes: number };
}

/** The figures of contents that are narrowed already, as the bytes of their file. */
export function excerptFile(
  narrowed: RunContents,
  { subscriptions, requirements, subjects }: ExcerptPlan,
  workbook: ExcerptFigures['workbook'],
): Buffer {
  const { record, lives, runId, scopeText, excerpt } = narrowed;
  const figures: ExcerptFigures = {
    schemaVersion: 1,
    kind: 'unbroken-excerpt',
    runId,
    asOf: record.asOf,
    scope: scopeText,
    selection: { subscriptions, requirements, subjects },
    notFound: excerpt?.notFound ?? [],
    state: record.state,
    incompleteBecause: record.incompleteBecause,
    disks: record.chains.length,
    findings: findingsOf(record, lives).length,
    gaps: record.gaps.length,
    summary: record.summary,
    workbook,
  };
  return Buffer.from(`${canonicalJson(figures)}\n`, 'utf8');
}
