import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseKql } from '../../simulator/kql/kusto.ts';
import type { Column } from '../../simulator/kql/tables.ts';
import { startMeter } from '../../src/app/run/meter.ts';
import { INFRA } from './roles.ts';

/** Columns of the table that the queries use and those beside them. @see https://learn.microsoft.com/azure/azure-monitor/reference/tables/apptraces */
const APP_TRACES: readonly Column[] = [
  ...['AppRoleInstance', 'AppRoleName', 'AppVersion', 'ClientIP', 'Message', 'OperationId', 'OperationName'],
  ...['ParentId', '_ResourceId', 'SDKVersion', 'SourceSystem', '_SubscriptionId', 'TenantId', 'Type'],
]
  .map((name): Column => ({ name, type: 'string' }))
  .concat(
    { name: 'TimeGenerated', type: 'datetime' },
    { name: 'ItemCount', type: 'int' },
    { name: 'SeverityLevel', type: 'int' },
    { name: 'Measurements', type: 'dynamic' },
    { name: 'Properties', type: 'dynamic' },
  );

const read = (...path: readonly string[]): string => readFileSync(join(INFRA, ...path), 'utf8');
const WORKBOOK = readdirSync(join(INFRA, 'workbook'))
  .filter((file) => file.endsWith('.kql'))
  .map((file) => ({ name: file.replace('.kql', ''), query: read('workbook', file) }));
const ALERTS = JSON.parse(read('alerts.json')) as { readonly name: string; readonly query: string }[];
const LAYOUT = JSON.parse(read('workbook', 'workbook.json')) as {
  readonly items: readonly {
    readonly type: number;
    readonly name: string;
    readonly content: {
      readonly query?: string;
      readonly chartSettings?: { readonly xAxis: string; readonly yAxis: readonly string[]; readonly group?: string };
    };
  }[];
};
/** The types that every line of the app's logs has to fit. */
const CODE = ['functions/signals.ts', 'app/run/figures.ts', 'domain/progress.ts']
  .map((file) => readFileSync(join(INFRA, '..', 'src', file), 'utf8'))
  .join('\n');

describe.each([...ALERTS, ...WORKBOOK])('$name', ({ query }) => {
  test('is KQL over AppTraces, by Microsoft’s own parser', () => {
    expect(parseKql(query, ['AppTraces'], APP_TRACES).diagnostics).toEqual([]);
  });

  test('asks for signals, metrics and fields that the app writes', () => {
    const signals = [...query.matchAll(/"signal":"(\w+)"/g)].map((match) => match[1] ?? '');
    const named = [...query.matchAll(/signal(?:\)?) (?:==|in) \(?((?:'\w+'(?:, )?)+)/g)].flatMap((match) =>
      names(match[1]),
    );
    const metrics = [...query.matchAll(/metric(?:\)?) (?:==|in) \(?((?:'\w+'(?:, )?)+)/g)].flatMap((match) =>
      names(match[1]),
    );
    const fields = [...query.matchAll(/(?:line|parse_json\(Message\))\.(\w+)/g)].map((match) => match[1] ?? '');
    expect(signals.length + named.length).toBeGreaterThan(0);
    for (const signal of [...signals, ...named]) expect(CODE).toContain(`readonly signal: '${signal}'`);
    for (const metric of metrics) expect(CODE).toMatch(new RegExp(`readonly metric: [^;]*'${metric}'`));
    for (const field of fields) expect(CODE).toMatch(new RegExp(`readonly ${field}: `));
    if (signals.includes('metric')) expect(metrics.length).toBeGreaterThan(0);
  });
});

test('the parser does find a wrong column and a wrong function', () => {
  const faults = (query: string): number => parseKql(query, ['AppTraces'], APP_TRACES).diagnostics.length;
  expect(faults('AppTraces | where Mesage has "x"')).toBe(1);
  expect(faults('AppTraces | extend a = parsejason(Message)')).toBe(1);
  expect(faults('traces | take 1')).toBe(1);
});

