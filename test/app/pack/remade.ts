import { copyFile, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { createFolderStore } from '../../../src/deliver/folderStore.ts';
import { rereadEstate, type KeptRow } from '../../../src/collect/keptAnswers/reread.ts';
import type { LoadedBaseline } from '../../../src/app/baselineFile.ts';
import { answerLine, callerLine, type KeptAnswers } from '../../../src/pack/answerLines.ts';
import { RawEvidence, writeLines } from '../../../src/pack/lineFile.ts';
import type { RunSettings } from '../../../src/pack/manifest.ts';
import { isExcerpt, PART } from '../../../src/pack/parts.ts';
import { verifyPack } from '../../../src/app/verify/verifyPack.ts';
import { baselineOfPack, knownRowsOf } from '../../../src/app/packEvidence.ts';
import { answersOf, carriedOf, contextOf, observationsOf, openPack, recordOf } from '../../../src/pack/readPack.ts';
import { factsOf } from '../../../src/app/run/factFiles.ts';
import { buildPack } from '../../../src/app/run/packStage.ts';
import { keepPack } from '../../../src/pack/store.ts';
import type { Observation } from '../../../src/domain/observation.ts';
import type { RunRecord } from '../../../src/domain/record.ts';
import type { CarriedPart } from '../../../src/pack/carriedLines.ts';
import type { PackContext } from '../../../src/pack/context.ts';
import type { Step } from '../../../src/app/verify/step.ts';
import { writeRecord } from '../../../src/pack/recordLines.ts';
import { temporaryFolder } from '../../stage/temporaryFolder.ts';

/** What somebody can say differently while every file and hash of the pack stays consistent. */
export interface Said {
  readonly record: RunRecord;
  readonly context: PackContext;
  readonly carried: CarriedPart;
  readonly observations: readonly Observation[];
  readonly answers: KeptAnswers;
  readonly rows: readonly KeptRow[];
  readonly baseline: LoadedBaseline;
  readonly endedAt: string;
  /** The manifest calls the pack a redacted copy. */
  readonly redacted: boolean;
  readonly settings: Pick<RunSettings, 'crossCheckSize' | 'timeBudgetMinutes' | 'excerpts'>;
}

/**
 * The pack once more, made by the product's own code after its record, context or carried facts were changed.
 * @param workbook `left`: the one that it had, for what is found before any workbook is looked at
 */
export async function remadePack(
  from: string,
  to: string,
  change: (said: Said) => Partial<Said>,
  workbook: 'anew' | 'left' = 'anew',
): Promise<void> {
  const pack = await openPack(from);
  const folder = temporaryFolder();
  try {
    const { manifest } = pack;
    const rows: KeptRow[] = [];
    for await (const row of knownRowsOf(pack)) rows.push(row);
    const said: Said = {
      record: await recordOf(pack),
      context: await contextOf(pack),
      carried: await carriedOf(pack),
      observations: (await observationsOf(pack)).slice(),
      answers: await answersOf(pack),
      rows,
      baseline: await baselineOfPack(pack),
      endedAt: manifest.endedAt ?? manifest.asOf,
      redacted: manifest.redacted === true,
      settings: manifest.settings ?? { crossCheckSize: 0 },
    };
    const all = { ...said, ...change(said) };
    const { record, context, carried, answers } = all;
    const had = pack.names.find((name) => name.endsWith('.xlsx') && !isExcerpt(name)) ?? '';
    const raw = new RawEvidence(folder.path);
    for (const { source, raw: row } of all.rows) raw.keep(source, row);
    const written = writeRecord(folder.path, record);
    const built = await buildPack({
      folder: folder.path,
      recordPart: written.part,
      contents: {
        ...context,
        record,
        recordSha256: written.sha256,
        observations: all.observations,
        facts: factsOf(await rereadEstate(all.rows, record.gaps, record.asOf, carried.earlier)),
      },
      baseline: all.baseline,
      rawParts: raw.close(),
      answers: writeLines(folder.path, PART.answers, [...answers.answers.map(answerLine), callerLine(answers.caller)]),
      ...(all.redacted ? { redacted: true as const } : {}),
      endedAt: all.endedAt,
      crossCheckSize: all.settings.crossCheckSize,
      timeBudgetMinutes: all.settings.timeBudgetMinutes,
      excerpts: all.settings.excerpts ?? [],
      carried,
      ...(workbook === 'anew' ? {} : { render: async (_contents, path) => copyFile(join(from, had), path) }),
    });
    await keepPack(createFolderStore(dirname(to)), basename(to), built, {});
  } finally {
    folder.dispose();
  }
}

const RENDERED = new Set<string>(['parts', 'workbook', 'excerpts']);

/**
 * What verify says of the pack made anew. Most is found before the workbook, and is looked for first in a pack that keeps the one it
 * had, since rendering costs most; where nothing is found so, all of the pack is made anew.
 * @param to a folder that is not there yet
 * @param made looks at the pack before it is verified
 */
export async function verifyRemade(
  from: string,
  to: string,
  change: (said: Said) => Partial<Said>,
  made: () => void = () => undefined,
): Promise<readonly Step[]> {
  const verified = async (workbook: 'anew' | 'left'): Promise<readonly Step[]> => {
    await remadePack(from, to, change, workbook);
    made();
    return (await verifyPack({ pack: to, earlier: [], stopAtFirst: true })).steps;
  };
  const before = (await verified('left')).filter(({ about }) => !RENDERED.has(about));
  if (before.some(({ count }) => count > 0)) return before;
  await rm(to, { recursive: true });
  return verified('anew');
}
