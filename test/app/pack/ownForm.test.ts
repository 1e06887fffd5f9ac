import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { strFromU8, unzipSync, zipSync, type Zippable } from 'fflate';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { verifyPack } from '../../../src/app/verify/verifyPack.ts';
import { canonicalJson } from '../../../src/pack/canonicalJson.ts';
import { openPack } from '../../../src/pack/readPack.ts';
import { repackedPack } from './repacked.ts';
import { packed, Victim } from './tamper.ts';
import { weeklyPacks } from './twoWeeks.ts';
import { temporaryFolder } from '../../stage/temporaryFolder.ts';

const folder = temporaryFolder();
const original = join(folder.path, 'original');
const copy = join(folder.path, 'copy');
const victim = new Victim(copy);

beforeAll(async () => {
  const [, second] = await weeklyPacks(join(folder.path, 'out'), [{ week: 1 }, { week: 2 }]);
  cpSync(second?.packLocation ?? '', original, { recursive: true });
}, 300_000);
beforeEach(() => {
  rmSync(copy, { recursive: true, force: true });
  cpSync(original, copy, { recursive: true });
});
afterAll(() => folder.dispose());

/** What verify says of the copy; made again around the altered parts where the program can read them at all. */
async function differencesOf(): Promise<string> {
  victim.rehash();
  const again = join(folder.path, 'again');
  rmSync(again, { recursive: true, force: true });
  const pack = await repackedPack(copy, again).then(
    () => again,
    () => copy,
  );
  const { steps } = await verifyPack({ pack, earlier: [], stopAtFirst: true });
  return steps.flatMap(({ differences }) => differences).join('\n');
}

type Line = Record<string, unknown>;

function alter(part: string, isIt: (line: Line, at: number) => boolean, change: (line: Line) => Line): void {
  const lines = victim.lines(part);
  const at = lines.findIndex((line, index) => isIt(JSON.parse(line) as Line, index));
  const write = /observations|answers/.test(part) ? JSON.stringify : canonicalJson;
  victim.writeLines(part, lines.with(at, write(change(JSON.parse(lines[at] ?? '') as Line))));
}

function moved(part: string, from: number, to: number): void {
  const lines = victim.lines(part);
  victim.writeLines(part, lines.toSpliced(from, 1).toSpliced(to, 0, lines.at(from) ?? ''));
}

function addPart(name: string, bytes: Uint8Array, rows: number): void {
  writeFileSync(join(copy, name), bytes);
  const part = { name, sha256: '', bytes: 0, rows, mediaType: 'application/gzip' };
  const parts = [...victim.parts, part].sort((a, b) => (a.name < b.name ? -1 : 1));
  victim.writeManifest({ ...victim.manifest(), parts });
}

const isArm = ({ kind }: Line): boolean => kind === 'arm';
const isAsked = ({ asked }: Line): boolean => asked !== undefined;
const OBSERVATIONS = 'observations.jsonl.gz';
const ANSWERS = 'answers.jsonl.gz';
const CARRIED = 'carried.jsonl.gz';
const CONTEXT = 'context.jsonl.gz';

/** What is the same for the program and not for who reads the file: with everything else made again around it. */
const FORMS: readonly (readonly [string, () => void, RegExp])[] = [
  ['a field that no question has', () => alter(OBSERVATIONS, isArm, (line) => ({ ...line, note: 'x' })), /note/],
  [
    'a word for a number of tries',
    () => alter(OBSERVATIONS, isArm, (line) => ({ ...line, retries: 'many' })),
    /retries/,
  ],
  [
    'fields of a question in another order',
    () => alter(OBSERVATIONS, isArm, ({ source, ...line }) => ({ ...line, source })),
    /canonical form/,
  ],
  [
    'a time of a question in another spelling',
    () => alter(OBSERVATIONS, isArm, (line) => ({ ...line, endedAt: String(line['endedAt']).replace('Z', '000Z') })),
    /endedAt/,
  ],
  [
    'subscriptions that ARM was not asked about',
    () => alter(OBSERVATIONS, isArm, (line) => ({ ...line, subscriptions: ['x'] })),
    /says what no answer to such a question says/,
  ],
  [
    'a total of ARM, which names none',
    () => alter(ANSWERS, isAsked, (line) => ({ ...line, total: 7 })),
    /says what no answer to such a question says/,
  ],
  [
    'a question beside the query',
    () =>
      alter(
        ANSWERS,
        (line) => !isAsked(line) && 'pages' in line,
        (line) => ({ asked: 'x', ...line }),
      ),
    /says what no answer to such a question says/,
  ],
  [
    'a field that no carried fact has',
    () =>
      alter(
        CARRIED,
        (_, at) => at === 1,
        (line) => ({ ...line, note: 1 }),
      ),
    /note/,
  ],
  [
    'a field within a carried fact',
    () =>
      alter(
        CARRIED,
        (_, at) => at === 1,
        (line) => {
          const fact = { ...(line['fact'] as object), note: 1 };
          return { ...line, fact, sha256: createHash('sha256').update(canonicalJson(fact)).digest('hex') };
        },
      ),
    /note/,
  ],
  [
    'a field of the head of the carried facts',
    () =>
      alter(
        CARRIED,
        () => true,
        (line) => ({ ...line, note: 1 }),
      ),
    /note/,
  ],
  ['carried facts in another order', () => moved(CARRIED, -1, 1), /Line 2 of carried.jsonl.gz is not the one/],
  ['lives of findings in another order', () => moved(CONTEXT, -1, -2), /of context.jsonl.gz is not the one/],
  ['a life before a change', () => moved(CONTEXT, -1, 1), /of context.jsonl.gz is not the one/],
  [
    'a time of a life in another spelling',
    () =>
      alter(
        CONTEXT,
        ({ kind }) => kind === 'lives',
        (line) => JSON.parse(JSON.stringify(line).replace(/("firstSeen":"[^"]*)\.000Z/, '$1Z')) as Line,
      ),
    /firstSeen/,
  ],
  ['a part of a source without rows', () => addPart('raw/backupVaults.jsonl.gz', packed(''), 0), /writes no such part/],
];
test.each(FORMS)('%s is a difference', async (_what, change, says) => {
  change();
  expect(await differencesOf()).toMatch(says);
});

