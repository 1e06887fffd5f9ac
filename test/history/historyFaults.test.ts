import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { TableClient, type TableServiceClientOptions } from '@azure/data-tables';
import type { PipelineRequest } from '@azure/core-rest-pipeline';
import { beforeAll, describe, expect, test } from 'vitest';
import { storageAccount, type Azurite } from '../stage/azurite.ts';
import { HistoryError, LeaseLostError } from '../../src/history/historyError.ts';
import type { HistoryStore } from '../../src/history/historyStore.ts';
import { freePort } from '../stage/freePort.ts';
import { diskId, record, SUB_A, SUB_B, verdict, WEEK } from './records.ts';
import {
  asked,
  claimOf,
  dump,
  freshPrefix,
  Killed,
  Killer,
  PACK,
  RECORD,
  recorded,
  storeIn,
  TestClock,
} from './stage.ts';

let azurite: Azurite;

beforeAll(async () => {
  azurite = await storageAccount();
});

function stage() {
  const clock = new TestClock();
  const prefix = freshPrefix();
  return { clock, prefix, store: storeIn(azurite, prefix, clock, { leaseSeconds: 60 }) };
}

type Policy = NonNullable<TableServiceClientOptions['additionalPolicies']>[number];

/** Lets a test see each request before it is sent. */
function seeing(see: (request: PipelineRequest) => unknown): Policy {
  return {
    position: 'perCall',
    policy: {
      name: 'seeing',
      sendRequest: async (request, next) => {
        await see(request);
        return next(request);
      },
    },
  };
}

/** The SDK writes the names of tables in small letters in some places. */
function isOfFindings(text: string, prefix: string): boolean {
  return text.toLowerCase().includes(`${prefix}Findings`.toLowerCase());
}

function textOf(body: unknown): string {
  if (typeof body !== 'string') throw new TypeError('The tables are written with text.');
  return body;
}

describe('findings in the table', () => {
  const many = (count: number, status: 'NonCompliant' | 'Compliant' | 'Exempt', asOf: string = WEEK[0]) =>
    record({
      asOf,
      verdicts: Array.from({ length: count }, (_, index) =>
        verdict(status, diskId(`d-${index}`, index % 4 === 0 ? SUB_B : SUB_A)),
      ),
    });

  test('1,000 findings of two subscriptions are written in transactions of 100, read over pages, and closed again', async () => {
    const { clock, prefix } = stage();
    const requests: string[] = [];
    const store = storeIn(azurite, prefix, clock, {
      clientOptions: {
        additionalPolicies: [
          seeing(({ url, body }) => requests.push(`${url} ${body === undefined ? '' : textOf(body)}`)),
        ],
      },
    });
    const first = await recorded(store, many(1000, 'NonCompliant'), 'run-1');
    expect(first.totals).toEqual({ open: 1000, exempt: 0, opened: 1000, reopened: 0, closed: 0, written: 1000 });
    // The table is made once, read once for each subscription, and written in 3 transactions for 250 rows and 8 for 750.
    expect(requests.filter((text) => isOfFindings(text, prefix))).toHaveLength(1 + 2 + 3 + 8);
    expect(await dump(azurite, `${prefix}Findings`)).toHaveLength(1000);
    const second = await recorded(store, many(1000, 'Compliant', WEEK[1]), 'run-2');
    expect(second.totals).toEqual({ open: 0, exempt: 0, opened: 0, reopened: 0, closed: 1000, written: 1000 });
    const third = await recorded(store, many(1000, 'Compliant', WEEK[2]), 'run-3');
    expect(third.totals).toMatchObject({ closed: 0, written: 0 });
  });

  test('a preview says what will be and writes nothing', async () => {
    const { store, prefix } = stage();
    const preview = await store.previewFindings(RECORD, 'run-1');
    expect(preview.totals).toEqual({ open: 2, exempt: 1, opened: 2, reopened: 0, closed: 0, written: 0 });
    expect(await dump(azurite, `${prefix}Findings`)).toEqual([]);
    const update = await recorded(store, RECORD, 'run-1');
    expect(update.lives).toEqual(preview.lives);
    expect(update.totals.written).toBe(2);
  });

  test('only rows that a run changes are written: their neighbours keep their version', async () => {
    const { store, prefix } = stage();
    await recorded(store, RECORD, 'run-1');
    const client = TableClient.fromConnectionString(azurite.connectionString, `${prefix}Findings`, {
      allowInsecureConnection: true,
    });
    const etags = async () => {
      const found = new Map<unknown, string>();
      for await (const row of client.listEntities()) found.set(row['subject'], row.etag);
      return found;
    };
    const before = await etags();
    const next = record({
      asOf: WEEK[1],
      verdicts: [verdict('NonCompliant', diskId('a'))],
      partial: [`disks ${SUB_A}`],
    });
    await recorded(store, next, 'run-2');
    await recorded(store, { ...next, asOf: WEEK[2] }, 'run-3');
    const after = await etags();
    expect(after.get(diskId('a'))).toBe(before.get(diskId('a')));
    expect(after.get(diskId('b'))).not.toBe(before.get(diskId('b')));
    const unknownOnce = after.get(diskId('b'));
    await recorded(store, { ...next, asOf: '2026-03-23T06:00:00.000Z' }, 'run-4');
    expect((await etags()).get(diskId('b'))).toBe(unknownOnce);
  });

  test('a run that another one overtakes between its reading and its writing does not take back what that one found', async () => {
    const { clock, store, prefix } = stage();
    await recorded(store, many(250, 'NonCompliant'), 'run-1');
    let overtaking: Promise<unknown> | undefined;
    const anHourLater = (): Promise<unknown> => {
      clock.pass(3600);
      return recorded(store, many(250, 'Compliant', WEEK[2]), 'run-3');
    };
    const slow = storeIn(azurite, prefix, clock, {
      clientOptions: {
        additionalPolicies: [
          seeing(async ({ url, body }) => {
            if (url.endsWith('$batch') && isOfFindings(textOf(body), prefix)) await (overtaking ??= anHourLater());
          }),
        ],
      },
    });
    // Its lease ends while it stands still; run 3 takes its place, and run 2 finds that it has lost it.
    await expect(recorded(slow, many(250, 'Exempt', WEEK[1]), 'run-2')).rejects.toThrow(LeaseLostError);
    expect(overtaking).toBeDefined();
    const rows = await dump(azurite, `${prefix}Findings`);
    expect(rows).toHaveLength(250);
    for (const row of rows) expect(row).toMatchObject({ state: { value: 'Closed' }, closedByRun: { value: 'run-3' } });
  });
});

