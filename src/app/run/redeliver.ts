import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { compareRuns } from '../../assess/compare.ts';
import type { PackStore } from '../../domain/ports.ts';
import type { RunRow } from '../../history/entities.ts';
import { scopeText } from '../../history/keys.ts';
import { partsInStore } from '../../pack/files.ts';
import { partOf, type Part } from '../../pack/lineFile.ts';
import { placeIn } from '../../pack/partNames.ts';
import { ifThere, recordOf } from '../../pack/readPack.ts';
import { recordSha256Of } from '../../pack/recordLines.ts';
import type { RunRequest } from '../runRequest.ts';
import { mailPack } from './deliverStage.ts';
import type { DeliveryResult, RunDependencies } from './dependencies.ts';
import { excerptsOf } from './excerpts.ts';
import type { HeldRun } from './heldRun.ts';
import { postRun } from './postStage.ts';
import { PreviousPackError, readPrevious } from './previous.ts';

/** Mails and posts the pack of a run whose evidence stands already. Nothing is collected or judged again. */
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
  const record = await ifThere(recordOf(partsInStore(packs, packPath)));
  if (record === undefined) throw notWhole(request, packs.address(packPath));
  const workbooks: Part[] = [];
  for (const name of [workbookName, ...excerptsOf(dependencies, request, []).map((excerpt) => excerpt.name)]) {
    const part = await fetchPart(packs, `${packPath}/${name}`, folder, name);
    if (part !== undefined) workbooks.push(part);
    // An excerpt that was not asked for when the pack was made is not there: its reader gets the mail without it.
    else if (name === workbookName) throw notWhole(request, packs.address(packPath));
  }
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
  const mailed = await mailPack(dependencies, request, contents, {
    workbooks,
    manifestSha256,
    address: (name) => packs.address(`${packPath}/${name}`),
  });
  const deliveries = [...mailed, ...(await postRun(dependencies, contents))];
  await held.finish(deliveries);
  return deliveries;
}

/** A copy on this machine; undefined where the pack has no such file. */
async function fetchPart(packs: PackStore, from: string, folder: string, name: string): Promise<Part | undefined> {
  const content = await packs.open(from);
  if (content === undefined) return undefined;
  const path = placeIn(folder, name);
  await mkdir(dirname(path), { recursive: true });
  await pipeline(Readable.from(content), createWriteStream(path));
  return partOf(folder, name);
}

function notWhole({ runId }: RunRequest, where: string): PreviousPackError {
  return new PreviousPackError(`The pack of run ${runId} at ${where} is not whole; put it back as it was stored.`);
}
