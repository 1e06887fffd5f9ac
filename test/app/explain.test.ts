import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { explain, ExplainError } from '../../src/app/explain.ts';
import { openPack, recordOf } from '../../src/app/pack/readPack.ts';
import type { RunRecord } from '../../src/domain/record.ts';
import { tinyPack } from './pack/smallPack.ts';
import { temporaryFolder } from './run/stage.ts';

const folder = temporaryFolder();
let pack: string;
let record: RunRecord;
beforeAll(async () => {
  pack = (await tinyPack(join(folder.path, 'out'))).packLocation;
  record = await recordOf(await openPack(pack));
});
afterAll(() => folder.dispose());

test('tells the facts of a disk with their query, its verdicts and its row', async () => {
  const [chain] = record.chains;
  const told = await explain(chain?.resourceId.toUpperCase() ?? '', pack);
  expect(told.facts.map(({ source }) => source)).toEqual(['disks']);
  expect(told.facts[0]?.query).toContain("type =~ 'microsoft.compute/disks'");
  expect(told.verdicts).toEqual(record.verdicts.filter(({ subject }) => subject === chain?.disk));
  expect(told.chain).toEqual(chain);
  expect(told).toMatchObject({ rules: [], unsureRules: [], exemptions: [], baseline: record.baseline });
});

test('an id that is none, or that the pack does not know, is one clear error', async () => {
  await expect(explain('disk-1', pack)).rejects.toThrow(ExplainError);
  await expect(explain('disk-1', pack)).rejects.toThrow(/"disk-1" is no resource id; give the full one/);
  await expect(explain('/subscriptions/0/x/y', pack)).rejects.toThrow(/says nothing of \/subscriptions\/0\/x\/y/);
});
