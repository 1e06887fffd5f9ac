import { casesOf, gapIn, type Case } from '../cases.ts';
import { addAgent, COLLECTION, ITEM, VM } from '../cleanEstate.ts';
import { baselineWith, type Draft, OTHER_SUB, SUB } from '../estateOf.ts';
import { points, withoutBackup } from '../drafts.ts';
import { armId } from '../../../src/domain/armId.ts';

/** Nor was it ever: no restore point collection is left. */
const neverBackedUp = (draft: Draft): Draft => withoutBackup(draft).drop('restorePointCollections', COLLECTION);

const required = baselineWith({ backup: { required: true } });

/** The VM was deleted; its disks and its backup item are left. */
const withoutMachine = (draft: Draft): Draft => draft.drop('virtualMachines', VM);

const ORPHANS = [
  {
    name: 'a backup item whose VM is gone is judged itself',
    given: withoutMachine,
    status: 'Compliant',
    because: /no longer exists\. .*2026-11-23/,
  },
  {
    name: 'the same, and its points have grown old',
    given: (draft) => points(withoutMachine(draft), { time: '2026-09-01T00:00:00.000Z' }),
    status: 'NonCompliant',
    because: /no longer exists\. Its newest usable recovery point is dated 2026-09-01/,
  },
  {
    name: 'the same, and its backups fail',
    given: (draft) => withoutMachine(draft).patch('protectedItems', ITEM, { protectionState: 'ProtectionError' }),
    status: 'NonCompliant',
    because: /no longer exists\. .*backups fail/,
    remediation: /^The VM no longer exists: stop protection/,
  },
  {
    name: 'the same, and its backups were stopped',
    given: (draft) =>
      withoutMachine(draft)
        .patch('protectedItems', ITEM, { protectionState: 'ProtectionStopped' })
        .patch('diskExclusions', ITEM, { protectionState: 'ProtectionStopped' }),
    status: 'NotApplicable',
    because: /nothing is left to back up/,
  },
  {
    name: 'the same, and its backups were stopped by Resource Graph alone, not by its vault',
    given: (draft) => withoutMachine(draft).patch('protectedItems', ITEM, { protectionState: 'ProtectionStopped' }),
    status: 'Unknown',
    because: /"ProtectionStopped" in Resource Graph and "Protected" in its vault/,
  },
  {
    name: 'its VM was not read',
    given: (draft) => draft.lose('virtualMachines', VM),
    status: 'Unknown',
    gaps: gapIn('virtualMachines'),
  },
  {
    name: 'it protects something other than a VM that is read',
    given: (draft) =>
      withoutMachine(draft).patch('protectedItems', ITEM, {
        backupManagementType: 'SomethingNew',
        sourceResourceId: armId(`/subscriptions/${SUB}/resourcegroups/g/providers/microsoft.new/machines/m`),
      }),
    status: 'Unknown',
    gaps: gapIn('protectedItems'),
  },
  {
    name: 'its points were not read either',
    given: (draft) => points(withoutMachine(draft), { time: '2026-09-01T00:00:00.000Z' }).gap('recoveryPoints', SUB),
    status: 'Unknown',
    gaps: gapIn('recoveryPoints'),
  },
  {
    name: 'its state is one that nobody knows',
    given: (draft) => withoutMachine(draft).patch('protectedItems', ITEM, { protectionState: 'Protectedish' }),
    status: 'Unknown',
    because: /"Protectedish"/,
  },
  {
    name: 'it names no VM',
    given: (draft) => draft.patch('protectedItems', ITEM, { sourceResourceId: undefined }),
    status: 'Unknown',
    gaps: gapIn('protectedItems'),
  },
] satisfies readonly Case[];

