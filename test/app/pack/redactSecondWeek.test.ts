import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { diffPacks } from '../../../src/app/diffPacks.ts';
import { explain } from '../../../src/app/explain.ts';
import type { LocalOutcome } from '../../../src/app/localRun.ts';
import { carriedOf, contextOf, openPack, recordOf } from '../../../src/pack/readPack.ts';
import { zipPack } from '../../../src/pack/zipPack.ts';
import { redactPack } from '../../../src/app/redact/redactPack.ts';
import { FORMATS, renderPack } from '../../../src/app/renderPack.ts';
import { readSettings } from '../../../src/app/settings.ts';
import { verifyPack } from '../../../src/app/verify/verifyPack.ts';
import { renamed, weeklyPacks } from './twoWeeks.ts';
import { temporaryFolder } from '../../stage/temporaryFolder.ts';

const folder = temporaryFolder();
afterAll(() => folder.dispose());

const redact = async (from: string, name: string): Promise<string> => {
  const output = join(folder.path, name);
  await redactPack({ pack: from, output, mapping: join(folder.path, 'mapping.json') });
  return output;
};

/** Names made of words that a pack uses itself: ids of checks, reasons, states, kinds, parts of times and of run ids. */
const OWN_WORDS = 'bkp-listed-r1-new-complete-closed-estate-lives-carried-06t00-000z-cli-high';

describe.each([
  ['as they are', undefined],
  ['that are words of the pack itself', OWN_WORDS],
] as const)('a second week with restores, names %s', (_names, word) => {
  const label = word === undefined ? 'plain' : 'words';
  let weeks: readonly [LocalOutcome, LocalOutcome];
  let copies: readonly [string, string];

  beforeAll(async () => {
    const tenant =
      word === undefined ? undefined : (one: Parameters<typeof renamed>[0]) => renamed(one, 'ledger', word);
    const more = tenant === undefined ? {} : { tenant };
    weeks = (await weeklyPacks(join(folder.path, label), [
      { week: 1, ...more },
      { week: 2, ...more },
    ])) as [LocalOutcome, LocalOutcome];
    copies = [
      await redact(weeks[0].packLocation, `${label}-one`),
      await redact(weeks[1].zipLocation ?? '', `${label}-two`),
    ];
  }, 300_000);

  test('has restores of the first week to carry', async () => {
    const { earlier, own } = await carriedOf(await openPack(weeks[1].packLocation));
    expect(earlier.restores.length).toBeGreaterThan(0);
    expect(own.restores.length).toBeGreaterThan(0);
  });

  test('is verified as a folder and as a zip', async () => {
    const zip = join(folder.path, `${label}.zip`);
    await zipPack(await openPack(copies[1]), zip);
    for (const pack of [...copies, zip]) {
      const { steps, holds } = await verifyPack({ pack, earlier: [] });
      expect(steps.flatMap(({ differences }) => differences)).toEqual([]);
      expect(holds).toBe(true);
    }
  });

  test('keeps its times, its states and its checks', async () => {
    const [original, copy] = [await openPack(weeks[1].packLocation), await openPack(copies[1])];
    const [was, is] = [await recordOf(original), await recordOf(copy)];
    expect(is.asOf).toBe(was.asOf);
    const shape = ({ coverage, gaps, verdicts }: typeof was): unknown => [
      coverage.map(({ expectedBy, seen, read }) => [...expectedBy, seen, read]).sort(),
      gaps.map(({ source, kind }) => `${source} ${kind}`).sort(),
      verdicts
        .map(({ check, status, severity, subjectKind }) => [check, status, severity, subjectKind].join(' '))
        .sort(),
    ];
    expect(shape(is)).toEqual(shape(was));
    const [before, after] = [await contextOf(original), await contextOf(copy)];
    const trend = ({ earlier }: typeof before): unknown =>
      earlier.map(({ asOf, state, counts }) => [asOf, state, counts]);
    expect(trend(after)).toEqual(trend(before));
    expect(after.earlier[0]?.runId).toBe(after.previous?.runId);
    expect(after.previous?.runId).toMatch(/^run-x[a-z2-7]{7}$/);
    expect(after.changes.map(({ check, kind, cause }) => [check, kind, cause].join(' '))).toEqual(
      before.changes.map(({ check, kind, cause }) => [check, kind, cause].join(' ')),
    );
    const seen = async (pack: typeof copy): Promise<unknown> =>
      (await carriedOf(pack)).earlier.restores.map(({ endTime, recoveryPointTime, status }) => [
        endTime,
        recoveryPointTime,
        status,
      ]);
    expect(await seen(copy)).toEqual(await seen(original));
    for (const { id, restoreJobId, run } of (await carriedOf(copy)).earlier.restores)
      expect(id).toBe(`${restoreJobId}#${String(run).toLowerCase()}`);
  });

  test('is rendered in every form, compared with the first week and explained', async () => {
    for (const format of FORMATS) {
      let length = 0;
      for await (const piece of renderPack(copies[1], format)) length += piece.length;
      expect(length).toBeGreaterThan(1000);
    }
    const [plain, redacted] = [
      await diffPacks(weeks[0].packLocation, weeks[1].packLocation),
      await diffPacks(copies[0], copies[1], { file: join(folder.path, `${label}.xlsx`), force: false }),
    ];
    const told = ({ difference }: typeof plain): readonly string[] =>
      difference.changes.map(({ check, before, after, cause }) => [check, before, after, cause].join(' ')).sort();
    expect(told(redacted)).toEqual(told(plain));
    const { chains } = await recordOf(await openPack(copies[1]));
    const disk = chains.find(({ role }) => role === 'source')?.disk ?? '';
    const explained = await explain(disk, { settings: readSettings({}), folder: folder.path, pack: copies[1] });
    expect(explained.verdicts.length).toBeGreaterThan(5);
    expect(explained.chain?.disk).toBe(disk);
  });
});
