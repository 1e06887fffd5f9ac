import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { MANIFEST, storePack } from '../../deliver/pack.ts';
import type { Observation } from '../../domain/observation.ts';
import type { PackStore } from '../../domain/ports.ts';
import type { RunRecord, Scope } from '../../domain/record.ts';
import { manifestOf, type Manifest } from '../../report/manifest.ts';
import type { PackContents } from '../../report/packContents.ts';
import { packReadme } from '../../report/packReadme.ts';
import { RecordReader, recordLines } from '../../report/recordLines.ts';
import { writeWorkbook } from '../../report/workbook.ts';
import type { LoadedBaseline } from '../baselineFile.ts';
import { JsonLines, partOf, type Part } from '../evidenceFolder.ts';

const RECORD = 'record.jsonl.gz';
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** A pack on this machine, not yet stored. */
export interface BuiltPack {
  readonly parts: readonly Part[];
  readonly workbook: Part;
  readonly manifest: Manifest;
}

/** Renders every part of a pack into a working folder. */
export async function buildPack(input: {
  readonly folder: string;
  readonly contents: PackContents;
  readonly baseline: LoadedBaseline;
  readonly rawParts: readonly Part[];
}): Promise<BuiltPack> {
  const { folder, contents, baseline, rawParts } = input;
  const { record, runId } = contents;
  const recordPart = writeLines(folder, RECORD, recordLines(record));
  const observations = writeLines(folder, 'observations.jsonl.gz', asJson(contents.observations));
  const workbookName = workbookNameOf(record.scope, record.asOf, runId);
  await writeWorkbook(contents, join(folder, workbookName));
  const workbook = await partOf(join(folder, workbookName), workbookName, XLSX);
  const texts = [
    await textPart(folder, 'baseline.json', baseline.text, 'application/json'),
    await textPart(folder, 'README.txt', packReadme(contents), 'text/plain'),
  ];
  const parts = [workbook, recordPart, observations, ...texts, ...rawParts];
  const manifest = manifestOf({
    runId,
    asOf: record.asOf,
    codeVersion: record.codeVersion,
    baseline: record.baseline,
    previousManifestSha256: contents.previous?.manifestSha256,
    parts: parts.map(({ name, sha256, bytes, rows, mediaType }) => ({ name, sha256, bytes, rows, mediaType })),
  });
  return { parts, workbook, manifest };
}

/** Stores a built pack; its manifest goes last, so that a pack without one is known as unfinished. */
export async function keepPack(packs: PackStore, folder: string, pack: BuiltPack): Promise<void> {
  const { bytes, sha256 } = pack.manifest;
  await storePack(
    packs,
    folder,
    pack.parts.map((part) => ({ ...part, content: { file: part.path } })),
    { name: MANIFEST, sha256, mediaType: 'application/json', content: { bytes } },
  );
}

/** The record of a stored pack; undefined when there is none. @throws RecordLinesError when it was cut or altered. */
export async function readStoredRecord(packs: PackStore, folder: string): Promise<RunRecord | undefined> {
  const stream = await packs.open(`${folder}/${RECORD}`);
  if (stream === undefined) return undefined;
  const reader = new RecordReader();
  const lines = createInterface({ input: Readable.from(stream).pipe(createGunzip()), crlfDelay: Infinity });
  for await (const line of lines) if (line !== '') reader.take(line);
  return reader.finish();
}

/** `UNBROKEN-<scope>-<date>-<run>.xlsx`, in characters that every file system takes. */
function workbookNameOf(scope: Scope, asOf: string, runId: string): string {
  const label = scope.managementGroups[0] ?? scope.subscriptions[0] ?? 'all';
  const safe = (text: string): string => text.replace(/[^A-Za-z0-9.-]+/g, '_');
  return `UNBROKEN-${safe(label)}-${asOf.slice(0, 10)}-${safe(runId)}.xlsx`;
}

function writeLines(folder: string, name: string, lines: Iterable<string>): Part {
  const file = new JsonLines(folder, name);
  for (const line of lines) file.addLine(line);
  return file.close();
}

function* asJson(observations: readonly Observation[]): Generator<string> {
  for (const observation of observations) yield JSON.stringify(observation);
}

async function textPart(folder: string, name: string, text: string, mediaType: string): Promise<Part> {
  const path = join(folder, name);
  await writeFile(path, text, 'utf8');
  return partOf(path, name, mediaType);
}
