import { ownKeyOf, protectionEvidence } from './shared/approvedMethod.ts';
import { defineCheck } from './shared/defineCheck.ts';
import { attestable, compliant, nonCompliant, unknown } from './shared/outcome.ts';
import { CUSTOMER_KEY_WAYS, toCustomerKey } from './shared/remediation.ts';

export const key01 = defineCheck({
  id: 'KEY-01',
  version: 3,
  answers: ['R1'],
  subject: 'disk',
  title: 'A key that the organisation controls protects the disk',
  severity: 'High',
  rollsUp: true,
  remediation: 'Put the disk under a key of the organisation, by whichever route is available for it.',
  ways: CUSTOMER_KEY_WAYS,
  limits:
    'A disk whose last change did not succeed is Unknown. Azure Disk Encryption is declared by the control plane, not proven from inside the guest. Whether the organisation controls another tenant that holds the key is not visible in Azure.',
  attestable: 'that your organisation controls the tenant in which the key lies',
  learnMore: 'https://learn.microsoft.com/azure/virtual-machines/disk-encryption',
  controls: [
    'MCSB v1 DP-5',
    'MCSB v2 DP-5',
    'CIS Azure Foundations 2.1 7.3',
    'CIS Azure Foundations 2.1 7.4',
    'CIS Azure Foundations 3.0 8.3',
    'CIS Azure Foundations 3.0 8.4',
    'NIST SP 800-53 r5 SC-12',
    'NIST SP 800-53 r5 SC-28(1)',
    'ISO/IEC 27001:2022 A.8.24',
  ],
  needs: ['guarded', 'keys'],
  assess: ({ guarded, keys }, rules) => {
    const { accepted, because } = ownKeyOf(guarded, rules.atRest);
    const facts = protectionEvidence(guarded);
    const ofSets = keys.rows.filter(({ use }) => use === 'diskEncryptionSet');
    if (accepted === 'yes' && ofSets.length > 0 && ofSets.every(({ otherTenant }) => otherTenant))
      return attestable(
        unknown(
          'A customer-managed key protects it, but the key lies in another tenant: ask for evidence that the organisation controls that tenant, which Azure does not show.',
          { ...facts, Key: ofSets[0]?.url ?? null },
        ),
      );
    const { guest, diskEncryptionSetId, doubts } = guarded.protection;
    const bySet = diskEncryptionSetId !== undefined && guest === 'none';
    // Nothing contradicts what the disk says, but its set may not have been read.
    const saidToBe = accepted === 'yes' || (accepted === 'unknown' && doubts.length === 0);
    if (saidToBe && bySet && (ofSets.length === 0 || ofSets.some(({ url }) => url === undefined)))
      return unknown(
        'A customer-managed key protects it, but its disk encryption set does not say which: whether the organisation controls that key is not known.',
        facts,
        keys.gaps,
      );
    if (accepted === 'yes') return compliant(because, facts);
    if (accepted === 'no') return nonCompliant(because, facts, toCustomerKey(guarded));
    return unknown(because, facts, guarded.gaps);
  },
});
