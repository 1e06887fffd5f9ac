import { counted } from '../../../base/counted.ts';
import type { Evidence, Outcome } from '../../../domain/check.ts';
import { describeGrant, describePrincipal, describeWay, type Grant } from '../../access/grant.ts';
import type { AccessReview } from '../../access/judge.ts';
import { attestable, compliant, hidden, nonCompliant, unknown } from './outcome.ts';

/** Grants that the evidence of one verdict names; the counts beside them are of all. */
const NAMED = 50;

/** Whether everybody who holds something is approved, as an outcome. `who` is the relative clause: "can export the disk". */
export function grantOutcome(review: AccessReview, who: string, facts: Evidence): Outcome {
  const { status, holders, provenCount, uncertainCount, proven, uncertain, gaps } = review;
  const [first] = proven;
  if (status === 'NonCompliant' && first !== undefined)
    return nonCompliant(
      `A principal outside the approved set ${who}: ${describeGrant(first)}${more(provenCount)}.`,
      facts,
    );
  const [doubtful] = uncertain;
  if (doubtful !== undefined) {
    const outcome = unknown(
      `Could not determine whether everyone who ${who} is approved: ${describeGrant(doubtful)}${more(uncertainCount)}.`,
      facts,
      gaps,
    );
    // Whoever the doubt is about, a person can look them up; what was not read might hold others.
    return attestable(outcome, gaps.length === 0);
  }
  if (status === 'Unknown') return hidden(`Who ${who}`, gaps, facts);
  return compliant(
    holders === 0 ? `No principal ${who}.` : `Every principal who ${who} is approved: ${counted(holders, 'grant')}.`,
    facts,
  );
}

/** How many grants there are, and each of those outside the approved set: who, through what, and what it lets them do. */
export function grantEvidence({ holders, provenCount, uncertainCount, proven, uncertain }: AccessReview): Evidence {
  return {
    Grants: holders,
    'Outside the approved set': provenCount,
    'Not determined': uncertainCount,
    ...named('Outside', proven),
    ...named('Doubtful', uncertain),
  };
}

function named(label: string, grants: readonly Grant[]): Evidence {
  return Object.fromEntries(
    grants
      .slice(0, NAMED)
      .map((grant, index) => [
        `${label} ${String(index + 1)}`,
        `${describePrincipal(grant)}; ${describeWay(grant)}; can ${grant.can.join(', ')}`,
      ]),
  );
}

export function more(count: number): string {
  return count < 2 ? '' : `, and ${String(count - 1)} more`;
}
