import type { Rules } from '../domain/baseline.ts';
import type { Evidence } from '../domain/check.ts';
import { evidence } from './outcome.ts';
import type { Guarded } from './subjects.ts';

/** Whether a protection is by a key that the baseline accepts. `unknown` where a facet that could decide is unknown. */
export interface Acceptance {
  readonly accepted: 'yes' | 'no' | 'unknown';
  /** One sentence, ending with a period. */
  readonly because: string;
}

/** One accepted method is enough; "no" needs every facet to be known. */
export function acceptanceOf(guarded: Guarded, rules: Rules['atRest']): Acceptance {
  const { atRest, guest, confidential } = guarded.protection;
  if (atRest === 'customer') return yes('A customer-managed key encrypts it at rest.');
  if (atRest === 'platformAndCustomer') return yes('Platform and customer-managed keys encrypt it twice at rest.');
  if (confidential === 'customerKey')
    return yes('Confidential disk encryption with a customer-managed key protects it.');
  const by = guarded.adeDeclaredBy === undefined ? '' : `, declared by ${guarded.adeDeclaredBy}`;
  if (guest === 'adeKek' && rules.acceptAdeWithKek)
    return yes(`Azure Disk Encryption with a key encryption key protects it${by}.`);
  if (guest === 'adeBek' && rules.acceptAdeWithoutKek)
    return yes(`Azure Disk Encryption without a key encryption key protects it${by}.`);
  if (atRest === 'platform' && rules.acceptPlatformKey)
    return yes('A platform-managed key encrypts it at rest, which the baseline accepts.');
  if (atRest === 'unknown' || guest === 'unknown' || confidential === 'unknown')
    return { accepted: 'unknown', because: doubtOf(guarded) };
  if (guest === 'adeBek')
    return no(
      `Azure Disk Encryption without a key encryption key protects it${by}, which the baseline does not accept.`,
    );
  if (guest === 'adeKek') return no(`Azure Disk Encryption protects it${by}, which the baseline does not accept.`);
  if (confidential === 'platformKey')
    return no('Confidential disk encryption with a platform-managed key protects it, no key of the organisation.');
  return no('Only a platform-managed key protects it.');
}

/** Why a protection is not known, in one sentence. */
export function doubtOf(guarded: Guarded): string {
  const [doubt] = guarded.protection.doubts;
  if (doubt !== undefined) return doubt;
  return `How it is protected could not be read for certain: ${guarded.gaps[0]?.because ?? 'no reason was recorded.'}`;
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
    Doubts: protection.doubts.length === 0 ? undefined : protection.doubts.join(' '),
  });
}

function yes(because: string): Acceptance {
  return { accepted: 'yes', because };
}

function no(because: string): Acceptance {
  return { accepted: 'no', because };
}
