import {
  chmodSync,
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { makeWholeFile, writeWholeFile } from '../../src/app/wholeFile.ts';

const folder = mkdtempSync(join(tmpdir(), 'unbroken-whole-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function* pieces(fault?: Error): AsyncGenerator<string> {
  yield await Promise.resolve('new ');
  if (fault !== undefined) throw fault;
  yield 'text';
}

test('a file that a fault cut short is not there, and one that it was to replace stays', async () => {
  const [fresh, old] = [join(folder, 'fresh'), join(folder, 'old')];
  writeFileSync(old, 'old text');
  const fault = new Error('The pack ends in the middle.');
  await expect(writeWholeFile({ file: fresh, force: false }, pieces(fault))).rejects.toBe(fault);
  await expect(writeWholeFile({ file: old, force: true }, pieces(fault))).rejects.toBe(fault);
  expect(readdirSync(folder)).toEqual(['old']);
  expect(readFileSync(old, 'utf8')).toBe('old text');
});

test('one that is whole takes the place of another only where it may, and behind a link too', async () => {
  const [file, link] = [join(folder, 'file'), join(folder, 'link')];
  writeFileSync(file, 'old text');
  symlinkSync(file, link);
  await expect(writeWholeFile({ file: file, force: false }, pieces())).rejects.toThrow(/already exists/);
  expect(readFileSync(file, 'utf8')).toBe('old text');
  await writeWholeFile({ file: link, force: true }, pieces());
  expect(readFileSync(file, 'utf8')).toBe('new text');
  expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
});

test('a file that comes by the name while another is written stays as it is', async () => {
  const late = join(folder, 'late');
  async function* slowly(): AsyncGenerator<string> {
    yield await Promise.resolve('new ');
    writeFileSync(late, 'came first');
    yield 'text';
  }
  await expect(writeWholeFile({ file: late, force: false }, slowly())).rejects.toThrow(/already exists/);
  expect(readFileSync(late, 'utf8')).toBe('came first');
  const make = (to: string): Promise<void> => {
    writeFileSync(to, 'made');
    return Promise.resolve();
  };
  await expect(makeWholeFile({ file: late, force: false }, make)).rejects.toThrow(/already exists/);
  await makeWholeFile({ file: late, force: true }, make);
  expect(readFileSync(late, 'utf8')).toBe('made');
  expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
});

test.skipIf(!existsSync('/dev/null'))('a file that is made is not put in the place of a device', async () => {
  await expect(makeWholeFile({ file: '/dev/null', force: true }, () => Promise.resolve())).rejects.toThrow(
    '"/dev/null" is not a file name; give one.',
  );
});

test.skipIf(!existsSync('/dev/full'))('a device that is full is a sentence, and stays', async () => {
  await expect(writeWholeFile({ file: '/dev/full', force: true }, pieces())).rejects.toThrow(
    'The file "/dev/full" cannot be written (the disk is full), and nothing of it was left: free some space, or choose another place.',
  );
});

test.skipIf(process.platform === 'win32')('a file that only its owner may read stays so', async () => {
  const file = join(folder, 'private');
  writeFileSync(file, 'old text');
  chmodSync(file, 0o600);
  await writeWholeFile({ file: file, force: true }, pieces());
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readFileSync(file, 'utf8')).toBe('new text');
});

test.skipIf(!existsSync('/proc/self/fd'))(
  'a pipe is written to by the name that the system gives it, which no path leads to',
  async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    // Open for both, nobody has to wait for the other end.
    const both = openSync(pipe, 'r+');
    rmSync(pipe);
    try {
      await writeWholeFile({ file: `/proc/self/fd/${String(both)}`, force: true }, pieces());
      const read = Buffer.alloc(20);
      expect(read.toString('utf8', 0, readSync(both, read))).toBe('new text');
    } finally {
      closeSync(both);
    }
  },
);

test.skipIf(process.platform !== 'linux')(
  'a place that takes no file is not said to lack permissions or space',
  async () => {
    await expect(writeWholeFile({ file: '/proc/x', force: false }, pieces())).rejects.toThrow(
      'The file "/proc/x" cannot be written (no such file or folder), and nothing of it was left: check the path, or choose another place.',
    );
  },
);
