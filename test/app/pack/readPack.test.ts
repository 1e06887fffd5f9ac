import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LocalOutcome } from '../../../src/app/localRun.ts';
import { baselineOfPack, estateOf, knownRowsOf } from '../../../src/app/packEvidence.ts';
import { observationsOf, openPack, recordOf } from '../../../src/pack/readPack.ts';
import { zipPack } from '../../../src/pack/zipPack.ts';
import { bankPack, copyOfPack } from './smallPack.ts';
import { temporaryFolder } from '../../stage/temporaryFolder.ts';

const folder = temporaryFolder();
let outcome: LocalOutcome;

beforeAll(async () => {
  outcome = await bankPack(1, join(folder.path, 'out'), true);
});
afterAll(() => folder.dispose());

async function altered(name: string, change: (at: string) => void): Promise<string> {
  const copy = join(folder.path, name);
  await copyOfPack(outcome.packLocation, copy);
  change(copy);
  return copy;
}

describe('a pack', () => {
  test.each(['folder', 'zip'])('as a %s is read to the last part', async (kind) => {
    const pack = await openPack(kind === 'zip' ? (outcome.zipLocation ?? '') : outcome.packLocation);
    expect(pack.sha256).toBe(outcome.manifestSha256);
    expect(pack.canonical).toBe(true);
    expect(pack.names).toEqual(['manifest.json', ...pack.manifest.parts.map(({ name }) => name)].sort());
    const record = await recordOf(pack);
    expect(record).toEqual(outcome.record);
    expect((await baselineOfPack(pack)).sha256).toBe(record.baseline.sha256);
    const observations = await observationsOf(pack);
    expect(observations).toHaveLength(pack.manifest.parts.find(({ name }) => name.startsWith('obs'))?.rows ?? 0);
    const rows: unknown[] = [];
    for await (const row of knownRowsOf(pack)) rows.push(row);
    const listed = pack.manifest.parts.filter(({ name }) => name.startsWith('raw/'));
    expect(rows).toHaveLength(listed.reduce((sum, { rows: of = 0 }) => sum + of, 0));
    expect((await estateOf(pack, record)).disks.rows.size).toBe(record.chains.length);
  });

  test('zipped by hand, with its folder’s name before every file, is read too', async () => {
    const pack = await openPack(outcome.packLocation);
    const files = pack.names.map((name) => [`run/${name}`, readFileSync(join(outcome.packLocation, name))] as const);
    const zip = join(folder.path, 'by-hand.zip');
    writeFileSync(zip, zipSync(Object.fromEntries(files)));
    const again = await openPack(zip);
    expect(again.names).toEqual(pack.names);
    expect(await recordOf(again)).toEqual(outcome.record);
  });
});

describe('what is no pack says so in one sentence', () => {
  test.each([
    ['a path with nothing', () => join(folder.path, 'nothing'), /There is no pack at .*give the folder of one run/],
    [
      'the folder of all packs',
      () => join(folder.path, 'out'),
      /holds 1 packs and is not one itself; name one of them, e\.g\. .*cli-2026/,
    ],
    [
      'an unfinished pack',
      () => altered('unfinished', (at) => rmSync(join(at, 'manifest.json'))),
      /holds no manifest\.json/,
    ],
    [
      'a file that is no zip',
      () => altered('no-zip', () => undefined).then((at) => join(at, 'README.txt')),
      /neither a folder nor a zip/,
    ],
    [
      'a manifest of another version',
      () => altered('version', (at) => edit(at, (text) => text.replace('"schemaVersion":2', '"schemaVersion":3'))),
      /schemaVersion: .*newer one/,
    ],
    ['a manifest cut short', () => altered('cut', (at) => edit(at, (text) => text.slice(0, 100))), /is not JSON/],
    [
      'a part listed twice',
      () => altered('twice', (at) => edit(at, (text) => text.replace('"README.txt"', '"baseline.JSON"'))),
      /manifest\.json is not read: "baseline\.json" appears twice/,
    ],
  ] as const)('%s', async (_what, path, message) => {
    await expect(openPack(await path())).rejects.toThrow(message);
  });

  test('a part that is missing, cut or of an unknown source', async () => {
    const missing = await openPack(await altered('missing', (at) => rmSync(join(at, 'record.jsonl.gz'))));
    await expect(recordOf(missing)).rejects.toThrow('lacks record.jsonl.gz; take the whole pack.');
    const cut = await openPack(
      await altered('cut-part', (at) => {
        const file = join(at, 'record.jsonl.gz');
        writeFileSync(file, readFileSync(file).subarray(0, 2000));
      }),
    );
    await expect(recordOf(cut)).rejects.toThrow('record.jsonl.gz cannot be unpacked');
    const unknown = await openPack(
      await altered('unknown', (at) =>
        renameSync(join(at, 'raw', 'disks.jsonl.gz'), join(at, 'raw', 'disketts.jsonl.gz')),
      ),
    );
    expect(() => knownRowsOf(unknown)).toThrow('raw/disketts.jsonl.gz is of a source that this version does not know');
  });

  test('a zip is never overwritten, and its bytes are those of the pack alone', async () => {
    const pack = await openPack(outcome.packLocation);
    await expect(zipPack(pack, outcome.zipLocation ?? '')).rejects.toThrow('evidence is never overwritten');
    const again = join(folder.path, 'again.zip');
    await zipPack(pack, again);
    expect(readFileSync(again)).toEqual(readFileSync(outcome.zipLocation ?? ''));
  });
});

function edit(at: string, change: (text: string) => string): void {
  const file = join(at, 'manifest.json');
  writeFileSync(file, change(readFileSync(file, 'utf8')));
}
