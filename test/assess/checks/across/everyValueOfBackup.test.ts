import * as backup from '@azure/arm-recoveryservicesbackup';
import * as vaults from '@azure/arm-recoveryservices';
import { cleanEstate, ITEM, JOB, VAULT, VM } from '../../cleanEstate.ts';
import { DISK_SNAPSHOT, diskBackupEstate, INSTANCE, OLD_DISK_SNAPSHOT } from '../../diskBackupEstate.ts';
import { points } from '../../drafts.ts';
import { baselineWith, type Draft } from '../../estateOf.ts';
import * as compute from './computeValues.ts';
import { everyValue, type Walk } from './valueWalks.ts';

const protectedItem =
  (field: 'protectionState' | 'healthStatus' | 'protectionStatus' | 'backupManagementType') =>
  (draft: Draft, value: string): Draft =>
    draft.patch('protectedItems', ITEM, { [field]: value });

const recoveryVault =
  (field: 'softDeleteState' | 'immutabilityState' | 'crossRegionRestore' | 'storageRedundancy') =>
  (draft: Draft, value: string): Draft =>
    draft.patch('recoveryServicesVaults', VAULT, { [field]: value });

const infrastructure = baselineWith({ backup: { requireVaultInfrastructureEncryption: true } });

const tier =
  (type: string) =>
  (draft: Draft, status: string): Draft =>
    points(draft, { tiers: [{ type, status }] });

