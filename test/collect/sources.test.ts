import { describe, expect, test } from 'vitest';
import { ASKED } from '../../src/collect/sources/list.ts';
import { COMMON } from '../../src/collect/sources/shared/columns.ts';
import { readAll } from './readAll.ts';

describe.each(ASKED.map((source) => [source.id, source] as const))('the fields of %s', (_, source) => {
  const { ask, fields } = source;
  const named = Object.keys(fields);
  const read = readAll(source);
  const isNamed = (path: string): boolean =>
    named.some((name) => name === path || name.startsWith(`${path}.`) || name.startsWith(`${path}[]`));

  test('say of every path that the reader looks at what it is', () => {
    expect([...read.keys()].filter((path) => !isNamed(path))).toEqual([]);
    expect(read.size).toBeGreaterThan(0);
  });

  test('agree with what the reader takes it for', () => {
    for (const [path, kind] of read)
      if (kind !== 'text of any kind' && path in fields) expect(fields[path], path).toBe(kind);
  });

  test('say of every column what it is', () => {
    const columns = ask.of === 'resourceGraph' ? Object.keys(ask.columns.shape) : ['id', 'properties'];
    expect(columns.filter((column) => !isNamed(column))).toEqual([]);
  });

  test('name nothing that nobody reads', () => {
    const columns = ask.of === 'resourceGraph' ? Object.keys(ask.columns.shape) : [];
    const isUsed = (name: string): boolean => {
      const [column = ''] = name.split('.');
      return name in COMMON || read.has(name) || (column !== 'properties' && columns.includes(column));
    };
    expect(named.filter((name) => !isUsed(name))).toEqual([]);
  });
});