test('a pack that was packed again as it was still holds', async () => {
  expect(await differencesOf()).toBe('');
});

test.each([0, 1, 10, 77])('gzip members of a program on system %i are a difference', async (system) => {
  const name = 'raw/disks.jsonl.gz';
  const bytes = Buffer.from(victim.read(name));
  bytes.writeUInt8(system, 9);
  victim.write(name, bytes);
  expect(await differencesOf()).toContain(`${name} was packed by another program`);
});

test('a baseline that is no UTF-8 is a difference', async () => {
  victim.write('baseline.json', Buffer.concat([victim.read('baseline.json'), Buffer.from('// \xff\n', 'latin1')]));
  expect(await differencesOf()).toContain('baseline.json is not UTF-8 text');
});

test.each<readonly [string, (manifest: Record<string, unknown>) => Record<string, unknown>]>([
  ['parts in another order', (manifest) => ({ ...manifest, parts: (manifest['parts'] as unknown[]).toReversed() })],
  [
    'an end in another spelling',
    ({ endedAt, ...rest }) => ({ ...rest, endedAt: String(endedAt).replace('Z', '000Z') }),
  ],
])('a manifest with %s is a difference', async (_what, change) => {
  victim.writeManifest(change(victim.manifest()));
  const word = await verifyPack({ pack: copy, earlier: [], stopAtFirst: true }).then(
    ({ steps }) => steps.flatMap(({ differences }) => differences).join('\n'),
    (error: unknown) => String(error),
  );
  expect(word).toMatch(/not in canonical form|endedAt/);
});

describe('a workbook that says the same is a difference', () => {
  const SHEET = 'xl/worksheets/sheet1.xml';
  const twice = (files: Record<string, Uint8Array>): Uint8Array => {
    const { [SHEET]: sheet = new Uint8Array(), ...rest } = files;
    const forged = Buffer.from(strFromU8(sheet).replace(/<t[^>]*>[^<]{3,}</, '<t>FORGED<'));
    const other = SHEET.replace('1', 'X');
    const zip = Buffer.from(zipSync({ [other]: forged, ...rest, [SHEET]: sheet }));
    return Buffer.from(zip.toString('latin1').replaceAll(other, SHEET), 'latin1');
  };
  const withExtra = (files: Record<string, Uint8Array>): Zippable =>
    Object.fromEntries(
      Object.entries(files).map(([name, bytes]) => [name, [bytes, { extra: { 0x5455: new Uint8Array(5) } }]]),
    );
  test.each<readonly [string, (files: Record<string, Uint8Array>) => Uint8Array, RegExp]>([
    ['with a sheet that lies in it twice', twice, /twice/],
    ['with times', (files) => zipSync(files, { mtime: '2020-05-05' }), /zipped by another program/],
    [
      'in another order',
      (files) => zipSync(Object.fromEntries(Object.entries(files).reverse())),
      /zipped by another program/,
    ],
    ['with extra fields', (files) => zipSync(withExtra(files)), /zipped by another program/],
    [
      'with the attributes of a system',
      (files) => zipSync(files, { os: 3, attrs: 0o100644 << 16 }),
      /zipped by another program/,
    ],
  ])('%s', async (_what, zipped, says) => {
    const name = victim.parts.find((part) => /^UNBROKEN.*\.xlsx$/.test(part.name))?.name ?? '';
    victim.write(name, zipped(unzipSync(victim.read(name))));
    victim.rehash();
    const { steps } = await verifyPack({ pack: copy, earlier: [] });
    expect(steps.flatMap(({ differences }) => differences).join('\n')).toMatch(says);
  });
});

describe('a folder that holds no part', () => {
  test.each(['VERIFIED', 'raw/more', 'excerpts'])('%s: the pack is not read', async (name) => {
    mkdirSync(join(copy, name));
    await expect(openPack(copy)).rejects.toThrow(`the folder ${name} holds no part of the pack`);
  });
});
