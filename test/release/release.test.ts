import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');
const SOURCES = ['src', 'scripts', 'host.json', 'package.json', 'package-lock.json'];

interface Release {
  readonly folder: string;
  readonly sums: string;
  readonly read: (file: string) => Buffer;
}

const folders: string[] = [];
let version = '';
let one: Release;
let two: Release;

beforeAll(() => {
  ({ version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string });
  one = release('unbroken-one-', 'Pacific/Auckland');
  two = release('unbroken-the-other-', 'America/New_York');
}, 300_000);
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A release made from a copy of the sources in a folder of its own. */
function release(prefix: string, zone: string): Release {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  folders.push(folder);
  for (const source of SOURCES) cpSync(join(ROOT, source), join(folder, source), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction');
  execFileSync(process.execPath, ['scripts/release.mjs'], {
    cwd: folder,
    stdio: 'pipe',
    env: { ...process.env, TZ: zone },
  });
  const read = (file: string): Buffer => readFileSync(join(folder, 'out', file));
  return { folder, sums: read('release/SHA256SUMS').toString(), read };
}

describe('a release', () => {
  test('is the same, byte for byte, from another folder and in another time zone', () => {
    expect(one.sums).toBe(two.sums);
    expect(one.sums.split('\n').filter((line) => line !== '')).toHaveLength(2);
  });

  test('holds what Azure runs, and nothing else', () => {
    const files = unzipSync(one.read(`release/unbroken-${version}.zip`));
    expect(Object.keys(files).sort()).toEqual(['dist/main.cjs', 'host.json', 'package.json']);
    const manifest = JSON.parse(Buffer.from(files['package.json'] ?? []).toString()) as Record<string, unknown>;
    expect(manifest).toMatchObject({ main: 'dist/main.cjs', version });
    expect(manifest).not.toHaveProperty('dependencies');
    expect(manifest).not.toHaveProperty('type');
    for (const [path, bytes] of Object.entries(files))
      expect(one.read(`app/${path}`).equals(Buffer.from(bytes)), path).toBe(true);
  });

  test('has a bill of materials: every package that is installed for users, none for developers', () => {
    const bill = JSON.parse(one.read(`release/unbroken-${version}.cdx.json`).toString()) as {
      readonly bomFormat: string;
      readonly metadata: { readonly component: { readonly name: string; readonly version: string } };
      readonly components: readonly { readonly purl: string; readonly hashes?: readonly unknown[] }[];
    };
    expect(bill).toMatchObject({ bomFormat: 'CycloneDX', metadata: { component: { name: 'unbroken', version } } });
    const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
      readonly packages: Readonly<
        Record<string, { readonly version?: string; readonly dev?: boolean; readonly devOptional?: boolean }>
      >;
    };
    const wanted = Object.entries(packages)
      .filter(([path, { dev, devOptional }]) => path !== '' && dev !== true && devOptional !== true)
      .map(
        ([path, entry]) =>
          `pkg:npm/${path.split('node_modules/').at(-1)?.replace('@', '%40') ?? ''}@${entry.version ?? ''}`,
      );
    const listed = new Set(bill.components.map(({ purl }) => purl.split('?')[0]));
    expect(wanted.length).toBeGreaterThan(50);
    expect(wanted.filter((purl) => !listed.has(purl))).toEqual([]);
    expect([...listed].filter((purl) => /\/(vitest|eslint|azurite|typescript)@/.test(purl ?? ''))).toEqual([]);
  });
});
