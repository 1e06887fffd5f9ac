/** The highest that applies is the exit code. */
export const EXIT = { clean: 0, findings: 1, gaps: 2, failed: 3 } as const;

/** What a run's exit code may tell: a finding (1); something that could not be determined, a gap or an Unknown that nobody attested (2). */
export const FAIL_ON = ['findings', 'undetermined'] as const;
export type FailOn = (typeof FAIL_ON)[number];

/** What a run's exit code depends on. */
interface Ended {
  readonly findings: boolean;
  readonly undetermined: boolean;
  /** Mails that were asked for; one that did not go out is a failure, though the evidence stands. */
  readonly deliveries: readonly { readonly ok: boolean }[];
}

/** @param failOn what is told; everything else ends with 0. A failure is always told. */
export function exitCodeOf(ended: Ended, failOn: readonly FailOn[] = FAIL_ON): number {
  if (ended.deliveries.some(({ ok }) => !ok)) return EXIT.failed;
  if (ended.undetermined && failOn.includes('undetermined')) return EXIT.gaps;
  return ended.findings && failOn.includes('findings') ? EXIT.findings : EXIT.clean;
}
