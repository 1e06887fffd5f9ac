import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PartNameError, partName, partNames, placeIn } from '../../src/pack/partNames.ts';

/** Names that leave a folder, or that some file system reads as another name. */
export const HOSTILE_NAMES: readonly string[] = [
  '',
  '.',
  '..',
  '../a',
  '..\\a',
  'excerpts/../../a.xlsx',
  'a/..',
  'a/./b',
  'a//b',
  'a/',
  '/a',
  '//host/share/a',
  '\\\\host\\share\\a',
  'C:a',
  'C:\\a',
  'a:stream',
  'a\\b',
  'a\u0000b',
  'a\nb',
  'a\u001b[2Jb',
  'a\u007fb',
  'a\u202eb',
  'a\u2024\u2024/b',
  '\uff0e\uff0e/b',
  'a\u2215b',
  'excerpts/Ünbroken.xlsx',
  '.hidden',
  'a/.hidden',
  '~',
  '~/a',
  '-rf',
  ' a',
  'a ',
  'a.',
  'a/b. /c',
  'a./b',
  '...',
  'con',
  'CON.txt',
  'nul .txt',
  'raw/aux.jsonl.gz',
  'COM1',
  'lpt9.xlsx',
  'prn/a',
  '%2e%2e/a',
  '$HOME/a',
  'a*b',
  'a?b',
  'a|b',
  'a"b',
  '<a>',
  'a'.repeat(1025),
];

describe('the gate for names of parts', () => {
  test.each(HOSTILE_NAMES)('refuses %j', (name) => {
    expect(() => partName(name)).toThrow(PartNameError);
    expect(() => partNames(['manifest.json', name])).toThrow(PartNameError);
    expect(() => placeIn('/somewhere', name)).toThrow(PartNameError);
  });

  test.each([
    'manifest.json',
    'raw/disks.jsonl.gz',
    'excerpts/UNBROKEN-excerpt-0123456789ab.xlsx',
    '2026/11/cli-1~2/README.txt',
    'console.txt',
    'a..b',
    'run (copy).xlsx',
  ])('takes %j', (name) => {
    expect(partName(name)).toBe(name);
    expect(placeIn('here', name)).toBe(join('here', name));
  });

  test.each([
    [['a', 'a']],
    [['raw/disks.jsonl.gz', 'raw/Disks.jsonl.gz']],
    [['raw/a', 'Raw/b']],
    [['raw', 'raw/a']],
    [['raw/a', 'RAW']],
    [['a/b/c', 'A/b/d']],
  ])('refuses %j together', (names) => {
    expect(() => partNames(names)).toThrow(PartNameError);
    expect(() => partNames([...names].reverse())).toThrow(PartNameError);
  });

  test('tells a name without its control characters', () => {
    expect(() => partName('a\u001b[2J')).toThrow('"a\\u001b[2J" is not a valid name for a part of a pack');
  });
});
