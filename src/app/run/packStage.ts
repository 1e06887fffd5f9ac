import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { MANIFEST, storePack, type PackPart } from '../../deliver/pack.ts';
import { partName, placeIn } from '../../pack/partNames.ts';
import type { PackSignature, PackStore } from '../../domain/ports.ts';
import type { RunRecord, Scope } from '../../domain/record.ts';
import { carriedLines, readCarriedLines, type CarriedPart } from '../../report/carriedLines.ts';
import { contextLines, readContext, type PackContext } from '../../report/context.ts';
import { excerptFile, type ExcerptPlan } from '../../report/excerptFile.ts';
import { manifestOf, type Manifest, type ManifestPart } from '../../report/manifest.ts';
import type { PackContents } from '../../report/packContents.ts';
import { packReadme } from '../../report/packReadme.ts';
import { readRecordStream, recordLines } from '../../report/recordLines.ts';
import { SIGNATURE, signatureFile } from '../../report/signatureFile.ts';
import { textLines } from '../../report/textLines.ts';
import { writeWorkbook } from '../../report/workbook.ts';
import type { LoadedBaseline } from '../baselineFile.ts';
import { JsonLines, partOf, type Part } from '../evidenceFolder.ts';
import { figuresNameOf } from './excerptNames.ts';
import { narrowPack } from './excerpts.ts';
import { RECORD, unzipped } from './storedParts.ts';

const CONTEXT = 'context.jsonl.gz';
const CARRIED = 'carried.jsonl.gz';
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** A pack on this machine, not yet stored. */
export interface BuiltPack {
  readonly parts: readonly Part[];
  readonly workbook: Part;
  /** Workbooks of excerpts. */
  readonly excerpts: readonly Part[];
  readonly manifest: Manifest;
}

/** Renders every part of a pack into a working folder; the workbook last of the evidence, for it lists the others. */
export async function buildPack(input: {
  readonly folder: string;
  readonly contents: Omit<PackContents, 'parts'>;
  readonly baseline: LoadedBaseline;
  readonly rawParts: readonly Part[];
  readonly carried: Omit<CarriedPart, 'runId'>;
  /** For those who get a part of the run only. */
  readonly excerpts?: readonly ExcerptPlan[];
}): Promise<BuiltPack> {
  const { folder, contents, baseline, rawParts, carried, excerpts = [] } = input;
  const { record, runId } = contents;
  const evidence = [
    writeLines(folder, RECORD, recordLines(record)),
    writeLines(folder, 'observations.jsonl.gz', asJson(contents.observations)),
    writeLines(folder, CONTEXT, contextLines({ ...contents, excerpts: excerpts.length === 0 ? undefined : excerpts })),
    writeLines(folder, CARRIED, carriedLines({ ...carried, runId })),
    await textPart(folder, 'baseline.json', baseline.text, 'application/json'),
    await textPart(folder, 'README.txt', packReadme(contents), 'text/plain'),
    ...rawParts,
  ];
  const workbookName = workbookNameOf(record.scope, record.asOf, runId);
  const listed = evidence.map(listing).sort((a, b) => (a.name < b.name ? -1 : 1));
  await writeWorkbook({ ...contents, parts: listed }, placeIn(folder, workbookName));
  const workbook = await partOf(placeIn(folder, workbookName), workbookName, XLSX);
  const narrowed: { readonly workbook: Part; readonly figures: Part }[] = [];
  for (const excerpt of excerpts)
    narrowed.push(await writeExcerpt(folder, narrowPack({ ...contents, parts: listed }, excerpt), excerpt));
  const parts = [workbook, ...narrowed.flatMap((each) => [each.workbook, each.figures]), ...evidence];
  const manifest = manifestOf({
    runId,
    asOf: record.asOf,
    codeVersion: record.codeVersion,
    baseline: record.baseline,
    previousManifestSha256: contents.previous?.manifestSha256,
    parts: parts.map(listing),
  });
  return { parts, workbook, excerpts: narrowed.map((each) => each.workbook), manifest };
}

