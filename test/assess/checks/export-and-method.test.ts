import { armId } from '../../../src/domain/armId.ts';
import type { VmDisk } from '../../../src/domain/facts.ts';
import { casesOf } from '../cases.ts';
import {
  addExtension,
  ADE_KEK,
  adeEstate,
  DATA_DISK,
  EXTENSION,
  ITEM,
  LONE_DISK,
  OS_DISK,
  OS_REPLICA,
  PLATFORM,
  REPLICATED,
  SECOND_VM,
  SNAPSHOT,
  VM,
} from '../cleanEstate.ts';
import { baselineWith, OTHER_SUB, SUB, type Draft } from '../estateOf.ts';

const gapIn = (...sources: readonly string[]): readonly string[] => sources.map((source) => `${source} ${SUB}`);
const OPEN = { networkAccessPolicy: 'AllowAll', publicNetworkAccess: 'Enabled' };
const PRIVATE = { networkAccessPolicy: 'AllowPrivate', publicNetworkAccess: 'Disabled' };

casesOf('EXP-01', OS_DISK, [
  { name: 'DenyAll', status: 'Compliant' },
  { name: 'AllowAll', given: (draft) => draft.patch('disks', OS_DISK, OPEN), status: 'NonCompliant' },
  {
    name: 'AllowAll with public access disabled',
    given: (draft) => draft.patch('disks', OS_DISK, { ...OPEN, publicNetworkAccess: 'Disabled' }),
    status: 'NonCompliant',
  },
  {
    name: 'AllowPrivate with public access disabled',
    given: (draft) => draft.patch('disks', OS_DISK, PRIVATE),
    status: 'Compliant',
  },
  {
    name: 'AllowPrivate with public access enabled',
    given: (draft) => draft.patch('disks', OS_DISK, { ...PRIVATE, publicNetworkAccess: 'Enabled' }),
    status: 'NonCompliant',
  },
  {
    name: 'AllowPrivate, public access not said',
    given: (draft) => draft.patch('disks', OS_DISK, { ...PRIVATE, publicNetworkAccess: undefined }),
    status: 'Unknown',
  },
  {
    name: 'a number in place of a word',
    given: (draft) => draft.patch('disks', OS_DISK, { networkAccessPolicy: '2' }),
    status: 'Unknown',
    because: /"2"/,
  },
  {
    name: 'policy not said',
    given: (draft) => draft.patch('disks', OS_DISK, { networkAccessPolicy: undefined }),
    status: 'Unknown',
  },
  {
    name: 'snapshot open',
    given: (draft) => draft.patch('snapshots', SNAPSHOT, OPEN),
    subject: SNAPSHOT,
    status: 'NonCompliant',
  },
  { never: 'Unknown by gap', because: 'It needs no row but that of the disk or snapshot itself.' },
  { never: 'NotApplicable', because: 'Every managed disk and snapshot can be exported.' },
]);

casesOf('EXP-02', OS_DISK, [
  { name: 'Attached', status: 'Compliant' },
  ...(['ActiveSAS', 'ActiveSASFrozen', 'ActiveUpload'] as const).map((diskState) => ({
    name: diskState,
    given: (draft: ReturnType<typeof adeEstate>) => draft.patch('disks', OS_DISK, { diskState }),
    status: 'NonCompliant' as const,
  })),
  {
    name: 'a number in place of a word',
    given: (draft) => draft.patch('disks', OS_DISK, { diskState: '0' }),
    status: 'Unknown',
  },
  {
    name: 'snapshot with an open link',
    given: (draft) => draft.patch('snapshots', SNAPSHOT, { diskState: 'ActiveSAS' }),
    subject: SNAPSHOT,
    status: 'NonCompliant',
  },
  {
    name: 'replica: Site Recovery holds a link of its own',
    subject: OS_REPLICA,
    status: 'Unknown',
    because: /Site Recovery writes/,
  },
  {
    name: 'replica whose details were lost',
    given: (draft) => draft.lose('replicationDetails', REPLICATED),
    subject: OS_REPLICA,
    status: 'Unknown',
    gaps: gapIn('replicationDetails'),
  },
  { never: 'NotApplicable', because: 'Every managed disk and snapshot can have a link.' },
]);

