import type { AcceptedMethod, Rules } from '../../../domain/rules.ts';
import type { Evidence } from '../../../domain/check.ts';
import { evidence } from './outcome.ts';
import type { Guarded } from '../../chain/subjects.ts';

/** Whether a protection is by a method that is accepted. `unknown` where a facet that could decide is unknown. */
export interface Acceptance {
  readonly accepted: 'yes' | 'no' | 'unknown';
  /** One sentence, ending with a period. */
  readonly because: string;
}

/** Methods that use a key of the organisation, whatever the baseline accepts. */
const OWN_KEYS: readonly AcceptedMethod[] = ['customerKey', 'confidentialCustomerKey'];

/** Whether a key of the organisation protects it, or what the baseline accepts instead. */
export function ownKeyOf(guarded: Guarded, rules: Rules['atRest']): Acceptance {
  return acceptanceOf(guarded, { ...rules, acceptedMethods: [...OWN_KEYS, ...rules.acceptedMethods] });
}

/** One accepted method is enough; "no" needs every facet to be known. */
export function acceptanceOf(guarded: Guarded, { acceptedMethods }: Rules['atRest']): Acceptance {
  const found = methodsIn(guarded);
  const accepted = found.find(({ method }) => acceptedMethods.includes(method));
  if (accepted !== undefined) return { accepted: 'yes', because: `${accepted.is}.` };
  const { atRest, guest, confidential } = guarded.protection;
  if (atRest === 'unknown' || guest === 'unknown' || confidential === 'unknown')
    return { accepted: 'unknown', because: doubtOf(guarded) };
  const [strongest] = found;
  if (strongest === undefined) return { accepted: 'no', because: 'No known method protects it.' };
  const because =
    strongest.method === 'platformKey'
      ? 'Only a platform-managed key protects it.'
      : `${strongest.is}, which the baseline does not accept.`;
  return { accepted: 'no', because };
}

/** The methods that are known to protect it, strongest first, each as a sentence without its period. */
function methodsIn(guarded: Guarded): readonly { readonly method: AcceptedMethod; readonly is: string }[] {
  const { atRest, guest, confidential } = guarded.protection;
  const by = guarded.adeDeclaredBy === undefined ? '' : `, declared by ${guarded.adeDeclaredBy}`;
  const facets: readonly (readonly [boolean, AcceptedMethod, string])[] = [
    [atRest === 'customer', 'customerKey', 'A customer-managed key encrypts it at rest'],
    [atRest === 'platformAndCustomer', 'customerKey', 'Platform and customer-managed keys doubly encrypt it at rest'],
    [
      confidential === 'customerKey',
      'confidentialCustomerKey',
      'Confidential disk encryption with a customer-managed key protects it',
    ],
    [guest === 'adeKek', 'adeWithKek', `Azure Disk Encryption with a key encryption key protects it${by}`],
    [guest === 'adeBek', 'adeWithoutKek', `Azure Disk Encryption without a key encryption key protects it${by}`],
    [
      confidential === 'platformKey',
      'confidentialPlatformKey',
      'Confidential disk encryption with a platform-managed key protects it',
    ],
    [atRest === 'platform', 'platformKey', 'A platform-managed key encrypts it at rest'],
  ];
  return facets.filter(([holds]) => holds).map(([, method, is]) => ({ method, is }));
}

/** Why a protection is not known, in one sentence. */
export function doubtOf(guarded: Guarded): string {
  const [doubt] = guarded.protection.doubts;
  if (doubt !== undefined) return doubt;
  return `Could not determine how it is protected: ${guarded.gaps[0]?.because ?? 'no reason was recorded.'}`;
}

/** The facets as evidence. */
export function protectionEvidence(guarded: Guarded): Evidence {
  const { protection, method } = guarded;
  return evidence({
    Method: method,
    'At rest': protection.atRest,
    'Azure Disk Encryption': protection.guest,
    'Encryption at host': protection.host,
    Confidential: protection.confidential,
    'Disk encryption set': protection.diskEncryptionSetId,
    Contradictions: protection.doubts.length === 0 ? 'none' : protection.doubts.join(' '),
  });
}
