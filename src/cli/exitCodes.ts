import type { RunRecord } from '../domain/record.ts';

/** The highest that applies is the exit code. */
export const EXIT = { clean: 0, findings: 1, gaps: 2, failed: 3 } as const;

export function exitCodeOf(record: RunRecord): number {
  const unsure =
    record.gaps.length > 0 ||
    record.state === 'INCOMPLETE' ||
    record.verdicts.some((verdict) => verdict.status === 'Unknown');
  if (unsure) return EXIT.gaps;
  return record.verdicts.some((verdict) => verdict.status === 'NonCompliant') ? EXIT.findings : EXIT.clean;
}
