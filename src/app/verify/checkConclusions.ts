import { tmpdir } from 'node:os';
import { NOTHING_CARRIED } from '../../domain/carried.ts';
import type { RunRecord } from '../../domain/record.ts';
import type { PackContext } from '../../pack/context.ts';
import { carriedOf, contextOf, eachObservation, type Pack } from '../../pack/readPack.ts';
import type { RecordHead } from '../../pack/recordLines.ts';
import { countOfFindings } from '../../report/findings.ts';
import { recordOnDisk } from '../packEvidence.ts';
import { giveBackMemory } from '../run/memory.ts';
import { roomOnDisk } from '../run/roomOnDisk.ts';
import { CODE_VERSION } from '../version.ts';
import { checkAnswers } from './answers.ts';
import type { Chain } from './chain.ts';
import { trustsWithout } from './earlierRun.ts';
import { inWordsOf } from './otherWords.ts';
import { readPackRecord, type PackRecord } from './packRecord.ts';
import { checkPrevious, type Before } from './previous.ts';
import { checkRecord } from './record.ts';
import type { Recomputed } from './recompute.ts';
import { Differences, guarded, type Step, type Wording } from './step.ts';

/** What every step needs of a pack. */
export interface PackHead {
  readonly head: RecordHead;
  readonly context: PackContext;
}

/** What the answers of a pack lead to, beside what its record says. */
export interface Concluded {
  readonly steps: readonly Step[];
  /** Computed again from the answers; undefined where they could not be replayed. */
  readonly again: Recomputed | undefined;
  /** The record of the pack; undefined where it could not be read. */
  readonly told: PackRecord | undefined;
  /** What was computed, in the words of the record if another version wrote it. */
  readonly worded: RunRecord | undefined;
  readonly wording: Wording;
  /** What a step takes on trust if no earlier pack was given. */
  readonly alone: (step: Step['about']) => readonly string[];
}

/** Replays the answers, computes the record again, and compares it with the one in the pack and with the run before. */
export async function checkConclusions(pack: Pack, chain: Chain, { head, context }: PackHead): Promise<Concluded> {
  const wording: Wording = head.codeVersion === CODE_VERSION ? 'own' : 'another';
  const { before, step: earlierRun } = await readBefore(chain);
  const { earlier: carried } = await carriedOf(pack).catch(() => ({ earlier: NOTHING_CARRIED }));
  const isFirst = pack.manifest.previousManifestSha256 === null;
  let again: Recomputed | undefined;
  let told: PackRecord | undefined;
  let worded: RunRecord | undefined;
  const findings = (): number => {
    const record = again?.record ?? told?.record;
    return record === undefined ? 0 : countOfFindings(record);
  };
  const alone = (step: Step['about']): readonly string[] =>
    before === undefined ? trustsWithout(step, { record: head, context, carried, findings }, isFirst) : [];
  const answers = await guarded('answers', async () => {
    const runBefore = before?.record ?? (isFirst ? 'none' : 'missing');
    const found = await checkAnswers(pack, head, context, runBefore, before, chain.packs[0]);
    again = found.again;
    return found.step;
  });
  const record = await guarded('record', async () => {
    giveBackMemory();
    told = await readPackRecord(pack, again?.record);
    worded =
      again === undefined || wording === 'own' || told.isComputed
        ? again?.record
        : inWordsOf(again.record, told.record, roomOnDisk(tmpdir()).growAsIs);
    return checkRecord(pack, told, again, worded, wording, alone('record'));
  });
  const previous = await guarded('previous', async () => {
    if (earlierRun.count > 0) return earlierRun;
    // A record that differs may say anything, any number of times.
    const compared = worded ?? (told ??= await readPackRecord(pack, undefined)).record;
    return checkPrevious(pack, compared, context, before, wording, alone('previous'));
  });
  return { steps: [answers, record, previous], again, told, worded, wording, alone };
}

/** An earlier pack that was given but cannot be read is a difference: the comparison with it must not count as checked. */
async function readBefore({
  packs: [last],
}: Chain): Promise<{ readonly before: Before | undefined; readonly step: Step }> {
  let before: Before | undefined;
  const step = await guarded('previous', async () => {
    if (last !== undefined) before = await beforeOf(last);
    return new Differences().step('previous', '');
  });
  return { before, step };
}

async function beforeOf(last: Pack): Promise<Before> {
  const requestIds = new Set<string>();
  for await (const observation of eachObservation(last)) for (const id of observation.requestIds) requestIds.add(id);
  return {
    manifestSha256: last.sha256,
    record: await recordOnDisk(last),
    context: await contextOf(last),
    requestIds,
  };
}