casesOf('EXP-04', DATA_DISK, [
  { name: 'shut, and nobody may open it', status: 'Compliant', because: /nobody holds the right/ },
  {
    name: 'ADE on the disk and its snapshot',
    from: adeEstate,
    given: (draft) => draft.patch('snapshots', SNAPSHOT, { ...PLATFORM, ade: ADE_KEK }),
    status: 'Compliant',
    because: /stays encrypted by Azure Disk Encryption/,
  },
  {
    name: 'ADE stays though the export is open',
    from: adeEstate,
    given: (draft) =>
      draft.patch('snapshots', SNAPSHOT, { ...PLATFORM, ade: ADE_KEK, ...OPEN }).patch('disks', DATA_DISK, OPEN),
    status: 'Compliant',
  },
  {
    name: 'open',
    given: (draft) => draft.patch('disks', DATA_DISK, OPEN),
    status: 'NonCompliant',
    because: /export of the disk would be readable/,
  },
  {
    name: 'a link is open',
    given: (draft) => draft.patch('disks', DATA_DISK, { diskState: 'ActiveSAS' }),
    status: 'NonCompliant',
  },
  {
    name: 'its snapshot is open',
    given: (draft) => draft.patch('snapshots', SNAPSHOT, OPEN),
    status: 'NonCompliant',
    because: /snapshot vm-1-data-snap would be readable/,
  },
  {
    name: 'ADE disk, a snapshot without ADE is open',
    from: adeEstate,
    given: (draft) => draft.patch('snapshots', SNAPSHOT, { ...PLATFORM, ...OPEN }),
    status: 'NonCompliant',
  },
  {
    name: 'open, ADE in doubt',
    from: adeEstate,
    given: (draft) => draft.drop('vmExtensions', EXTENSION).patch('disks', DATA_DISK, OPEN),
    status: 'Unknown',
    because: /in doubt/,
  },
  {
    name: 'ADE, snapshots not read',
    from: adeEstate,
    given: (draft) => draft.lose('snapshots', SNAPSHOT),
    status: 'Unknown',
    gaps: gapIn('snapshots'),
  },
  {
    name: 'snapshots of another subscription not read',
    from: adeEstate,
    given: (draft) => draft.drop('snapshots', SNAPSHOT).gap('snapshots', OTHER_SUB),
    status: 'Compliant',
  },
  {
    name: 'policy that nobody knows',
    given: (draft) => draft.patch('disks', DATA_DISK, { networkAccessPolicy: 'X' }),
    status: 'Unknown',
  },
  { never: 'NotApplicable', because: 'Every managed disk can be exported.' },
]);

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
    given: (draft) => draft.patch('disks', OS_DISK, { encryptionType: 'EncryptionAtRestWithPlatformAndCustomerKeys' }),
    baseline: baselineWith({ atRest: { requireDoubleEncryption: true } }),
    status: 'Compliant',
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

/** The VM with its OS disk of another kind. */
function ofKind(part: Partial<VmDisk>, encryptionAtHost: boolean): (draft: Draft) => Draft {
  return (draft) => {
    const osDisk = draft.rows.virtualMachines.get(VM)?.osDisk;
    if (osDisk === undefined) throw new Error('The clean VM has an OS disk.');
    return draft.patch('virtualMachines', VM, { osDisk: { ...osDisk, ...part }, encryptionAtHost });
  };
}

/** The VM under ADE, its data disk shared with a second one that is so too. */
function sharedAde(): Draft {
  const draft = adeEstate();
  const machine = draft.rows.virtualMachines.get(VM);
  const extension = draft.rows.vmExtensions.get(EXTENSION);
  if (machine === undefined || extension === undefined) throw new Error('The VM under ADE has an extension.');
  const named = { id: SECOND_VM, resourceId: SECOND_VM, name: 'vm-2' };
  draft.put('virtualMachines', SECOND_VM, { ...machine, ...named, osDisk: undefined });
  const id = armId(`${SECOND_VM}/extensions/AzureDiskEncryption`);
  draft.put('vmExtensions', id, { ...extension, id, resourceId: id, vmId: SECOND_VM });
  return draft.patch('disks', DATA_DISK, { managedBy: [VM, SECOND_VM], maxShares: 2 });
}

