import { join } from 'node:path';
import { isThere } from '../../../base/io/isThere.ts';
import type { Wanted } from '../../../collect/collectEstate.ts';
import type { Baseline } from '../../../domain/baseline.ts';
import { NOTHING_CARRIED, type Carried } from '../../../domain/carried.ts';
import type { KeepById } from '../../../domain/keyed.ts';
import type { Scope } from '../../../domain/record.ts';
import { writeText } from '../../../pack/lineFile.ts';
import { placeIn } from '../../../pack/partNames.ts';
import { PART } from '../../../pack/parts.ts';
import { carriedOf, contextOf, ifThere, recordOf } from '../../../pack/readPack.ts';
import { trendAfter, trendOf } from '../../../report/trend.ts';
import type { RunRequest } from '../../runRequest.ts';
import type { LoadedBaseline } from '../../baselineFile.ts';
import { baselineOfPack } from '../../packEvidence.ts';
import { CODE_VERSION } from '../../version.ts';
import { TIME_BUDGET_MINUTES } from '../../timeBudget.ts';
import { roomOnDisk } from '../roomOnDisk.ts';
import type { RunDependencies } from '../dependencies.ts';
import { readPrevious, type Past } from '../previous.ts';
import { EARLIER_PARTS, openEarlier, type OpenEarlier } from '../earlierPack.ts';
import { FIRST_RUN, takeOver, type TakenOver } from '../takenOver.ts';
import type { AtHand } from './stage.ts';
import { fileOf, filesOf, workFile, type WorkFile, type WorkPlace } from './workPlace.ts';

/** What holds for the whole run, however many processes do it. Plain JSON. */
export interface Planned {
  /** ISO 8601: the moment that the run is about. */
  readonly asOf: string;
  /** The run before; left out for a first run, and where the chain is broken. */
  readonly previous?: {
    readonly runId: string;
    /** ISO 8601. */
    readonly asOf: string;
    readonly manifestSha256: string;
    /** Parts of its pack, each proven, below `previous/`. */
    readonly files: readonly WorkFile[];
  };
  /** Why nothing could be taken over, though there is a run before. */
  readonly lost?: string;
  /** ISO 8601: the moment of the run that this one follows, whether its pack is trusted or not; null for a first run. */
  readonly follows: string | null;
  /** The baseline in force, whatever becomes of its file meanwhile. */
  readonly baseline: WorkFile;
  /** Resources to read again from ARM. */
  readonly crossCheckSize: number;
  /** Minutes for which Azure's limits may make it wait. */
  readonly timeBudgetMinutes: number;
  /** Version of the program: one version does the whole run. */
  readonly codeVersion: string;
}

/** Resources read again from ARM, unless the settings say otherwise. */
const CROSS_CHECK_SIZE = 20;

const BEFORE = 'previous';

/** Sets the moment, and keeps what the run needs of the one before it, so that every later stage sees the same. */
export async function plan(
  dependencies: RunDependencies,
  { scope }: RunRequest,
  work: WorkPlace,
  atHand?: AtHand,
): Promise<Planned> {
  const { clock, report, crossCheckSize = CROSS_CHECK_SIZE, timeBudgetMinutes = TIME_BUDGET_MINUTES } = dependencies;
  const asOf = dependencies.asOf ?? clock.now().toISOString();
  const past = await readPrevious(dependencies, scope, asOf, work.folder, EARLIER_PARTS);
  if (past.broken !== undefined) report({ kind: 'chainBroken', because: past.broken });
  if (atHand !== undefined) atHand.past = past;
  const { previous, takenOver, follows } = past;
  const { lost } = takenOver;
  const baseline = fileOf(await writeText(work.folder, PART.baseline, dependencies.baseline.text));
  await work.keep([baseline]);
  const common: Planned = {
    asOf,
    follows,
    baseline,
    crossCheckSize,
    timeBudgetMinutes,
    codeVersion: CODE_VERSION,
    ...(lost === undefined ? {} : { lost }),
  };
  if (previous === undefined) return common;
  const files: WorkFile[] = [];
  for (const part of [PART.record, PART.context, PART.carried, ...EARLIER_PARTS]) {
    const name = `${BEFORE}/${part}`;
    if (await isThere(placeIn(work.folder, name))) files.push(await workFile(work.folder, name));
  }
  await work.keep(files);
  const { runId, asOf: then, manifestSha256 } = previous.run;
  return { ...common, previous: { runId, asOf: then, manifestSha256, files } };
}

