import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative, resolve } from 'node:path';
import * as z from 'zod';
import { errorCode } from '../../base/errorCode.ts';
import { fileFault } from '../../base/fileFault.ts';
import { isThere } from '../../base/io/isThere.ts';
import { keptQuestions } from '../../collect/keptAnswers/keptQuestions.ts';
import { createFolderStore } from '../../deliver/folderStore.ts';
import type { Observation } from '../../domain/observation.ts';
import type { RunRecord } from '../../domain/record.ts';
import { answerLine, callerLine } from '../../pack/answerLines.ts';
import type { PackFiles } from '../../pack/files.ts';
import { RawEvidence, writeLines, type Part } from '../../pack/lineFile.ts';
import { PackReadError } from '../../pack/packReadError.ts';
import { placeIn } from '../../pack/partNames.ts';
import { PART } from '../../pack/parts.ts';
import { answersOf, carriedOf, contextOf, observationsOf, openPack, type Pack } from '../../pack/readPack.ts';
import { writeRecord } from '../../pack/recordLines.ts';
import { keepPack } from '../../pack/store.ts';
import { baselineOfPack, knownRowsOf, recordOnDisk } from '../packEvidence.ts';
import { factsOf } from '../run/factFiles.ts';
import { buildPack } from '../run/packStage.ts';
import { recompute } from '../verify/recompute.ts';
import { inLittleMemory } from '../run/memory.ts';
import { verifyPack } from '../verify/verifyPack.ts';
import { writeWholeFile } from '../wholeFile.ts';
import { redactedBaseline } from './baseline.ts';
import { ByKind } from './byKind.ts';
import { redactedCarried, redactedContext } from './context.ts';
import { keepNamed } from './fields.ts';
import { Pseudonyms } from './pseudonyms.ts';
import { PLACES, redactedQuestion } from './questions.ts';
import { redactedTold } from './told.ts';

export interface RedactRequest {
  readonly pack: string;
  /** The folder of the copy; must not be there yet. */
  readonly output: string;
  /** Where the mapping is written, outside the copy. An existing one is continued: the same names get the same pseudonyms. */
  readonly mapping: string;
}

export interface Redacted {
  readonly manifestSha256: string;
  readonly replaced: number;
  readonly verdicts: number;
}

/**
 * A copy of a pack to share outside: names and ids are replaced by pseudonyms in the raw rows, and everything else is
 * computed and rendered again from them, so that the copy is verified like any pack. Where a verdict would come out otherwise,
 * nothing is written.
 * @throws PackReadError in one sentence
 */
export function redactPack(request: RedactRequest): Promise<Redacted> {
  return inLittleMemory(() => copied(request));
}

