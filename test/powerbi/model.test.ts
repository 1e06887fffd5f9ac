import { describe, expect, test } from 'vitest';
import { answersInWords, inOrderOfReport } from '../../scripts/docs/powerBi.ts';
import { namesIn } from './dax.ts';
import { readModel, sourceOf } from './project.ts';
import { REQUIREMENT_TEXT, REQUIREMENTS } from '../../src/domain/requirement.ts';

const model = readModel();
const columnNames = new Set(model.columns.map(({ table, name }) => `${table}[${name}]`));
const measureNames = new Set(model.measures.map(({ name }) => name));
const tableNames = new Set(model.tables.map(({ name }) => name));

describe('semantic model', () => {
  test('holds six tables of history, a calendar and the fixed lists', () => {
    expect([...tableNames].sort()).toEqual(
      [
        'Access',
        'Answers',
        'Checks',
        'Coverage',
        'Date',
        'Findings',
        'Key figures',
        'Links',
        'Requirements',
        'Results',
        'Runs',
        'Statuses',
        'Subjects',
        'Subscriptions',
        'Verdicts',
      ].sort(),
    );
  });

  test('lists every table and role in model.tmdl', () => {
    const references = (type: string): readonly string[] =>
      model.objects.filter((object) => object.type === type).map(({ name }) => name);
    expect([...references('ref table')].sort()).toEqual([...tableNames].sort());
    expect([...references('ref role')].sort()).toEqual(model.roles.map(({ name }) => name).sort());
  });

  test('every table, column and measure says what it is', () => {
    const silent = [
      ...model.tables,
      ...model.columns.map(({ object }) => object),
      ...model.measures,
      ...model.expressions,
    ]
      .filter(({ description }) => !/[.]$/.test(description))
      .map(({ type, name }) => `${type} ${name}`);
    expect(silent).toEqual([]);
  });

  test('every measure lies in a folder, and every one that is no text has a format', () => {
    expect(model.measures.length).toBeGreaterThan(40);
    const textMeasures = new Set(['Status at the run', 'Chain status']);
    for (const { name, properties } of model.measures) {
      const folder = properties.get('displayFolder');
      expect(folder, name).toBeDefined();
      if (folder !== 'Texts' && !textMeasures.has(name)) expect(properties.get('formatString'), name).toBeDefined();
    }
  });

  test('no two measures, and no two columns of a table, share a name', () => {
    expect(measureNames.size).toBe(model.measures.length);
    expect(columnNames.size).toBe(model.columns.length);
  });

  test('no column is added up by accident', () => {
    for (const { table, name, object } of model.columns)
      expect(object.properties.get('summarizeBy'), `${table}[${name}]`).toBe('none');
  });

  test('relationships join columns that exist, the same type on both sides, towards the key of a dimension', () => {
    expect(model.relationships.length).toBeGreaterThan(10);
    const columnAt = ([table, name]: readonly [string, string]): string => {
      const found = model.columns.find((column) => column.table === table && column.name === name);
      expect(found, `${table}[${name}]`).toBeDefined();
      return found?.object.properties.get('dataType') ?? '';
    };
    for (const { from, to } of model.relationships) {
      expect(columnAt(from)).toBe(columnAt(to));
      const key = model.columns.find(({ table, name }) => table === to[0] && name === to[1]);
      expect(key?.object.properties.has('isKey'), to.join()).toBe(true);
    }
  });

  test('a filter reaches a fact in one way only', () => {
    const edges = model.relationships.flatMap(({ from: [many], to: [one], bothDirections }) => [
      [one, many] as const,
      ...(bothDirections ? [[many, one] as const] : []),
    ]);
    const ways = (start: string, end: string, seen: ReadonlySet<string>): number =>
      start === end
        ? 1
        : edges
            .filter(([source, target]) => source === start && !seen.has(target))
            .reduce((sum, [, target]) => sum + ways(target, end, new Set([...seen, target])), 0);
    for (const start of tableNames)
      for (const fact of ['Results', 'Coverage', 'Findings', 'Verdicts'])
        if (start !== fact) expect(ways(start, fact, new Set([start])), `${start} → ${fact}`).toBeLessThanOrEqual(1);
    expect(ways('Requirements', 'Findings', new Set(['Requirements']))).toBe(1);
    expect(ways('Links', 'Verdicts', new Set(['Links']))).toBe(1);
  });

  test('sort columns exist in their own table', () => {
    for (const { table, object } of model.columns) {
      const by = object.properties.get('sortByColumn')?.replace(/^'|'$/g, '');
      if (by !== undefined) expect(columnNames, `${table}[${object.name}]`).toContain(`${table}[${by}]`);
    }
  });

  test('the calendar is marked as the date table', () => {
    const calendar = model.tables.find(({ name }) => name === 'Date');
    expect(calendar?.properties.get('dataCategory')).toBe('Time');
    expect(
      model.columns.find(({ table, name }) => table === 'Date' && name === 'Date')?.object.properties.has('isKey'),
    ).toBe(true);
  });
});

