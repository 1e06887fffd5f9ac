import { describe, expect, test } from 'vitest';
import {
  COVERAGE_COLUMNS,
  FINDING_COLUMNS,
  HISTORY_SCHEMA_VERSION,
  RUN_COLUMNS,
  SUBJECT_COLUMNS,
  SUMMARY_COLUMNS,
  TABLES,
  VERDICT_COLUMNS,
} from '../../src/history/entities.ts';
import { readModel, sourceOf } from './project.ts';

type ColumnTypes = Readonly<Record<string, string>>;

/** Columns of history that a report has no use for, and why. */
const LEFT_OUT: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Runs: {
    stage: 'where a run is at the moment',
    progress: 'where a run is at the moment',
    attempt: 'crash recovery',
    takeUps: 'crash recovery',
    causes: 'sentences for HTTP; a report counts what is Unknown or limited itself',
    leaseOwner: 'crash recovery',
    leaseUntil: 'crash recovery',
    requirements: 'what was handed out of the run; its rows tell of all of it',
    subjects: 'what was handed out of the run; its rows tell of all of it',
  },
  Coverage: {
    scopeKey: 'guards verdicts against narrower runs',
    baselineSha256: 'guards verdicts against another baseline; the run has its version',
  },
  Findings: {
    copyOf: 'leads the finding of a snapshot on to the next; the row keeps its life',
    judgedAt: 'guards the row against older runs; lastSeen says what a reader needs',
    scopeKey: 'guards the row against narrower runs',
    scopeSubscriptions: 'guards the row against narrower runs',
  },
  Verdicts: {
    current: 'what the next run is compared with; Valid to is empty then',
    scopeKey: 'guards the row against narrower runs',
    scopeSubscriptions: 'guards the row against narrower runs',
  },
  Subjects: {
    scopeKey: 'guards the row against narrower runs',
    scopeSubscriptions: 'guards the row against narrower runs',
  },
};

const SOURCES: readonly (readonly [table: string, suffix: string, columns: ColumnTypes])[] = [
  ['Runs', 'Runs', RUN_COLUMNS],
  ['Results', 'Summary', SUMMARY_COLUMNS],
  ['Coverage', 'Coverage', COVERAGE_COLUMNS],
  ['Findings', 'Findings', FINDING_COLUMNS],
  ['Verdicts', 'Verdicts', VERDICT_COLUMNS],
  ['Subjects', 'Subjects', SUBJECT_COLUMNS],
];

const model = readModel();

/** What the M of a table reads from Azure, with the type it gives; and the columns that it adds itself. */
function readQuery(table: string): {
  readonly read: ReadonlyMap<string, string>;
  readonly added: ReadonlySet<string>;
  readonly code: string;
} {
  const found = model.tables.find(({ name }) => name === table);
  const code = found === undefined ? '' : sourceOf(found).code;
  const expanded = /Table\.ExpandRecordColumn\(\w+, "Content", \{([^}]*)\}/.exec(code)?.[1] ?? '';
  const typed = /Table\.TransformColumnTypes\(\w+, \{\n([\s\S]*?)\n\t*\}, "en-US"\)/.exec(code)?.[1] ?? '';
  const timed = /Table\.TransformColumns\(\w+, \{\n([\s\S]*?)\n\t*\}\)/.exec(code)?.[1] ?? '';
  const types = new Map(
    [
      ...typed.matchAll(/\{"(\w+)", ([^}]+)\}/g),
      ...timed.matchAll(/\{"(\w+)", (Moment), type nullable datetime\}/g),
    ].map(([, name = '', type = '']) => [name, type]),
  );
  return {
    read: new Map([...expanded.matchAll(/"(\w+)"/g)].map(([, name = '']) => [name, types.get(name) ?? 'untyped'])),
    added: new Set([...code.matchAll(/Table\.AddColumn\(\w+, "(\w+)"/g)].map(([, name = '']) => name)),
    code,
  };
}

const M_TYPE: ColumnTypes = {
  String: 'type text',
  Int32: 'Int64.Type',
  Int64: 'Int64.Type',
  Double: 'type number',
  Boolean: 'type logical',
  DateTime: 'Moment',
};
const MODEL_TYPE: ColumnTypes = {
  'type text': 'string',
  'Int64.Type': 'int64',
  'type number': 'double',
  'type logical': 'boolean',
  Moment: 'dateTime',
};

describe.each(SOURCES)('%s', (table, suffix, columns) => {
  const { read, added, code } = readQuery(table);

  test(`reads the Azure table ${suffix}`, () => {
    expect(code).toContain(`Entities("${suffix}")`);
    expect(TABLES).toContain(suffix);
  });

  test('reads every column that history writes, save those of no use to a report', () => {
    const leftOut = Object.keys(LEFT_OUT[table] ?? {});
    expect([...read.keys(), ...leftOut].sort()).toEqual(Object.keys(columns).sort());
  });

  test('gives every column the type that history gives it', () => {
    for (const [name, type] of read)
      expect([name, type]).toEqual([name, M_TYPE[(columns[name] ?? '').replace('?', '')]]);
  });

  test('the model has exactly what the query returns, in the same type', () => {
    const mine = model.columns.filter((column) => column.table === table);
    expect(mine.map(({ source }) => source).sort()).toEqual([...read.keys(), ...added].sort());
    for (const { source, object } of mine) {
      const type = read.get(source);
      if (type !== undefined) expect([source, object.properties.get('dataType')]).toEqual([source, MODEL_TYPE[type]]);
    }
  });
});

test('the model knows the version of the tables that this code writes', () => {
  const note = model.measures.find(({ name }) => name === 'Run note');
  expect(note?.expression).toContain(`SchemaVersion > ${HISTORY_SCHEMA_VERSION},`);
});
