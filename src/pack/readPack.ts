import type { Observation } from '../domain/observation.ts';
import type { PackStore } from '../domain/ports.ts';
import { growArray, type Grow, type Sequence } from '../domain/sequence.ts';
import type { Coverage, RunRecord } from '../domain/record.ts';
import { readAnswers, type KeptAnswers } from './answerLines.ts';
import { readCarriedLines, type CarriedPart } from './carriedLines.ts';
import { BOUNDS } from './bounds.ts';
import { readContext, type PackContext } from './context.ts';
import { filesInStore, openPackFiles, wholeOf, type PackFiles, type PartSource } from './files.ts';
import { isWithinBounds, jsonOf, linesOf } from './lines.ts';
import { mostEntries, type MaybePack } from './mostEntries.ts';
import { readManifest, type FoundManifest } from './manifest.ts';
import { readObservation } from './observationLines.ts';
import { MissingPartError, PackReadError } from './packReadError.ts';
import { MANIFEST, PART, sourceOfPart } from './parts.ts';
import { coverageIn, readRecordHead, readRecordStream, sameRecord, type RecordHead } from './recordLines.ts';
import { membersOf, type Unpacked } from './unpack.ts';

/** An open pack: its files and what its manifest says about them. Nothing is checked yet; `verifyPack` does that. */
export interface Pack extends PackFiles, FoundManifest {}

/** A raw row with the source that its part is named after. */
export interface RawRow {
  readonly source: string;
  readonly raw: unknown;
}

/** Opens the pack in a folder or a `.zip`. @throws PackReadError when there is none, or its manifest cannot be read. */
export async function openPack(path: string): Promise<Pack> {
  return packOf(await openPackFiles(path));
}

/** Opens a stored pack. @throws PackReadError as `openPack` does */
export async function openStoredPack(store: PackStore, path: string): Promise<Pack> {
  return packOf(await filesInStore(store, path));
}

async function packOf(files: PackFiles): Promise<Pack> {
  return { ...files, ...(await manifestIn(files)) };
}

/** What a pack's manifest says. @throws PackReadError */
export async function manifestIn(pack: PartSource): Promise<FoundManifest> {
  return readManifest(await wholeOf(pack, MANIFEST), pack.where);
}

/** The record of a pack. @throws PackReadError, or RecordLinesError where it was cut or altered. */
export async function recordOf(pack: MaybePack, grow?: Grow): Promise<RunRecord> {
  return readRecordStream(linesIn(pack, PART.record), grow, mostEntries(pack));
}

/** Its record without the lists that grow with the estate: reading stops before them. @throws as `recordOf` */
export async function recordHeadOf(pack: MaybePack): Promise<RecordHead> {
  return readRecordHead(linesIn(pack, PART.record), mostEntries(pack));
}

/** The hash of its record if that is the given one, in canonical form; otherwise undefined. @throws PackReadError */
export async function sameRecordIn(pack: PartSource, record: RunRecord): Promise<string | undefined> {
  return sameRecord(record, bytesOf(membersOf(pack.open(PART.record), `${pack.where}: ${PART.record}`)));
}

async function* bytesOf(members: AsyncIterable<Unpacked>): AsyncGenerator<Uint8Array> {
  for await (const { bytes } of members) yield bytes;
}

/** The subscriptions of its record, without reading further. @throws as `recordOf` */
export async function coverageOfPack(pack: PartSource): Promise<readonly Coverage[]> {
  return coverageIn(linesIn(pack, PART.record));
}

/** The baseline in force, as its text. @throws PackReadError */
export async function baselineTextOf(pack: PartSource): Promise<string> {
  const bytes = await wholeOf(pack, PART.baseline);
  let text: string;
  try {
    // A byte order mark stays: the hash covers it.
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new PackReadError(`${pack.where}: ${PART.baseline} is not UTF-8 text; it was altered.`, { cause });
  }
  if (!isWithinBounds(text))
    throw new PackReadError(
      `${pack.where}: ${PART.baseline} holds over ${String(BOUNDS.values)} values: reading stops there.`,
    );
  return text;
}

/**
 * What the workbook was rendered from, apart from the record.
 * @throws PackReadError, or ContextError where it was cut or altered.
 */
export async function contextOf(pack: MaybePack): Promise<PackContext> {
  return readContext(heldIn(pack, PART.context, BOUNDS.changes), mostEntries(pack));
}

/** The facts that it carries from earlier runs and for later ones. @throws PackReadError, or CarriedError. */
export async function carriedOf(pack: MaybePack): Promise<CarriedPart> {
  return readCarriedLines(heldIn(pack, PART.carried), mostEntries(pack));
}

/** Every query that was sent to Azure. @param grow where they are kept @throws PackReadError if one is not as a run records it */
export async function observationsOf(pack: PartSource, grow: Grow = growArray): Promise<Sequence<Observation>> {
  const all = grow<Observation>();
  for await (const observation of eachObservation(pack)) all.add(observation);
  return all.whole();
}

/** The same one by one, without keeping them. */
export async function* eachObservation(pack: PartSource): AsyncGenerator<Observation, void> {
  let number = 0;
  for await (const line of heldIn(pack, PART.observations)) {
    number += 1;
    yield readObservation(line, `Line ${String(number)} of ${PART.observations}`);
  }
}

/** What came of each of them. @throws PackReadError where it was cut or altered, MissingPartError for a pack of 0.1.0 */
export async function answersOf(pack: PartSource, grow: Grow = growArray): Promise<KeptAnswers> {
  return readAnswers(heldIn(pack, PART.answers), PART.answers, grow);
}

/** The raw rows of every source, source by source, unpacked as they are asked for. */
export async function* rawRowsOf(pack: PackFiles): AsyncGenerator<RawRow> {
  for (const name of pack.names) {
    const source = sourceOfPart(name);
    if (source !== undefined) for await (const raw of valuesOf(pack, name)) yield { source, raw };
  }
}

/** Reads a part that a pack may lack; undefined if it does. */
export async function ifThere<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof MissingPartError) return undefined;
    throw error;
  }
}

/** The lines of a line file in a pack. */
export function linesIn(pack: PartSource, name: string): AsyncIterable<string> {
  return linesOf(pack.open(name), `${pack.where}: ${name}`);
}

/** The same for a part that is held in memory as a whole. @throws PackReadError if that would exceed the limits */
async function* heldIn(
  pack: PartSource,
  name: string,
  most: number = BOUNDS.held,
): AsyncGenerator<string, void, undefined> {
  let held = 0;
  for await (const line of linesIn(pack, name)) {
    held += line.length;
    if (held > most)
      throw new PackReadError(`${pack.where}: ${name} has over ${String(most)} characters: reading stops there.`);
    yield line;
  }
}

async function* valuesOf(pack: PartSource, name: string): AsyncGenerator {
  for await (const line of linesIn(pack, name)) yield jsonOf(line, `A line of ${name}`);
}