describe('a crash at any write', () => {
  const late = {
    ...RECORD,
    asOf: WEEK[1],
    verdicts: [verdict('Compliant', diskId('a')), verdict('NonCompliant', diskId('n', SUB_B))],
  };
  /** What another attempt, at another time, must differ in. */
  const attemptColumns = ['attempt', 'startedAt', 'endedAt', 'durationSeconds'];

  /** One whole run over a history of one week; killed at a request when asked to, then done again by another process. */
  async function weekTwo(
    killAt?: number,
    answerLost?: boolean,
  ): Promise<{ tables: unknown; writes: number; killed: boolean }> {
    const { clock, prefix, store } = stage();
    await store.recordRun(claimOf(await store.beginRun(asked('week-1'))), RECORD, PACK);
    clock.pass(604_800);
    const killer = new Killer(killAt ?? Number.POSITIVE_INFINITY, answerLost);
    const mortal = storeIn(azurite, prefix, clock, {
      leaseSeconds: 60,
      clientOptions: { additionalPolicies: killer.policies },
    });
    const run = async (through: HistoryStore): Promise<void> => {
      const begun = await through.beginRun(asked('week-2', { requestedAt: WEEK[1] }));
      const claim = claimOf(begun);
      await through.previewFindings(late, 'week-2');
      if (begun.kind === 'claimed' && begun.run.state !== 'Recorded') await through.recordRun(claim, late, PACK);
      if ((await through.claimDelivery('week-2', 'a@contoso.example')) === 'claimed')
        await through.markSent('week-2', 'a@contoso.example', '<id>', '250 OK');
      await through.finishRun(claim);
    };
    let killed = false;
    try {
      await run(mortal);
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
      killed = true;
      clock.pass(120);
      const left = await store.getRun('week-2');
      if (left?.state !== 'Delivered') await run(store);
    }
    // Killed after its row was recorded, a run leaves its right to write; that right has ended by itself.
    const isEndedLease = ({ partitionKey, until }: Record<string, unknown>): boolean =>
      partitionKey === 'writer' && (until as { value: string }).value <= clock.now().toISOString();
    const tables = {
      runs: (await dump(azurite, `${prefix}Runs`, attemptColumns)).filter((row) => !isEndedLease(row)),
      summary: await dump(azurite, `${prefix}Summary`),
      findings: await dump(azurite, `${prefix}Findings`),
      verdicts: await dump(azurite, `${prefix}Verdicts`),
      subjects: await dump(azurite, `${prefix}Subjects`),
      coverage: await dump(azurite, `${prefix}Coverage`),
      deliveries: (await dump(azurite, `${prefix}Deliveries`)).length,
    };
    return { tables, writes: killer.writes, killed };
  }

  test('leaves, after another execution, the tables of a run that was never disturbed', async () => {
    const undisturbed = await weekTwo();
    expect(undisturbed.killed).toBe(false);
    // Seven tables made, and at least: two rows of the run, claim, progress, summary, the writer's lease and its end, findings,
    // verdicts, resources and coverage of two subscriptions, two marks, end.
    expect(undisturbed.writes).toBeGreaterThanOrEqual(24);
    // Killed before a write is sent = killed when the one before it was done and its answer lost; only the first has none before it.
    const ends: [number, boolean][] = [[1, false]];
    for (let at = 1; at <= undisturbed.writes; at += 1) ends.push([at, true]);
    for (const [at, answerLost] of ends) {
      const { tables, killed } = await weekTwo(at, answerLost);
      expect(killed).toBe(true);
      expect(tables, `killed at write ${at}, ${answerLost ? 'done' : 'not sent'}`).toEqual(undisturbed.tables);
    }
  });
});

