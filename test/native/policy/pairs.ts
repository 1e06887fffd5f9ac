import type { Baseline } from '../../../src/domain/baseline.ts';
import type { CheckId } from '../../../src/domain/check.ts';
import { baselineWith } from '../../assess/estateOf.ts';

/** A built-in policy and the check that asks the same question under a baseline that asks no more than the policy. */
export interface Pair {
  /** How the pair is named in the list of differences. */
  readonly name: string;
  readonly policyId: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Lower-case ARM type of the resources that both are asked about. */
  readonly type: string;
  readonly checks: readonly CheckId[];
  readonly baseline: Baseline;
  /** What the policy looks for beside the resource (AuditIfNotExists). */
  readonly existing?: 'backup item';
  /** The subject of the verdict, where it is not the resource: the OS disk of a VM. */
  readonly subject?: 'OS disk';
}

/** A customer-managed key is the only method that counts. */
const CUSTOMER_KEY_ONLY = baselineWith({ atRest: { acceptedMethods: ['customerKey', 'confidentialCustomerKey'] } });

export const PAIRS: readonly Pair[] = [
  {
    name: 'customer key of a disk',
    policyId: '702dd420-7fcc-42c5-afe8-4026edd20fe0',
    parameters: {},
    type: 'microsoft.compute/disks',
    checks: ['KEY-01'],
    baseline: CUSTOMER_KEY_ONLY,
  },
  {
    name: 'customer key of the disks of a VM',
    policyId: '702dd420-7fcc-42c5-afe8-4026edd20fe0',
    parameters: {},
    type: 'microsoft.compute/virtualmachines',
    checks: ['KEY-01'],
    baseline: CUSTOMER_KEY_ONLY,
    subject: 'OS disk',
  },
  {
    name: 'encryption at host',
    policyId: 'fc4d8e41-e223-45ea-9bf5-eada37891d87',
    parameters: {},
    type: 'microsoft.compute/virtualmachines',
    checks: ['MTH-02'],
    baseline: baselineWith({}),
  },
  {
    name: 'public network access of a disk',
    policyId: '8405fdab-1faf-48aa-b702-999c9c172094',
    parameters: {},
    type: 'microsoft.compute/disks',
    checks: ['EXP-01'],
    baseline: baselineWith({}),
  },
  {
    name: 'customer key of a vault',
    policyId: '2e94d99a-8a36-4563-bc77-810d8893b671',
    parameters: { enableDoubleEncryption: false },
    type: 'microsoft.recoveryservices/vaults',
    checks: ['BKP-03'],
    baseline: baselineWith({}),
  },
  {
    name: 'infrastructure encryption of a vault',
    policyId: '2e94d99a-8a36-4563-bc77-810d8893b671',
    parameters: { enableDoubleEncryption: true },
    type: 'microsoft.recoveryservices/vaults',
    checks: ['BKP-03'],
    baseline: baselineWith({ backup: { requireVaultInfrastructureEncryption: true } }),
  },
  {
    name: 'soft delete of a vault',
    policyId: '31b8092a-36b8-434b-9af7-5ec844364148',
    parameters: { checkAlwaysOnSoftDeleteOnly: false },
    type: 'microsoft.recoveryservices/vaults',
    checks: ['BKP-06'],
    baseline: baselineWith({ backup: { immutability: 'notAsked' } }),
  },
  {
    name: 'immutability of a vault',
    policyId: 'd6f6f560-14b7-49a4-9fc8-d2c3a9807868',
    parameters: { checkLockedImmutabilityOnly: false },
    type: 'microsoft.recoveryservices/vaults',
    checks: ['BKP-06'],
    baseline: baselineWith({ backup: { requireSoftDelete: false, immutability: 'Unlocked' } }),
  },
  {
    name: 'locked immutability of a vault',
    policyId: 'd6f6f560-14b7-49a4-9fc8-d2c3a9807868',
    parameters: { checkLockedImmutabilityOnly: true },
    type: 'microsoft.recoveryservices/vaults',
    checks: ['BKP-06'],
    baseline: baselineWith({ backup: { requireSoftDelete: false, immutability: 'Locked' } }),
  },
  {
    name: 'soft delete of a Backup vault',
    policyId: '9798d31d-6028-4dee-8643-46102185c016',
    parameters: { checkAlwaysOnSoftDeleteOnly: false },
    type: 'microsoft.dataprotection/backupvaults',
    checks: ['BKP-06'],
    baseline: baselineWith({ backup: { immutability: 'notAsked' } }),
  },
  {
    name: 'immutability of a Backup vault',
    policyId: '2514263b-bc0d-4b06-ac3e-f262c0979018',
    // As the policy spells it.
    parameters: { checkLockedImmutabiltyOnly: false },
    type: 'microsoft.dataprotection/backupvaults',
    checks: ['BKP-06'],
    baseline: baselineWith({ backup: { requireSoftDelete: false, immutability: 'Unlocked' } }),
  },
  {
    name: 'locked immutability of a Backup vault',
    policyId: '2514263b-bc0d-4b06-ac3e-f262c0979018',
    parameters: { checkLockedImmutabiltyOnly: true },
    type: 'microsoft.dataprotection/backupvaults',
    checks: ['BKP-06'],
    baseline: baselineWith({ backup: { requireSoftDelete: false, immutability: 'Locked' } }),
  },
  {
    name: 'deletion protection of a key vault',
    policyId: '0b60c0b2-2dc2-4e1c-b5c9-abbed971de53',
    parameters: {},
    type: 'microsoft.keyvault/vaults',
    checks: ['KEY-03'],
    baseline: baselineWith({}),
  },
  {
    name: 'soft delete of a key vault',
    policyId: '1e66c121-a66a-4b1f-9b83-0fd99bf0fc2d',
    parameters: {},
    type: 'microsoft.keyvault/vaults',
    checks: ['KEY-03'],
    baseline: baselineWith({ keys: { requirePurgeProtection: false } }),
  },
  {
    name: 'customer key of a storage account',
    policyId: '6fac406b-40ca-413b-bf8e-0bf964659c25',
    parameters: {},
    type: 'microsoft.storage/storageaccounts',
    checks: ['DR-05', 'RST-05'],
    baseline: baselineWith({}),
  },
  {
    name: 'backup of a VM',
    policyId: '013e242c-8828-4970-87b3-ab247555486d',
    parameters: {},
    type: 'microsoft.compute/virtualmachines',
    checks: ['BKP-01'],
    baseline: baselineWith({ backup: { required: true, maximumRecoveryPointAgeDays: 36_500 } }),
    existing: 'backup item',
  },
];
