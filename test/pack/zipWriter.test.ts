import { readFileSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { afterAll, expect, test } from 'vitest';
import { ZipWriter } from '../../src/pack/zip/writer.ts';
import { temporaryFolder } from '../stage/temporaryFolder.ts';

const folder = temporaryFolder().path;
afterAll(() => rmSync(folder, { recursive: true }));

async function zipped(name: string, chunks: readonly Uint8Array[]): Promise<Buffer> {
  const file = await open(join(folder, name), 'w');
  const zip = new ZipWriter(file);
  await zip.add('part', chunks);
  await zip.end();
  await file.close();
  return readFileSync(join(folder, name));
}

test('the bytes of a zip do not depend on how its input was cut', async () => {
  const content = Buffer.from(Array.from({ length: 60_000 }, (_, at) => `row ${String(at * 7919)}`).join('\n'));
  const cut = (size: (at: number) => number): Uint8Array[] => {
    const chunks: Uint8Array[] = [];
    for (let at = 0, turn = 0; at < content.length; turn += 1) {
      chunks.push(content.subarray(at, at + size(turn)));
      at += size(turn);
    }
    return chunks;
  };
  const whole = await zipped('whole.zip', [content]);
  expect(
    await zipped(
      'even.zip',
      cut(() => 16_384),
    ),
  ).toEqual(whole);
  expect(
    await zipped(
      'odd.zip',
      cut((turn) => 1 + ((turn * 7919) % 70_000)),
    ),
  ).toEqual(whole);
  expect(Buffer.from(unzipSync(whole)['part'] ?? [])).toEqual(content);
});
