import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { by } from '../../base/order.ts';
import type { Observation } from '../../domain/observation.ts';
import { textsOf } from '../../domain/sequence.ts';
import { carriedLines, type CarriedPart } from '../../pack/carriedLines.ts';
import { contextLines } from '../../pack/context.ts';
import { excerptFile, type ExcerptPlan } from '../../pack/excerptFile.ts';
import { partOf, writeLines, writeText, type Part } from '../../pack/lineFile.ts';
import { manifestOf, type Manifest } from '../../pack/manifest.ts';
import { observationLine } from '../../pack/observationLines.ts';
import { placeIn } from '../../pack/partNames.ts';
import { figuresNameOf, PART, workbookNameOf } from '../../pack/parts.ts';
import { excerptFigures } from '../../report/excerptFigures.ts';
import type { PackContents } from '../../report/packContents.ts';
import { packReadme } from '../../report/packReadme.ts';
import { writeWorkbook } from '../../report/workbook.ts';
import type { LoadedBaseline } from '../baselineFile.ts';
import { narrowPack } from './excerpts.ts';
import { fileOf } from './stages/workPlace.ts';

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
  /** The record, as it was written into the folder. */
  readonly recordPart: Part;
  readonly baseline: LoadedBaseline;
  readonly rawParts: readonly Part[];
  /** Answers that are not rows. */
  readonly answers: Part;
  readonly redacted?: true;
  /** ISO 8601. */
  readonly endedAt: string;
  readonly crossCheckSize: number;
  readonly timeBudgetMinutes?: number | undefined;
  readonly carried: Omit<CarriedPart, 'runId'>;
  /** For those who get a part of the run only. */
  readonly excerpts?: readonly ExcerptPlan[];
  readonly render?: typeof writeWorkbook;
}): Promise<BuiltPack> {
  const { folder, contents, recordPart, rawParts, answers, carried, excerpts = [] } = input;
  return packParts({
    ...input,
    evidence: [
      recordPart,
      writeLines(
        folder,
        PART.observations,
        textsOf(contents.observations, (one) => observationLine(one as Observation)),
      ),
      writeLines(
        folder,
        PART.context,
        contextLines({ ...contents, excerpts: excerpts.length === 0 ? undefined : excerpts }),
      ),
      writeLines(folder, PART.carried, carriedLines({ ...carried, runId: contents.runId })),
      answers,
      ...rawParts,
    ],
  });
}

/** The same from evidence that lies in the folder already: record, observations, context, carried facts, answers, raw rows. */
export async function packParts(input: {
  readonly folder: string;
  readonly contents: Omit<PackContents, 'parts'>;
  readonly evidence: readonly Part[];
  readonly baseline: LoadedBaseline;
  /** ISO 8601. */
  readonly endedAt: string;
  readonly crossCheckSize: number;
  readonly timeBudgetMinutes?: number | undefined;
  readonly excerpts?: readonly ExcerptPlan[] | undefined;
  /** Names were replaced. */
  readonly redacted?: true | undefined;
  /** Writes the workbook of the whole run; tests that are not about it put one there instead. */
  readonly render?: typeof writeWorkbook;
}): Promise<BuiltPack> {
  const { folder, contents, baseline, excerpts = [], render = writeWorkbook } = input;
  const { record, runId } = contents;
  const evidence = [
    ...input.evidence,
    await writeText(folder, PART.baseline, baseline.text),
    await writeText(folder, PART.readme, packReadme(contents)),
  ];
  const workbookName = workbookNameOf(record.scope, record.asOf, runId);
  const listed = evidence.map(fileOf).sort(by(({ name }) => name));
  await render({ ...contents, parts: listed }, placeIn(folder, workbookName));
  const workbook = await partOf(folder, workbookName);
  const narrowed: { readonly workbook: Part; readonly figures: Part }[] = [];
  for (const excerpt of excerpts)
    narrowed.push(await writeExcerpt(folder, narrowPack({ ...contents, parts: listed }, excerpt), excerpt));
  const parts = [workbook, ...narrowed.flatMap((each) => [each.workbook, each.figures]), ...evidence];
  const manifest = manifestOf({
    runId,
    asOf: record.asOf,
    endedAt: input.endedAt,
    settings: {
      portalBase: contents.portalBase,
      ownerTag: contents.ownerTag,
      sampleSize: contents.sampleSize,
      crossCheckSize: input.crossCheckSize,
      timeBudgetMinutes: input.timeBudgetMinutes,
      excerpts: excerpts.length === 0 ? undefined : excerpts,
    },
    redacted: input.redacted,
    codeVersion: record.codeVersion,
    baseline: record.baseline,
    previousManifestSha256: contents.previous?.manifestSha256,
    parts: parts.map(fileOf),
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
  const workbook = await partOf(folder, excerpt.name);
  const { name, sha256, bytes } = workbook;
  const text = excerptFile(excerptFigures(narrowed, excerpt, { name, sha256, bytes }));
  return { workbook, figures: await writeText(folder, figuresNameOf(name), text) };
}
