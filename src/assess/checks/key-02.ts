import { defineCheck } from './shared/defineCheck.ts';
import { keyOutcome } from './shared/keyOutcome.ts';
import { keyState } from './shared/keyState.ts';

export const key02 = defineCheck({
  id: 'KEY-02',
  version: 3,
  answers: ['R1', 'R5'],
  subject: 'key',
  title: 'The exact key version that disks use exists, is enabled and is in date',
  severity: 'High',
  rollsUp: true,
  remediation:
    'Enable or recover the key version, or move its disks to a disk encryption set with a usable key before they stop.',
  limits:
    'A key that is not RSA, is shorter than 2048 bits or does not permit wrapping and unwrapping is not usable; one that lists no operations permits all. Azure Disk Encryption secrets and keys in another tenant are not read. Keys of a managed HSM are read where it trusts Azure Resource Manager (AllowKeyManagementOperationsThroughARM).',
  attestable:
    'the state of a key version in a managed HSM that does not admit Azure Resource Manager, of one in another tenant, or of an Azure Disk Encryption secret: that it exists, is enabled and is in date',
  learnMore: 'https://learn.microsoft.com/azure/virtual-machines/disk-encryption#customer-managed-keys',
  controls: [
    'MCSB v1 DP-6',
    'MCSB v2 DP-6',
    'NIST SP 800-53 r5 SC-12',
    'ISO/IEC 27001:2022 A.8.24',
    'PCI DSS 4.0.1 3.6.1',
    'PCI DSS 4.0.1 3.6.1.1',
  ],
  needs: ['link'],
  assess: ({ link }, _rules, asOf) => {
    return keyOutcome(keyState(link, asOf));
  },
});
