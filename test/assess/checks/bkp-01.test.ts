import { casesOf, gapIn } from '../cases.ts';
import { ITEM, VM } from '../cleanEstate.ts';
import { baselineWith, type Draft, SUB } from '../estateOf.ts';
import { points, withoutBackup } from '../drafts.ts';

const required = baselineWith({ backup: { required: true } });

casesOf('BKP-01', VM, [
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