/** Renders an excerpt and its figures into a folder. */
export async function writeExcerpt(
  folder: string,
  narrowed: PackContents,
  excerpt: ExcerptPlan,
): Promise<{ readonly workbook: Part; readonly figures: Part }> {
  const path = placeIn(folder, excerpt.name);
  await mkdir(dirname(path), { recursive: true });
  await writeWorkbook(narrowed, path);
  const workbook = await partOf(path, excerpt.name, XLSX);
  const { name, sha256, bytes } = workbook;
  const text = excerptFile(narrowed, excerpt, { name, sha256, bytes }).toString('utf8');
  return { workbook, figures: await textPart(folder, figuresNameOf(name), text, 'application/json') };
}

function listing({ name, sha256, bytes, rows, mediaType }: Part): ManifestPart {
  return { name, sha256, bytes, rows, mediaType };
}

/** Stores a built pack; its manifest goes last, so that a pack without one is known as unfinished. */
export async function keepPack(
  packs: PackStore,
  folder: string,
  pack: BuiltPack,
  signature: PackSignature | undefined,
): Promise<void> {
  const { bytes, sha256 } = pack.manifest;
  await storePack(
    packs,
    folder,
    [
      ...pack.parts.map((part) => ({ ...part, content: { file: part.path } })),
      ...(signature === undefined ? [] : [signaturePart(sha256, signature)]),
    ],
    { name: MANIFEST, sha256, mediaType: 'application/json', content: { bytes } },
  );
}

function signaturePart(manifestSha256: string, signature: PackSignature): PackPart {
  const bytes = signatureFile(manifestSha256, signature);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { name: SIGNATURE, sha256, mediaType: 'application/json', content: { bytes } };
}

/** The record of a stored pack; undefined when there is none. @throws RecordLinesError when it was cut or altered. */
export async function readStoredRecord(packs: PackStore, folder: string): Promise<RunRecord | undefined> {
  const stream = await unzipped(packs, `${folder}/${RECORD}`);
  return stream === undefined ? undefined : readRecordStream(stream);
}

/** What its workbook showed beside the record; undefined for a pack of a version that did not keep it. */
export async function readStoredContext(packs: PackStore, folder: string): Promise<PackContext | undefined> {
  const stream = await unzipped(packs, `${folder}/${CONTEXT}`);
  return stream === undefined ? undefined : readContext(textLines(stream));
}

/** The facts that a stored pack carries; undefined where it has none. @throws CarriedError when they were cut or altered. */
export async function readStoredCarried(packs: PackStore, folder: string): Promise<CarriedPart | undefined> {
  const stream = await unzipped(packs, `${folder}/${CARRIED}`);
  return stream === undefined ? undefined : readCarriedLines(textLines(stream));
}

/** `UNBROKEN-<scope>-<date>-<run>.xlsx`, in characters that every file system takes. */
export function workbookNameOf(scope: Scope, asOf: string, runId: string): string {
  const label = scope.managementGroups[0] ?? scope.subscriptions[0] ?? 'all';
  const safe = (text: string): string => text.replace(/[^A-Za-z0-9.-]+/g, '_');
  return partName(`UNBROKEN-${safe(label)}-${asOf.slice(0, 10)}-${safe(runId)}.xlsx`);
}

function writeLines(folder: string, name: string, lines: Iterable<string>): Part {
  const file = new JsonLines(folder, name);
  for (const line of lines) file.addLine(line);
  return file.close();
}

function* asJson(observations: PackContents['observations']): Generator<string> {
  for (const observation of observations) yield JSON.stringify(observation);
}

async function textPart(folder: string, name: string, text: string, mediaType: string): Promise<Part> {
  const path = placeIn(folder, name);
  await writeFile(path, text, 'utf8');
  return partOf(path, name, mediaType);
}
