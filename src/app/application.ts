import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256Of } from '../base/io/sha256.ts';
import { DAY } from '../base/time.ts';
import { subscriptionOf, type ArmId } from '../domain/armId.ts';
import type { LiveScope } from '../collect/live/questions.ts';
import type { PackStore } from '../domain/ports.ts';
import type { Report } from '../domain/progress.ts';
import type { Scope } from '../domain/record.ts';
import type { HistoryStore } from '../history/historyStore.ts';
import { scopeKeyOf } from '../history/keys.ts';
import { baselineOf, historyOf, packsOf, REAL_CLOCK, workOf } from './compose.ts';
import { connect } from './connection.ts';
import { Evidence } from './http/evidence.ts';
import { limitedScopes, within } from './http/scopes.ts';
import { lastRoll } from './http/lastRoll.ts';
import { evidenceAge, type EvidenceAge } from './lastComplete.ts';
import type { LiveChain } from './http/liveChain.ts';
import type { Clock, DeliveryResult, RunDependencies } from './run/dependencies.ts';
import type { RunInstances } from './run/instances.ts';
import type { Ended, Finders, TakenUp } from './run/lostRuns.ts';
import type { RunStage, StageAnswer, StageCall } from './run/stageAnswer.ts';
import type { Figure } from './run/figures.ts';
import { workInStore, type WorkPlace } from './run/stages/workPlace.ts';
import { INSTANCE_DAYS } from './run/tries.ts';
import {
  ConflictError,
  fingerprintOf,
  readRequest,
  requestFromBody,
  scheduledHour,
  weeklyRequest,
  RequestError,
  type RunRequest,
} from './runRequest.ts';
import { readSettings, type Settings } from './settings.ts';

/** Runs among which the last complete one is looked for: two years of weeks, and many asked for in between. */
const RUNS_LOOKED_AT = 1_000;

/** What came of one stage of a run. */
export interface StageOutcome {
  readonly answer: StageAnswer;
  readonly deliveries: readonly DeliveryResult[];
  /** For those who operate the app. */
  readonly figures: readonly Figure[];
}

/** What of the world a test holds in its own hands; the rest is as the settings say. */
type Given = Partial<Pick<RunDependencies, 'clock' | 'packs' | 'mail'>> & {
  readonly history?: HistoryStore;
  readonly work?: PackStore;
};

/** What the triggers call. Settings are read at the first call, so that a wrong one fails that call and not the load. */
export class Application {
  readonly #settings: Settings;
  readonly #history: HistoryStore;
  readonly #packs: PackStore;
  readonly #given: Given;
  /** What earlier runs left. */
  readonly evidence: Evidence;