casesOf('MTH-02', VM, [
  { name: 'encryption-at-host satisfies temp-disk control', status: 'Compliant', because: /Encryption at host/ },
  { name: 'ADE on every disk', from: adeEstate, status: 'Compliant', because: /declared on every disk/ },
  {
    name: 'neither',
    given: (draft) => draft.patch('virtualMachines', VM, { encryptionAtHost: false }),
    status: 'NonCompliant',
    remediation: /switch on encryption at host/,
  },
  {
    name: 'ADE on one disk of two: no way to encryption at host',
    from: adeEstate,
    given: (draft) =>
      draft.patch('vmExtensions', EXTENSION, { volumeType: 'OS' }).patch('disks', DATA_DISK, { ade: undefined }),
    status: 'NonCompliant',
    remediation: /ever had Azure Disk Encryption cannot take encryption at host/,
  },
  {
    name: 'an extension whose data disks are gone: the VM once had ADE',
    given: (draft) => {
      addExtension(draft);
      draft
        .patch('vmExtensions', EXTENSION, { volumeType: 'Data' })
        .patch('virtualMachines', VM, { encryptionAtHost: false, dataDisks: [] });
    },
    status: 'NonCompliant',
    remediation: /ever had Azure Disk Encryption cannot take encryption at host/,
  },
  {
    name: 'neither, a disk lost: it may have had ADE',
    given: (draft) => draft.patch('virtualMachines', VM, { encryptionAtHost: false }).lose('disks', DATA_DISK),
    status: 'NonCompliant',
    remediation: /^Find out first .* only if not/,
  },
  {
    name: 'neither, an Ultra disk from before encryption at host',
    given: (draft) =>
      draft
        .patch('virtualMachines', VM, { encryptionAtHost: false })
        .patch('disks', DATA_DISK, { sku: 'UltraSSD_LRS', timeCreated: '2023-05-12T23:00:00Z' }),
    status: 'NonCompliant',
    remediation: /replace them by new disks/,
  },
  {
    name: 'not asked',
    given: (draft) => draft.patch('virtualMachines', VM, { encryptionAtHost: false }),
    baseline: baselineWith({ methods: { requireTempDiskEncryption: false } }),
    status: 'NotApplicable',
  },
  {
    name: 'flag has no known value',
    given: (draft) => draft.patch('virtualMachines', VM, { encryptionAtHost: undefined }),
    status: 'Unknown',
  },
  {
    name: 'ADE, a disk lost',
    from: adeEstate,
    given: (draft) => draft.lose('disks', DATA_DISK),
    status: 'Unknown',
    gaps: gapIn('disks'),
  },
  {
    name: 'an ephemeral OS disk under encryption at host',
    given: ofKind({ ephemeral: true }, true),
    status: 'Compliant',
  },
  {
    name: 'an ephemeral OS disk, which has an id but is no disk, without encryption at host',
    given: (draft) => ofKind({ ephemeral: true }, false)(draft).drop('disks', OS_DISK),
    status: 'NonCompliant',
    because: /ephemeral disk/,
    remediation: /switch on encryption at host/,
  },
  {
    name: 'an ephemeral OS disk beside a data disk that declares ADE',
    from: adeEstate,
    given: ofKind({ ephemeral: true }, false),
    status: 'NonCompliant',
    because: /ephemeral disk/,
  },
  {
    name: 'unmanaged disks without ADE',
    given: ofKind({ diskId: undefined }, false),
    status: 'NonCompliant',
  },
  {
    name: 'unmanaged disks of a VM that may have ADE',
    from: adeEstate,
    given: ofKind({ diskId: undefined }, false),
    status: 'Unknown',
    because: /unmanaged/,
  },
  {
    name: 'a shared disk: ADE as all its VMs declare it',
    from: sharedAde,
    status: 'Compliant',
  },
  {
    name: 'a shared disk that another VM does not put under ADE',
    from: sharedAde,
    given: (draft) => draft.drop('vmExtensions', armId(`${SECOND_VM}/extensions/AzureDiskEncryption`)),
    status: 'Unknown',
  },
]);

