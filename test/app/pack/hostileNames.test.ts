import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { strToU8, zipSync } from 'fflate';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { redactPack } from '../../../src/app/redact/redactPack.ts';
import { verifyPack } from '../../../src/app/verify/verifyPack.ts';
import { canonicalJson } from '../../../src/pack/canonicalJson.ts';
import { PackReadError } from '../../../src/pack/packReadError.ts';
import { openPack } from '../../../src/pack/readPack.ts';
import { tinyPack } from './smallPack.ts';
import { packed } from './tamper.ts';
import { temporaryFolder } from '../../stage/temporaryFolder.ts';

const folder = temporaryFolder();
const outside = join(folder.path, 'outside');
const original = new Map<string, Buffer>();
const temporary = process.env['TMPDIR'];

beforeAll(async () => {
  // Whatever a reader writes goes here, so that it can be looked for.
  process.env['TMPDIR'] = join(folder.path, 'temporary');
  for (const name of ['temporary', 'outside']) mkdirSync(join(folder.path, name));
  const { packLocation } = await tinyPack(join(folder.path, 'out'));
  const { names } = await openPack(packLocation);
  for (const name of names) original.set(name, readFileSync(join(packLocation, name)));
});
afterAll(() => {
  if (temporary === undefined) delete process.env['TMPDIR'];
  else process.env['TMPDIR'] = temporary;
  folder.dispose();
});

/** Leads from a reader's working folder to the one that nobody may write to. */
const OUT = `excerpts/../../../${basename(outside)}`;

/** The pack with an excerpt of this name in its context, and with its parts, all of them hashed anew. */
function packWithExcerpt(name: string, inManifest: boolean): Map<string, Buffer> {
  const files = new Map(original);
  const [head = '', ...lines] = gunzipSync(files.get('context.jsonl.gz') ?? '')
    .toString('utf8')
    .split('\n');
  const context = JSON.parse(head) as { head: Record<string, unknown> };
  context.head['excerpts'] = [{ name, requirements: ['R1'] }];
  files.set('context.jsonl.gz', packed([canonicalJson(context), ...lines].join('\n')));
  files.set(name, Buffer.from('a workbook'));
  files.set(name.replace(/\.xlsx$/, '.json'), Buffer.from('{}'));
  const manifest = JSON.parse((files.get('manifest.json') ?? '').toString()) as {
    parts: { name: string; sha256: string; bytes: number }[];
  };
  if (inManifest)
    for (const part of [name, name.replace(/\.xlsx$/, '.json')])
      manifest.parts.push({ name: part, sha256: '', bytes: 0, mediaType: 'application/json' } as never);
  for (const part of manifest.parts) {
    const bytes = files.get(part.name) ?? Buffer.alloc(0);
    part.sha256 = createHash('sha256').update(bytes).digest('hex');
    part.bytes = bytes.length;
  }
  files.set('manifest.json', Buffer.from(canonicalJson(manifest)));
  return files;
}

let made = 0;

function asZip(files: ReadonlyMap<string, Buffer>): string {
  const path = join(folder.path, `hostile-${String((made += 1))}.zip`);
  writeFileSync(path, zipSync(Object.fromEntries([...files].map(([name, bytes]) => [name, new Uint8Array(bytes)]))));
  return path;
}

/** What can be a file lies in the folder; the other names are in context and manifest only. */
function asFolder(files: ReadonlyMap<string, Buffer>): string {
  const path = join(folder.path, `hostile-${String((made += 1))}`);
  for (const [name, bytes] of files) {
    if (!original.has(name)) continue;
    mkdirSync(join(path, name, '..'), { recursive: true });
    writeFileSync(join(path, name), bytes);
  }
  return path;
}

async function holds(pack: string): Promise<boolean> {
  try {
    return (await verifyPack({ pack, earlier: [] })).holds;
  } catch (error) {
    if (error instanceof PackReadError) return false;
    throw error;
  }
}

afterEach(() => {
  expect(readdirSync(outside)).toEqual([]);
  expect(readdirSync(join(folder.path, 'temporary'))).toEqual([]);
});

describe.each([
  ['a zip', asZip],
  ['a folder', asFolder],
])('a hostile pack in %s', (_kind, pack) => {
  test.each([
    [`${OUT}/owned.xlsx`, true],
    [`${OUT}/owned.xlsx`, false],
    [`${outside}/owned.xlsx`, true],
    ['excerpts/..\\..\\owned.xlsx', true],
    ['excerpts/C:owned.xlsx', false],
    ['excerpts/UNBROKEN-excerpt-of-my-own.xlsx', true],
  ])('whose excerpt is named %s (in the manifest: %s) does not hold, and nothing is written', async (name, listed) => {
    const path = pack(packWithExcerpt(name, listed));
    expect(await holds(path)).toBe(false);
    const [output, mapping] = [join(folder.path, 'copy'), join(folder.path, 'mapping.json')];
    await expect(redactPack({ pack: path, output, mapping })).rejects.toThrow(PackReadError);
    expect([output, mapping].filter((each) => existsSync(each))).toEqual([]);
  });
});

describe('a zip with an entry', () => {
  test.each([
    '../owned.txt',
    'raw/../../owned.txt',
    'a\\..\\owned.txt',
    'C:owned.txt',
    'nul.txt',
    'README.TXT',
    'raw/Disks.jsonl.gz',
    'README.txt/a',
    '.hidden',
    'a.',
  ])('named %s is not opened', async (name) => {
    const path = asZip(new Map([...original, [name, Buffer.from(strToU8('x'))]]));
    await expect(openPack(path)).rejects.toThrow(/is not read: "/);
    await expect(verifyPack({ pack: path, earlier: [] })).rejects.toThrow(PackReadError);
  });

  test('that is called like another is not opened as an earlier pack either', async () => {
    const path = asZip(new Map([...original, ['../owned.txt', Buffer.from('x')]]));
    await expect(verifyPack({ pack: asZip(original), earlier: [path] })).rejects.toThrow(PackReadError);
  });
});