describe('DAX', () => {
  const codes = [
    ...model.measures.map(({ name, expression }) => [`measure ${name}`, expression] as const),
    ...model.tables
      .filter((table) => sourceOf(table).kind === 'calculated')
      .map((table) => [`table ${table.name}`, sourceOf(table).code] as const),
    ...model.roles.flatMap(({ name, children }) =>
      children
        .filter(({ expression }) => expression !== '')
        .map((permission) => [`role ${name}, ${permission.name}`, permission.expression] as const),
    ),
  ];

  test.each(codes)('%s names only what exists', (_name, code) => {
    const names = namesIn(code, tableNames);
    for (const column of names.columns) expect(columnNames).toContain(column);
    for (const bare of names.bare) {
      const known = measureNames.has(bare) || names.texts.has(bare) || names.rowColumns.has(bare);
      expect(known, `[${bare}] is neither a measure nor a column made in the expression`).toBe(true);
    }
    expect(names.unknownFunctions).toEqual([]);
    expect(names.unknownWords).toEqual([]);
    expect(names.unusedVariables).toEqual([]);
    expect(names.unbalanced).toBe(false);
  });

  test('no measure depends on itself', () => {
    const uses = new Map(
      model.measures.map(({ name, expression }) => [
        name,
        [...namesIn(expression, tableNames).bare].filter((bare) => measureNames.has(bare)),
      ]),
    );
    const reaches = (from: string, to: string, depth: number): boolean =>
      depth > 0 && (uses.get(from) ?? []).some((next) => next === to || reaches(next, to, depth - 1));
    for (const name of measureNames) expect(reaches(name, name, 8), name).toBe(false);
  });
});

describe('fixed lists', () => {
  const textsOf = (table: string): readonly (readonly string[])[] => {
    const found = model.tables.find(({ name }) => name === table);
    return [...(found === undefined ? '' : sourceOf(found).code).matchAll(/^\t*\{("[^\n]*)\},?$/gm)].map(
      ([, row = '']) => [...row.matchAll(/"((?:[^"]|"")*)"/g)].map(([, text = '']) => text),
    );
  };

  test('requirements read as the domain has them', () => {
    expect(textsOf('Requirements')).toEqual(
      REQUIREMENTS.map((id) => [id, `${id} ${REQUIREMENT_TEXT[id].title}`, REQUIREMENT_TEXT[id].question]),
    );
  });

  test('statuses are the five of the domain', () => {
    expect(textsOf('Statuses').map(([status]) => status)).toEqual([
      'NonCompliant',
      'Unknown',
      'Exempt',
      'Compliant',
      'NotApplicable',
    ]);
  });

  test('checks are the catalogue, with the requirements that they answer; if not, run `npm run docs`', () => {
    const listed = textsOf('Checks').map(([id = '', , , answers = '']) => [id, answers]);
    expect(listed).toEqual(inOrderOfReport().map((entry) => [entry.id, answersInWords(entry)]));
  });

  test('the bridge says the same as the catalogue', () => {
    const expected = textsOf('Checks').flatMap(([id, , , answers = '']) =>
      (answers === 'all' ? REQUIREMENTS : answers.split(', ')).map((requirement) => [requirement, id]),
    );
    expect(textsOf('Answers')).toEqual(expected);
  });
});

describe('row-level security', () => {
  const role = model.roles.find(({ name }) => name === 'By subscription');
  const permissionOn = (table: string) => role?.children.find(({ name }) => name === table);

  test('every table that holds a subscription is filtered, itself or through Subscriptions', () => {
    const filtered = new Set(role?.children.filter(({ expression }) => expression !== '').map(({ name }) => name));
    const through = new Set(
      model.relationships.filter(({ to: [table] }) => table === 'Subscriptions').map(({ from: [table] }) => table),
    );
    const holding = new Set(model.columns.filter(({ name }) => name === 'Subscription id').map(({ table }) => table));
    expect(holding.size).toBeGreaterThan(5);
    for (const table of holding) expect(filtered.has(table) || through.has(table), table).toBe(true);
  });

  test('the list of grants itself is hidden from readers', () => {
    expect(permissionOn('Access')?.expression).toBe('FALSE ()');
  });

  test('columns that speak of the whole estate are withheld, and no measure of the report needs them', () => {
    const withheld = new Set(permissionOn('Runs')?.children.map(({ name }) => name));
    const whole = model.columns.filter(({ object }) => object.properties.get('displayFolder') === 'Whole estate');
    expect(whole.length).toBeGreaterThan(15);
    expect([...withheld].sort()).toEqual(whole.map(({ name }) => name).sort());
    for (const { name, expression } of model.measures)
      for (const column of namesIn(expression, tableNames).columns)
        expect(withheld.has(/^Runs\[(.*)\]$/.exec(column)?.[1] ?? ''), `${name} uses ${column}`).toBe(false);
  });

  test('readers of everything have a role too: without one they would see nothing', () => {
    const whole = model.roles.find(({ name }) => name === 'Whole estate');
    expect(whole?.children).toEqual([]);
  });
});
