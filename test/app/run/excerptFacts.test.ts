import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { estateOf } from '../../../src/app/packEvidence.ts';
import { narrowPack } from '../../../src/app/run/excerpts.ts';
import { factsOf } from '../../../src/app/run/factFiles.ts';
import { SHEET_SOURCES } from '../../../src/collect/sources/list.ts';
import type { PackContents } from '../../../src/report/packContents.ts';
import { contextOf, openPack, recordOf } from '../../../src/pack/readPack.ts';
import { recordSha256Of } from '../../../src/pack/recordLines.ts';
import { PackIndex } from '../../../src/report/packIndex.ts';
import { EXCEL_LIMITS } from '../../../src/report/workbook/limits.ts';
import { recoveryPoints } from '../../../src/report/sheets/recoveryPoints.ts';
import { machinesOf } from '../../../src/assess/narrow.ts';
import { bankPack } from '../pack/smallPack.ts';
import { temporaryFolder } from '../../stage/temporaryFolder.ts';

const folder = temporaryFolder();
afterAll(() => folder.dispose());

let contents: PackContents;
beforeAll(async () => {
  const { packLocation } = await bankPack(2, join(folder.path, 'out'));
  const pack = await openPack(packLocation);
  const record = await recordOf(pack);
  contents = {
    ...(await contextOf(pack)),
    record,
    recordSha256: recordSha256Of(record),
    observations: [],
    facts: factsOf(await estateOf(pack, record)),
    parts: [],
  };
}, 300_000);

const DISK = /\/providers\/microsoft\.compute\/disks\/[^/"#]+/;
const MACHINE = /\/providers\/microsoft\.compute\/virtualmachines\/[^/"#;]+/;
const idsIn = (text: string, kind: RegExp): readonly string[] =>
  text.toLowerCase().match(new RegExp(`/subscriptions/[^/"]+/resourcegroups/[^/"]+${kind.source}`, 'g')) ?? [];

test('the excerpt for one disk lists no other disk and no other machine, in any source and for any disk', async () => {
  const { chains } = contents.record;
  const rows = new Map<string, number>();
  const copyOf = new Map(chains.map((chain) => [chain.disk, chain.copyOf]));
  // A disk, what it was copied from and every copy of that are one chain.
  const rootOf = (disk: string): string => {
    const source = copyOf.get(disk);
    return source === undefined || source === disk ? disk : rootOf(source);
  };
  for (const { disk } of chains) {
    const excerpt = narrowPack(contents, { subjects: [disk] });
    const family = chains.filter((chain) => rootOf(chain.disk) === rootOf(disk));
    const mine = new Set(family.map((chain) => chain.disk));
    const machines = new Set(family.flatMap(machinesOf));
    const others = chains.filter((chain) => !mine.has(chain.disk));
    const names = new Set(family.map(({ name }) => name.toLowerCase()));
    const foreign = new Set(others.map(({ name }) => name.toLowerCase()).filter((name) => !names.has(name)));
    for (const source of SHEET_SOURCES)
      for await (const row of excerpt.facts(source)) {
        rows.set(source, (rows.get(source) ?? 0) + 1);
        const text = JSON.stringify(row);
        const strangers = idsIn(text, DISK).filter((id) => others.some((chain) => chain.disk === id));
        // A copy says which disk it was made from, and a disk which machine holds it.
        const lineage = source === 'disks' || source === 'snapshots';
        if (!lineage) expect(strangers, `${source} for ${disk}`).toEqual([]);
        if (source !== 'disks' && source !== 'restoreJobs')
          expect(
            idsIn(text, MACHINE).filter(
              (id) => !machines.has(id) && chains.some((chain) => machinesOf(chain).includes(id)),
            ),
            `${source} for ${disk}`,
          ).toEqual([]);
        if (source === 'backupInstances' && 'diskId' in row) expect(mine.has(String(row.diskId))).toBe(true);
      }
    const shown: string[] = [];
    for await (const cells of recoveryPoints.rows(new PackIndex(excerpt, EXCEL_LIMITS)))
      for (const cell of cells) if (typeof cell === 'string') shown.push(cell.toLowerCase());
    expect(
      shown.filter((text) => foreign.has(text)),
      `recovery points for ${disk}`,
    ).toEqual([]);
  }
  // Every source has rows for some disk: what is let through is more than nothing.
  // The bank restored nothing by disk backup yet.
  for (const source of SHEET_SOURCES.filter((one) => one !== 'diskRestoreJobs'))
    expect(rows.get(source) ?? 0, source).toBeGreaterThan(0);
}, 300_000);

test('an excerpt by requirement alone, and the whole pack, list what they listed', async () => {
  const count = async (facts: PackContents['facts']): Promise<number> => {
    let rows = 0;
    for (const source of SHEET_SOURCES) rows += (await Readable.from(facts(source)).toArray()).length;
    return rows;
  };
  expect(await count(narrowPack(contents, { requirements: ['R2'] }).facts)).toBe(await count(contents.facts));
});
