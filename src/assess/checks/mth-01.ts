import { ULTRA_AND_PREMIUM_V2 } from '../../domain/azureNames.ts';
import type { Rules } from '../../domain/baseline.ts';
import { acceptanceOf, doubtOf, protectionEvidence } from './shared/approvedMethod.ts';
import { defineCheck } from './shared/defineCheck.ts';
import { quoted, says, values } from '../../base/openEnum.ts';
import { compliant, nonCompliant, unknown } from './shared/outcome.ts';
import { CUSTOMER_KEY_WAYS, toCustomerKey } from './shared/remediation.ts';
import type { Guarded } from '../chain/subjects.ts';

/** The others but Ultra and Premium SSD v2. @see https://learn.microsoft.com/azure/virtual-machines/disk-encryption#double-encryption-at-rest */
const DOUBLE_ENCRYPTION = values('Standard_LRS', 'StandardSSD_LRS', 'StandardSSD_ZRS', 'Premium_LRS', 'Premium_ZRS');

export const mth01 = defineCheck({
  id: 'MTH-01',
  version: 2,
  answers: ['R7'],
  subject: 'disk',
  title: 'The encryption method is one the baseline approves, in a combination that Azure supports',
  severity: 'Medium',
  rollsUp: true,
  remediation: 'Move the disk to a method that the baseline approves.',
  ways: CUSTOMER_KEY_WAYS,
  limits: 'Azure Disk Encryption is declared by the control plane, not proven from inside the guest.',
  learnMore: 'https://learn.microsoft.com/azure/virtual-machines/disk-encryption-overview',
  controls: [
    'MCSB v1 DP-4',
    'MCSB v2 DP-4',
    'MCSB v2 DP-5',
    'NIST SP 800-53 r5 SC-28',
    'NIST SP 800-53 r5 SC-28(1)',
    'ISO/IEC 27001:2022 A.8.24',
    'PCI DSS 4.0.1 3.5.1.1',
    'PCI DSS 4.0.1 3.5.1.2',
  ],
  needs: ['guarded', 'bytes'],
  assess: ({ guarded, bytes }, { atRest }) => {
    const facts = { ...protectionEvidence(guarded), SKU: bytes.sku ?? null };
    const conflict = unsupported(guarded);
    if (conflict !== undefined) return nonCompliant(conflict, facts, toCustomerKey(guarded));
    const { accepted, because } = acceptanceOf(guarded, atRest);
    if (accepted === 'no') return nonCompliant(because, facts, toCustomerKey(guarded));
    if (accepted === 'unknown' || isInDoubt(guarded))
      return unknown(accepted === 'unknown' ? because : doubtOf(guarded), facts, guarded.gaps);
    const double = doubleEncryption(guarded, bytes.sku, atRest);
    if (double.answer === 'no') return nonCompliant(double.because, facts);
    if (double.answer === 'unknown') return unknown(double.because, facts);
    return compliant(`${guarded.method}: ${because}`, facts);
  },
});

/**
 * A disk that is under ADE takes no customer-managed key, and its VM no encryption at host.
 * @see https://learn.microsoft.com/azure/virtual-machines/disk-encryption#restrictions
 */
function unsupported({ protection }: Guarded): string | undefined {
  const ade = protection.guest === 'adeKek' || protection.guest === 'adeBek';
  if (ade && (protection.atRest === 'customer' || protection.atRest === 'platformAndCustomer'))
    return 'Azure Disk Encryption and a customer-managed key are declared together, which Azure does not support.';
  if (ade && protection.host === 'on')
    return 'Azure Disk Encryption and encryption at host are declared together, which Azure does not support.';
  return undefined;
}

/** Facets that decide whether the combination is supported. Encryption at host matters only together with ADE. */
function isInDoubt({ protection }: Guarded): boolean {
  const { atRest, guest, confidential, host } = protection;
  if (atRest === 'unknown' || guest === 'unknown' || confidential === 'unknown') return true;
  return guest !== 'none' && host === 'unknown';
}

function doubleEncryption(
  { protection }: Guarded,
  sku: string | undefined,
  rules: Rules['atRest'],
): { readonly answer: 'yes' | 'no' | 'unknown'; readonly because: string } {
  if (protection.atRest === 'platformAndCustomer')
    return says(sku, ULTRA_AND_PREMIUM_V2)
      ? {
          answer: 'unknown',
          because: `Its encryption type says double encryption at rest, which Azure does not support for SKU ${quoted(sku)}.`,
        }
      : { answer: 'yes', because: '' };
  if (!rules.requireDoubleEncryption) return { answer: 'yes', because: '' };
  if (says(sku, ULTRA_AND_PREMIUM_V2)) return { answer: 'yes', because: '' };
  if (says(sku, DOUBLE_ENCRYPTION))
    return {
      answer: 'no',
      because: 'The baseline requires double encryption at rest; only one key encrypts the disk.',
    };
  return { answer: 'unknown', because: `Could not determine whether SKU ${quoted(sku)} can be encrypted twice.` };
}