/** What is taken over from the previous run, as the plan keeps it. */
export async function keptTakenOver(work: WorkPlace, { asOf, previous, lost }: Planned): Promise<TakenOver> {
  if (lost !== undefined) return { carried: NOTHING_CARRIED, lost };
  if (previous === undefined) return FIRST_RUN;
  await work.fetch(previous.files);
  return { carried: takeOver(await carriedOf(keptFiles(work)), asOf), lost };
}

/** What Azure told the previous run, if it may be reused for what this one does not ask; undefined for a first run. */
export async function keptEarlier(
  work: WorkPlace,
  { previous }: Pick<Planned, 'previous'>,
  keepById: KeepById,
): Promise<OpenEarlier | undefined> {
  if (previous === undefined) return undefined;
  await work.fetch(previous.files);
  const names = previous.files.map(({ name }) => name.slice(BEFORE.length + 1));
  return openEarlier({ ...keptFiles(work), names }, previous.runId, { keepById, within: work.folder });
}

/** What the plan keeps of the previous run, read again. */
export async function keptPast(work: WorkPlace, planned: Planned): Promise<Omit<Past, 'broken'>> {
  const { previous, follows } = planned;
  const takenOver = await keptTakenOver(work, planned);
  if (previous === undefined) return { previous, takenOver, follows };
  const { runId, asOf: then, manifestSha256, files } = previous;
  await work.fetch(files);
  const has = (part: string): boolean => files.some(({ name }) => name === `${BEFORE}/${part}`);
  const pack = keptFiles(work);
  const record = await recordOf(pack, roomOnDisk(work.folder).grow);
  const context = has(PART.context) ? await ifThere(contextOf(pack)) : undefined;
  return {
    previous: {
      run: { runId, asOf: then, manifestSha256, summary: record.summary },
      record,
      trend: trendAfter(trendOf(runId, record), context?.earlier ?? []),
    },
    takenOver,
    follows,
  };
}

function keptFiles(work: WorkPlace): ReturnType<typeof filesOf> {
  return filesOf({ ...work, folder: join(work.folder, BEFORE) });
}

/** What is asked, of Azure or of kept answers: the same each time that a run collects. */
export function wantedOf(
  { asOf, previous, crossCheckSize, timeBudgetMinutes }: Planned,
  scope: Scope,
  { expectedSubscriptions, backup }: Baseline,
  { watches }: Carried,
): Omit<Wanted, 'report'> {
  return {
    scope,
    expectedSubscriptions,
    asOf,
    seed: previous?.manifestSha256 ?? '',
    crossCheckSize,
    watches,
    timeBudget: timeBudgetMinutes * 60,
    maximumCarriedDays: backup.maximumCarriedDays,
  };
}

/** The baseline as it was when the run was planned. @throws BaselineError */
export async function baselineIn(
  { baseline }: Pick<RunDependencies, 'baseline'>,
  work: WorkPlace,
  planned: Pick<Planned, 'baseline'>,
): Promise<LoadedBaseline> {
  if (baseline.sha256 === planned.baseline.sha256) return baseline;
  await work.fetch([planned.baseline]);
  return baselineOfPack(filesOf(work));
}

/** The run was begun by another version of the program, whose questions and answers may not be this one's. */
export class OtherVersionError extends Error {
  override readonly name = 'OtherVersionError';
}

/** @throws OtherVersionError */
export function sameVersion({ codeVersion }: Pick<Planned, 'codeVersion'>): void {
  if (codeVersion !== CODE_VERSION)
    throw new OtherVersionError(
      `The run was started by version ${codeVersion} and cannot be continued by version ${CODE_VERSION}. Request a new run.`,
    );
}
