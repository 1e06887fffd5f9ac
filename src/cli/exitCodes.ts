import type { RunRecord } from '../domain/record.ts';

/** The highest that applies is the exit code. */
export const EXIT = { clean: 0, findings: 1, gaps: 2, failed: 3 } as const;

/** What a run's exit code depends on. */
interface Ended {
  readonly record: Pick<RunRecord, 'gaps' | 'state'> & {
    readonly verdicts: readonly Pick<RunRecord['verdicts'][number], 'status'>[];
  };
  /** Mails that were asked for; one that did not go out is a failure, though the evidence stands. */
  readonly deliveries: readonly { readonly ok: boolean }[];
}

export function exitCodeOf({ record, deliveries }: Ended): number {
  if (deliveries.some(({ ok }) => !ok)) return EXIT.failed;
  const unsure =
    record.gaps.length > 0 ||
    record.state === 'INCOMPLETE' ||
    record.verdicts.some((verdict) => verdict.status === 'Unknown');
  if (unsure) return EXIT.gaps;
  return record.verdicts.some((verdict) => verdict.status === 'NonCompliant') ? EXIT.findings : EXIT.clean;
}
