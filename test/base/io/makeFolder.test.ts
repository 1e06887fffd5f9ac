import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { makeFolder } from '../../../src/base/io/makeFolder.ts';
import { isThere } from '../../../src/base/io/isThere.ts';
import { temporaryFolder } from '../../stage/temporaryFolder.ts';

const folder = temporaryFolder();
afterAll(() => folder.dispose());

test('makes what is missing, and says which was the topmost', async () => {
  const top = join(folder.path, 'a');
  expect(await makeFolder(join(top, 'b', 'c'))).toBe(top);
  expect(await isThere(join(top, 'b', 'c'))).toBe(true);
  expect(await makeFolder(join(top, 'b'))).toBeUndefined();
});

test('of several at once all have it', async () => {
  mkdirSync(join(folder.path, 'race'));
  const path = join(folder.path, 'race', 'x', 'y');
  await Promise.all([makeFolder(path), makeFolder(path), makeFolder(path)]);
  expect(await isThere(path)).toBe(true);
});

test('a file in the way is an error', async () => {
  writeFileSync(join(folder.path, 'file'), '');
  await expect(makeFolder(join(folder.path, 'file', 'below'))).rejects.toThrow();
});

test.skipIf(process.platform !== 'linux')(
  'a place where nobody makes folders is an error, and comes at once',
  async () => {
    await expect(makeFolder('/proc/unbroken')).rejects.toThrow(/ENOENT/);
  },
  5_000,
);
