import { contextOf } from '../../../pack/readPack.ts';
import type { RunContents } from '../../../report/packContents.ts';
import type { HistoryStore } from '../../../history/historyStore.ts';
import { hasEnded } from '../../../history/ledgers/runLedger.ts';
import type { RunRequest } from '../../runRequest.ts';
import { mailPack } from '../deliverStage.ts';
import type { DeliveryResult, RunDependencies } from '../dependencies.ts';
import { postRun } from '../postStage.ts';
import { BROKEN_OFF } from '../sendOnce.ts';
import { keptRecord, type Assessed } from './assess.ts';
import type { InHand } from './begin.ts';
import type { Packed } from './pack.ts';
import { enter, type AtHand } from './stage.ts';
import { filesOf, partIn, type WorkPlace } from './workPlace.ts';

/** Whom the run was told. Plain JSON. */
export interface Delivered {
  readonly deliveries: readonly DeliveryResult[];
}

/** Mails and posts the run, each recipient once, and ends it. */
export async function deliver(
  dependencies: RunDependencies,
  request: RunRequest,
  work: WorkPlace,
  { begun, assessed, packed }: { readonly begun: InHand; readonly assessed: Assessed; readonly packed: Packed },
  atHand?: AtHand,
): Promise<Delivered> {
  const { packs, history, report } = dependencies;
  const before = begun.claim === undefined ? undefined : await deliveredBefore(history, request.runId);
  if (before !== undefined) return { deliveries: before };
  await enter(dependencies, begun, 'deliver');
  const { packPath, manifest, workbook } = packed;
  const contents = atHand?.contents ?? (await contentsToTell(work, assessed));
  if (atHand !== undefined) atHand.record = contents.record;
  const names = [workbook, ...packed.excerpts];
  const workbooks = names.flatMap((name) => packed.parts.filter((part) => part.name === name));
  await work.fetch(workbooks);
  const mailed = await mailPack(dependencies, request, contents, {
    workbooks: workbooks.map((file) => partIn(work, file)),
    manifestSha256: manifest.sha256,
    keyId: packed.keyId,
    address: (name) => packs.address(`${packPath}/${name}`),
  });
  const deliveries = [...mailed, ...(await postRun(dependencies, contents))];
  if (begun.claim !== undefined) await history?.finishRun(begun.claim, undeliveredOf(deliveries));
  report({ kind: 'stage', stage: 'done' });
  return { deliveries };
}

/** The result of an earlier call whose answer was lost: the run has ended, and no execution has it any more. */
async function deliveredBefore(
  history: HistoryStore | undefined,
  runId: string,
): Promise<readonly DeliveryResult[] | undefined> {
  const row = await history?.getRun(runId);
  if (history === undefined || row === undefined || !hasEnded(row) || row.state === 'Failed') return undefined;
  return (await history.deliveries(runId)).map(({ recipient, state, response }) => ({
    recipient,
    ok: state === 'sent',
    result: state === 'sent' ? 'sent' : (response ?? BROKEN_OFF),
  }));
}

/** Why somebody was not told, for the run's row. */
export function undeliveredOf(deliveries: readonly DeliveryResult[]): { readonly undelivered?: string } {
  const failed = deliveries.filter(({ ok }) => !ok);
  return failed.length === 0
    ? {}
    : { undelivered: failed.map(({ recipient, result }) => `${recipient}: ${result}`).join(' ') };
}

async function contentsToTell(work: WorkPlace, assessed: Assessed): Promise<RunContents> {
  await work.fetch([assessed.context]);
  const record = await keptRecord(work, assessed);
  return { ...(await contextOf(filesOf(work))), record, recordSha256: assessed.recordSha256 };
}
