import { nameOf, resourceGroupOf, subscriptionOf } from './armId.ts';
import type { CheckId } from './check.ts';
import { selectorText, type Selector } from './selector.ts';

/**
 * A waiver or mitigation in force until `expiresOn` (ISO date, last day included). Never hides the verdict beneath.
 * Exactly one of `subject` and `where` is given.
 */
export interface Exemption {
  readonly id: string;
  readonly check: CheckId;
  /** Resource id of the subject, any case. */
  readonly subject?: string | undefined;
  /** Every subject of the check that the selector hits. */
  readonly where?: Selector | undefined;
  readonly category: 'Waiver' | 'Mitigated';
  readonly justification: string;
  readonly approvedBy: string;
  /** `yyyy-mm-dd`. */
  readonly expiresOn: string;
  readonly ticket?: string | undefined;
}

/** What an exemption is about, fit for the columns of a subject. A selector stands in words and in no subscription. */
export function exemptionTarget({ subject, where }: Exemption): {
  readonly subject: string;
  readonly subjectName: string;
  readonly subscriptionId: string;
  readonly resourceGroup: string;
} {
  if (subject === undefined) {
    const text = selectorText(where ?? {});
    return { subject: text, subjectName: text, subscriptionId: '', resourceGroup: '' };
  }
  return {
    subject: subject.toLowerCase(),
    subjectName: nameOf(subject),
    subscriptionId: subscriptionOf(subject),
    resourceGroup: resourceGroupOf(subject),
  };
}
