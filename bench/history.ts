/**
 * What history costs: a first week, a week in which nothing changed but times and recovery points, and a week in which one
 * disk in a hundred changed, against a copy of every verdict every week.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DAY } from '../src/base/time.ts';
import { runLocally } from '../src/app/localRun.ts';
import { giveBackFromNowOn } from '../src/app/run/memory.ts';
import { readSettings } from '../src/app/settings.ts';
import type { Evidence, Verdict } from '../src/domain/check.ts';
import type { RunRecord } from '../src/domain/record.ts';
import { TableClient } from '@azure/data-tables';
import { HistoryStore } from '../src/history/historyStore.ts';
import { TablesInMemory } from './tableTransport.ts';

const [endpoint = '', ca = '', token = '', azurite = '', disksText = '100000'] = process.argv.slice(2);
const WEEK = 7 * DAY;
const NOW = '2026-11-16T06:00:00.000Z';
const READ_BY_POWER_BI = ['Runs', 'Summary', 'Findings', 'Verdicts', 'Subjects'] as const;
/** Rows that the service answers at most at once. */
const PAGE = 1000;

async function main(): Promise<void> {
  giveBackFromNowOn();
  const folder = mkdtempSync(join(tmpdir(), 'unbroken-bench-'));
  const { record } = await runLocally({
    settings: readSettings({ UNBROKEN_ENDPOINT: endpoint, UNBROKEN_CA_FILE: ca, UNBROKEN_ACCESS_TOKEN: token }),
    outFolder: folder,
    sendMail: false,
    report: () => undefined,
    trigger: 'cli',
    asOf: NOW,
  });
  rmSync(folder, { recursive: true });
  const disks = Number(disksText);
  await measure(copies(record, Math.ceil(disks / record.chains.length)), 'a counting transport', {
    connectionString: `DefaultEndpointsProtocol=https;AccountName=bench;AccountKey=${Buffer.alloc(64).toString('base64')};TableEndpoint=https://bench.table.core.windows.net`,
  });
  await measure(record, 'Azurite', { connectionString: azurite });
}

async function measure(
  first: RunRecord,
  where: string,
  connection: { readonly connectionString: string },
): Promise<void> {
  const counting = where === 'Azurite' ? undefined : new TablesInMemory();
  const tap = { requests: 0, transactions: 0, rows: 0, bytesSent: 0 };
  const store = new HistoryStore({
    connection,
    tablePrefix: 'Bench',
    now: () => new Date(NOW),
    unique: () => 'bench',
    leaseSeconds: 86_400,
    clientOptions: {
      ...(counting === undefined ? {} : { httpClient: counting }),
      additionalPolicies: [
        {
          position: 'perCall',
          policy: {
            name: 'tap',
            sendRequest: (request, next) => {
              tap.requests += 1;
              const body = typeof request.body === 'string' ? request.body : '';
              tap.bytesSent += Buffer.byteLength(body);
              if (request.url.endsWith('$batch')) {
                tap.transactions += 1;
                tap.rows += body.match(/^(?:POST|PUT|MERGE|PATCH|DELETE) \S+ HTTP\/1\.1/gm)?.length ?? 0;
              } else if (request.method !== 'GET') tap.rows += 1;
              return next(request);
            },
          },
        },
      ],
    },
  });
  console.log(
    `\n== ${number(first.chains.length)} disks, ${number(first.verdicts.length)} verdicts, ${number(first.coverage.length)} subscriptions: ${where} ==`,
  );
  console.log(
    `${'week'.padEnd(22)}${['rows written', 'transactions', 'requests', 'MB sent', 'naive rows', 'naive MB', 'seconds'].map((title) => title.padStart(14)).join('')}`,
  );
  const quiet = later(first, 1);
  const weeks: readonly (readonly [string, RunRecord])[] = [
    ['1: all is new', first],
    ['2: nothing changed', quiet],
    ['3: 1 % changed', changed(later(quiet, 1))],
  ];
  const sizes: ReadonlyMap<string, number>[] = [];
  for (const [index, [name, record]] of weeks.entries()) {
    Object.assign(tap, { requests: 0, transactions: 0, rows: 0, bytesSent: 0 });
    const began = performance.now();
    const runId = `week-${index + 1}`;
    const begun = await store.beginRun({ runId, trigger: 'cli', requestedAt: record.asOf, scope: record.scope });
    if (begun.kind !== 'claimed') throw new Error(`${runId} could not begin.`);
    await store.recordRun(begun.claim, record, {
      packPath: runId,
      workbookName: 'bench.xlsx',
      manifestSha256: '',
      previousRunId: undefined,
      previousManifestSha256: undefined,
    });
    await store.finishRun(begun.claim);
    const naive = record.verdicts.length + record.chains.length + record.summary.length;
    console.log(
      `${name.padEnd(22)}${[
        number(tap.rows),
        number(tap.transactions),
        number(tap.requests),
        (tap.bytesSent / 1e6).toFixed(2),
        number(naive),
        (naiveBytes(record) / 1e6).toFixed(2),
        ((performance.now() - began) / 1000).toFixed(1),
      ]
        .map((text) => text.padStart(14))
        .join('')}`,
    );
    sizes.push(await sizesOf(connection, counting));
  }
  tellRefresh(sizes);
}

