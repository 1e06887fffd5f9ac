import type { Verdict } from '../../domain/check.ts';

/** How many verdicts each exemption exempts and each attestation answers, by id; no entry where no verdict names it. */
export interface Covers {
  readonly exempted: ReadonlyMap<string | undefined, number>;
  readonly attested: ReadonlyMap<string | undefined, number>;
}

/** What exemptions and attestations cover of these verdicts. */
export function coversOf(verdicts: Iterable<Verdict>): Covers {
  const exempted = new Map<string | undefined, number>();
  const attested = new Map<string | undefined, number>();
  for (const { status, exemption, attestation } of verdicts) {
    exempted.set(exemption, (exempted.get(exemption) ?? 0) + (status === 'Exempt' ? 1 : 0));
    attested.set(attestation, (attested.get(attestation) ?? 0) + 1);
  }
  return { exempted, attested };
}
