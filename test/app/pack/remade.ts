import { dirname, basename } from 'node:path';
import { createFolderStore } from '../../../src/deliver/folderStore.ts';
import { RawEvidence } from '../../../src/pack/lineFile.ts';
import { baselineOfPack, estateOf, knownRowsOf } from '../../../src/app/packEvidence.ts';
import { carriedOf, contextOf, observationsOf, openPack, recordOf } from '../../../src/pack/readPack.ts';
import { factsOf } from '../../../src/app/run/factFiles.ts';
import { buildPack } from '../../../src/app/run/packStage.ts';
import { keepPack } from '../../../src/pack/store.ts';
import type { RunRecord } from '../../../src/domain/record.ts';
import type { CarriedPart } from '../../../src/pack/carriedLines.ts';
import type { PackContext } from '../../../src/pack/context.ts';
import { recordSha256Of } from '../../../src/pack/recordLines.ts';
import { temporaryFolder } from '../run/stage.ts';

/** What somebody can say differently while every file and hash of the pack stays consistent. */
export interface Said {
  readonly record: RunRecord;
  readonly context: PackContext;
  readonly carried: CarriedPart;
}

/** The pack once more, made by the product's own code after its record, context or carried facts were changed. */
export async function remadePack(from: string, to: string, change: (said: Said) => Partial<Said>): Promise<void> {
  const pack = await openPack(from);
  const folder = temporaryFolder();
  try {
    const said = { record: await recordOf(pack), context: await contextOf(pack), carried: await carriedOf(pack) };
    const { record, context, carried } = { ...said, ...change(said) };
    const raw = new RawEvidence(folder.path);
    for await (const { source, raw: row } of knownRowsOf(pack)) raw.keep(source, row);
    const built = await buildPack({
      folder: folder.path,
      contents: {
        ...context,
        record,
        recordSha256: recordSha256Of(record),
        observations: await observationsOf(pack),
        facts: factsOf(await estateOf(pack, record)),
      },
      baseline: await baselineOfPack(pack),
      rawParts: raw.close(),
      carried,
    });
    await keepPack(createFolderStore(dirname(to)), basename(to), built, undefined);
  } finally {
    folder.dispose();
  }
}
