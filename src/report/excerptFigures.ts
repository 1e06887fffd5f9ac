import type { ExcerptFigures, ExcerptPlan } from '../pack/excerptFile.ts';
import { causeLines } from './causes.ts';
import { countOfFindings } from './findings.ts';
import { overallTally } from './overall.ts';
import type { RunContents } from './packContents.ts';

/** The figures of contents that are narrowed already. */
export function excerptFigures(
  narrowed: RunContents,
  { subscriptions, requirements, subjects }: ExcerptPlan,
  workbook: ExcerptFigures['workbook'],
): ExcerptFigures {
  const { record, runId, scopeText, excerpt } = narrowed;
  return {
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
    findings: countOfFindings(record),
    gaps: record.gaps.length,
    summary: record.summary,
    answers: overallTally(record),
    causes: causeLines(record),
    workbook,
  };
}
