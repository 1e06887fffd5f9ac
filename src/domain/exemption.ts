import { nameOf, resourceGroupOf, subscriptionOf } from './armId.ts';
import type { CheckId } from './check.ts';
import { selectorText, type Selector } from './selector.ts';

/** What an entry of the baseline is about: exactly one of the two is given. */
export interface About {
  /** Resource id of the subject, any case. */
  readonly subject?: string | undefined;
  /** Every subject of the check that the selector hits. */
  readonly where?: Selector | undefined;
}

/** A waiver or mitigation in force until `expiresOn` (ISO date, last day included). Never hides the verdict beneath. */
export interface Exemption extends About {
  readonly id: string;
  readonly check: CheckId;
  readonly category: 'Waiver' | 'Mitigated';
  readonly justification: string;
  readonly approvedBy: string;
  /** `yyyy-mm-dd`. */
  readonly expiresOn: string;
  readonly ticket?: string | undefined;
}

/** What an entry is about, fit for the columns of a subject. A selector stands in words and in no subscription. */
export function targetOf({ subject, where }: About): {
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
