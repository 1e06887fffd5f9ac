import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { strToU8, zipSync } from 'fflate';
import { afterAll, expect, test } from 'vitest';
import { canonicalJson } from '../../../src/pack/canonicalJson.ts';
import { tinyPack } from './smallPack.ts';
import { chance, packed, Victim } from './tamper.ts';
import { temporaryFolder } from '../../stage/temporaryFolder.ts';

const folder = temporaryFolder();
afterAll(() => folder.dispose());

/** Puts a file under a name into the pack and its manifest. */
function listed(victim: Victim, name: string, bytes: Buffer): void {
  mkdirSync(join(victim.folder, name, '..'), { recursive: true });
  writeFileSync(join(victim.folder, name), bytes);
  const manifest = victim.manifest();
  const part = { name, sha256: '', bytes: 0, mediaType: 'application/octet-stream' };
  victim.writeManifest({ ...manifest, parts: [...victim.parts, part] });
  victim.rehash();
}

function inContext(victim: Victim, change: (head: Record<string, unknown>) => void): void {
  const [head = '', ...rest] = victim.lines('context.jsonl.gz');
  const context = JSON.parse(head) as { head: Record<string, unknown> };
  change(context.head);
  victim.writeLines('context.jsonl.gz', [canonicalJson(context), ...rest]);
  victim.rehash();
}