describe('what goes wrong', () => {
  test('a lost answer is no reason to do a thing twice: the SDK asks again, and the row says whose it is', async () => {
    const { clock, prefix } = stage();
    let lost = 0;
    const store = storeIn(azurite, prefix, clock, {
      clientOptions: {
        retryOptions: { maxRetries: 3, retryDelayInMs: 1 },
        additionalPolicies: [
          {
            position: 'perRetry',
            policy: {
              name: 'loses-every-first-answer-to-a-write',
              sendRequest: async (request, next) => {
                const answer = await next(request);
                const repeated = request.headers.has('x-test-repeated');
                request.headers.set('x-test-repeated', '1');
                if (repeated || request.method === 'GET' || request.url.endsWith('/Tables')) return answer;
                lost += 1;
                return { ...answer, status: 503, headers: answer.headers, request };
              },
            },
          },
        ],
      },
    });
    const claim = claimOf(await store.beginRun(asked()));
    await store.recordRun(claim, RECORD, PACK);
    expect(await store.claimDelivery('run', 'a@contoso.example')).toBe('claimed');
    await store.markSent('run', 'a@contoso.example', '<id>', '250');
    await store.finishRun(claim);
    expect(lost).toBeGreaterThan(6);
    expect(await store.getRun(claim.runId)).toMatchObject({ state: 'Delivered', findings: 1, findingsOpened: 2 });
    expect(await dump(azurite, `${prefix}Findings`)).toHaveLength(2);
  });

  test('storage that is down, a wrong key and a wrong connection string are one sentence each, without the key', async () => {
    const clock = new TestClock();
    const port = await freePort();
    const down = { connectionString: azurite.connectionString.replace(/127\.0\.0\.1:\d+/g, `127.0.0.1:${port}`) };
    await expect(storeIn(down, 'Unbroken', clock).beginRun(asked())).rejects.toThrow(
      /^Table Storage at http:\/\/127\.0\.0\.1:\d+ cannot be reached \(ECONNREFUSED\); check/,
    );
    const key = randomBytes(64).toString('base64');
    const wrong = { connectionString: azurite.connectionString.replace(/AccountKey=[^;]*/, `AccountKey=${key}`) };
    const refused: unknown = await storeIn(wrong, 'Unbroken', clock)
      .listRuns()
      .catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(HistoryError);
    expect((refused as Error).message).toMatch(/refused access \(403 .*Storage Table Data Contributor/);
    expect(inspect(refused, { depth: 10 })).not.toContain(key);
    for (const connectionString of [
      'nonsense',
      'AccountName=x',
      'DefaultEndpointsProtocol=https;AccountName=x;AccountKey=',
    ])
      expect(() => storeIn({ connectionString }, 'Unbroken', clock)).toThrow(HistoryError);
    const inTheOpen = `DefaultEndpointsProtocol=http;AccountName=x;AccountKey=${key};TableEndpoint=http://storage.contoso.example/x`;
    expect(() => storeIn({ connectionString: inTheOpen }, 'Unbroken', clock)).toThrow(
      'without encryption; use https://',
    );
    expect(() => storeIn({ connectionString: 'UseDevelopmentStorage=true' }, 'Unbroken', clock)).not.toThrow();
  });
});
