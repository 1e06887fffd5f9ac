import { readFile } from 'node:fs/promises';
import { sha256Of } from '../../../base/io/sha256.ts';
import { askAzure } from '../../../collect/requests/askAzure.ts';
import { identify } from '../../../collect/caller.ts';
import { collectFrom } from '../../../collect/collectEstate.ts';
import { SliceOverError } from '../../../collect/errors.ts';
import { replay } from '../../../collect/keptAnswers/replay.ts';
import { resumed, takeTurns } from '../../../collect/keptAnswers/resumed.ts';
import type { Observation } from '../../../domain/observation.ts';
import type { Report } from '../../../domain/progress.ts';
import { placeIn } from '../../../pack/partNames.ts';
import { PART, sourceOfPart } from '../../../pack/parts.ts';
import type { RunRequest } from '../../runRequest.ts';
import { RawRows } from '../../verify/rawRows.ts';
import type { Clock, RunDependencies } from '../dependencies.ts';
import { holdMemoryDown } from '../memory.ts';
import { roomOnDisk } from '../roomOnDisk.ts';
import type { InHand } from './begin.ts';
import { Journal } from './journal.ts';
import { baselineIn, keptEarlier, keptTakenOver, sameVersion, wantedOf, type Planned } from './plan.ts';
import { enter, type AtHand } from './stage.ts';
import { fileOf, WorkFileError, writeWhole, type WorkFile, type WorkPlace } from './workPlace.ts';

/** What Azure answered, in files. Plain JSON. */
export interface Collected {
  readonly done: true;
  /** The raw rows, a file for each source. */
  readonly rows: readonly WorkFile[];
  /** Answers that are not rows. */
  readonly answers: WorkFile;
  readonly observations: WorkFile;
}

/**
 * How far collecting got when its time was up. Plain JSON; what was answered is kept, and the next slice continues from
 * there.
 */
export interface CollectedSoFar {
  readonly done: false;
  /** Questions answered so far. */
  readonly answered: number;
  /** Requests to Resource Manager that were answered, of those planned; left out until they are planned. */
  readonly requests?: { readonly answered: number; readonly planned: number };
  /** ISO 8601: as the requests were planned, Azure's limits alone made collecting last until then; with `requests`. */
  readonly limitedUntil?: string;
  /** ISO 8601: whatever is left waits for a limit of Azure's until then; left out where the next slice can begin at once. */
  readonly waitUntil?: string;
  /** What is waited for, as a clause; with `waitUntil`. */
  readonly because?: string;
}

/** When a slice has to end. Left out where it need not: then collecting ends when everything was asked, however long Azure's limits make it wait. */
export interface Slice {
  /** Seconds after the slice's first question to Azure: from then on no further one is put. */
  readonly seconds: number;
  /** Seconds of waiting for a limit of Azure's that are worth ending the slice for, once nothing else is left to ask. */
  readonly longestWait: number;
}

/**
 * Asks Azure, and keeps what it answered; nothing after this stage asks Azure again. Call it until it is done: what was answered
 * in an earlier slice, or kept by one that was killed, is not asked again.
 * @throws CredentialError, ScopeError; WorkFileError where another identity asked before, or what was answered before leads elsewhere
 */
