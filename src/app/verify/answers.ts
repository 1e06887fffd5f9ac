import { counted } from '../../base/counted.ts';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunRecord } from '../../domain/record.ts';
import { answersOf, type Pack } from '../../pack/readPack.ts';
import { replayAnswers, type Replayed, type RunBefore } from './recompute.ts';
import { Differences, type Step } from './step.ts';

/**
 * Each answer belongs to a question that follows from the answers before it, each raw row to one of them, and each observation
 * says what came.
 * @returns also what follows from them; undefined for a pack that keeps rows only
 */
export async function checkAnswers(
  pack: Pack,
  record: RunRecord,
  previous: RunBefore,
): Promise<{ readonly step: Step; readonly again: Replayed | undefined }> {
  const differences = new Differences();
  const kept = await answersOf(pack);
  if (kept === undefined)
    return { step: differences.step('answers', 'The pack keeps no answers but rows.'), again: undefined };
  const folder = await mkdtemp(join(tmpdir(), 'unbroken-verify-'));
  try {
    const again = await replayAnswers(pack, kept, record, previous, folder);
    for (const fault of again.faults) differences.add(fault);
    const step = differences.step(
      'answers',
      `${counted(again.questions, 'question')} were put again to the answers that the pack keeps; each was asked, each answer and each of ${counted(again.rows, 'raw row')} belongs to one.`,
    );
    return { step, again };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
