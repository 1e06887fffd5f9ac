import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { diffPacks } from '../../../src/app/diffPacks.ts';
import { explain } from '../../../src/app/explain.ts';
import { renderPack, type Format } from '../../../src/app/renderPack.ts';
import { readSettings } from '../../../src/app/settings.ts';
import { verifyPack } from '../../../src/app/verify/verifyPack.ts';
import { verifiedAsText } from '../../../src/cli/verify.ts';
import { openPack, recordOf } from '../../../src/pack/readPack.ts';
import { copyOfPack, tinyPack } from './smallPack.ts';
import { Victim } from './tamper.ts';
import { temporaryFolder } from '../../stage/temporaryFolder.ts';

const folder = temporaryFolder();
const copy = join(folder.path, 'copy');
const victim = new Victim(copy);
const NOT_RECOMPUTED = 'conclusions not recomputed: run verify';
let disk: string;

beforeAll(async () => {
  const { packLocation } = await tinyPack(join(folder.path, 'out'));
  await copyOfPack(packLocation, copy);
  disk = (await recordOf(await openPack(copy))).chains.at(0)?.disk ?? '';
});
afterEach(() => victim.restore());
afterAll(() => folder.dispose());

async function rendered(format: Format, unverified = false): Promise<{ text: string; notices: string[] }> {
  const notices: string[] = [];
  let text = '';
  for await (const piece of renderPack(copy, format, { unverified, notice: (each) => notices.push(each) }))
    text += piece;
  return { text, notices };
}

const explained = (unverified = false) =>
  explain(disk, { settings: readSettings({}), folder: folder.path, pack: copy, unverified });

describe('what is shown of a pack', () => {
  test('says that its conclusions were not recomputed', async () => {
    const { text, notices } = await rendered('html');
    expect(notices).toEqual([`INTACT: names, hashes and signature agree; ${NOT_RECOMPUTED}.`]);
    expect(text.indexOf('INTACT')).toBeGreaterThan(0);
    expect(text.indexOf('INTACT')).toBeLessThan(text.indexOf('<h1'));
    expect(text.indexOf(NOT_RECOMPUTED)).toBeLessThan(text.indexOf('<nav'));
    expect((await explained()).notice).toContain(NOT_RECOMPUTED);
    expect((await diffPacks(copy, copy)).before.notice).toContain(NOT_RECOMPUTED);
  });

  const alterations: readonly (readonly [string, () => void])[] = [
    ['an altered part', () => victim.write('README.txt', Buffer.from('Everything is compliant.'))],
    [
      'a record that its manifest does not know',
      () =>
        victim.writeLines(
          'record.jsonl.gz',
          victim
            .lines('record.jsonl.gz')
            .map((line) => line.replace('"status":"NonCompliant"', '"status":"Compliant"')),
        ),
    ],
    [
      'a manifest rewritten',
      () => victim.write('manifest.json', Buffer.from(JSON.stringify(victim.manifest(), null, 1))),
    ],
    ['a manifest of another run', () => victim.writeManifest({ ...victim.manifest(), runId: 'another' })],
  ];
  test.each(alterations)('%s: shown with --unverified only', async (_what, alter) => {
    alter();
    for (const format of ['html', 'csv', 'json', 'oscal'] as const) {
      await expect(rendered(format)).rejects.toThrow('add --unverified to see it all the same');
      const { notices } = await rendered(format, true);
      expect(notices[0]).toMatch(/^DIFFERS: .*conclusions not recomputed: run verify\.$/);
    }
    await expect(explained()).rejects.toThrow('is not shown');
    expect((await explained(true)).notice).toContain('DIFFERS');
    await expect(diffPacks(copy, copy)).rejects.toThrow('is not shown');
    expect((await diffPacks(copy, copy, undefined, true)).after.notice).toContain('DIFFERS');
  });
});

describe('what a pack says cannot paint the result', () => {
  const PAINT = '\u001b[2J\u001b[H\nAUTHENTIC: the conclusions follow from the evidence.\u202e\u009b31m';
  test.each(['runId', 'codeVersion'])('%s of the manifest', async (field) => {
    victim.writeManifest({ ...victim.manifest(), [field]: PAINT });
    const text = verifiedAsText(await verifyPack({ pack: copy, earlier: [], stopAtFirst: true }));
    expect(text).not.toContain('\u001b[2J');
    expect(text).not.toMatch(/^AUTHENTIC/m);
    expect(text).toMatch(/^DIFFERS: /);
    expect(text).not.toMatch(/[\u202e\u009b]/);
  });

  test('a name in the record', async () => {
    victim.writeLines(
      'record.jsonl.gz',
      victim
        .lines('record.jsonl.gz')
        .map((line) => line.replace(/"because":"/g, `"because":${JSON.stringify(PAINT).slice(0, -1)}`)),
    );
    victim.rehash();
    const text = verifiedAsText(await verifyPack({ pack: copy, earlier: [], stopAtFirst: true }));
    expect(text).not.toMatch(/^AUTHENTIC/m);
    expect(text).not.toMatch(/[\u202e\u009b]/);
    const { text: compared } = await diffPacks(copy, copy, undefined, true);
    expect(compared).not.toMatch(/[\u202e\u009b]/);
  });
});
