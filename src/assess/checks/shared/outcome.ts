import type { Evidence, Outcome } from '../../../domain/check.ts';
import type { Gap } from '../../../domain/estate.ts';

/** Words for the four outcomes, so that a check reads as a decision. */
export function compliant(because: string, evidence?: Evidence): Outcome {
  return evidence === undefined ? { status: 'Compliant', because } : { status: 'Compliant', because, evidence };
}

export function nonCompliant(because: string, evidence?: Evidence, remediation?: string): Outcome {
  return {
    status: 'NonCompliant',
    because,
    ...(evidence === undefined ? {} : { evidence }),
    ...(remediation === undefined ? {} : { remediation }),
  };
}

export function unknown(because: string, evidence?: Evidence, gaps?: readonly Gap[]): Outcome {
  return {
    status: 'Unknown',
    because,
    ...(evidence === undefined ? {} : { evidence }),
    ...(gaps === undefined || gaps.length === 0 ? {} : { gaps }),
  };
}

/**
 * An Unknown for the very reason that a person can attest, by what the check says; any other outcome as it is.
 * @param isReason false: the reason is another
 */
export function attestable(outcome: Outcome, isReason = true): Outcome {
  return isReason && outcome.status === 'Unknown' ? { ...outcome, attestable: true } : outcome;
}

/** Whether an outcome is Unknown for a reason that a person can attest. */
export function canBeAttested(outcome: Outcome): boolean {
  return outcome.status === 'Unknown' && outcome.attestable === true;
}

export function notApplicable(because: string, evidence?: Evidence, limitedBy?: readonly Gap[]): Outcome {
  const outcome: Outcome =
    evidence === undefined ? { status: 'NotApplicable', because } : { status: 'NotApplicable', because, evidence };
  return limited(outcome, limitedBy);
}

/** The outcome as it rests on what was read, limited by gaps elsewhere if it is Compliant or NotApplicable. */
export function limited(outcome: Outcome, elsewhere: readonly Gap[] = []): Outcome {
  if (elsewhere.length === 0 || (outcome.status !== 'Compliant' && outcome.status !== 'NotApplicable')) return outcome;
  const { limitedBy = [] } = outcome;
  return { ...outcome, limitedBy: limitedBy.length === 0 ? elsewhere : [...new Set([...limitedBy, ...elsewhere])] };
}

/** A question that a check asks: `Whether …`, `Who …`; anything else names a thing. */
const QUESTION = /^(Whether|Who|Which|How|Where|When) /;

/** Because of gaps: what may be hidden, a thing or a question, and the first reason in words. */
export function hidden(what: string, gaps: readonly Gap[], evidence?: Evidence): Outcome {
  const first = gaps[0]?.because ?? '';
  const more = gaps.length > 1 ? ` (and ${gaps.length - 1} more ${gaps.length === 2 ? 'gap' : 'gaps'}).` : '';
  const reason = more === '' ? first : `${first.replace(/\.$/, '')}${more}`;
  const missing = QUESTION.test(what)
    ? `Could not determine ${what.charAt(0).toLowerCase()}${what.slice(1)}`
    : `${what} could not be fully read`;
  return unknown(`${missing}: ${reason}`.trimEnd(), evidence, gaps);
}

/** How all of a count of disks are named. */
export function allOf(disks: number): string {
  return disks === 1 ? 'The disk' : `All ${disks} disks`;
}

const WEAKNESS = { NonCompliant: 0, Unknown: 1, Compliant: 3, NotApplicable: 4 } as const;

/** What a person attests must not answer another doubt beside it. */
function weaknessOf(outcome: Outcome): number {
  return canBeAttested(outcome) ? 2 : WEAKNESS[outcome.status];
}

/** All must hold: the weakest outcome wins, an Unknown that nobody can attest before one that a person can; of equals, the first. Undefined for none. */
export function weakest(outcomes: readonly Outcome[]): Outcome | undefined {
  let found: Outcome | undefined;
  for (const outcome of outcomes) if (found === undefined || weaknessOf(outcome) < weaknessOf(found)) found = outcome;
  return found;
}

/**
 * One is enough: the first Compliant wins. Otherwise Unknown if one is Unknown or more may be hidden, else NonCompliant.
 * Undefined for none.
 */
export function strongest(outcomes: readonly Outcome[]): Outcome | undefined {
  for (const status of ['Compliant', 'Unknown', 'NonCompliant', 'NotApplicable'] as const) {
    const found = outcomes.find((outcome) => outcome.status === status);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Evidence with the undefined values shown as null. */
export function evidence(facts: Readonly<Record<string, string | number | boolean | null | undefined>>): Evidence {
  const shown: Record<string, string | number | boolean | null> = {};
  for (const [name, value] of Object.entries(facts)) shown[name] = value ?? null;
  return shown;
}
