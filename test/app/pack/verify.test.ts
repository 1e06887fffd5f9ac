import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { verifyPack, type VerifyOutcome } from '../../../src/app/verify/verifyPack.ts';
import { verifiedAsText } from '../../../src/cli/verify.ts';
import { openPack } from '../../../src/pack/readPack.ts';
import { writeZip, type Packing } from '../../../src/pack/zip/writer.ts';
import { zipPack } from '../../../src/pack/zipPack.ts';
import { copyOfPack, tinyPack } from './smallPack.ts';
import { Victim } from './tamper.ts';
import { temporaryFolder } from '../../stage/temporaryFolder.ts';

const folder = temporaryFolder();
const copy = join(folder.path, 'copy');
const victim = new Victim(copy);
let manifestSha256: string;

beforeAll(async () => {
  const outcome = await tinyPack(join(folder.path, 'out'));
  manifestSha256 = outcome.manifestSha256;
  await copyOfPack(outcome.packLocation, copy);
  await zipPack(await openPack(copy), join(folder.path, 'pack.zip'));
});
afterEach(() => victim.restore());
afterAll(() => folder.dispose());

const differencesOf = ({ steps }: VerifyOutcome, about: string): readonly string[] =>
  steps.find((step) => step.about === about)?.differences ?? [];

describe('an untouched pack', () => {
  test.each(['copy', 'pack.zip'])('agrees with itself: %s', async (name) => {
    const verified = await verifyPack({ pack: join(folder.path, name), earlier: [], expected: manifestSha256 });
    expect(verified.steps.flatMap((step) => step.differences)).toEqual([]);
    expect(verified.holds).toBe(true);
    const text = verifiedAsText(verified);
    expect(text).toMatch(/\[agrees\] {2}[\d,]+ verdicts, 10 chains .* were recomputed from [\d,]+ raw rows/);
    expect(text).toMatch(/\[agrees\] {2}[\d,]+ cells in \d+ sheets of the workbook were read/);
    expect(text).toMatch(/^AUTHENTIC: /);
    expect(text).not.toContain('DIFFERS');
  });

  test('is not the one that was announced when its hash is another', async () => {
    const verified = await verifyPack({ pack: copy, earlier: [], expected: '0'.repeat(64) });
    expect(differencesOf(verified, 'manifest')).toEqual([
      `manifest.json has the SHA-256 ${manifestSha256}, not the ${'0'.repeat(64)} that was expected.`,
    ]);
  });
});

describe('computing again catches, whatever the hashes say', () => {
  test('a raw row that was made to look better', async () => {
    const name = 'raw/disks.jsonl.gz';
    const lines = victim.lines(name);
    const at = lines.findIndex((line) => line.includes('EncryptionAtRestWithCustomerKey'));
    const row = lines[at] ?? '';
    victim.writeLines(
      name,
      lines.with(at, row.replace('EncryptionAtRestWithCustomerKey', 'EncryptionAtRestWithPlatformKey')),
    );
    victim.rehash();
    const id = (JSON.parse(row) as { id: string }).id.toLowerCase();
    const verified = await verifyPack({ pack: copy, earlier: [] });
    expect(differencesOf(verified, 'parts')).toEqual([]);
    expect(differencesOf(verified, 'record').join('\n')).toContain(`Verdict KEY-01 ${id}: in the record`);
  });

  test('a verdict that was turned', async () => {
    const name = 'record.jsonl.gz';
    const lines = victim.lines(name);
    const at = lines.findIndex(
      (line) =>
        line.includes('"kind":"verdicts"') && line.includes('/disks/') && line.includes('"status":"NonCompliant"'),
    );
    const verdict = (JSON.parse(lines[at] ?? '') as { entry: { check: string; subject: string } }).entry;
    victim.writeLines(
      name,
      lines.with(at, (lines[at] ?? '').replace('"status":"NonCompliant"', '"status":"Compliant"')),
    );
    victim.rehash();
    const verified = await verifyPack({ pack: copy, earlier: [] });
    expect(differencesOf(verified, 'record')).toEqual([
      `Verdict ${verdict.check} ${verdict.subject}: in the record status is "Compliant", not "NonCompliant" as the raw rows give it.`,
    ]);
    expect(verifiedAsText(verified)).toMatch(/^DIFFERS: /);
  });

  test('a disk that was left out of the raw rows', async () => {
    const name = 'raw/disks.jsonl.gz';
    victim.writeLines(name, victim.lines(name).slice(1));
    victim.rehash();
    const found = differencesOf(await verifyPack({ pack: copy, earlier: [] }), 'record').join('\n');
    expect(found).toContain('Population of disks');
    expect(found).toContain('is in the record but does not follow from the raw rows.');
  });

  test('a workbook that another zlib has packed is not different: what counts is inside', async () => {
    const name = victim.parts.find((part) => part.name.endsWith('.xlsx'))?.name ?? '';
    const before = victim.read(name);
    const other = join(folder.path, 'other-zlib.xlsx');
    await writeZip(other, 1 as number as Packing, async (output) => {
      for (const [file, bytes] of Object.entries(unzipSync(before))) await output.add(file, [bytes]);
    });
    const packed = readFileSync(other);
    expect(packed.equals(before)).toBe(false);
    victim.write(name, packed);
    victim.rehash();
    expect(differencesOf(await verifyPack({ pack: copy, earlier: [] }), 'workbook')).toEqual([]);
  });

  test('a formula and a link in the workbook', async () => {
    const name = victim.parts.find((part) => part.name.endsWith('.xlsx'))?.name ?? '';
    const alter = (file: RegExp, change: (xml: string) => string): void => {
      const files = unzipSync(victim.read(name));
      const found = Object.keys(files).find((each) => file.test(each)) ?? '';
      files[found] = strToU8(change(strFromU8(files[found] ?? new Uint8Array())));
      victim.write(name, zipSync(files));
      victim.rehash();
    };
    alter(/sheet1\.xml$/, (xml) =>
      xml.replace(/<c r="B(\d+)"([^>]*) t="inlineStr">.*?<\/c>/, '<c r="B$1"$2><f>1+1</f><v>2</v></c>'),
    );
    expect(differencesOf(await verifyPack({ pack: copy, earlier: [] }), 'workbook')[0]).toMatch(
      /^Sheet Cover, cell B\d+ holds the formula "=1\+1"; rendered from the record it is ".+"\.$/,
    );
    victim.restore();
    alter(/\.xml\.rels$/, (xml) => xml.replace('https://portal.azure.com', 'https://portal.example.com'));
    alter(/sheets\/_rels\/.*\.rels$/, (xml) => xml.replace('https://portal.azure.com', 'https://portal.example.com'));
    expect(differencesOf(await verifyPack({ pack: copy, earlier: [] }), 'workbook')[0]).toMatch(
      /_rels\/sheet\d+\.xml\.rels differs from a fresh rendering, though every cell agrees/,
    );
  });
});
