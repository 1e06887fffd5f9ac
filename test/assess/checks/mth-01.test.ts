import { armId } from '../../../src/domain/armId.ts';
import { casesOf, gapIn } from '../cases.ts';
import { ADE_KEK, adeEstate, OS_DISK, PLATFORM, VM } from '../cleanEstate.ts';
import { doubleEncrypted } from '../drafts.ts';
import { baselineWith } from '../estateOf.ts';

casesOf('MTH-01', OS_DISK, [
  { name: 'customer key', status: 'Compliant', because: /^SSE with customer-managed key/ },
  {
    name: 'ADE+PMK is reported as ADE, not as failure to encrypt',
    from: adeEstate,
    status: 'Compliant',
    because: /^Azure Disk Encryption with KEK/,
  },
  { name: 'platform key', given: (draft) => draft.patch('disks', OS_DISK, PLATFORM), status: 'NonCompliant' },
  {
    name: 'ADE and customer key together',
    from: adeEstate,
    given: (draft) =>
      draft.patch('disks', OS_DISK, {
        encryptionType: 'EncryptionAtRestWithCustomerKey',
        diskEncryptionSetId: armId('/des'),
      }),
    status: 'NonCompliant',
    because: /does not support/,
    remediation: /upload/,
  },
  {
    name: 'ADE and encryption at host together',
    from: adeEstate,
    given: (draft) => draft.patch('virtualMachines', VM, { encryptionAtHost: true }),
    status: 'NonCompliant',
  },
  {
    name: 'ADE, encryption at host not known',
    from: adeEstate,
    given: (draft) => draft.lose('virtualMachines', VM),
    status: 'Unknown',
    gaps: gapIn('virtualMachines'),
  },
  {
    name: 'customer key, ADE in doubt',
    given: (draft) => draft.patch('disks', OS_DISK, { ade: ADE_KEK }),
    status: 'Unknown',
    because: /flag outlives/,
  },
  {
    name: 'double asked, single found',
    baseline: baselineWith({ atRest: { requireDoubleEncryption: true } }),
    status: 'NonCompliant',
  },
  {
    name: 'double asked and found',
    given: doubleEncrypted(OS_DISK),
    baseline: baselineWith({ atRest: { requireDoubleEncryption: true } }),
    status: 'Compliant',
  },
  {
    name: 'double found, which Ultra disks do not support',
    given: (draft) => doubleEncrypted(OS_DISK)(draft).patch('disks', OS_DISK, { sku: 'UltraSSD_LRS' }),
    status: 'Unknown',
    because: /double encryption at rest, which Azure does not support for SKU "UltraSSD_LRS"/,
  },
  {
    name: 'double asked, which Premium SSD v2 does not support',
    given: (draft) => draft.patch('disks', OS_DISK, { sku: 'PremiumV2_LRS' }),
    baseline: baselineWith({ atRest: { requireDoubleEncryption: true } }),
    status: 'Compliant',
  },
  {
    name: 'double asked, SKU that nobody knows',
    given: (draft) => draft.patch('disks', OS_DISK, { sku: 'Turbo_LRS' }),
    baseline: baselineWith({ atRest: { requireDoubleEncryption: true } }),
    status: 'Unknown',
  },
  {
    name: 'unknown encryption type',
    given: (draft) => draft.patch('disks', OS_DISK, { encryptionType: '?' }),
    status: 'Unknown',
  },
  { never: 'NotApplicable', because: 'Every managed disk is encrypted in some way.' },
]);