/** Rows of each table that Power BI reads. */
async function sizesOf(
  { connectionString }: { readonly connectionString: string },
  memory: TablesInMemory | undefined,
): Promise<ReadonlyMap<string, number>> {
  const sizes = new Map<string, number>();
  for (const table of READ_BY_POWER_BI) {
    if (memory !== undefined) {
      sizes.set(table, memory.rows(`Bench${table}`));
      continue;
    }
    const client = TableClient.fromConnectionString(connectionString, `Bench${table}`, {
      allowInsecureConnection: true,
    });
    let rows = 0;
    for await (const page of client.listEntities().byPage({ maxPageSize: PAGE })) rows += page.length;
    sizes.set(table, rows);
  }
  return sizes;
}

/** What one refresh reads, now and after a year in which every week is as the third. */
function tellRefresh(sizes: readonly ReadonlyMap<string, number>[]): void {
  console.log(
    `\n${'one refresh reads'.padEnd(22)}${['week 1', 'week 2', 'week 3', 'after a year', 'requests'].map((title) => title.padStart(14)).join('')}`,
  );
  for (const table of READ_BY_POWER_BI) {
    const [first = 0, second = 0, third = 0] = sizes.map((size) => size.get(table) ?? 0);
    const year = third + 49 * (third - second);
    console.log(
      `${table.padEnd(22)}${[first, second, third, year, Math.ceil(year / PAGE)].map((value) => number(value).padStart(14)).join('')}`,
    );
  }
}

/** A copy of every verdict as a flat row, each week: what a table without intervals would be sent. */
function naiveBytes(record: RunRecord): number {
  let bytes = 0;
  for (const verdict of record.verdicts) {
    const columns = { ...verdict, evidence: undefined, remediation: undefined, gaps: undefined };
    bytes += JSON.stringify({ ...columns, PartitionKey: verdict.subscriptionId, RowKey: 'x'.repeat(64) }).length + 500;
  }
  return bytes;
}

function number(value: number): string {
  return value.toLocaleString('en-GB');
}

/** The estate several times over, each time in subscriptions of its own. */
function copies(record: RunRecord, times: number): RunRecord {
  const parts = Array.from({ length: times }, (_, copy) => {
    const mark = copy.toString(16).padStart(4, '0');
    const ids = new Map(
      record.coverage.map(({ subscriptionId: id }) => [id, `${id.slice(0, 9)}${mark}${id.slice(13)}`] as const),
    );
    const renamed = <T>(list: readonly T[]): readonly T[] =>
      list.map(
        (entry) =>
          JSON.parse(
            JSON.stringify(entry).replace(
              /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g,
              (guid) => ids.get(guid) ?? guid,
            ),
          ) as T,
      );
    return {
      coverage: renamed(record.coverage),
      population: renamed(record.population),
      verdicts: renamed(record.verdicts.slice()),
      chains: renamed(record.chains.slice()),
      summary: renamed(record.summary),
    };
  });
  return {
    ...record,
    coverage: parts.flatMap((part) => part.coverage),
    population: parts.flatMap((part) => part.population),
    verdicts: parts.flatMap((part) => part.verdicts),
    chains: parts.flatMap((part) => part.chains),
    summary: parts.flatMap((part) => part.summary),
  };
}

/** The same estate some weeks on: every time moves, every recovery point has another name. */
function later(record: RunRecord, weeks: number): RunRecord {
  const move = (text: string): string =>
    text.replace(/\d{4}-\d{2}-\d{2}(?:T[\d:.]+Z)?/g, (time) => {
      const moved = new Date(Date.parse(time) + weeks * WEEK).toISOString();
      return time.length === 10 ? moved.slice(0, 10) : moved;
    });
  const evidence = (facts: Evidence): Evidence =>
    Object.fromEntries(
      Object.entries(facts).map(([name, value]) => [
        name,
        name === 'Recovery point' ? `${String(value)}9` : typeof value === 'string' ? move(value) : value,
      ]),
    );
  return {
    ...record,
    asOf: move(record.asOf),
    verdicts: record.verdicts.map((verdict) => ({
      ...verdict,
      because: move(verdict.because),
      evidence: evidence(verdict.evidence),
    })),
  };
}

/** Every hundredth disk: what was judged Compliant no longer is, and the other way round. */
function changed(record: RunRecord): RunRecord {
  const moved = new Set(record.chains.filter((_, index) => index % 100 === 0).map(({ disk }) => disk));
  const turned = (verdict: Verdict): Verdict =>
    moved.has(verdict.subject)
      ? { ...verdict, status: verdict.status === 'Compliant' ? 'NonCompliant' : 'Compliant' }
      : verdict;
  return { ...record, verdicts: record.verdicts.map(turned) };
}

void main();
