import { join } from 'node:path';
import { errorText } from '../../base/errorText.ts';
import type { Part } from '../../pack/lineFile.ts';
import { contextOf, ifThere, recordOf } from '../../pack/readPack.ts';
import { recordSha256Of } from '../../pack/recordLines.ts';
import type { RunRequest } from '../runRequest.ts';
import { mailPack } from './deliverStage.ts';
import type { DeliveryResult, RunDependencies } from './dependencies.ts';
import { excerptsOf } from './excerpts.ts';
import type { HeldRun } from './heldRun.ts';
import { postRun } from './postStage.ts';
import { provenParts } from './provenParts.ts';

/**
 * Mails and posts the pack of a run whose evidence is already stored. Nothing is collected, judged or compared again:
 * recipients get what the run would have told them, whatever has become of the pack before it.
 */
export async function redeliver(
  dependencies: RunDependencies,
  request: RunRequest,
  held: HeldRun,
  folder: string,
): Promise<readonly DeliveryResult[]> {
  const { packs, history } = dependencies;
  const { runId } = request;
  await held.stage('deliver');
  // As the history has it now: what the runner carries may be anybody's.
  const { packPath = '', workbookName = '', manifestSha256 = '' } = (await history?.getRun(runId)) ?? {};
  const refuse = (cause: unknown): never => {
    throw notWhole(request, packs.address(packPath), cause);
  };
  // Nothing is mailed that the run did not put there itself.
  const pack = await provenParts(packs, { runId, packPath, manifestSha256 }, join(folder, 'stored')).catch(refuse);
  const record = await recordOf(pack).catch(refuse);
  const workbooks: Part[] = [];
  for (const name of [workbookName, ...excerptsOf(dependencies, request, []).map((excerpt) => excerpt.name)]) {
    const part = await ifThere(pack.copy(name)).catch(refuse);
    if (part !== undefined) workbooks.push(part);
    // An excerpt that was not asked for when the pack was made is not there: its reader gets the mail without it.
    else if (name === workbookName) throw notWhole(request, packs.address(packPath), undefined);
  }
  const contents = {
    ...(await contextOf(pack).catch(refuse)),
    record,
    recordSha256: recordSha256Of(record),
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

/** The pack of the run itself is not what the run stored: nothing of it may be mailed. */
class StoredPackError extends Error {
  override readonly name = 'StoredPackError';
}

function notWhole({ runId }: RunRequest, where: string, cause: unknown): StoredPackError {
  const why = cause === undefined ? '' : ` ${errorText(cause)}`;
  return new StoredPackError(
    `The pack of run ${runId} at ${where} is not as it was stored; put it back, or request a new run.${why}`,
    { cause },
  );
}
