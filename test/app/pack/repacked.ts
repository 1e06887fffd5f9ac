import { copyFileSync, mkdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { rereadEstate } from '../../../src/collect/keptAnswers/reread.ts';
import { createFolderStore } from '../../../src/deliver/folderStore.ts';
import { baselineOfPack, knownRowsOf } from '../../../src/app/packEvidence.ts';
import { factsOf } from '../../../src/app/run/factFiles.ts';
import { packParts } from '../../../src/app/run/packStage.ts';
import { partOf, type Part } from '../../../src/pack/lineFile.ts';
import { isEvidence, MANIFEST, PART } from '../../../src/pack/parts.ts';
import { carriedOf, contextOf, observationsOf, openPack, recordOf } from '../../../src/pack/readPack.ts';
import { recordSha256Of } from '../../../src/pack/recordLines.ts';
import { keepPack } from '../../../src/pack/store.ts';
import { temporaryFolder } from '../../stage/temporaryFolder.ts';

/**
 * A pack whose files of evidence were altered, once more with a README, a workbook and a manifest that fit them: whoever has the
 * program can do that. @param to a folder that is not there yet
 */
export async function repackedPack(from: string, to: string): Promise<void> {
  const pack = await openPack(from);
  const [record, context] = [await recordOf(pack), await contextOf(pack)];
  const { earlier } = await carriedOf(pack);
  const folder = temporaryFolder();
  try {
    const evidence: Part[] = [];
    for (const { name, rows } of pack.manifest.parts) {
      if (!isEvidence({ name }) || name === PART.readme || name === PART.baseline || name === MANIFEST) continue;
      mkdirSync(dirname(join(folder.path, name)), { recursive: true });
      copyFileSync(join(from, name), join(folder.path, name));
      evidence.push({ ...(await partOf(folder.path, name)), ...(rows === undefined ? {} : { rows }) });
    }
    const { manifest } = pack;
    const built = await packParts({
      folder: folder.path,
      contents: {
        ...context,
        record,
        recordSha256: recordSha256Of(record),
        observations: await observationsOf(pack),
        facts: factsOf(await rereadEstate(knownRowsOf(pack), record.gaps, record.asOf, earlier)),
      },
      evidence,
      baseline: await baselineOfPack(pack),
      endedAt: manifest.endedAt ?? manifest.asOf,
      crossCheckSize: manifest.settings?.crossCheckSize ?? 0,
      timeBudgetMinutes: manifest.settings?.timeBudgetMinutes,
      excerpts: manifest.settings?.excerpts,
      redacted: manifest.redacted,
    });
    await keepPack(createFolderStore(dirname(to)), basename(to), built, {});
  } finally {
    folder.dispose();
  }
}
