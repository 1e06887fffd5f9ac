import type { RunRecord } from '../../../domain/record.ts';
import { causeLines } from '../../../report/causes.ts';
import type { RunRequest } from '../../runRequest.ts';
import type { RunDependencies } from '../dependencies.ts';
import { keptRecord, type Assessed } from './assess.ts';
import type { InHand } from './begin.ts';
import type { Packed } from './pack.ts';
import type { Planned } from './plan.ts';
import { enter, type AtHand } from './stage.ts';
import type { WorkPlace } from './workPlace.ts';

/** Makes the run count: its verdicts, its findings, and last its row as Recorded. @throws ForkedChainError */
export async function history(
  dependencies: RunDependencies,
  _request: RunRequest,
  work: WorkPlace,
  soFar: { readonly begun: InHand; readonly planned: Planned; readonly assessed: Assessed; readonly packed: Packed },
  atHand?: AtHand,
): Promise<void> {
  const { begun, planned, assessed, packed } = soFar;
  await enter(dependencies, begun, 'history');
  if (dependencies.history === undefined || begun.claim === undefined) return;
  const record = atHand?.contents?.record ?? (await keptRecord(work, assessed));
  await dependencies.history.recordRun(
    begun.claim,
    record,
    {
      packPath: packed.packPath,
      workbookName: packed.workbook,
      manifestSha256: packed.manifest.sha256,
      previousRunId: planned.previous?.runId,
      previousManifestSha256: planned.previous?.manifestSha256,
      causes: causesOf(record),
    },
    planned.follows,
  );
}

function causesOf(record: RunRecord): string | undefined {
  const lines = causeLines(record);
  return lines.length === 0 ? undefined : lines.join('\n');
}
