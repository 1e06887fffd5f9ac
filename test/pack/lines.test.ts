import { deflateRawSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { BOUNDS } from '../../src/pack/bounds.ts';
import { jsonOf, linesOf } from '../../src/pack/lines.ts';
import { PackReadError } from '../../src/pack/packReadError.ts';

async function* cut(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

async function linesIn(bytes: Uint8Array, size = 7): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of linesOf(cut(bytes, size), 'raw/x.jsonl.gz')) lines.push(line);
  return lines;
}

const gz = (text: string): Buffer => gzipSync(Buffer.from(text));

test('lines end at line feeds only, wherever the bytes are cut, and over several members', async () => {
  const bytes = Buffer.concat([gz('é😀\u2028x\r\n'), gz('文\n')]);
  for (let size = 1; size <= bytes.length; size += 1)
    expect(await linesIn(bytes, size)).toEqual(['é😀\u2028x\r', '文']);
  expect(await linesIn(gz(''))).toEqual([]);
});

/** A gzip member whose header is written by hand. */
function member(header: readonly number[], extra: Uint8Array, text: string): Buffer {
  const plain = gz(text);
  return Buffer.concat([Buffer.from(header), extra, deflateRawSync(Buffer.from(text)), plain.subarray(-8)]);
}
const HEADER = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3];

describe('bytes in which something could be hidden, or that no run writes', () => {
  const text = '{"a":1}\n';
  test.each<readonly [string, Buffer]>([
    ['behind the last member', Buffer.concat([gz(text), Buffer.from('hidden')])],
    ['zeroes behind the last member', Buffer.concat([gz(text), Buffer.alloc(64)])],
    ['before the first member', Buffer.concat([Buffer.from('x'), gz(text)])],
    ['an extra field', member(HEADER.with(3, 4), Buffer.from([3, 0, 1, 2, 3]), text)],
    ['a file name', member(HEADER.with(3, 8), Buffer.from('name\0'), text)],
    ['a comment', member(HEADER.with(3, 16), Buffer.from('comment\0'), text)],
    ['a header checksum', member(HEADER.with(3, 2), Buffer.from([0, 0]), text)],
    ['a time', member(HEADER.with(4, 1), Buffer.alloc(0), text)],
    ['a wrong checksum', Buffer.concat([gz(text).subarray(0, -8), Buffer.from([0, 0, 0, 0]), gz(text).subarray(-4)])],
    ['a wrong length', Buffer.concat([gz(text).subarray(0, -4), Buffer.from([1, 0, 0, 0])])],
    ['a member cut short', gz(text.repeat(1000)).subarray(0, 40)],
    ['a trailer cut short', gz(text).subarray(0, -3)],
    ['no bytes', Buffer.alloc(0)],
    ['a last line without line feed', gz('{"a":1}')],
    ['a member that ends within a line', Buffer.concat([gz('{"a"'), gz(':1}\n')])],
    ['no UTF-8', gzipSync(Buffer.from([0x22, 0xff, 0x22, 0x0a]))],
  ])('%s', async (_what, bytes) => {
    for (const size of [1, 5, 100_000]) await expect(linesIn(bytes, size)).rejects.toThrow(PackReadError);
  });
});

describe('bounds', () => {
  test('a small file that unpacks to much is not read to the end, and little memory is taken', async () => {
    const million = gzipSync(Buffer.from(`${'x'.repeat(1_000_000)}\n`));
    const bomb = Buffer.concat(Array.from({ length: 700 }, () => million));
    const before = process.memoryUsage().rss;
    await expect(linesIn(bomb, 65_536)).rejects.toThrow('unpacks to over 200 times its size: reading stops there.');
    expect(process.memoryUsage().rss - before).toBeLessThan(400 << 20);
  });

  test('one member beyond all bounds', async () => {
    await expect(linesIn(gzipSync(Buffer.alloc(BOUNDS.member + 1, 'x')), 65_536)).rejects.toThrow(
      'holds a member of over',
    );
  });

  test('little that packs well is read', async () => {
    expect(await linesIn(gz('{}\n'.repeat(200_000)), 65_536)).toHaveLength(200_000);
  });

  test.each([
    ['lists', '['.repeat(100_000)],
    ['objects', `${'{"a":'.repeat(1000)}1${'}'.repeat(1000)}`],
    ['both', `${'[{"a":'.repeat(40)}1${'}]'.repeat(40)}`],
  ])('%s nested too deep', (_what, text) => {
    expect(() => jsonOf(text, 'A line')).toThrow('A line is nested over 64 levels deep: reading stops there.');
  });

  test('brackets in a text are no nesting', () => {
    const text = JSON.stringify({ a: `${'['.repeat(1000)}\\"${'{'.repeat(1000)}` });
    expect(jsonOf(text, 'A line')).toEqual(JSON.parse(text));
  });
});
