import { subscriptionOf, type ArmId } from '../domain/armId.ts';
import type { Gap } from '../domain/estate.ts';
import type { AskedSourceId } from '../domain/facts.ts';
import type { Observation } from '../domain/observation.ts';
import type { Report } from '../domain/progress.ts';
import { ask, elementsOf, type Asked, type OnResponse } from './ask.ts';
import type { Attempts } from './attempts.ts';
import type { Failure } from './failure.ts';
import type { Clock } from './quota.ts';
import { TITLES, createTallies, type Tallies } from './readers.ts';
import { redact } from './redact.ts';
import { columnProblem, type GraphSource } from './sources.ts';

/** Takes a raw row of a source, as Azure wrote it but for key material. */
export type Keep = (source: AskedSourceId, raw: unknown) => void;

/** Where rows, gaps and observations of one run come together. */
export interface Ledger {
  readonly tallies: Tallies;
  readonly gap: (gap: Gap) => void;
  /** Gaps of failures and of rows, sorted, each once. */
  readonly gaps: () => readonly Gap[];
  readonly takeGraphRows: (source: GraphSource, rows: readonly unknown[], page: number) => void;
  readonly overrule: (source: AskedSourceId, raw: unknown) => void;
  /** Asks ARM, takes the rows into the source, and records the failure, if any, as a gap. */
  readonly readArm: (reading: ArmReading) => Promise<Asked>;
  readonly askArm: (
    source: Observation['source'],
    fallback: string,
    call: (onResponse: OnResponse) => Promise<unknown>,
  ) => Promise<Asked>;
}

interface ArmReading {
  readonly source: AskedSourceId;
  /** Whose absence of rows a failure would leave unproven: the resource asked about. */
  readonly about: ArmId;
  /** True: one resource (or its list) is in doubt; false: any row of its subscription is. */
  readonly onlyThat: boolean;
  /** In words, fit for "… could not be read". */
  readonly what: string;
  readonly shape: 'list' | 'single' | 'overrule';
  /** Azure's 404 proves that there is no such resource. */
  readonly absentOn404?: boolean;
  /** What a refusal may come from, as a clause: shown with the failure. */
  readonly hint?: string;
  readonly call: (onResponse: OnResponse) => Promise<unknown>;
}

interface Surroundings {
  readonly attempts: Attempts;
  readonly clock: Clock;
  readonly report: Report;
  readonly keep: Keep;
  readonly observe: (observation: Observation) => void;
}

export function createLedger({ attempts, clock, report, keep, observe }: Surroundings): Ledger {
  const tallies = createTallies();
  const failures: Gap[] = [];

  const gap = (found: Gap): void => {
    failures.push(found);
    report({ kind: 'gap', source: found.source, because: found.because });
  };

  const askArm: Ledger['askArm'] = async (source, fallback, call) => {
    const startedAt = clock.now().toISOString();
    let request: string | undefined;
    const asked = await ask(attempts, (onResponse) =>
      call((answer) => {
        request ??= requestLine(answer.request.url);
        onResponse(answer);
      }),
    );
    observe({
      source,
      kind: 'arm',
      request: request ?? fallback,
      subscriptions: [],
      pages: asked.bodies.length,
      rows: rowsIn(asked.bodies),
      requestIds: asked.requestIds,
      startedAt,
      endedAt: clock.now().toISOString(),
      retries: asked.retries,
      failure: asked.failure?.because,
    });
    return asked;
  };

  const soFar = new Map<AskedSourceId, { rows: number; pages: number }>();
  const progress = (source: AskedSourceId, { bodies }: Asked): void => {
    const sums = soFar.get(source) ?? { rows: 0, pages: 0 };
    soFar.set(source, sums);
    sums.pages += bodies.length;
    sums.rows += rowsIn(bodies);
    report({ kind: 'page', source, ...sums, quotaRemaining: undefined });
  };

  const take = (source: AskedSourceId, raw: unknown, page: number): void => {
    const row = redact(raw);
    keep(source, row);
    tallies[source].add(row, page);
  };

  const overrule = (source: AskedSourceId, raw: unknown): void => {
    const row = redact(raw);
    keep(source, row);
    tallies[source].overrule(row);
  };

  return {
    tallies,
    gap,
    gaps: () => sorted([...failures, ...Object.values(tallies).flatMap((tally) => tally.gaps())]),
    takeGraphRows: (source, rows, page) => {
      for (const raw of rows) {
        const row = redact(raw);
        keep(source.id, row);
        tallies[source.id].add(row, page, columnProblem(source, row));
      }
    },
    overrule,
    askArm,
    readArm: async (reading) => {
      const { source, about, shape } = reading;
      const asked = await askArm(source, `GET ${about}`, reading.call);
      let failure: Failure | undefined = asked.failure;
      progress(source, asked);
      for (const [index, body] of asked.bodies.entries()) {
        const elements = shape === 'list' ? elementsOf(body) : [body];
        if (elements === undefined) failure = { kind: 'serviceError', because: 'the answer holds no list', codes: [] };
        for (const element of elements ?? [])
          if (shape === 'overrule') overrule(source, element);
          else take(source, element, index);
      }
      if (failure !== undefined && !(reading.absentOn404 === true && provesAbsence(failure)))
        gap({
          source,
          subscription: subscriptionOf(about),
          ...(reading.onlyThat ? { subject: about } : {}),
          kind: failure.kind,
          because: `${reading.what} could not be read: ${failure.because}${hintOf(reading, failure)}.`,
        });
      return { ...asked, failure };
    },
  };
}

/** Of no use where Azure was only busy or broken. */
function hintOf({ hint }: ArmReading, { status }: Failure): string {
  return hint === undefined || status === undefined || status === 429 || status >= 500 ? '' : `; ${hint}`;
}

/** Elements of lists; a single resource counts as one. */
function rowsIn(bodies: readonly unknown[]): number {
  return bodies.reduce<number>((sum, body) => sum + (elementsOf(body)?.length ?? 1), 0);
}

/** A missing subscription proves nothing about what is in it. */
function provesAbsence(failure: Failure): boolean {
  return failure.status === 404 && !failure.codes.some((code) => /^(Invalid)?Subscription/.test(code));
}

/** A gap for each source in each of the subscriptions. */
export function gapsFor(
  sources: readonly AskedSourceId[],
  subscriptions: readonly string[],
  kind: Gap['kind'],
  because: (source: string) => string,
): readonly Gap[] {
  return subscriptions.flatMap((subscription) =>
    sources.map((source) => ({ source, subscription, kind, because: because(TITLES[source]) })),
  );
}

function requestLine(url: string): string {
  const { pathname, search } = new URL(url);
  return `GET ${pathname}${search}`;
}

function sorted(gaps: readonly Gap[]): readonly Gap[] {
  const byKey = new Map(gaps.map((gap) => [keyOf(gap), gap]));
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, gap]) => gap);
}

function keyOf(gap: Gap): string {
  return [gap.source, gap.subscription, gap.subject ?? '', gap.kind, gap.because].join('\n');
}