/** Backups, restores and vaults. */
everyValue([
  {
    of: 'what the only snapshot of disk backup may be used for',
    known: compute.SNAPSHOT_ACCESS_STATE,
    check: 'BKP-01',
    subject: INSTANCE,
    from: diskBackupEstate,
    given: (draft, accessState) =>
      draft.drop('snapshots', OLD_DISK_SNAPSHOT).patch('snapshots', DISK_SNAPSHOT, { accessState }),
    answers: {
      Compliant: ['Unknown', 'Available', 'InstantAccess', 'AvailableWithInstantAccess'],
      NonCompliant: ['Pending'],
    },
  },
  {
    of: 'the protection state of a backup item',
    known: backup.KnownProtectionState,
    check: 'BKP-01',
    subject: VM,
    given: protectedItem('protectionState'),
    answers: {
      Compliant: ['Protected'],
      NonCompliant: [
        'Invalid',
        'IRPending',
        'ProtectionError',
        'ProtectionStopped',
        'ProtectionPaused',
        'BackupsSuspended',
      ],
    },
  },
  {
    of: 'the protection state of a backup item whose VM is gone',
    known: backup.KnownProtectionState,
    check: 'BKP-01',
    subject: ITEM,
    from: () => cleanEstate().drop('virtualMachines', VM),
    given: (draft, protectionState) =>
      protectedItem('protectionState')(draft, protectionState).patch('diskExclusions', ITEM, { protectionState }),
    answers: {
      Compliant: ['Protected'],
      NotApplicable: ['ProtectionStopped', 'BackupsSuspended'],
      NonCompliant: ['Invalid', 'IRPending', 'ProtectionError', 'ProtectionPaused'],
    },
  },
  {
    of: 'the health of a backup item',
    known: backup.KnownHealthStatus,
    check: 'BKP-01',
    subject: VM,
    given: protectedItem('healthStatus'),
    answers: { Compliant: ['Passed', 'ActionSuggested'], NonCompliant: ['ActionRequired'], Unknown: ['Invalid'] },
  },
  {
    of: 'the protection status of a backup item whose health is good',
    known: backup.KnownProtectedItemHealthStatus,
    check: 'BKP-01',
    subject: VM,
    given: protectedItem('protectionStatus'),
    answers: { Compliant: ['Healthy'], Unknown: ['Invalid', 'Unhealthy', 'NotReachable', 'IRPending'] },
  },
  {
    of: 'what a backup item is of, for the vault that holds it alone',
    known: backup.KnownBackupManagementType,
    check: 'BKP-03',
    subject: VAULT,
    given: protectedItem('backupManagementType'),
    answers: {
      Compliant: ['AzureIaasVM'],
      NotApplicable: ['MAB', 'DPM', 'AzureBackupServer', 'AzureSql', 'AzureStorage', 'AzureWorkload'],
      Unknown: ['Invalid', 'DefaultBackup'],
    },
  },
  ...['InstantRP', 'HardenedRP', 'ArchivedRP'].map((type): Walk => ({
    of: `the state of a recovery point's only tier, ${type}`,
    known: compute.TIER_STATUS,
    check: 'BKP-01',
    subject: VM,
    given: tier(type),
    answers: { Compliant: ['Valid', 'Rehydrated'], NonCompliant: ['Disabled', 'Deleted'], Unknown: ['Invalid'] },
  })),
  {
    of: "the type of a recovery point's only tier",
    known: compute.TIER_TYPE,
    check: 'BKP-01',
    subject: VM,
    given: (draft, type) => points(draft, { tiers: [{ type, status: 'Valid' }] }),
    answers: { Compliant: ['InstantRP', 'HardenedRP', 'ArchivedRP'], Unknown: ['Invalid'] },
  },
  {
    of: 'the state of a restore job',
    known: backup.KnownJobStatus,
    check: 'RST-02',
    subject: JOB,
    given: (draft, status) => draft.patch('restoreJobs', JOB, { status }),
    answers: {
      Compliant: ['Completed', 'CompletedWithWarnings'],
      NotApplicable: ['Failed', 'Cancelled'],
      Unknown: ['Invalid', 'InProgress', 'Cancelling'],
    },
  },
  {
    of: 'the operation of a job',
    known: backup.KnownJobOperationType,
    check: 'RST-02',
    subject: JOB,
    given: (draft, operation) => draft.patch('restoreJobs', JOB, { operation }),
    answers: {
      Compliant: ['Restore', 'CrossRegionRestore'],
      none: [
        'Register',
        'UnRegister',
        'ConfigureBackup',
        'Backup',
        'DisableBackup',
        'DeleteBackupData',
        'Undelete',
        'UpdateCustomerManagedKey',
      ],
      Unknown: ['Invalid'],
    },
  },
  {
    of: 'the encryption in effect of a vault with a customer key',
    known: backup.KnownEncryptionAtRestType,
    check: 'BKP-03',
    subject: VAULT,
    given: (draft, encryptionAtRestType) => draft.patch('vaultEncryptions', VAULT, { encryptionAtRestType }),
    answers: { Compliant: ['CustomerManaged'], Unknown: ['Invalid', 'MicrosoftManaged'] },
  },
  {
    of: "the last change of a vault's key",
    known: backup.KnownLastUpdateStatus,
    check: 'BKP-03',
    subject: VAULT,
    given: (draft, lastUpdateStatus) => draft.patch('vaultEncryptions', VAULT, { lastUpdateStatus }),
    answers: {
      Compliant: ['Succeeded'],
      NonCompliant: ['PartiallySucceeded', 'PartiallyFailed', 'Failed'],
      Unknown: ['Invalid', 'NotEnabled', 'Initialized', 'FirstInitialization'],
    },
  },
  {
    of: 'infrastructure encryption by the vault',
    known: vaults.KnownInfrastructureEncryptionState,
    check: 'BKP-03',
    subject: VAULT,
    baseline: infrastructure,
    given: (draft, infrastructureEncryption) =>
      draft.patch('recoveryServicesVaults', VAULT, { infrastructureEncryption }),
    answers: { Compliant: ['Enabled'], NonCompliant: ['Disabled'] },
  },
  {
    of: 'infrastructure encryption in effect',
    known: backup.KnownInfrastructureEncryptionState,
    check: 'BKP-03',
    subject: VAULT,
    baseline: infrastructure,
    given: (draft, infrastructureEncryptionState) =>
      draft.patch('vaultEncryptions', VAULT, { infrastructureEncryptionState }),
    answers: { Compliant: ['Enabled'], Unknown: ['Invalid', 'Disabled'] },
  },
  {
    of: 'soft delete of a vault',
    known: vaults.KnownSoftDeleteState,
    check: 'BKP-06',
    subject: VAULT,
    given: recoveryVault('softDeleteState'),
    answers: { Compliant: ['Enabled', 'AlwaysON'], NonCompliant: ['Disabled'], Unknown: ['Invalid'] },
  },
  {
    of: 'immutability of a vault that has to be locked',
    known: vaults.KnownImmutabilityState,
    check: 'BKP-06',
    subject: VAULT,
    baseline: baselineWith({ backup: { immutability: 'Locked' } }),
    given: recoveryVault('immutabilityState'),
    answers: { Compliant: ['Locked'], NonCompliant: ['Disabled', 'Unlocked'] },
  },
  {
    of: 'cross-region restore from a vault with a customer key',
    known: vaults.KnownCrossRegionRestore,
    check: 'RST-06',
    subject: ITEM,
    given: recoveryVault('crossRegionRestore'),
    answers: { Compliant: ['Enabled'], NotApplicable: ['Disabled'] },
  },
  {
    of: 'redundancy of a vault',
    known: vaults.KnownStandardTierStorageRedundancy,
    check: 'RST-06',
    subject: ITEM,
    given: recoveryVault('storageRedundancy'),
    answers: {
      NotApplicable: ['LocallyRedundant', 'GeoRedundant'],
      NonCompliant: ['ZoneRedundant'],
      Unknown: ['Invalid'],
    },
  },
  {
    of: 'the current protection state of disk backup',
    known: compute.CURRENT_PROTECTION_STATE,
    check: 'BKP-01',
    subject: INSTANCE,
    from: diskBackupEstate,
    given: (draft, currentProtectionState) => draft.patch('backupInstances', INSTANCE, { currentProtectionState }),
    answers: {
      Compliant: ['ProtectionConfigured'],
      NonCompliant: [
        'Invalid',
        'NotProtected',
        'ConfiguringProtection',
        'BackupSchedulesSuspended',
        'ProtectionStopped',
        'ProtectionError',
        'ConfiguringProtectionFailed',
      ],
      NotApplicable: ['SoftDeleting', 'SoftDeleted'],
      // Azure does not say whether backups go on.
      Unknown: ['RetentionSchedulesSuspended', 'UpdatingProtection'],
    },
  },
  {
    of: 'the protection status of disk backup',
    known: compute.PROTECTION_STATUS,
    check: 'BKP-01',
    subject: INSTANCE,
    from: diskBackupEstate,
    given: (draft, protectionStatus) => draft.patch('backupInstances', INSTANCE, { protectionStatus }),
    answers: {
      Compliant: ['ProtectionConfigured'],
      NonCompliant: ['ConfiguringProtection', 'ConfiguringProtectionFailed', 'ProtectionStopped'],
      NotApplicable: ['SoftDeleting', 'SoftDeleted'],
    },
  },
]);
