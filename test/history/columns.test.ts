import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutText, fromEntity, LONGEST_TEXT, toEntity, type RowOf } from '../../src/history/columns.ts';
import { RUN_COLUMNS, DELIVERY_COLUMNS, FINDING_COLUMNS, SUMMARY_COLUMNS } from '../../src/history/entities.ts';
import { RUN_POINTER_COLUMNS } from '../../src/history/serviceRows.ts';
import { hashKey, newestFirst, safeKey, scopeKeyOf } from '../../src/history/keys.ts';
import { transactions } from '../../src/history/tableStorage.ts';
import { HistoryError } from '../../src/history/historyError.ts';

const COLUMNS = {
  text: 'String',
  count: 'Int32',
  bytes: 'Int64',
  ratio: 'Double?',
  whole: 'Boolean?',
  at: 'DateTime',
  note: 'String?',
} as const;
type Row = RowOf<typeof COLUMNS>;
const ROW: Row = {
  text: 'x',
  count: 1,
  bytes: 2 ** 40,
  ratio: 0.5,
  whole: false,
  at: '2026-03-02T06:00:00.000Z',
  note: undefined,
};

/** What Azure forbids in keys. https://learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model */
// eslint-disable-next-line no-control-regex -- control characters are among what Azure forbids
const FORBIDDEN = /[/\\#?\u0000-\u001f\u007f-\u009f]/;
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 1500 }),
  fc.string({ maxLength: 60 }).map((text) => `/subscriptions/${text}#?\\`),
);

test('any text makes a key that the service takes', () => {
  fc.assert(
    fc.property(anyText, anyText, (a, b) => {
      for (const key of [safeKey(a), hashKey(a, b), newestFirst('2026-03-02T06:00:00.000Z', a)]) {
        expect(key).not.toMatch(FORBIDDEN);
        expect(key.length).toBeGreaterThan(0);
        expect(key.length).toBeLessThanOrEqual(512);
        expect(key).not.toContain("'");
      }
    }),
  );
});

test('different texts make different keys, also where a text looks like a hash', () => {
  fc.assert(
    fc.property(anyText, anyText, (a, b) => {
      fc.pre(a !== b);
      expect(safeKey(a)).not.toBe(safeKey(b));
      expect(safeKey(safeKey(a))).not.toBe(safeKey(b));
      expect(hashKey(a, b)).not.toBe(hashKey(b, a));
    }),
  );
  expect(hashKey('a|1:b')).not.toBe(hashKey('a', 'b'));
});

test('the newest run sorts first', () => {
  const time = fc.date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true });
  fc.assert(
    fc.property(time, time, (a, b) => {
      fc.pre(a.getTime() !== b.getTime());
      expect(newestFirst(a.toISOString(), 'x') < newestFirst(b.toISOString(), 'x')).toBe(a > b);
    }),
  );
});

test('a scope has one key, in any order and case', () => {
  const scope = { tenantId: 'T', managementGroups: ['b', 'A'], subscriptions: ['y', 'x'] };
  expect(scopeKeyOf({ tenantId: 't', managementGroups: ['a', 'B', 'b'], subscriptions: ['X', 'Y'] })).toBe(
    scopeKeyOf(scope),
  );
  for (const other of [
    { ...scope, tenantId: undefined },
    { ...scope, managementGroups: ['a'] },
    { ...scope, subscriptions: ['x'] },
    { ...scope, managementGroups: ['b', 'A', 'y'], subscriptions: ['x'] },
  ])
    expect(scopeKeyOf(other)).not.toBe(scopeKeyOf(scope));
});

test('every value goes out with its type, and what is not known is left out', () => {
  expect(toEntity(COLUMNS, 'p', 'r', ROW)).toEqual({
    partitionKey: 'p',
    rowKey: 'r',
    text: 'x',
    count: { type: 'Int32', value: 1 },
    bytes: { type: 'Int64', value: '1099511627776' },
    ratio: { type: 'Double', value: 0.5 },
    whole: false,
    at: { type: 'DateTime', value: '2026-03-02T06:00:00.000Z' },
  });
});