describe('the workbook', () => {
  const queries = LAYOUT.items.filter(({ type }) => type === 3);

  test('shows every query file once, and names it', () => {
    expect(queries.map(({ name }) => name).sort()).toEqual(WORKBOOK.map(({ name }) => name).sort());
    for (const { name, content } of queries) expect(content.query).toBe(`infra/workbook/${name}.kql`);
    for (const { query } of WORKBOOK) expect(query).toMatch(/^\/\/ A row is .+\.\n/);
  });

  test('draws columns that the queries give', () => {
    const drawn = queries.filter(({ content }) => content.chartSettings !== undefined);
    expect(drawn.length).toBeGreaterThan(0);
    for (const { name, content } of drawn) {
      const query = WORKBOOK.find((candidate) => candidate.name === name)?.query ?? '';
      const columns = parseKql(query, ['AppTraces'], APP_TRACES).columns.map((column) => column.name);
      const { xAxis = '', yAxis = [], group } = content.chartSettings ?? {};
      expect(columns, name).toEqual(expect.arrayContaining([xAxis, ...yAxis, ...(group === undefined ? [] : [group])]));
    }
  });

  test('every metric that the app writes is asked for', () => {
    const kinds = [...CODE.matchAll(/readonly metric: ([^;]+);/g)].flatMap((match) => names(match[1]));
    expect(kinds.length).toBe(6);
    const asked = WORKBOOK.map(({ query }) => query).join('\n');
    for (const kind of kinds) expect(asked).toContain(`'${kind}'`);
  });
});

test('docs/operations.md lists every signal and every metric', () => {
  const page = readFileSync(join(INFRA, '..', 'docs', 'operations.md'), 'utf8');
  const section = /\n### What the app logs\n(.*?)\n##/s.exec(page)?.[1] ?? '';
  // The header of each table names its key, too.
  const documented = [...section.matchAll(/^\| `(\w+)` +\|(?!.*\n\| -)/gm)].map((match) => match[1] ?? '');
  const signals = [...CODE.matchAll(/readonly signal: '(\w+)'/g)].map((match) => match[1] ?? '');
  const metrics = [...CODE.matchAll(/readonly metric: ([^;]+);/g)].flatMap((match) => names(match[1]));
  expect(documented.sort()).toEqual([...signals, ...metrics].sort());
});

test('alerts: on a value and on absence', () => {
  expect(ALERTS.map(({ name }) => name)).toEqual([
    'run-failed',
    'run-stuck',
    'run-overdue',
    'app-silent',
    'gaps',
    'evidence-altered',
    'undelivered',
    'schedule',
  ]);
  const [, , overdue, silent] = ALERTS;
  expect(overdue).toMatchObject({ operator: 'GreaterThan', threshold: 0 });
  expect(overdue?.query).toContain('.overdue');
  expect(silent).toMatchObject({ operator: 'LessThan', threshold: 1 });
});

test('the host does not sample what the alerts count', () => {
  const host = JSON.parse(readFileSync(join(INFRA, '..', 'host.json'), 'utf8')) as {
    readonly logging: {
      readonly applicationInsights: { readonly samplingSettings: { readonly excludedTypes: string } };
    };
  };
  expect(host.logging.applicationInsights.samplingSettings.excludedTypes.split(';')).toContain('Trace');
});

test('seconds of several who wait at once count once; a stage ends when the next begins', () => {
  let now = 0;
  const meter = startMeter(() => now);
  const wait = (seconds: number): void =>
    meter.take({
      kind: 'waiting',
      source: 'Resource Graph',
      seconds,
      because: 'the quota of Resource Graph is used up',
    });
  meter.take({ kind: 'stage', stage: 'collect' });
  wait(5);
  wait(5);
  now = 2000;
  wait(5);
  now = 60_000;
  wait(1.5);
  meter.take({ kind: 'stage', stage: 'assess' });
  now = 61_250;
  expect(meter.figures()).toEqual([
    { metric: 'stageSeconds', value: 60, stage: 'collect' },
    { metric: 'stageSeconds', value: 1.25, stage: 'assess' },
    { metric: 'throttledSeconds', value: 8.5 },
  ]);
});

function names(text = ''): readonly string[] {
  return [...text.matchAll(/'(\w+)'/g)].map((match) => match[1] ?? '');
}
