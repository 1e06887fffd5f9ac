import { createHash } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { JsonLines, RawEvidence } from '../../src/pack/lineFile.ts';
import { temporaryFolder } from '../stage/temporaryFolder.ts';

const folders: string[] = [];
const folder = (): string => {
  const path = temporaryFolder().path;
  folders.push(path);
  return path;
};
afterEach(() => {
  for (const path of folders.splice(0)) rmSync(path, { recursive: true });
});

describe('evidence folder', () => {
  test('many chunks read back as the same lines, and the part describes the bytes', () => {
    const lines = new JsonLines(folder(), 'raw/disks.jsonl.gz');
    const rows = Array.from({ length: 30_000 }, (_, index) => ({ index, text: 'ü'.repeat(40) }));
    for (const row of rows) lines.add(row);
    const part = lines.close();
    const bytes = readFileSync(part.path);
    expect(part).toMatchObject({ name: 'raw/disks.jsonl.gz', rows: 30_000, bytes: bytes.length });
    expect(part.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    const read = gunzipSync(bytes)
      .toString('utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    expect(read).toEqual(rows);
  });

  test('the same rows give the same bytes', () => {
    const hash = (): string => {
      const raw = new RawEvidence(folder());
      for (let index = 0; index < 100; index += 1) raw.keep('keys', { index });
      return raw.close()[0]?.sha256 ?? '';
    };
    expect(hash()).toBe(hash());
  });

  test('a source with no rows is still a readable file', () => {
    const part = new JsonLines(folder(), 'raw/snapshots.jsonl.gz').close();
    expect(gunzipSync(readFileSync(part.path)).length).toBe(0);
    expect(part.rows).toBe(0);
  });
});
