import { beforeAll, expect, test } from 'vitest';
import { bankEvidence } from '../alterations/bank.ts';
import { judged, type Word } from '../alterations/judged.ts';
import type { Evidence } from '../alterations/alterationsOf.ts';
import { ownersIn } from '../../src/collect/rows/rowOwner.ts';
import { SOURCES } from '../../src/collect/sources/list.ts';
import type { AskedSourceId } from '../../src/domain/facts.ts';

let evidence: Evidence;
let before: ReadonlyMap<string, Word>;

beforeAll(async () => {
  evidence = await bankEvidence(2);
  before = await judged(evidence.rows, evidence.told, evidence.baseline);
}, 300_000);

/** Restore point collections are left out: a disk that no VM holds may have been of any VM before. */
const TELLING = ['snapshots', 'protectedItems', 'backupInstances', 'restoreJobs', 'diskRestoreJobs'] as const;

test.each(TELLING.filter((source) => source !== 'diskRestoreJobs'))(
  'a row of %s that cannot be read, but names its VM or disk, moves the cells of no other',
  async (source) => {
    const owner = ownerOf(source);
    const at = evidence.rows.findIndex((row) => row.source === source && owner(row.raw) !== undefined);
    const own = owner(evidence.rows[at]?.raw);
    // The rest of the row stays; its tags are no object any more.
    const broken = evidence.rows.map((row, index) =>
      index === at ? { ...row, raw: { ...(row.raw as object), id: undefined, tags: 'broken {' } } : row,
    );
    const after = await judged(broken, evidence.told, evidence.baseline);
    const moved = [...after].filter(([cell, word]) => /^R\d /.test(cell) && before.get(cell) !== word);
    const disks = new Set(moved.map(([cell]) => cell.slice(3)));
    expect(moved.length).toBeGreaterThan(0);
    expect(moved.filter(([, word]) => word.startsWith('Compliant'))).toEqual([]);
    // A VM of the bank has up to two disks, and a disk one restored copy.
    expect({ own, disks: disks.size }).toEqual({
      own,
      disks: expect.toSatisfy((count: number) => count <= 3) as number,
    });
  },
  300_000,
);

test.each(['encryption', 'securityProfile', 'encryptionSettingsCollection'])(
  'a disk whose %s cannot be read, and which is no copy, moves the cells of no disk but those of its VM',
  async (block) => {
    const isPlain = ownerOf('disks');
    const at = evidence.rows.findIndex(
      ({ source, raw }) =>
        source === 'disks' && isPlain(raw) !== undefined && /vm-teller-01-osdisk/.test(JSON.stringify(raw)),
    );
    const row = evidence.rows[at];
    const { properties } = row?.raw as { readonly properties: object };
    const broken = evidence.rows.map((one, index) =>
      index === at
        ? { ...one, raw: { ...(one.raw as object), properties: { ...properties, [block]: 'broken {' } } }
        : one,
    );
    const after = await judged(broken, evidence.told, evidence.baseline);
    const moved = [...after].filter(([cell, word]) => /^R\d /.test(cell) && before.get(cell) !== word);
    expect(moved.filter(([cell]) => !cell.includes('vm-teller-01'))).toEqual([]);
    expect(moved.filter(([, word]) => word.startsWith('Compliant'))).toEqual([]);
  },
  300_000,
);

test('a disk that may be a copy, and one that bears the tag of a restore, may concern any other', () => {
  const id = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/disks/d';
  const itself = ownerOf('disks');
  const raw = (creationData: object, tags: object = {}): object => ({ id, tags, properties: { creationData } });
  const azures = '/Subscriptions/s/Providers/Microsoft.Compute/Locations/westeurope/Publishers/p/ArtifactTypes/VMImage';
  expect(itself(raw({ createOption: 'Empty' }))).toBe(id.toLowerCase());
  expect(itself(raw({ createOption: 'FromImage', imageReference: { id: azures } }))).toBe(id.toLowerCase());
  for (const other of [
    raw({ createOption: 'Copy', sourceResourceId: id }),
    raw({ createOption: 'Restore' }),
    raw({ createOption: 'Import' }),
    raw({ createOption: 'FromImage', imageReference: { id: '/subscriptions/s/resourceGroups/g/x' } }),
    raw({ createOption: 'FromImage', galleryImageReference: { id: azures } }),
    raw({ createOption: 'FromImage' }),
    raw({ createOption: 'Emptied' }),
    raw({}),
    raw({ createOption: 'Empty' }, { rsvaultBackup: 'x' }),
    { id, tags: 'broken {', properties: { creationData: { createOption: 'Empty' } } },
    { id, properties: 'broken {' },
  ])
    expect(itself(other), JSON.stringify(other)).toBeUndefined();
});

test('each of these sources says where its rows name their VM or disk', () => {
  for (const source of TELLING) expect(SOURCES[source].owner?.length ?? 0).toBeGreaterThan(0);
});

function ownerOf(source: AskedSourceId): (raw: unknown) => string | undefined {
  const { owner = [] } = SOURCES[source];
  return (raw) => {
    const found = ownersIn(raw, owner);
    expect(found?.length ?? 1).toBe(1);
    return found?.[0];
  };
}
