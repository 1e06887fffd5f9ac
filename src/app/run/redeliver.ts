import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { compareRuns } from '../../assess/compare.ts';
import type { RunRow } from '../../history/entities.ts';
import { scopeText } from '../../history/keys.ts';
import { recordSha256Of } from '../../report/recordLines.ts';
import { partOf } from '../evidenceFolder.ts';
import type { RunRequest } from '../runRequest.ts';
import { mailPack } from './deliverStage.ts';
import type { DeliveryResult, RunDependencies } from './dependencies.ts';
import type { HeldRun } from './heldRun.ts';
import { readStoredRecord } from './packStage.ts';
import { PreviousPackError, readPrevious } from './previous.ts';

/** Mails the pack of a run whose evidence stands already. Nothing is collected or judged again. */
export async function redeliver(
  dependencies: RunDependencies,
  request: RunRequest,
  held: HeldRun,
  row: RunRow,
  folder: string,
): Promise<readonly DeliveryResult[]> {
  const { packs } = dependencies;
  const { packPath = '', workbookName = '', manifestSha256 = '' } = row;
  await held.stage('deliver');
  const record = await readStoredRecord(packs, packPath);
  const workbook = await packs.open(`${packPath}/${workbookName}`);
  if (record === undefined || workbook === undefined)
    throw new PreviousPackError(
      `The pack of run ${request.runId} at ${packs.address(packPath)} is not whole; put it back as it was stored.`,
    );
  const path = join(folder, workbookName);
  await pipeline(Readable.from(workbook), createWriteStream(path));
  const previous = await readPrevious(dependencies, request.scope, record.asOf);
  const contents = {
    runId: request.runId,
    scopeText: scopeText(request.scope),
    record,
    recordSha256: recordSha256Of(record),
    previous: previous?.run,
    changes: previous === undefined ? [] : compareRuns(previous.record, record),
    lives: await held.lives(record),
    portalBase: dependencies.connection.portal,
    ownerTag: dependencies.ownerTag,
    signed: dependencies.signer !== undefined,
  };
  const part = await partOf(path, workbookName, 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet');
  const deliveries = await mailPack(dependencies, request, contents, {
    workbook: part,
    manifestSha256,
    address: packs.address(`${packPath}/${workbookName}`),
  });
  await held.finish(deliveries);
  return deliveries;
}