  constructor(environment: Readonly<Record<string, string | undefined>>, given: Given = {}) {
    this.#settings = readSettings(environment);
    this.#given = given;
    this.#history = given.history ?? historyOf(this.#settings, this.#clock);
    this.#packs = given.packs ?? packsOf(this.#settings);
    this.evidence = new Evidence(this.#history, this.#packs, scopeKeyOf(weeklyRequest(this.#settings, '', '').scope));
  }

  /** Records the weekly run as Queued. Its ID cannot be guessed from the hour, because anyone who knows an ID can ask for its evidence. */
  async askWeekly(): Promise<RunRequest> {
    const now = this.#clock.now().toISOString();
    const week = scheduledHour(now);
    const asked = weeklyRequest(this.#settings, `${week}-${this.#clock.unique()}`, now);
    // The first firing of the hour draws the run's id, and later ones get it. No client can send a key with a blank in it.
    const known = await this.#history.firstRunOfKey(`timer ${week}`, fingerprintOf(asked), asked.runId, now);
    return this.#record({ ...asked, runId: known.runId, requestedAt: known.requestedAt });
  }

  /**
   * Puts a run down that was asked for with `POST /api/evidence`. The same `idempotencyKey` gives the run that it gave
   * before; `limit` are the only subscriptions that the caller may ask about.
   * @throws RequestError for an invalid body, ConflictError for a key that came with another body, OutOfScopeError
   */
  async askOverHttp(body: string, idempotencyKey?: string, limit?: readonly string[]): Promise<RunRequest> {
    const now = this.#clock.now().toISOString();
    const asked = requestFromBody(body, this.#settings, `request-${this.#clock.unique()}`, now);
    if (limit !== undefined) within(asked.scope, limit);
    if (idempotencyKey === undefined) return this.#record(asked);
    const known = await this.#history.runOfKey(idempotencyKey, fingerprintOf(asked), asked.runId, now);
    if (known === undefined)
      throw new ConflictError(
        'This Idempotency-Key was used before with a different body; send a new key with a new request.',
      );
    return this.#record({ ...asked, runId: known.runId, requestedAt: known.requestedAt });
  }

  /** Does one stage of a run. Whatever goes wrong in it is an answer. @throws SettingsError, RequestError and the like before it */
  async doStage(
    stage: RunStage,
    { runId, owner, earlier, headway }: Omit<StageCall, 'lastTry'>,
    report: Report,
  ): Promise<StageOutcome> {
    const request = await this.requestOf(runId);
    // Only now: what reads Azure and writes workbooks is most of the bundle, and an HTTP call needs none of it.
    const { callStage } = await import('./run/stages/callStage.ts');
    const folder = await mkdtemp(join(tmpdir(), 'unbroken-'));
    try {
      // Of this start of the run alone: another one asks Azure anew, for another moment.
      const work = this.workPlace(`${runId}/${sha256Of(owner).slice(0, 16)}`, folder);
      return await callStage(await this.dependencies(report), request, work, stage, { owner, earlier, headway });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** All that a run, or one of its stages, needs of the world. */
  async dependencies(report: Report): Promise<RunDependencies> {
    const { mailOf, signerOf, timestamperOf, webhookOf, workbookUrlOf } = await import('./composeDelivery.ts');
    return {
      connection: connect(this.#settings),
      baseline: await baselineOf(this.#settings),
      clock: this.#clock,
      report,
      history: this.#history,
      packs: this.#packs,
      copies: [],
      mail: this.#given.mail ?? mailOf(this.#settings),
      webhook: webhookOf(this.#settings),
      workbookUrl: workbookUrlOf(this.#settings),
      callerScopes: limitedScopes(this.#settings.httpScopes),
      ownerTag: this.#settings.ownerTag,
      signer: signerOf(this.#settings),
      timestamper: timestamperOf(this.#settings),
      sampleSize: this.#settings.sampleSize,
      crossCheckSize: this.#settings.crossCheckSize,
      timeBudgetMinutes: this.#settings.timeBudgetMinutes,
    };
  }

  /**
   * Where the stages of a run that are each done in a process of their own pass on their files: the container `unbroken-work`.
   * @param folder empty, of this process
   */
  workPlace(runId: string, folder: string): WorkPlace {
    return workInStore(this.#given.work ?? workOf(this.#settings), runId, folder);
  }

  /** Ends a run of which a stage failed for good. @throws RunBusyError while another execution has the run */
  async endFailed(runId: string, because: string, owner: string, report: Report): Promise<Ended> {
    const { endFailed } = await import('./run/lostRuns.ts');
    return endFailed(await this.#finders(report), runId, because, owner);
  }

  /** Restarts runs that no execution works on any more, or fails them and tells their recipients. */
  async takeUpLost(instances: RunInstances, report: Report): Promise<TakenUp> {
    const { takeUpLost } = await import('./run/lostRuns.ts');
    return takeUpLost(await this.#finders(report), instances);
  }

  /** The engine need not keep what was started before this moment and has ended: the run's row and its pack stay. */
  forgottenBefore(): Date {
    return new Date(this.#clock.now().getTime() - INSTANCE_DAYS * DAY);
  }

  /**
   * One disk's chain, asked of Azure now; the configured scope holds, and the caller's where there is one. Undefined where Azure shows no such disk.
   * @throws AzureBusyError
   */
  async chainOf(disk: ArmId, limitedTo: readonly string[] | undefined, report: Report): Promise<LiveChain | undefined> {
    const { tenantId, managementGroups, subscriptions } = this.#settings;
    const whole = { tenantId, managementGroups, subscriptions };
    const [baseline, roll, { liveChain }] = await Promise.all([
      baselineOf(this.#settings),
      lastRoll(this.#history, this.#packs, whole, REAL_CLOCK.now().toISOString(), report),
      import('./http/liveChain.ts'),
    ]);
    const scope = liveScope(whole, subscriptionOf(disk), limitedTo);
    if (scope === undefined) return undefined;
    const narrowed = (roll?.coverage ?? []).some(({ subscriptionId }) => leavesOut(scope, whole, subscriptionId));
    const connection = connect(this.#settings);
    return liveChain({ connection, baseline, disk, scope, tenantId, roll, narrowed, clock: REAL_CLOCK, report });
  }

  /** How old the evidence of the configured scope is. */
  async evidenceAge(): Promise<EvidenceAge> {
    const now = this.#clock.now();
    const { scope } = weeklyRequest(this.#settings, '', now.toISOString());
    const [runs, madeAt] = [await this.#history.listRuns(RUNS_LOOKED_AT), await this.#history.madeAt()];
    return evidenceAge(runs, scopeKeyOf(scope), now, madeAt);
  }

  get #clock(): Clock {
    return this.#given.clock ?? REAL_CLOCK;
  }

  /** The request first, then the row: whoever finds a run in the table can do it. */
  async #record(request: RunRequest): Promise<RunRequest> {
    await this.#history.asked.keepRequest(request.runId, JSON.stringify(request));
    await this.#history.recordAsked(request);
    return request;
  }

  /** What a run was asked for. @throws RequestError where nothing is kept of it */
  async requestOf(runId: string): Promise<RunRequest> {
    const kept = await this.#history.asked.requestOf(runId);
    if (kept === undefined)
      throw new RequestError(`No request is stored for run ${runId}. Request a new run with POST /api/evidence.`);
    const request = readRequest(kept);
    if (request.runId !== runId)
      throw new RequestError(
        `The request stored for run ${runId} belongs to another run; it was altered. Request a new run with POST /api/evidence.`,
      );
    return request;
  }

  async #finders(report: Report): Promise<Finders> {
    const { mailOf, webhookOf } = await import('./composeDelivery.ts');
    const history = this.#history;
    const mail = this.#given.mail ?? mailOf(this.#settings);
    const tellers = { history, mail, webhook: webhookOf(this.#settings), clock: this.#clock, report };
    return { history, tellers, recipients: this.#settings.mail?.to ?? [] };
  }
}

/**
 * Where a live answer about a disk of that subscription asks; undefined where the disk is out of scope. Resource Graph takes
 * subscriptions or management groups: those that the disk stands in.
 */
function liveScope(
  { managementGroups, subscriptions }: Scope,
  subscription: string,
  limitedTo: readonly string[] | undefined,
): LiveScope | undefined {
  const isListed = subscriptions.includes(subscription);
  if (managementGroups.length === 0 && subscriptions.length > 0 && !isListed) return undefined;
  if (limitedTo !== undefined) {
    const mine =
      managementGroups.length === 0 && isListed ? limitedTo.filter((id) => subscriptions.includes(id)) : limitedTo;
    return mine.includes(subscription) ? { subscriptions: mine, managementGroups: [] } : undefined;
  }
  return managementGroups.length === 0 || isListed
    ? { subscriptions, managementGroups: [] }
    : { subscriptions: [], managementGroups };
}

/** Whether a subscription of the last run is not asked; one that is configured by its id may lie in no management group. */
function leavesOut(asked: LiveScope, configured: Scope, subscription: string): boolean {
  return asked.managementGroups.length > 0
    ? configured.subscriptions.includes(subscription)
    : asked.subscriptions.length > 0 && !asked.subscriptions.includes(subscription);
}

let application: Application | undefined;

/** The application of this process, made from its environment at the first call. @throws SettingsError naming the setting. */
export function unbroken(environment: Readonly<Record<string, string | undefined>>): Application {
  application ??= new Application(environment);
  return application;
}
