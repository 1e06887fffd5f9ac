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
  link: (victim) => {
    unlinkSync(join(victim.folder, 'README.txt'));
    symlinkSync('/etc/hosts', join(victim.folder, 'README.txt'));
  },
  'folder-link': (victim) => symlinkSync('/', join(victim.folder, 'excerpts')),
  terabyte: (victim) => truncateSync(join(victim.folder, 'baseline.json'), 2 ** 40),
  bomb: (victim) => {
    const member = packed(Buffer.from(`"${'x'.repeat(1_000_000)}"\n`));
    victim.write('raw/disks.jsonl.gz', Buffer.concat(Array.from({ length: 300 }, () => member)));
    victim.rehash();
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

/** What lies below a folder, without following anything. */
function below(at: string): readonly string[] {
  return readdirSync(at, { withFileTypes: true }).flatMap((entry) => {
    const path = join(at, entry.name);
    if (entry.isDirectory()) return below(path);
    const isSmall = entry.isFile() && lstatSync(path).size < 1 << 26;
    return `${path} ${isSmall ? createHash('sha256').update(readFileSync(path)).digest('hex') : ''}`;
  });
}

test('verify writes nothing outside of its temporary folder, whatever a pack holds', async () => {
  const { packLocation } = await tinyPack(join(folder.path, 'out'));
  const packs = join(folder.path, 'packs');
  const temporary = join(folder.path, 'temporary');
  mkdirSync(temporary);
  cpSync(packLocation, join(packs, 'honest'), { recursive: true });
  for (const [name, alter] of Object.entries(HOSTILE)) {
    cpSync(packLocation, join(packs, name), { recursive: true });
    alter(new Victim(join(packs, name)));
  }
  for (const name of ['../outside.txt', '/outside.txt', 'C:/outside.txt', 'raw\\..\\outside.txt'])
    writeFileSync(
      join(packs, `names-${String(Object.keys(name).length)}.zip`),
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
    ],
    { env: { ...process.env, TMPDIR: temporary }, maxBuffer: 1 << 26 },
  );
  const told = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { name: string; word: string; differences: readonly string[] });
  expect(told).toHaveLength(readdirSync(packs).length);
  for (const { name, word, differences } of told) {
    // Nobody even tried: a write elsewhere is refused with this code.
    expect(differences.join(' '), name).not.toMatch(/ERR_ACCESS_DENIED|EACCES|EROFS/);
    if (name === 'honest') expect(word, differences.join(' ')).toBe('CONSISTENT');
    else if (name in HOSTILE) expect(['DIFFERS', 'not opened'], name).toContain(word);
  }
  expect(below(packs)).toEqual(before);
  expect(readdirSync(temporary)).toEqual([]);
}, 300_000);
