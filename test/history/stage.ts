import { TableClient, type TableServiceClientOptions } from '@azure/data-tables';
import type { Azurite } from '../stage/azurite.ts';
import type { RunRecord } from '../../src/domain/record.ts';
import type { FindingUpdate } from '../../src/history/ledgers/findingLedger.ts';
import { HistoryStore, type HistoryOptions } from '../../src/history/historyStore.ts';
import type { AskedRun, Begun, RunClaim } from '../../src/history/ledgers/runLedger.ts';
import type { PackFacts } from '../../src/history/runFacts.ts';
import { chain, diskId, EVERYTHING, record, SUB_A, SUB_B, summaryRow, verdict, WEEK } from './records.ts';

let prefixes = 0;

/** Tables of its own for each test. */
export function freshPrefix(): string {
  prefixes += 1;
  return `Test${prefixes}x`;
}

/** A clock that stands until it is moved, and names that never repeat. */
export class TestClock {
  time = Date.parse(WEEK[0]);
  #names = 0;
  readonly now = (): Date => new Date(this.time);
  readonly unique = (): string => `name-${(this.#names += 1)}`;

  /** Time goes on while somebody waits. */
  readonly sleep = (milliseconds: number): Promise<void> => {
    this.time += milliseconds;
    return Promise.resolve();
  };

  pass(seconds: number): void {
    this.time += seconds * 1000;
  }
}

export function storeIn(
  azurite: Pick<Azurite, 'connectionString'>,
  prefix: string,
  clock: TestClock,
  more: Partial<HistoryOptions> = {},
): HistoryStore {
  return new HistoryStore({
    connection: azurite,
    tablePrefix: prefix,
    now: clock.now,
    unique: clock.unique,
    sleep: clock.sleep,
    clientOptions: { retryOptions: { maxRetries: 0 } },
    ...more,
  });
}

export function asked(runId = 'weekly-2026-03-02T06', more: Partial<AskedRun> = {}): AskedRun {
  return { runId, trigger: 'timer', requestedAt: WEEK[0], scope: EVERYTHING, ...more };
}

/** Every row of a table as it lies there, without what the service adds. */
export async function dump(
  azurite: Azurite,
  table: string,
  leftOut: readonly string[] = [],
): Promise<Record<string, unknown>[]> {
  const client = TableClient.fromConnectionString(azurite.connectionString, table, { allowInsecureConnection: true });
  const rows: Record<string, unknown>[] = [];
  for await (const entity of client.listEntities({ disableTypeConversion: true })) {
    const row: Record<string, unknown> = { ...entity };
    for (const name of ['etag', 'timestamp', 'odata.metadata', ...leftOut]) Reflect.deleteProperty(row, name);
    rows.push(row);
  }
  return rows;
}

export class Killed extends Error {}

/**
 * Ends the process, as far as the code can tell, at one writing request: before it is sent, or after it was done but
 * before the answer. A request that only reads leaves the tables as the one before it did, so it is not counted.
 */
export class Killer {
  requests = 0;
  writes = 0;
  readonly #at: number;
  readonly #answerLost: boolean;
  #dead = false;

  constructor(at: number, answerLost = false) {
    this.#at = at;
    this.#answerLost = answerLost;
  }

  get policies(): NonNullable<TableServiceClientOptions['additionalPolicies']> {
    return [
      {
        position: 'perCall',
        policy: {
          name: 'killer',
          sendRequest: async (request, next) => {
            this.requests += 1;
            // Dead is dead: what comes after, or was under way beside it, gets no further either.
            if (this.#dead) throw new Killed();
            if (request.method === 'GET') return next(request);
            this.writes += 1;
            if (this.writes < this.#at) return next(request);
            this.#dead = true;
            if (this.#answerLost) await next(request);
            throw new Killed();
          },
        },
      },
    ];
  }
}

export const PACK: PackFacts = {
  packPath: '2026/03/weekly-2026-03-02T06',
  workbookName: 'UNBROKEN-all-2026-03-02.xlsx',
  manifestSha256: 'cd'.repeat(32),
  previousRunId: undefined,
  previousManifestSha256: undefined,
};

export function claimOf(begun: Begun): RunClaim {
  if (begun.kind !== 'claimed') throw new Error(`Expected a claim, got ${begun.kind}.`);
  return begun.claim;
}

/** A whole run that leaves its record. */
export async function recorded(store: HistoryStore, run: RunRecord, runId: string): Promise<FindingUpdate> {
  const claim = claimOf(await store.beginRun(asked(runId, { requestedAt: run.asOf })));
  return (await store.recordRun(claim, run, PACK)).findings;
}

/** One week: a finding, an exempted one, and a good disk in another subscription. */
export const RECORD = record({
  verdicts: [
    verdict('NonCompliant', diskId('a')),
    verdict('Exempt', diskId('b')),
    verdict('Compliant', diskId('c', SUB_B)),
  ],
  chains: [chain(diskId('a'), 'NonCompliant'), chain(diskId('b'), 'Exempt'), chain(diskId('c', SUB_B), 'Compliant')],
  summary: [summaryRow('R1', '*'), summaryRow('R1', SUB_A, 2), summaryRow('R1', SUB_B, 1)],
});
