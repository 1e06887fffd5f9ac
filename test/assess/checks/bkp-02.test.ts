import { casesOf, gapIn } from '../cases.ts';
import { ADE_BEK, adeEstate, EXTENSION, ITEM, OLD_POINT, POINT, VAULT } from '../cleanEstate.ts';
import { points } from '../drafts.ts';
import type { Draft } from '../estateOf.ts';

casesOf('BKP-02', ITEM, [
  { name: 'source without ADE', status: 'Compliant', because: /a customer-managed key/ },
  { name: 'ADE source, points carry secret and key', from: adeEstate, status: 'Compliant' },
  {
    name: 'ADE source, a point says not encrypted',
    from: adeEstate,
    given: (draft) => draft.patch('recoveryPoints', OLD_POINT, { isSourceVmEncrypted: false }),
    status: 'NonCompliant',
    because: /of 2026-11-22 is marked as not encrypted/,
  },
  {
    name: 'that point is no longer usable',
    from: adeEstate,
    given: (draft) =>
      draft.patch('recoveryPoints', OLD_POINT, {
        isSourceVmEncrypted: false,
        tiers: [{ type: 'InstantRP', status: 'Deleted' }],
      }),
    status: 'Compliant',
  },
  {
    name: 'ADE with KEK, the point carries a secret only',
    from: adeEstate,
    given: (draft) => draft.patch('recoveryPoints', POINT, { keys: ADE_BEK.keys[0] }),
    status: 'NonCompliant',
    because: /not the key encryption key/,
  },
  {
    name: 'says encrypted, carries nothing',
    from: adeEstate,
    given: (draft) =>
      draft
        .patch('recoveryPoints', POINT, { keys: undefined })
        .patch('recoveryPointDetails', POINT, { keys: undefined }),
    status: 'NonCompliant',
    because: /carries no secret/,
  },
  {
    name: 'the list tells no keys, the opened point does, and an older one was not opened',
    from: adeEstate,
    given: (draft) => {
      for (const point of [POINT, OLD_POINT])
        draft.patch('recoveryPoints', point, { keys: undefined, encryptionMechanism: undefined });
    },
    status: 'Unknown',
    because: /2026-11-22 is marked as encrypted; its secret and key were not read/,
  },
  {
    name: 'the list tells no keys, the opened point does, and there is no other',
    from: adeEstate,
    given: (draft) =>
      draft
        .patch('recoveryPoints', POINT, { keys: undefined, encryptionMechanism: undefined })
        .drop('recoveryPoints', OLD_POINT),
    status: 'Compliant',
  },
  {
    name: 'the newest point of an encrypted source was not opened',
    from: adeEstate,
    given: (draft) =>
      draft
        .patch('recoveryPoints', POINT, { keys: undefined, encryptionMechanism: undefined })
        .drop('recoveryPoints', OLD_POINT)
        .lose('recoveryPointDetails', POINT),
    status: 'Unknown',
    gaps: gapIn('recoveryPointDetails'),
  },
  {
    name: 'mechanism that nobody knows',
    from: adeEstate,
    given: (draft) => points(draft, { encryptionMechanism: 'TriplePass' }),
    status: 'Unknown',
    because: /"TriplePass"/,
  },
  {
    name: 'encrypted not said',
    from: adeEstate,
    given: (draft) => points(draft, { isSourceVmEncrypted: undefined }),
    status: 'Unknown',
  },
  {
    name: 'whether the source is under ADE is in doubt',
    from: adeEstate,
    given: (draft) => points(draft.drop('vmExtensions', EXTENSION), { isSourceVmEncrypted: false }),
    status: 'Unknown',
    because: /could not determine whether its source/,
  },
  ...[
    { type: 'IASnapshotRP', status: 'Valid' },
    { type: 'HardenedRP', status: 'Resting' },
    { type: undefined, status: 'Valid' },
    { type: 'ArchivedRP', status: undefined },
  ].map((tier) => ({
    name: `a valid vault tier beside a tier of type ${String(tier.type)} in state ${String(tier.status)}`,
    given: (draft: Draft) => points(draft, { tiers: [{ type: 'HardenedRP', status: 'Valid' }, tier] }),
    status: 'Unknown' as const,
    because: /which this check does not know/,
  })),
  {
    name: 'a tier of a type that nobody knows, deleted',
    given: (draft) =>
      points(draft, {
        tiers: [
          { type: 'HardenedRP', status: 'Valid' },
          { type: 'IASnapshotRP', status: 'Deleted' },
        ],
      }),
    status: 'Compliant',
  },
  {
    name: 'a point lost',
    given: (draft) => draft.lose('recoveryPoints', POINT),
    status: 'Unknown',
    gaps: gapIn('recoveryPoints'),
  },
  {
    name: 'vault lost',
    given: (draft) => draft.lose('recoveryServicesVaults', VAULT),
    status: 'Unknown',
    gaps: gapIn('recoveryServicesVaults'),
  },
  {
    name: 'no usable point',
    given: (draft) => points(draft, { tiers: [{ type: 'InstantRP', status: 'Deleted' }] }),
    status: 'NotApplicable',
  },
  {
    name: 'soft-deleted item',
    given: (draft) => draft.patch('protectedItems', ITEM, { currentProtectionState: 'SoftDeleted' }),
    status: 'NotApplicable',
  },
]);
