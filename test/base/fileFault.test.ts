import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fileFault, writeRemedy } from '../../src/base/fileFault.ts';

function faultOf(path: string): string {
  try {
    readFileSync(path);
    return 'none';
  } catch (error) {
    return fileFault(error);
  }
}

test('what the system says of a file is told in words, and what has no word by its code', () => {
  expect(faultOf(join(tmpdir(), 'no-such-file'))).toBe('no such file or folder');
  expect(faultOf(tmpdir())).toBe('it is a folder');
  expect(faultOf(join(tmpdir(), 'x'.repeat(300)))).toBe('its name is too long');
  expect(fileFault(Object.assign(new Error('EXDEV: cross-device link'), { code: 'EXDEV' }))).toBe('EXDEV');
  expect(fileFault('torn')).toBe('torn');
});

test.each([
  ['EACCES', 'check the permissions, or name another with --out'],
  ['ENOENT', 'check the path, or name another with --out'],
  ['ENOSPC', 'free some space, or name another with --out'],
  ['EROFS', 'name another with --out'],
  ['EXDEV', 'name another with --out'],
])('what to do about a file that cannot be written fits %s', (code, remedy) => {
  expect(writeRemedy(Object.assign(new Error(code), { code }), 'name another with --out')).toBe(remedy);
});
