import fc from 'fast-check';
import { type ArmId } from '../../src/domain/armId.ts';
import type { SourceId } from '../../src/domain/facts.ts';
import { adeEstate, cleanEstate, clusterEstate, DISK, VM } from '../assess/cleanEstate.ts';
import { addDiskBackup } from '../assess/diskBackupEstate.ts';
import { Draft, id, OTHER_SUB, SOURCES, SUB } from '../assess/estateOf.ts';
import { POOLS } from './pools.ts';

/** A random row of a source. */
interface Place {
  readonly source: SourceId;
  readonly row: number;
}

interface Change extends Place {
  readonly field: string;
  readonly value: unknown;
}

const change: fc.Arbitrary<Change> = fc
  .constantFrom(
    ...Object.entries(POOLS).flatMap(([source, fields]) =>
      Object.keys(fields).map((field) => ({ source: source as SourceId, field })),
    ),
  )
  .chain(({ source, field }) =>
    fc.record({
      source: fc.constant(source),
      field: fc.constant(field),
      row: fc.nat(7),
      value: fc.constantFrom(...(POOLS[source]?.[field] ?? [])),
    }),
  );

/** Rows by position, so that a recipe can be shrunk and replayed. */
export function rowAt(draft: Draft, { source, row }: Place): ArmId | undefined {
  const ids = [...draft.rows[source].keys()].sort();
  return ids.length === 0 ? undefined : ids[row % ids.length];
}

export interface Recipe {
  readonly from: keyof typeof ESTATES;
  readonly changes: readonly Change[];
}

const ESTATES = { clean: cleanEstate, ade: adeEstate, cluster: clusterEstate } as const;

/** Up to a dozen random differences from the clean estate, the one under ADE, or the one with a cluster. */
export const recipe: fc.Arbitrary<Recipe> = fc.record({
  from: fc.constantFrom('clean', 'ade', 'cluster'),
  changes: fc.array(change, { maxLength: 12 }),
});

/**
 * The OS disks that are put in are those of one VM: no second one can have them.
 * @see https://learn.microsoft.com/azure/virtual-machines/disks-shared#limitations
 */
export function cook({ from, changes }: Recipe): Draft {
  const draft = addDiskBackup(ESTATES[from]());
  draft.put('disks', id('Microsoft.Compute/disks', 'elsewhere', 'rg-2', OTHER_SUB), DISK);
  for (const [subscription, managementGroups] of [
    [SUB, ['leaf', 'branch', 'root']],
    [OTHER_SUB, ['root']],
  ] as const)
    draft.put('subscriptions', `/subscriptions/${subscription}`, {
      displayName: subscription,
      state: 'Enabled',
      managementGroups,
      managedByTenants: [],
    });
  for (const { field, value, ...where } of changes) {
    const key = rowAt(draft, where);
    if (key === undefined || (field === 'osDisk' && key !== VM)) continue;
    draft.patch(where.source, key, { [field]: value });
  }
  return draft;
}

/** Rows to lose, each with the gap that its loss records. */
export const losses = fc.array(
  fc.record({
    source: fc.constantFrom(...SOURCES.filter((source) => source !== 'subscriptions')),
    row: fc.nat(7),
    reach: fc.constantFrom('subscription' as const, 'row' as const),
  }),
  { minLength: 1, maxLength: 4 },
);
