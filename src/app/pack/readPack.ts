import { Readable } from 'node:stream';
import { createGunzip, gunzipSync } from 'node:zlib';
import { rereadEstate } from '../../collect/reread.ts';
import { SOURCE_IDS } from '../../collect/sources/index.ts';
import { MANIFEST } from '../../deliver/pack.ts';
import type { Estate } from '../../domain/estate.ts';
import type { AskedSourceId } from '../../domain/facts.ts';
import type { Observation } from '../../domain/observation.ts';
import type { RunRecord } from '../../domain/record.ts';
import { readContext, type PackContext } from '../../report/context.ts';
import { readCarriedLines, type CarriedPart } from '../../report/carriedLines.ts';
import { readRecordStream, RecordLinesError } from '../../report/recordLines.ts';
import { parseBaseline, type LoadedBaseline } from '../baselineFile.ts';
import { bytesOf, openPackFiles, PackReadError, type PackFiles } from './packFiles.ts';
import { readManifest, type FoundManifest } from './readManifest.ts';

/** The parts of a pack that have one name in every pack. */
export const PART = {
  record: 'record.jsonl.gz',
  observations: 'observations.jsonl.gz',
  carried: 'carried.jsonl.gz',
  context: 'context.jsonl.gz',
  baseline: 'baseline.json',
  readme: 'README.txt',
} as const;

const RAW = /^raw\/([A-Za-z]+)\.jsonl\.gz$/;

/** A pack that lies open: its files and what its manifest says of them. Nothing is checked yet; `verifyPack` does that. */
export interface Pack extends PackFiles, FoundManifest {}

/** A raw row with the source that it is of. */
export interface RawRow {
  readonly source: AskedSourceId;
  readonly raw: unknown;
}

/** Opens the pack in a folder or a `.zip`. @throws PackReadError when there is none, or its manifest cannot be read. */
export async function openPack(path: string): Promise<Pack> {
  return packOf(await openPackFiles(path));
}

/** The pack that some files make. @throws PackReadError when its manifest cannot be read. */
export async function packOf(files: PackFiles): Promise<Pack> {
  return { ...files, ...readManifest(await bytesOf(files.open(MANIFEST)), files.where) };
}

/** The record of a pack. @throws PackReadError, or RecordLinesError where it was cut or altered. */
export async function recordOf(pack: PackFiles): Promise<RunRecord> {
  const packed = Readable.from(openPart(pack, PART.record));
  const plain = packed.pipe(createGunzip());
  packed.once('error', (error) => plain.destroy(error));
  try {
    return await readRecordStream(plain);
  } catch (cause) {
    if (cause instanceof RecordLinesError || cause instanceof PackReadError) throw cause;
    throw new PackReadError(`${pack.where}: ${PART.record} cannot be unpacked; it was cut or altered.`, { cause });
  }
}

/** The baseline in force. @throws PackReadError, or BaselineError. */
export async function baselineOfPack(pack: PackFiles): Promise<LoadedBaseline> {
  const text = new TextDecoder().decode(await bytesOf(openPart(pack, PART.baseline)));
  return parseBaseline(text, PART.baseline);
}

/** What the workbook was rendered from beside the record. @throws PackReadError, or ContextError where it was cut or altered. */
export async function contextOf(pack: PackFiles): Promise<PackContext> {
  return readContext(linesOf(gunzipped(await bytesOf(openPart(pack, PART.context)), PART.context)));
}

/** The facts that it carries from earlier runs and for later ones. @throws PackReadError, or CarriedError. */
export async function carriedOf(pack: PackFiles): Promise<CarriedPart> {
  return readCarriedLines(linesOf(gunzipped(await bytesOf(openPart(pack, PART.carried)), PART.carried)));
}

/** Every question that was put to Azure. */
export async function observationsOf(pack: PackFiles): Promise<readonly Observation[]> {
  return [...linesOf(gunzipped(await bytesOf(openPart(pack, PART.observations)), PART.observations))].map(
    (line) => parsed(line, PART.observations) as Observation,
  );
}

/**
 * The raw rows of every source, one after the other. The packed parts are held in memory and unpacked one at a time, as
 * the rows are asked for.
 */
export async function rawRowsOf(pack: PackFiles): Promise<Iterable<RawRow>> {
  const parts: { readonly source: AskedSourceId; readonly name: string; readonly packed: Buffer }[] = [];
  for (const name of pack.names) {
    const word = RAW.exec(name)?.[1];
    if (word === undefined) continue;
    const source = SOURCE_IDS.find((known) => known === word);
    if (source === undefined)
      throw new PackReadError(
        `${pack.where}: ${name} is of a source that this version does not know; use the program that made the pack, or a newer one.`,
      );
    parts.push({ source, name, packed: await bytesOf(openPart(pack, name)) });
  }
  return {
    *[Symbol.iterator]() {
      for (const { source, name, packed } of parts)
        for (const line of linesOf(gunzipped(packed, name))) yield { source, raw: parsed(line, name) };
    },
  };
}

/** The facts of a pack, read again from its raw rows; gaps are the record's, since an answer that never came leaves no row. */
export async function estateOf(pack: PackFiles, { gaps, asOf }: RunRecord): Promise<Estate> {
  return rereadEstate(await rawRowsOf(pack), gaps, asOf, (await carriedOf(pack)).earlier);
}

/** @throws PackReadError when the pack lacks the part. */
function openPart(pack: PackFiles, name: string): AsyncIterable<Uint8Array> {
  if (!pack.names.includes(name)) throw new PackReadError(`${pack.where} lacks ${name}; take the whole pack.`);
  return pack.open(name);
}

function gunzipped(packed: Buffer, name: string): Buffer {
  try {
    return gunzipSync(packed);
  } catch (cause) {
    throw new PackReadError(`${name} cannot be unpacked; it was cut or altered.`, { cause });
  }
}

/** Lines end at line feeds only: readers that also break at U+2028 would cut a name in two. */
function* linesOf(text: Buffer): Generator<string> {
  for (let start = 0; start < text.length;) {
    const found = text.indexOf(0x0a, start);
    const end = found < 0 ? text.length : found;
    if (end > start) yield text.toString('utf8', start, end);
    start = end + 1;
  }
}

function parsed(line: string, name: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new PackReadError(`A line of ${name} is not JSON; it was cut or altered.`, { cause });
  }
}
