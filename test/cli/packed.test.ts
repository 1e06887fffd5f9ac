import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tinyPack } from '../app/pack/smallPack.ts';
import { openPlainBank, settingsOf } from '../app/run/stage.ts';
import { packAndInstall, type Installed } from './packed.ts';
import { temporaryFolder } from '../stage/temporaryFolder.ts';

const folder = temporaryFolder();
let unbroken: Installed;
let pack: string;

beforeAll(async () => {
  unbroken = packAndInstall();
  pack = (await tinyPack(join(folder.path, 'out'))).packLocation;
}, 300_000);
afterAll(() => {
  unbroken.dispose();
  folder.dispose();
});

const manifest = (): Record<string, unknown> =>
  JSON.parse(readFileSync(join(unbroken.folder, 'package.json'), 'utf8')) as Record<string, unknown>;

describe('the packed package', () => {
  test('is small, holds one program and brings nothing with it', () => {
    expect(unbroken.size).toBeLessThan(6_000_000);
    expect(unbroken.packages).toEqual(['unbroken']);
    expect(manifest()).not.toHaveProperty('dependencies');
    expect(manifest()).toMatchObject({
      repository: { url: expect.any(String) as string },
      bugs: { url: expect.any(String) as string },
      engines: { node: '>=22.18' },
    });
    expect(readdirSync(unbroken.folder).sort()).toEqual(
      ['LICENSE', 'README.md', 'baseline.schema.json', 'config.schema.json', 'dist', 'package.json'].sort(),
    );
    expect(readdirSync(join(unbroken.folder, 'dist'))).toEqual(['cli.cjs']);
  });

  test('packing leaves the repository’s package.json as it was', () => {
    expect(unbroken.ours[1]).toBe(unbroken.ours[0]);
    expect(JSON.parse(unbroken.ours[1])).toHaveProperty('dependencies.commander');
  });

  test('says its version, and verifies a pack where nothing else is installed', async () => {
    const { version } = manifest();
    expect(await unbroken.run(['--version'])).toMatchObject({ code: 0, out: `${String(version)}\n`, err: '' });
    expect(await unbroken.run(['verify', '--help'])).toMatchObject({ code: 0, err: '' });
    const verified = await unbroken.run(['verify', pack]);
    expect(verified.out).toMatch(/^\[agrees\] {2}\d+ parts .* have the size, the SHA-256/m);
    expect(verified.err).toBe('');
  });

  test('no command comes upon a deprecated function of Node', async () => {
    const bank = await openPlainBank();
    const settings = {
      ...(await settingsOf(bank, folder.path, { UNBROKEN_MANAGEMENT_GROUPS: '' })),
      NODE_OPTIONS: '--throw-deprecation',
    };
    const out = join(folder.path, 'deprecated');
    try {
      const run = await unbroken.run(['run', '--out', out, '--zip', '--json'], settings);
      expect(run).toMatchObject({ code: 2 });
      const { pack: made, zip } = JSON.parse(run.out) as { pack: string; zip: string };
      for (const words of [
        ['verify', zip],
        ['diff', pack, made, '--xlsx', join(out, 'diff.xlsx')],
        ['redact', made, '--output', join(out, 'redacted')],
        ['doctor'],
      ]) {
        const ended = await unbroken.run(words, settings);
        expect(ended.err, words.join(' ')).not.toMatch(/Deprecation|DEP0/);
        expect(ended.out, words.join(' ')).not.toBe('');
      }
    } finally {
      await bank.close();
    }
  }, 300_000);
});

describe('on a Node that is too old', () => {
  test('every command is refused with one sentence', async () => {
    const old = join(folder.path, 'old.cjs');
    writeFileSync(old, "Object.defineProperty(process.versions, 'node', { value: '22.17.1' });");
    expect(await unbroken.run(['run'], { NODE_OPTIONS: `--require ${old}` })).toEqual({
      code: 3,
      out: '',
      err: 'unbroken: Node 22.17.1 is too old; install Node 22.18 or later from https://nodejs.org.\n',
    });
  });
});

test.skipIf(!existsSync('/dev/full'))(
  'a full disk behind standard output is one sentence, not a line of the bundle',
  async () => {
    const { code, err } = await unbroken.shell(`unbroken render '${pack}' --format json > /dev/full`);
    expect(code).toBe(3);
    expect(err).toMatch(/^(INTACT: .+\n)?unbroken: The output cannot be written \(the disk is full\)\.\n$/);
  },
);

test('a reader that goes away, as head does, ends the program quietly', async () => {
  const { out, err } = await unbroken.shell(`unbroken render '${pack}' --format json | head -c 20`);
  expect(out).toHaveLength(20);
  // The notice that goes with every rendering, and nothing of a broken pipe.
  expect(err).toMatch(/^(INTACT: names, hashes and signature agree; conclusions not recomputed: run .*\n)?$/);
  expect((await unbroken.shell(`unbroken verify '${pack}' | true`)).err).toBe('');
});