casesOf('BKP-01', VM, [
  ...ORPHANS.map((one) => ({ ...one, subject: ITEM })),
  { name: 'protected, healthy, recent', status: 'Compliant', because: /2026-11-23/ },
  { name: 'no item', given: withoutBackup, status: 'NotApplicable' },
  { name: 'no item, required', given: withoutBackup, baseline: required, status: 'NonCompliant' },
  {
    name: 'item not read',
    given: (draft) => draft.lose('protectedItems', ITEM),
    status: 'Unknown',
    gaps: gapIn('protectedItems'),
  },
  {
    name: 'soft-deleted item protects nothing',
    given: (draft) => draft.patch('protectedItems', ITEM, { currentProtectionState: 'SoftDeleted' }),
    baseline: required,
    status: 'NonCompliant',
    because: /^No Azure Backup item/,
  },
  {
    name: 'every recovery point soft-deleted, its tiers valid',
    given: (draft) => points(draft, { isSoftDeleted: true }),
    status: 'NonCompliant',
    because: /must be undeleted/,
  },
  {
    name: 'a word for soft-deleted that nobody knows',
    given: (draft) => points(draft, { isSoftDeleted: undefined }),
    status: 'Unknown',
  },
  {
    name: 'item of a database in the VM is no backup of the VM',
    given: (draft) => draft.patch('protectedItems', ITEM, { backupManagementType: 'AzureWorkload' }),
    baseline: required,
    status: 'NonCompliant',
  },
  {
    name: 'item that names no VM may be of this one',
    given: (draft) => draft.patch('protectedItems', ITEM, { sourceResourceId: undefined }),
    status: 'Unknown',
    gaps: gapIn('protectedItems'),
  },
  ...[
    'ProtectionStopped',
    'ProtectionError',
    'ProtectionPaused',
    'BackupsSuspended',
    'BackupSchedulesSuspended',
    'IRPending',
    'Invalid',
  ].map((state) => ({
    name: `state ${state}`,
    given: (draft: Draft) => draft.patch('protectedItems', ITEM, { protectionState: state }),
    status: 'NonCompliant' as const,
    because: new RegExp(state),
  })),
  {
    name: 'no item, nothing on the VM shows one, and a vault may lie in a subscription that was not read',
    given: (draft) => neverBackedUp(draft).gap('protectedItems', OTHER_SUB),
    status: 'NotApplicable',
    limitations: [`protectedItems ${OTHER_SUB}`],
  },
  {
    name: 'the same, and every vault lies in a subscription that was read',
    given: (draft) => neverBackedUp(draft).gap('protectedItems', OTHER_SUB),
    baseline: baselineWith({ backup: { required: true } }, { vaultSubscriptions: [SUB] }),
    status: 'NonCompliant',
  },
  {
    name: 'the same, and required',
    given: (draft) => neverBackedUp(draft).gap('protectedItems', OTHER_SUB),
    baseline: baselineWith({ backup: { required: true } }),
    status: 'Unknown',
    gaps: [`protectedItems ${OTHER_SUB}`],
  },
  {
    name: 'the same, and the extension of Azure Backup is on the VM',
    given: (draft) => {
      neverBackedUp(draft).gap('protectedItems', OTHER_SUB);
      draft.patch('serviceExtensions', addAgent(draft, VM), { publisher: 'Microsoft.Azure.RecoveryServices' });
    },
    status: 'Unknown',
    because: /shows that Azure Backup protects it, or did/,
    gaps: [`protectedItems ${SUB}`, `protectedItems ${OTHER_SUB}`],
  },
  {
    name: 'the extension alone, and no gap',
    given: (draft) => {
      neverBackedUp(draft);
      draft.patch('serviceExtensions', addAgent(draft, VM), { publisher: 'Microsoft.Azure.RecoveryServices' });
    },
    status: 'NotApplicable',
  },
  {
    name: 'a restore point collection of Azure Backup, and a vault may lie in a subscription that was not read',
    given: (draft) => draft.drop('protectedItems', ITEM).gap('protectedItems', OTHER_SUB),
    status: 'Unknown',
    because: /shows that Azure Backup protects it, or did/,
    gaps: [`protectedItems ${SUB}`, `protectedItems ${OTHER_SUB}`],
  },
  {
    name: 'the own subscription of the VM was not read whole',
    given: (draft) => withoutBackup(draft).gap('protectedItems', SUB),
    status: 'Unknown',
    gaps: gapIn('protectedItems'),
  },
  {
    name: 'state that nobody knows',
    given: (draft) => draft.patch('protectedItems', ITEM, { protectionState: 'Protectedish' }),
    status: 'Unknown',
    because: /"Protectedish"/,
  },
  {
    name: 'health ActionRequired',
    given: (draft) => draft.patch('protectedItems', ITEM, { healthStatus: 'ActionRequired' }),
    status: 'NonCompliant',
  },
  {
    name: 'health not said',
    given: (draft) => draft.patch('protectedItems', ITEM, { healthStatus: undefined }),
    status: 'Unknown',
  },
  {
    name: 'newest point nine days old',
    given: (draft) => points(draft, { time: '2026-11-15T05:00:00Z' }),
    status: 'NonCompliant',
    because: /dated 2026-11-15, older than 8 days/,
  },
  {
    name: 'exactly eight days old',
    given: (draft) => points(draft, { time: '2026-11-16T06:00:00Z' }),
    status: 'Compliant',
  },
  {
    name: 'no usable point',
    given: (draft) => points(draft, { tiers: [{ type: 'HardenedRP', status: 'Deleted' }] }),
    status: 'NonCompliant',
    because: /no usable recovery point/,
  },
  {
    name: 'tier status that nobody knows',
    given: (draft) => points(draft, { tiers: [{ type: 'HardenedRP', status: 'Rotten' }] }),
    status: 'Unknown',
  },
  {
    name: 'points stale, others may be hidden',
    given: (draft) => points(draft, { time: '2026-10-01T05:00:00Z' }).gap('recoveryPoints', SUB, { subject: ITEM }),
    status: 'Unknown',
    gaps: gapIn('recoveryPoints'),
  },
  {
    name: 'a recent point is enough, whatever is hidden',
    given: (draft) => draft.gap('recoveryPoints', SUB, { subject: ITEM }),
    status: 'Compliant',
  },
  {
    name: 'a point from the future',
    given: (draft) => points(draft, { time: '2031-01-01T00:00:00Z' }),
    status: 'Unknown',
  },
]);
