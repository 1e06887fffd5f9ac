import { armId } from '../domain/armId.ts';
import type { Exemption } from '../domain/baseline.ts';
import type { CheckId, Verdict } from '../domain/check.ts';
import type { RunRecord } from '../domain/record.ts';
import { compareText } from './identity.ts';
import { day } from './instant.ts';

/** The exemptions of a baseline at one moment. */
export interface ExemptionBook {
  /** The exemption for a verdict: one in force before an expired one, then by id. */
  readonly of: (check: CheckId, subject: string) => { readonly id: string; readonly inForce: boolean } | undefined;
}

/** An exemption is in force up to and including its last day (UTC). */
export function exemptionBook(exemptions: readonly Exemption[], asOf: string): ExemptionBook {
  const bySubject = new Map<string, { readonly id: string; readonly inForce: boolean }>();
  const sorted = [...exemptions].sort((a, b) => compareText(a.id, b.id));
  for (const exemption of sorted) {
    const key = keyOf(exemption.check, armId(exemption.subject));
    const inForce = isInForce(exemption, asOf);
    const known = bySubject.get(key);
    if (known === undefined || (inForce && !known.inForce)) bySubject.set(key, { id: exemption.id, inForce });
  }
  return { of: (check, subject) => (bySubject.size === 0 ? undefined : bySubject.get(keyOf(check, subject))) };
}

/** Each exemption with what became of it, sorted by id: expired ones and those that match nothing are themselves reported. */
export function exemptionStates(
  exemptions: readonly Exemption[],
  verdicts: readonly Verdict[],
  asOf: string,
): RunRecord['exemptions'] {
  const wanted = new Map(exemptions.map((exemption) => [keyOf(exemption.check, armId(exemption.subject)), exemption]));
  const met = new Map<string, Verdict>();
  if (wanted.size > 0)
    for (const verdict of verdicts) {
      const key = keyOf(verdict.check, verdict.subject);
      if (wanted.has(key)) met.set(key, verdict);
    }
  return [...exemptions]
    .sort((a, b) => compareText(a.id, b.id))
    .map((exemption) => {
      const verdict = met.get(keyOf(exemption.check, armId(exemption.subject)));
      return { ...exemption, state: stateOf(exemption, verdict, asOf) };
    });
}

function stateOf(
  exemption: Exemption,
  verdict: Verdict | undefined,
  asOf: string,
): RunRecord['exemptions'][number]['state'] {
  if (!isInForce(exemption, asOf)) return 'expired';
  if (verdict === undefined) return 'matchesNothing';
  return verdict.status === 'Compliant' || verdict.status === 'NotApplicable' ? 'notNeeded' : 'inForce';
}

function isInForce(exemption: Exemption, asOf: string): boolean {
  return day(asOf) <= exemption.expiresOn;
}

function keyOf(check: CheckId, subject: string): string {
  return `${check} ${subject}`;
}
