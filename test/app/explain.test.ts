import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { explain, ExplainError } from '../../src/app/explain.ts';
import { readSettings } from '../../src/app/settings.ts';
import type { RunRecord } from '../../src/domain/record.ts';
import { openPack, recordOf } from '../../src/pack/readPack.ts';
import { tinyPack } from './pack/smallPack.ts';
import { temporaryFolder } from '../stage/temporaryFolder.ts';

const folder = temporaryFolder();
const out = join(folder.path, 'out');
const settings = readSettings({});
let pack: string;
let record: RunRecord;
beforeAll(async () => {
  pack = (await tinyPack(out)).packLocation;
  record = await recordOf(await openPack(pack));
});
afterAll(() => folder.dispose());

const told = (id: string, named: string | undefined = pack) => explain(id, { settings, pack: named, folder: out });

test('tells the facts of a disk with their query, its verdicts and its row', async () => {
  const [chain] = record.chains;
  const explained = await told(chain?.resourceId.toUpperCase() ?? '');
  expect(explained.facts.map(({ source }) => source)).toEqual(['disks']);
  expect(explained.facts[0]?.query).toContain("type =~ 'microsoft.compute/disks'");
  expect(explained.verdicts).toEqual(record.verdicts.filter(({ subject }) => subject === chain?.disk));
  expect(explained.chain).toEqual(chain);
  expect(explained).toMatchObject({ rules: [], unsureRules: [], exemptions: [], baseline: record.baseline });
});

test('without history it says so, and what to set', async () => {
  const { past } = await told(record.chains.at(0)?.disk ?? '');
  expect(past).toMatchObject({ told: false, configured: false });
  expect('because' in past && past.because).toMatch(/^UNBROKEN_STORAGE, which names .* is not set\.$/);
});

test('without a pack it takes the newest of the folder, and where there is none says what to do', async () => {
  const disk = record.chains.at(0)?.disk ?? '';
  expect(await explain(disk, { settings, folder: out })).toEqual(await told(disk));
  await expect(explain(disk, { settings, folder: join(folder.path, 'empty') })).rejects.toThrow(
    /^There is no pack in the folder .*empty, and UNBROKEN_STORAGE is not set: start one with "unbroken run"/,
  );
});

test('a name or an id that the pack does not know is one clear error', async () => {
  await expect(told('disk-1')).rejects.toThrow(ExplainError);
  await expect(told('disk-1')).rejects.toThrow(/holds no resource named "disk-1"; check the name, or give the full id/);
  await expect(told('/subscriptions/0/x/y')).rejects.toThrow(/says nothing of \/subscriptions\/0\/x\/y/);
});

test('with a history, a name alone does not find the newest pack: it says what does', async () => {
  const stored = readSettings({ UNBROKEN_STORAGE: 'contosoevidence' });
  await expect(explain('disk-1', { settings: stored, folder: out })).rejects.toThrow(
    /the full id of "disk-1" is needed .*or name a pack with --pack\.$/,
  );
});
