import { casesOf, gapIn } from '../cases.ts';
import { DATA_DISK, DES, ITEM, OS_DISK, PLATFORM, VAULT } from '../cleanEstate.ts';
import { ofKind, platformVault } from '../drafts.ts';

const CROSS_REGION = { crossRegionRestore: 'Enabled' };

casesOf('RST-06', ITEM, [
  { name: 'neither allowed', status: 'NotApplicable' },
  {
    name: 'cross-region from a vault with a customer key',
    given: (draft) => draft.patch('recoveryServicesVaults', VAULT, CROSS_REGION),
    status: 'Compliant',
  },
  {
    name: 'cross-region from a vault with a platform key',
    given: (draft) => platformVault(draft).patch('recoveryServicesVaults', VAULT, CROSS_REGION),
    status: 'NonCompliant',
    because: /cross-region/,
  },
  {
    name: 'cross-region of a VM whose OS disk is confidential under a customer key, the others under the platform key',
    given: (draft) =>
      draft
        .patch('recoveryServicesVaults', VAULT, CROSS_REGION)
        .patch('diskEncryptionSets', DES, { encryptionType: 'ConfidentialVmEncryptedWithCustomerKey' })
        .patch('disks', DATA_DISK, PLATFORM)
        .patch('disks', OS_DISK, {
          ...PLATFORM,
          securityType: 'ConfidentialVM_DiskEncryptedWithCustomerKey',
          secureVmDiskEncryptionSetId: DES,
        }),
    status: 'Unknown',
    because: /confidential/,
  },
  {
    name: 'zone-redundant, the disks that the VM names under the platform key, and one that it does not name',
    given: (draft) =>
      ofKind(
        { diskId: undefined },
        true,
      )(draft)
        .patch('recoveryServicesVaults', VAULT, { storageRedundancy: 'ZoneRedundant' })
        .patch('disks', DATA_DISK, PLATFORM),
    status: 'Unknown',
    because: /Could not determine whether such a restore loses/,
  },
  {
    name: 'zone-redundant',
    given: (draft) => draft.patch('recoveryServicesVaults', VAULT, { storageRedundancy: 'ZoneRedundant' }),
    status: 'NonCompliant',
    because: /cross-zonal/,
  },
  {
    name: 'nothing to lose',
    given: (draft) =>
      draft
        .patch('recoveryServicesVaults', VAULT, { ...CROSS_REGION, keyUri: undefined })
        .patch('disks', OS_DISK, PLATFORM)
        .patch('disks', DATA_DISK, PLATFORM),
    status: 'NotApplicable',
    because: /could lose/,
  },
  {
    name: 'setting that nobody knows',
    given: (draft) => draft.patch('recoveryServicesVaults', VAULT, { crossRegionRestore: 'Sometimes' }),
    status: 'Unknown',
  },
  {
    name: 'disks not read',
    given: (draft) =>
      draft.patch('recoveryServicesVaults', VAULT, CROSS_REGION).lose('disks', OS_DISK).lose('disks', DATA_DISK),
    status: 'Unknown',
    gaps: gapIn('disks'),
  },
  {
    name: 'vault not read',
    given: (draft) => draft.lose('recoveryServicesVaults', VAULT),
    status: 'Unknown',
    gaps: gapIn('recoveryServicesVaults'),
  },
]);