/** Ways in which a pack can mean harm, each done to a copy. */
const HOSTILE: Readonly<Record<string, (victim: Victim) => void>> = {
  stranger: (victim) => listed(victim, 'setup.exe', Buffer.from('x')),
  'other-workbook': (victim) => listed(victim, 'UNBROKEN-other-2026-11-16-x.xlsx', Buffer.from('x')),
  'excerpt-outside': (victim) =>
    inContext(
      victim,
      (head) => (head['excerpts'] = [{ name: 'excerpts/../../../outside.xlsx', requirements: ['R1'] }]),
    ),
  'excerpt-of-another-name': (victim) =>
    inContext(
      victim,
      (head) => (head['excerpts'] = [{ name: 'excerpts/UNBROKEN-excerpt-0123456789ab.xlsx', requirements: ['R1'] }]),
    ),
  'run-id-of-a-path': (victim) => inContext(victim, (head) => (head['runId'] = '../../outside')),
  'excerpt-elsewhere': (victim) =>
    inContext(victim, (head) => (head['excerpts'] = [{ name: '/tmp/owned.xlsx', requirements: ['R1'] }])),
  'excerpt-of-a-drive': (victim) =>
    inContext(victim, (head) => (head['excerpts'] = [{ name: 'excerpts/C:owned.xlsx', requirements: ['R1'] }])),
  'part-of-a-terabyte': (victim) => truncateSync(join(victim.folder, 'README.txt'), 2 ** 40),
  'manifest-of-a-terabyte': (victim) => truncateSync(join(victim.folder, 'manifest.json'), 2 ** 40),
  'link-to-a-device': (victim) => {
    unlinkSync(join(victim.folder, 'record.jsonl.gz'));
    symlinkSync('/dev/zero', join(victim.folder, 'record.jsonl.gz'));
  },
  'two-kinds-of-spelling': (victim) => {
    victim.write('record.jsonl.gz', packed(`${victim.lines('record.jsonl.gz').join('\n')}\n\n`));
    victim.rehash();
  },
  'row-of-many-values': (victim) => {
    victim.writeLines('context.jsonl.gz', [`{"a":[${'{},'.repeat(5_000_000)}{}]}`]);
    victim.rehash(false);
  },
  'members-beyond-number': (victim) => {
    const member = packed('{}\n');
    victim.write('raw/disks.jsonl.gz', Buffer.concat(Array.from({ length: 2_000 }, () => member)));
    victim.rehash();
  },
  link: (victim) => {
    unlinkSync(join(victim.folder, 'README.txt'));
    symlinkSync('/etc/hosts', join(victim.folder, 'README.txt'));
  },
  'folder-link': (victim) => symlinkSync('/', join(victim.folder, 'excerpts')),
  terabyte: (victim) => truncateSync(join(victim.folder, 'baseline.json'), 2 ** 40),
  bomb: (victim) => {
    const member = packed(Buffer.from(`"${'x'.repeat(1_000_000)}"\n`));
    victim.write('raw/disks.jsonl.gz', Buffer.concat(Array.from({ length: 100 }, () => member)));
    victim.rehash(false);
  },
  nested: (victim) => {
    victim.writeLines('raw/disks.jsonl.gz', [`{"a":${'['.repeat(9999)}${']'.repeat(9999)}}`]);
    victim.rehash();
  },
  'source-of-a-path': (victim) => listed(victim, 'raw/sub/disks.jsonl.gz', packed('')),
  'answer-without-rows': (victim) => {
    victim.writeLines(
      'answers.jsonl.gz',
      victim.lines('answers.jsonl.gz').map((line) => line.replace(/"rows":\[\d+,/, '"rows":[99999999,')),
    );
    victim.rehash();
  },
  'no-answers': (victim) => {
    victim.writeLines('answers.jsonl.gz', []);
    victim.rehash();
  },
  'name-in-a-verdict': (victim) => {
    victim.writeLines(
      'record.jsonl.gz',
      victim.lines('record.jsonl.gz').map((line) => line.replaceAll('"because":"', '"because":"\\u001b[2J../../x')),
    );
    victim.rehash();
  },
};

/** As `verifyAll.ts` names them. */
const READERS = ['verify', '--previous', 'render', 'explain', 'diff', 'redact'];

/** Names that a zip may give to lead out of the folder, or onto a device. */
const NAMES = [
  ...['../outside.txt', '/outside.txt', 'C:/outside.txt', 'raw\\..\\outside.txt', 'raw/../../outside.txt'],
  ...['C:outside.txt', 'nul.txt', 'README.TXT', 'README.txt/a', '.hidden', 'a.', '../../../../tmp/outside.txt'],
];

/** What lies below a folder, without following anything. */
function below(at: string): readonly string[] {
  return readdirSync(at, { withFileTypes: true }).flatMap((entry) => {
    const path = join(at, entry.name);
    if (entry.isDirectory()) return below(path);
    const isSmall = entry.isFile() && lstatSync(path).size < 1 << 26;
    return `${path} ${isSmall ? createHash('sha256').update(readFileSync(path)).digest('hex') : ''}`;
  });
}

test('no reader writes anything outside of its temporary folder, whatever a pack holds', async () => {
  const { packLocation } = await tinyPack(join(folder.path, 'out'));
  const packs = join(folder.path, 'packs');
  const temporary = join(folder.path, 'temporary');
  mkdirSync(temporary);
  cpSync(packLocation, join(packs, 'honest'), { recursive: true });
  for (const [name, alter] of Object.entries(HOSTILE)) {
    cpSync(packLocation, join(packs, name), { recursive: true });
    alter(new Victim(join(packs, name)));
  }
  for (const [at, name] of NAMES.entries())
    writeFileSync(
      join(packs, `names-${String(at)}.zip`),
      zipSync({ 'manifest.json': readFileSync(join(packLocation, 'manifest.json')), [name]: strToU8('x') }),
    );
  const random = chance(6);
  for (let round = 0; round < 10; round += 1) {
    const victim = new Victim(join(packs, `random-${String(round)}`));
    cpSync(packLocation, victim.folder, { recursive: true });
    const { name } = victim.parts[random(victim.parts.length)] ?? { name: 'README.txt' };
    const bytes = Buffer.from(victim.read(name));
    bytes[random(bytes.length)] = random(256);
    victim.write(name, bytes);
    victim.rehash();
  }
  const before = below(packs);
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      '--permission',
      '--disable-warning=ExperimentalWarning',
      '--disable-warning=SecurityWarning',
      '--allow-fs-read=*',
      `--allow-fs-write=${temporary}`,
      join(import.meta.dirname, 'verifyAll.ts'),
      packs,
      temporary,
    ],
    { env: { ...process.env, TMPDIR: temporary }, maxBuffer: 1 << 26 },
  );
  const told = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { name: string; by: string; word: string; differences: readonly string[] });
  expect(readdirSync(packs)).toHaveLength(1 + Object.keys(HOSTILE).length + NAMES.length + 10);
  expect(told).toHaveLength(readdirSync(packs).length * READERS.length);
  for (const { name, by, word, differences } of told) {
    // Nobody even tried: a write elsewhere is refused with this code.
    expect(differences.join(' '), `${name}, ${by}`).not.toMatch(/ERR_ACCESS_DENIED|EACCES|EROFS/);
    if (by !== 'verify') continue;
    if (name === 'honest') expect(word, differences.join(' ')).toBe('CONSISTENT');
    else if (name in HOSTILE || name.startsWith('names-')) expect(['DIFFERS', 'not opened'], name).toContain(word);
  }
  expect(below(packs)).toEqual(before);
  expect(readdirSync(temporary)).toEqual([]);
}, 300_000);
