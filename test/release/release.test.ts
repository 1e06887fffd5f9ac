import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeRelease, type Release } from './makeRelease.ts';

const { schedulerHost } = (await import(new URL('../../scripts/schedulerHost.mjs', import.meta.url).href)) as {
  readonly schedulerHost: (text: string) => string;
};
const ROOT = join(import.meta.dirname, '..', '..');
let version = '';
let one: Release;
let two: Release;

beforeAll(() => {
  ({ version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string });
  one = makeRelease('unbroken-one-', 'Pacific/Auckland');
  two = makeRelease('unbroken-the-other-', 'America/New_York');
}, 300_000);
afterAll(() => {
  one.dispose();
  two.dispose();
});

describe('a release', () => {
  test('is the same, byte for byte, from another folder and in another time zone', () => {
    expect(one.sums).toBe(two.sums);
    expect(one.sums.split('\n').map((line) => line.slice(66))).toEqual([
      ...['.zip', '-scheduler.zip', '.cjs', '.tgz', '.cdx.json'].map((end) => `unbroken-${version}${end}`),
      '',
    ]);
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

  test('has the same app for a Durable Task Scheduler, which differs in its host.json alone', () => {
    const [plain, other] = ['', '-scheduler'].map((kind) =>
      unzipSync(one.read(`release/unbroken-${version}${kind}.zip`)),
    );
    expect(Object.keys(other ?? {})).toEqual(Object.keys(plain ?? {}));
    for (const path of ['dist/main.cjs', 'package.json'])
      expect(Buffer.from(other?.[path] ?? []).equals(Buffer.from(plain?.[path] ?? [])), path).toBe(true);
    const host = JSON.parse(readFileSync(join(ROOT, 'host.json'), 'utf8')) as Record<string, unknown>;
    const made = JSON.parse(Buffer.from(other?.['host.json'] ?? []).toString()) as typeof host;
    expect(JSON.stringify(made)).toBe(JSON.stringify(JSON.parse(schedulerHost(JSON.stringify(host)))));
    expect(made).toMatchObject({
      extensions: {
        durableTask: {
          hubName: '%TASKHUB_NAME%',
          storageProvider: {
            type: 'azureManaged',
            connectionStringName: 'DURABLE_TASK_SCHEDULER_CONNECTION_STRING',
          },
          maxConcurrentActivityFunctions: 1,
        },
      },
      functionTimeout: host['functionTimeout'],
    });
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
