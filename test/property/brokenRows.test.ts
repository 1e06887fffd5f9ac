import { beforeAll, expect, test } from 'vitest';
import { bankEvidence } from '../alterations/bank.ts';
import { judged, type Word } from '../alterations/judged.ts';
import type { Evidence } from '../alterations/alterationsOf.ts';
import { ownerIn } from '../../src/collect/rowOwner.ts';
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

test('each of these sources says where its rows name their VM or disk', () => {
  for (const source of TELLING) expect(SOURCES[source].owner?.length ?? 0).toBeGreaterThan(0);
});

function ownerOf(source: AskedSourceId): (raw: unknown) => string | undefined {
  const paths = SOURCES[source].owner ?? [];
  return (raw) => ownerIn(raw, paths);
}