test.each<[string, Partial<Row>]>([
  ['count', { count: 1.5 }],
  ['count', { count: 2 ** 31 }],
  ['bytes', { bytes: Number.NaN }],
  ['ratio', { ratio: Number.POSITIVE_INFINITY }],
  ['at', { at: 'yesterday' }],
])('a wrong value in %s is an error that names the column', (column, wrong) => {
  expect(() => toEntity(COLUMNS, 'p', 'r', { ...ROW, ...wrong })).toThrow(column);
  expect(() => toEntity(COLUMNS, 'p', 'r', { ...ROW, ...wrong })).toThrow(HistoryError);
});

test('a row that lacks a column, or has another type there, is an error that names it', () => {
  const read = { text: 'x', count: 1, bytes: 5n, at: new Date('2026-03-02T06:00:00Z'), whole: null };
  expect(fromEntity(COLUMNS, read)).toEqual({ ...ROW, bytes: 5, ratio: undefined, whole: undefined });
  expect(() => fromEntity(COLUMNS, { ...read, count: undefined })).toThrow('lacks the column count');
  expect(() => fromEntity(COLUMNS, { ...read, count: '1' })).toThrow('a string in the column count');
});

test('long texts are cut at 32 Ki characters with a notice, and never inside a character', () => {
  expect(cutText('x'.repeat(LONGEST_TEXT))).toBe('x'.repeat(LONGEST_TEXT));
  const cut = cutText('x'.repeat(40_000));
  expect(cut.length).toBe(LONGEST_TEXT);
  expect(cut).toMatch(/x … \[cut here: 40000 characters; the evidence pack has the whole text\]$/);
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), fc.integer({ min: 0, max: 3 }), (text, shift) => {
      const result = cutText('x'.repeat(shift) + (text + '🔑').repeat(20_000));
      expect(result.length).toBeLessThanOrEqual(LONGEST_TEXT);
      expect(result).not.toMatch(/\p{Surrogate}/u);
    }),
    { numRuns: 20 },
  );
});

test('columns keep away from the names that the service and the SDK use themselves, and fit in one entity', () => {
  for (const columns of [RUN_COLUMNS, RUN_POINTER_COLUMNS, DELIVERY_COLUMNS, FINDING_COLUMNS, SUMMARY_COLUMNS]) {
    const names = Object.keys(columns);
    expect(names.length).toBeLessThanOrEqual(252);
    for (const name of names) {
      expect(name).toMatch(/^[a-z][A-Za-z0-9]*$/);
      expect(['partitionKey', 'rowKey', 'timestamp', 'etag']).not.toContain(name);
    }
  }
});

test('transactions hold at most 100 entities and stay below 4 MiB, and nothing is lost', () => {
  const action = (index: number, length: number) =>
    ['upsert', { partitionKey: 'p', rowKey: `r${index}`, text: 'é'.repeat(length) }, 'Replace'] as const;
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 60_000 }), { maxLength: 250 }), (lengths) => {
      const actions = lengths.map(
        (length, index) =>
          [...action(index, length)] as ['upsert', { partitionKey: string; rowKey: string }, 'Replace'],
      );
      const cut = [...transactions(actions)];
      expect(cut.flat()).toEqual(actions);
      for (const transaction of cut) {
        expect(transaction.length).toBeLessThanOrEqual(100);
        expect(Buffer.byteLength(JSON.stringify(transaction))).toBeLessThan(4 * 1024 * 1024);
      }
    }),
    { numRuns: 30 },
  );
  expect(() => [
    ...transactions([
      ['create', { partitionKey: 'p', rowKey: 'r' }],
      ['delete', { partitionKey: 'p', rowKey: 'r' }],
    ]),
  ]).toThrow('twice');
});