casesOf('MTH-03', VM, [
  { name: 'no method that retires', status: 'Compliant' },
  {
    name: 'ADE',
    from: adeEstate,
    status: 'NonCompliant',
    because: /2028-09-15/,
    remediation: /cannot be turned into encryption at host in place/,
  },
  {
    name: 'ADE, horizon shorter than its time',
    from: adeEstate,
    baseline: baselineWith({ methods: { retirementHorizonMonths: 12 } }),
    status: 'Compliant',
  },
  { name: 'ADE in doubt', from: adeEstate, given: (draft) => draft.drop('vmExtensions', EXTENSION), status: 'Unknown' },
  {
    name: 'extensions not read',
    given: (draft) => draft.gap('vmExtensions', SUB),
    status: 'Unknown',
    gaps: gapIn('vmExtensions'),
  },
  { name: 'a disk lost', given: (draft) => draft.lose('disks', OS_DISK), status: 'Unknown', gaps: gapIn('disks') },
  { never: 'NotApplicable', because: 'Every VM has a method in force.' },
  {
    name: 'an ephemeral OS disk, whose id leads to no disk',
    given: (draft) => ofKind({ ephemeral: true }, true)(draft).drop('disks', OS_DISK),
    status: 'Compliant',
  },
  {
    name: 'unmanaged disks of a VM with the extension',
    given: (draft) => {
      addExtension(draft);
      ofKind({ diskId: undefined }, false)(draft).patch('virtualMachines', VM, { dataDisks: [] });
    },
    status: 'Unknown',
    because: /unmanaged/,
  },
]);

const ENTRA = { dataAccessAuthMode: 'AzureActiveDirectory' };

casesOf('MTH-04', OS_DISK, [
  { name: 'not asked for', status: 'Compliant' },
  {
    name: 'None',
    given: (draft) => draft.patch('disks', OS_DISK, { dataAccessAuthMode: 'None' }),
    status: 'Compliant',
  },
  {
    name: 'Entra export on a backed-up disk',
    given: (draft) => draft.patch('disks', OS_DISK, ENTRA),
    status: 'NonCompliant',
  },
  {
    name: 'Entra export, not backed up',
    given: (draft) => draft.patch('disks', OS_DISK, ENTRA).drop('protectedItems', ITEM),
    status: 'NotApplicable',
  },
  {
    name: 'Entra export on a detached disk',
    given: (draft) => draft.patch('disks', LONE_DISK, ENTRA),
    subject: LONE_DISK,
    status: 'NotApplicable',
  },
  {
    name: 'Entra export, item lost',
    given: (draft) => draft.patch('disks', OS_DISK, ENTRA).lose('protectedItems', ITEM),
    status: 'Unknown',
    gaps: gapIn('protectedItems'),
  },
  {
    name: 'mode that nobody knows',
    given: (draft) => draft.patch('disks', OS_DISK, { dataAccessAuthMode: 'Magic' }),
    status: 'Unknown',
  },
]);

const ROW = {
  source: 'disks',
  subscriptionId: SUB,
  counted: 6,
  received: 6,
  kept: 6,
  duplicates: 0,
  malformed: 0,
  whole: true,
} as const;

casesOf('POP-01', `/subscriptions/${SUB}`, [
  { name: 'read whole', given: (draft) => (draft.population = [ROW]), status: 'Compliant' },
  {
    name: 'not seen',
    given: (draft) => draft.cover(SUB, { seen: false, read: false }),
    status: 'NonCompliant',
    because: /did not show it/,
  },
  { name: 'a gap', given: (draft) => draft.gap('snapshots', SUB), status: 'NonCompliant', because: /throttled/ },
  { name: 'a gap everywhere', given: (draft) => draft.gap('snapshots', '*'), status: 'NonCompliant' },
  { name: 'a gap elsewhere', given: (draft) => draft.gap('snapshots', OTHER_SUB), status: 'Compliant' },
  {
    name: 'counted more than kept',
    given: (draft) => (draft.population = [{ ...ROW, counted: 7, whole: false }]),
    status: 'NonCompliant',
    because: /7 rows were counted and 6 kept/,
  },
  { never: 'Unknown by gap', because: 'A gap is what it reports.' },
  { never: 'Unknown by value', because: 'What could not be read whole is the finding.' },
  { never: 'NotApplicable', because: 'Every subscription in scope has to be read.' },
]);