export async function collect(
  dependencies: RunDependencies,
  { scope }: RunRequest,
  work: WorkPlace,
  { begun, planned }: { readonly begun: InHand; readonly planned: Planned },
  slice?: Slice,
  atHand?: AtHand,
): Promise<Collected | CollectedSoFar> {
  sameVersion(planned);
  await enter(dependencies, begun, 'collect');
  const key = keyOf(planned);
  const before = await collectedBefore(work, key);
  if (before !== undefined) return before;
  const { connection, clock, concurrency } = dependencies;
  const { baseline } = await baselineIn(dependencies, work, planned);
  const { carried } = atHand?.past?.takenOver ?? (await keptTakenOver(work, planned));
  const end = slice && { after: slice.seconds * 1000, longestWait: slice.longestWait * 1000 };
  const turns = takeTurns(clock, end);
  const told = lastTold(dependencies.report, clock);
  const caller = await identify(connection);
  const journal = await Journal.open(work, key, clock, caller);
  const questions = await journal.questions();
  const room = roomOnDisk(work.folder);
  const earlier = await keptEarlier(work, planned, room.keepById);
  const rows = await RawRows.unpack(journal.files, work.folder);
  try {
    const kept = replay({ caller, kept: questions, rowsAt: rows.rowsAt });
    const observations = room.growAsIs<Observation>();
    for (const { observation } of questions) observations.add(observation);
    const live = askAzure({
      connection,
      clock,
      longWaits: turns.clock,
      report: told.report,
      keep: journal.keep,
      observe: (observation, answer) => {
        observations.add(observation);
        journal.observe(observation, answer);
        holdMemoryDown();
      },
      keptLines: journal.lines(),
      earlier,
    });
    const asking = resumed(kept, { ...live, identify: () => Promise.resolve(caller) }, turns, journal);
    const evidence = await collectFrom(asking, {
      ...wantedOf(planned, scope, baseline, carried),
      report: told.report,
      concurrency,
      keepFacts: room.keepById,
    });
    const [fault] = kept.faults();
    if (fault !== undefined)
      throw new WorkFileError(`Earlier answers no longer match the queries. ${fault} Request a new run.`);
    if (atHand !== undefined) atHand.collected = { ...evidence, observations: observations.whole() };
    return await wholeOf(journal, work, key);
  } catch (error) {
    if (!(error instanceof SliceOverError)) {
      // What was answered is worth keeping, but the error is what matters.
      await journal.flush().catch(() => undefined);
      throw error;
    }
    await journal.flush();
    const until = turns.waitsUntil();
    return {
      done: false,
      answered: journal.answered,
      ...told.requests(),
      ...(until === undefined ? {} : { waitUntil: new Date(until).toISOString(), because: told.because() }),
    };
  } finally {
    await rows.close();
    await earlier?.close();
  }
}

async function wholeOf(journal: Journal, work: WorkPlace, key: string): Promise<Collected> {
  const files = (await journal.parts()).map(fileOf);
  const named = (name: string): WorkFile => {
    const found = files.find((file) => file.name === name);
    if (found === undefined) throw new TypeError(`Collecting left no ${name}.`);
    return found;
  };
  const result: Collected = {
    done: true,
    rows: files.filter(({ name }) => sourceOfPart(name) !== undefined),
    answers: named(PART.answers),
    observations: named(PART.observations),
  };
  await work.keep([...result.rows, result.answers, result.observations]);
  if (work.outlives) await work.keep([writeWhole(work.folder, doneIn(key), JSON.stringify(result))]);
  return result;
}

/** Says which plan is carried out: a run that failed and is done again is planned anew. */
function keyOf(planned: Planned): string {
  return sha256Of(JSON.stringify(planned)).slice(0, 12);
}

/** Where it stands that everything was asked. */
function doneIn(key: string): string {
  return `collected/${key}/result.json`;
}

/** What an earlier call came to whose word was lost. */
async function collectedBefore(work: WorkPlace, key: string): Promise<Collected | undefined> {
  const [done] = await work.list(`collected/${key}`);
  if (done === undefined) return undefined;
  await work.fetch([done]);
  const result = JSON.parse(await readFile(placeIn(work.folder, doneIn(key)), 'utf8')) as Collected;
  await work.fetch([...result.rows, result.answers, result.observations]);
  return result;
}

/** Remembers what was waited for last, and how far the planned requests are. */
function lastTold(
  report: Report,
  clock: Clock,
): {
  readonly report: Report;
  readonly because: () => string;
  readonly requests: () => Pick<CollectedSoFar, 'requests' | 'limitedUntil'>;
} {
  let because = 'an Azure limit is used up';
  let requests: Pick<CollectedSoFar, 'requests' | 'limitedUntil'> = {};
  return {
    report: (event) => {
      if (event.kind === 'waiting') because = event.because;
      else if (event.kind === 'requestsPlanned') {
        const limitedUntil = new Date(clock.now().getTime() + event.seconds * 1000).toISOString();
        requests = { requests: { answered: 0, planned: event.requests }, limitedUntil };
      } else if (event.kind === 'requestAnswered') {
        const { answered, planned } = event;
        requests = { ...requests, requests: { answered, planned } };
      }
      report(event);
    },
    because: () => because,
    requests: () => requests,
  };
}
