import { Readable } from 'node:stream';
import type { PackStore } from '../domain/ports.ts';
import type { Report } from '../domain/progress.ts';
import type { RunRow } from '../history/entities.ts';
import type { HistoryStore } from '../history/historyStore.ts';
import { baselineOf, historyOf, mailOf, packsOf, REAL_CLOCK } from './compose.ts';
import { connect } from './connection.ts';
import { runAssessment } from './run/runAssessment.ts';
import { isRunId, requestFromBody, requestFromMessage, weeklyRequest, type RunRequest } from './runRequest.ts';
import { readSettings, type Settings } from './settings.ts';

/** A run as HTTP shows it. Fields that are not known yet are left out. */
export interface RunStatus {
  readonly runId: string;
  readonly state: string;
  readonly finished: boolean;
  readonly stage: string | undefined;
  readonly scope: string;
  readonly requestedAt: string;
  readonly startedAt: string | undefined;
  readonly endedAt: string | undefined;
  readonly asOf: string | undefined;
  readonly complete: boolean | undefined;
  readonly disks: number | undefined;
  readonly findings: number | undefined;
  readonly gaps: number | undefined;
  readonly manifestSha256: string | undefined;
  readonly workbook: string | undefined;
  readonly error: string | undefined;
}

export interface FoundWorkbook {
  readonly state: string;
  readonly name: string;
  /** Undefined while the run has no workbook. */
  readonly content: Readable | undefined;
}

/** What the triggers call. Settings are read at the first call, so that a wrong one fails that call and not the load. */
export class Application {
  readonly #settings: Settings;
  readonly #history: HistoryStore;
  readonly #packs: PackStore;

  constructor(environment: Readonly<Record<string, string | undefined>>) {
    this.#settings = readSettings(environment);
    this.#history = historyOf(this.#settings, REAL_CLOCK);
    this.#packs = packsOf(this.#settings);
  }

  /** Puts the weekly run down as Queued. */
  async askWeekly(): Promise<RunRequest> {
    return this.#queue(weeklyRequest(this.#settings, REAL_CLOCK.now().toISOString()));
  }

  /** Puts a run down that was asked for with `POST /api/evidence`. @throws RequestError for a body that is none. */
  async askOverHttp(body: string): Promise<RunRequest> {
    const now = REAL_CLOCK.now().toISOString();
    return this.#queue(requestFromBody(body, this.#settings, `request-${REAL_CLOCK.unique()}`, now));
  }

  /** Does the run of a queue message; says in one sentence what became of it. */
  async execute(message: unknown, report: Report): Promise<string> {
    const request = requestFromMessage(message);
    const result = await runAssessment(
      {
        connection: connect(this.#settings),
        baseline: await baselineOf(this.#settings),
        clock: REAL_CLOCK,
        report,
        history: this.#history,
        packs: this.#packs,
        copies: [],
        mail: mailOf(this.#settings),
        ownerTag: this.#settings.ownerTag,
        sampleSize: this.#settings.sampleSize,
      },
      request,
    );
    if (result.kind === 'idle') return result.because;
    const mails = (result.kind === 'done' ? result.outcome.deliveries : result.deliveries).map(
      (delivery) => `${delivery.recipient}: ${delivery.result}`,
    );
    return `Run ${request.runId} is recorded. Mail: ${mails.length === 0 ? 'none configured' : mails.join('; ')}.`;
  }

  async status(runId: string): Promise<RunStatus | undefined> {
    const run = isRunId(runId) ? await this.#history.getRun(runId) : undefined;
    return run === undefined ? undefined : statusOf(run);
  }

  async workbook(runId: string): Promise<FoundWorkbook | undefined> {
    const run = isRunId(runId) ? await this.#history.getRun(runId) : undefined;
    if (run === undefined) return undefined;
    const { packPath, workbookName, state } = run;
    if (packPath === undefined || workbookName === undefined) return { state, name: '', content: undefined };
    const content = await this.#packs.open(`${packPath}/${workbookName}`);
    return { state, name: workbookName, content: content === undefined ? undefined : Readable.from(content) };
  }

  async #queue(request: RunRequest): Promise<RunRequest> {
    await this.#history.queueRun(request);
    return request;
  }
}

let application: Application | undefined;

/** The application of this process, made from its environment at the first call. @throws SettingsError naming the setting. */
export function unbroken(environment: Readonly<Record<string, string | undefined>>): Application {
  application ??= new Application(environment);
  return application;
}

function statusOf(run: RunRow): RunStatus {
  return {
    runId: run.runId,
    state: run.state,
    finished:
      run.state === 'Delivered' || run.state === 'Failed' || (run.state === 'Recorded' && run.endedAt !== undefined),
    stage: run.stage,
    scope: run.scope,
    requestedAt: run.requestedAt,
    startedAt: run.startedAt,
    endedAt: run.endedAt,
    asOf: run.asOf,
    complete: run.complete,
    disks: run.disks,
    findings: run.findings,
    gaps: run.gaps,
    manifestSha256: run.manifestSha256,
    workbook: run.workbookName === undefined ? undefined : `/api/evidence/${run.runId}/workbook`,
    error: run.error,
  };
}