async function copied({ pack: path, output, mapping }: RedactRequest): Promise<Redacted> {
  if (!relative(resolve(output), resolve(mapping)).startsWith('..'))
    throw new PackReadError(
      `The mapping ${mapping} would lie inside the copy; name a place that stays in the organisation.`,
    );
  if (await isThere(output)) throw alreadyThere(output);
  const { holds, word, madeBy } = await verifyPack({ pack: path, earlier: [] });
  if (word === 'INTACT')
    throw new PackReadError(
      `The pack ${path} says another version made it, and redaction reassesses the pack: redact it with version ${madeBy}.`,
    );
  if (!holds)
    throw new PackReadError(`The pack ${path} fails verification; see "unbroken verify". Nothing was redacted.`);
  const pack = await openPack(path);
  const folder = await mkdtemp(join(tmpdir(), 'unbroken-redact-'));
  try {
    const known = await secretOf(mapping);
    const secret = known ?? randomBytes(32);
    const { built, pseudonyms } = await redacted(pack, secret, folder);
    const kept = {
      schemaVersion: 1,
      kind: 'unbroken-pseudonyms',
      of: pack.sha256,
      to: built.manifest.sha256,
      secret: secret.toString('hex'),
      pseudonyms: pseudonyms.mapping,
    };
    // The mapping first: without it nobody could read the copy back.
    await writeWholeFile({ file: mapping, force: known !== undefined, mode: 0o600 }, [
      `${JSON.stringify(kept, null, 2)}\n`,
    ]);
    await claim(output);
    try {
      await keepPack(createFolderStore(dirname(resolve(output))), basename(resolve(output)), built, {});
    } catch (cause) {
      await rm(output, { recursive: true, force: true });
      throw cause;
    }
    return {
      manifestSha256: built.manifest.sha256,
      replaced: Object.keys(pseudonyms.mapping).length,
      verdicts: built.verdicts,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Makes the folder, so that what is taken away after a fault is this copy, and no other that was begun at the same time. */
async function claim(output: string): Promise<void> {
  await mkdir(dirname(resolve(output)), { recursive: true });
  await mkdir(output).catch((cause: unknown) => {
    throw errorCode(cause) === 'EEXIST' ? alreadyThere(output) : cause;
  });
}

function alreadyThere(output: string): PackReadError {
  return new PackReadError(`${output} already exists; name a new folder for the copy.`);
}

async function redacted(
  pack: Pack,
  secret: Buffer,
  folder: string,
): Promise<{
  readonly built: Awaited<ReturnType<typeof buildPack>> & { readonly verdicts: number };
  readonly pseudonyms: Pseudonyms;
}> {
  const [record, context] = [await recordOnDisk(pack), await contextOf(pack)];
  const { earlier: left } = await carriedOf(pack);
  const kept = await answersOf(pack);
  const pseudonyms = new Pseudonyms(secret);
  const by = new ByKind(pseudonyms);
  const raw = new RawEvidence(folder);
  for await (const { source, raw: row } of knownRowsOf(pack)) raw.keep(source, keepNamed(row, PLACES[source], by));
  const rawParts = raw.close();
  const baseline = redactedBaseline(await baselineOfPack(pack), by);
  const earlier = redactedCarried(left, by);
  const { manifest } = pack;
  const caller = { objectId: kept.caller.objectId === undefined ? undefined : by.id(kept.caller.objectId) };
  const questions = keptQuestions(await observationsOf(pack), kept.answers).map((one) => redactedQuestion(one, by));
  const lines = new Map<Observation, string>();
  const { crossCheckSize = 0, timeBudgetMinutes } = manifest.settings ?? {};
  const again = await recompute({
    questions,
    rows: filesIn(folder, rawParts),
    caller,
    carried: earlier,
    told: redactedTold(record, by),
    baseline,
    previous: context.previous === undefined ? 'none' : 'missing',
    previousManifestSha256: manifest.previousManifestSha256 ?? undefined,
    crossCheckSize,
    timeBudgetMinutes,
    underPseudonyms: true,
    sent: (observation, line) => {
      if (line !== undefined) lines.set(observation, line);
    },
  });
  const [fault] = again.faults;
  if (fault !== undefined)
    throw new PackReadError(
      `With pseudonyms the queries of ${pack.where} would no longer match its answers (${fault}); nothing was written. Please report it.`,
    );
  sameVerdicts(record, again.record);
  const { part: recordPart, sha256: recordSha256 } = writeRecord(folder, again.record);
  const contents = {
    ...redactedContext(context, { original: record, copy: again.record }, by),
    record: again.record,
    recordSha256,
    observations: questions.map(({ observation, answer: { asked } }) =>
      // Where no answer came, nobody saw what was sent.
      asked === observation.request
        ? observation
        : { ...observation, request: lines.get(observation) ?? observation.request },
    ),
    facts: factsOf(again.estate),
  };
  const answers = [...questions.map(({ answer }) => answerLine(answer)), callerLine(caller)];
  const built = await buildPack({
    folder,
    contents,
    recordPart,
    baseline,
    rawParts,
    answers: writeLines(folder, PART.answers, answers),
    redacted: true,
    endedAt: by.time(manifest.endedAt ?? manifest.asOf),
    crossCheckSize,
    timeBudgetMinutes,
    carried: { earlier, own: again.seen },
  });
  return { built: { ...built, verdicts: again.record.verdicts.length }, pseudonyms };
}

/** Parts that were just written. */
function filesIn(folder: string, parts: readonly Part[]): PackFiles {
  return {
    where: folder,
    names: parts.map(({ name }) => name).sort(),
    open: (name) => createReadStream(placeIn(folder, name)),
  };
}

/** A name that a check takes for something else would change a verdict: then the copy would say what the original does not. */
function sameVerdicts(original: RunRecord, copy: RunRecord): void {
  const countsOf = ({ verdicts }: RunRecord): ReadonlyMap<string, number> => {
    const counts = new Map<string, number>();
    for (const { check, status } of verdicts)
      counts.set(`${check} ${status}`, (counts.get(`${check} ${status}`) ?? 0) + 1);
    return counts;
  };
  const [was, is] = [countsOf(original), countsOf(copy)];
  const differing = [...new Set([...was.keys(), ...is.keys()])].filter((key) => was.get(key) !== is.get(key)).sort();
  if (differing.length > 0 || original.state !== copy.state)
    throw new PackReadError(
      `Redacting the names would change verdicts (${differing.slice(0, 5).join(', ') || copy.state}); nothing was written. Please report it.`,
    );
}

const mappingSchema = z.object({ kind: z.literal('unbroken-pseudonyms'), secret: z.string().regex(/^[0-9a-f]{64}$/) });

/** Undefined where there is no mapping yet. @throws PackReadError where the file is none, or cannot be read */
async function secretOf(mapping: string): Promise<Buffer | undefined> {
  let text: string;
  try {
    text = await readFile(mapping, 'utf8');
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') return undefined;
    throw new PackReadError(`The mapping ${mapping} cannot be read (${fileFault(cause)}).`, { cause });
  }
  try {
    return Buffer.from(mappingSchema.parse(JSON.parse(text)).secret, 'hex');
  } catch (cause) {
    throw new PackReadError(`${mapping} exists and is not a mapping of pseudonyms; choose another file.`, { cause });
  }
}
