import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Pack } from '../../src/pack/readPack.ts';
import { wholeOf } from '../../src/pack/files.ts';
import { readOnce } from '../../src/pack/readOnce.ts';
import { temporaryFolder } from '../stage/temporaryFolder.ts';

const folder = temporaryFolder();
afterAll(() => folder.dispose());

/** A pack whose part `a` says another thing each time that it is read, and never ends. */
function changing(bytes: number): { readonly pack: Pack; readonly given: () => number } {
  let [reads, given] = [0, 0];
  const pack = {
    where: 'storage',
    names: ['a', 'b'],
    manifest: { parts: [{ name: 'a', bytes }] },
    open: async function* (): AsyncGenerator<Buffer> {
      reads += 1;
      for (;;) {
        await Promise.resolve();
        given += 1;
        yield Buffer.from(`read ${String(reads)} `);
      }
    },
  } as unknown as Pack;
  return { pack, given: () => given };
}

test('a part that is exchanged after it was read first is read as it was then, and no further than shows that it is too long', async () => {
  const { pack, given } = changing(20);
  const once = readOnce(pack, join(folder.path, 'x'));
  const [first, second] = await Promise.all([wholeOf(once, 'a'), wholeOf(once, 'a')]);
  expect(first.toString()).toBe('read 1 read 1 read 1 ');
  expect(second).toEqual(first);
  expect(await wholeOf(once, 'a')).toEqual(first);
  expect(given()).toBeLessThan(10);
});

test('parts that are too large together are not copied', async () => {
  const once = readOnce(changing(2 ** 50).pack, join(folder.path, 'y'));
  await expect(wholeOf(once, 'a')).rejects.toThrow(/reading stops there/);
});

test('what lies in the folder already is not written over', async () => {
  writeFileSync(join(folder.path, 'a'), 'mine');
  await expect(wholeOf(readOnce(changing(20).pack, folder.path), 'a')).rejects.toThrow(/EEXIST/);
});
