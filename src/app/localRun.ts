import { createFolderStore } from '../deliver/folderStore.ts';
import type { Report } from '../domain/progress.ts';
import { openPack } from '../pack/readPack.ts';
import { zipPack } from '../pack/zipPack.ts';
import { baselineOf, historyOf, packsOf, REAL_CLOCK } from './compose.ts';
import { mailOf, signerOf, timestamperOf, webhookOf } from './composeDelivery.ts';
import { connect } from './connection.ts';
import { limitedScopes } from './http/scopes.ts';
import type { Clock, RunDependencies } from './run/dependencies.ts';
import { tryOutFolder } from './outFolder.ts';
import { runAssessment, type RunOutcome } from './run/runAssessment.ts';
import type { RunRequest } from './runRequest.ts';
import { SettingsError, type Settings } from './settings.ts';

export interface LocalRun {
  readonly settings: Settings;
  /** Where the pack goes. */
  readonly outFolder: string;
  readonly sendMail: boolean;
  /** Also as one `.zip` beside the pack's folder. */
  readonly zip?: boolean;
  readonly report: Report;
  readonly trigger: 'cli' | 'demo';
  readonly clock?: Clock;
  /** The moment that the run is about, and at which its clock starts unless one is given; now when left out. */
  readonly asOf?: string;
  readonly credential?: RunDependencies['connection']['credential'];
}

export interface LocalOutcome extends RunOutcome {
  /** Where the zip lies, when it was asked for. */
  readonly zipLocation?: string;
}

/**
 * One assessment in this process, with its pack in a folder. With `settings.storage` it also joins the history in Table
 * Storage and leaves the same pack in Blob Storage.
 */
export async function runLocally(options: LocalRun): Promise<LocalOutcome> {
  const { settings, sendMail, report, trigger } = options;
  const clock = options.clock ?? clockFrom(options.asOf);
  if (sendMail && settings.mail === undefined)
    throw new SettingsError(
      'Mail was requested but neither UNBROKEN_ACS_ENDPOINT nor UNBROKEN_SMTP_URL is set: set one, or omit --mail.',
    );
  if (sendMail && settings.mail?.to.length === 0)
    throw new SettingsError('Mail was requested but UNBROKEN_MAIL_TO is empty: name the recipients.');
  await tryOutFolder(options.outFolder);
  const stored = settings.storage !== undefined;
  // In a history that HTTP reads, an id must not follow from the time: anyone who knows it can ask for its evidence. A moment that
  // was given is the demo's: there the same run has the same id.
  const guessable = !stored || options.asOf !== undefined;
  const folder = createFolderStore(options.outFolder);
  const connection = connect(settings);
  const requestedAt = options.asOf ?? clock.now().toISOString();
  const result = await runAssessment(
    {
      connection: options.credential === undefined ? connection : { ...connection, credential: options.credential },
      baseline: await baselineOf(settings),
      clock,
      report,
      history: stored ? historyOf(settings, clock) : undefined,
      packs: stored ? packsOf(settings) : folder,
      copies: stored ? [folder] : [],
      mail: sendMail ? mailOf(settings) : undefined,
      webhook: sendMail ? webhookOf(settings) : undefined,
      callerScopes: stored ? limitedScopes(settings.httpScopes) : [],
      ownerTag: settings.ownerTag,
      signer: signerOf(settings, options.credential),
      timestamper: timestamperOf(settings),
      sampleSize: settings.sampleSize,
      crossCheckSize: settings.crossCheckSize,
      timeBudgetMinutes: settings.timeBudgetMinutes,
      ...(options.asOf === undefined ? {} : { asOf: options.asOf }),
    },
    requestOf(settings, trigger, guessable ? idOf(requestedAt) : `${idOf(requestedAt)}-${clock.unique()}`, requestedAt),
  );
  if (result.kind !== 'done') throw new Error(`The run of ${requestedAt} was already done; start another.`);
  if (options.zip !== true) return result.outcome;
  const zipLocation = `${result.outcome.packLocation}.zip`;
  await zipPack(await openPack(result.outcome.packLocation), zipLocation);
  return { ...result.outcome, zipLocation };
}

/** A clock that shows that moment now, if one is given, and then runs like the wall clock. */
function clockFrom(moment: string | undefined): Clock {
  if (moment === undefined) return REAL_CLOCK;
  const ahead = Date.parse(moment) - REAL_CLOCK.now().getTime();
  return { ...REAL_CLOCK, now: () => new Date(REAL_CLOCK.now().getTime() + ahead) };
}

function idOf(requestedAt: string): string {
  return requestedAt.replace(/[:.]/g, '-');
}

function requestOf(settings: Settings, trigger: 'cli' | 'demo', id: string, requestedAt: string): RunRequest {
  return {
    runId: `${trigger}-${id}`,
    trigger,
    requestedAt,
    scope: {
      tenantId: settings.tenantId,
      managementGroups: settings.managementGroups,
      subscriptions: settings.subscriptions,
    },
    recipients: settings.mail?.to ?? [],
  };
}
