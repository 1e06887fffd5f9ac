import { differenceOf } from '../assess/difference.ts';
import type { RunDifference } from '../domain/difference.ts';
import type { Change, RunRecord } from '../domain/record.ts';
import { scopeText } from '../history/keys.ts';
import { contextOf, openPack } from '../pack/readPack.ts';
import { recordSha256Of } from '../pack/recordLines.ts';
import { moveText } from '../report/changeText.ts';
import { differenceText } from '../report/differenceText.ts';
import { EXCEL_LIMITS } from '../report/workbook/limits.ts';
import { subscriptionNames } from '../report/subscriptionNames.ts';
import { differenceSheets } from '../report/sheets/difference.ts';
import { writeWorkbook } from '../report/workbook.ts';
import { baselineOfPack, recordOnDisk } from './packEvidence.ts';
import { inLittleMemory } from './run/memory.ts';
import { quickCheck } from './verify/quickCheck.ts';
import { makeWholeFile, type NamedFile } from './wholeFile.ts';

interface Side {
  /** What was checked of the pack, and what was not. */
  readonly notice: string;
  readonly where: string;
  readonly runId: string;
  /** ISO 8601. */
  readonly asOf: string;
  readonly manifestSha256: string;
  /** In words. */
  readonly scope: string;
}

export interface PackComparison {
  readonly before: Side;
  readonly after: Side;
  readonly difference: RunDifference;
  /** The pack that was named first is the later one, by what the packs say of their time. */
  readonly turned: boolean;
  /** For a terminal. */
  readonly text: string;
}

/** The verdicts that moved, each with its move in words: `Compliant → Compliant – limited`. */
export function movesOf({ changes }: RunDifference): readonly (Change & { readonly moved: string })[] {
  return changes.map((change) => ({ ...change, moved: moveText(change) }));
}

/**
 * What moved from the earlier of two packs to the later, as they say it themselves: `verify` tells whether they may be believed.
 * @param xlsx where a workbook of the comparison goes
 * @param unverified compares packs whose names, hashes or signature do not agree as well
 * @throws PackReadError where a pack cannot be read
 */
export function diffPacks(
  path: string,
  otherPath: string,
  xlsx?: NamedFile,
  unverified = false,
): Promise<PackComparison> {
  return inLittleMemory(() => compared(path, otherPath, xlsx, unverified));
}

async function compared(
  path: string,
  otherPath: string,
  xlsx: NamedFile | undefined,
  unverified: boolean,
): Promise<PackComparison> {
  const [first, second] = [await readSide(path, unverified), await readSide(otherPath, unverified)];
  const turned = first.side.asOf > second.side.asOf;
  const [before, after] = turned ? [second, first] : [first, second];
  const difference = differenceOf(before, after);
  if (xlsx !== undefined) {
    const contents = {
      ...after.context,
      record: after.record,
      recordSha256: recordSha256Of(after.record),
      changes: difference.changes,
      observations: [],
      // eslint-disable-next-line require-yield -- the sheets of a comparison list no facts
      facts: async function* () {
        await Promise.resolve();
      },
      parts: [],
    };
    await makeWholeFile(xlsx, (to) =>
      writeWorkbook(contents, to, EXCEL_LIMITS, differenceSheets(before.side, difference)),
    );
  }
  return {
    before: before.side,
    after: after.side,
    difference,
    turned,
    text: differenceText(before.side, after.side, difference, (id) => {
      const name = subscriptionNames(after.record)(id);
      return name === id ? subscriptionNames(before.record)(id) : name;
    }),
  };
}

async function readSide(
  path: string,
  unverified: boolean,
): Promise<{
  readonly side: Side;
  readonly record: RunRecord;
  readonly baseline: object;
  readonly context: Awaited<ReturnType<typeof contextOf>>;
}> {
  const pack = await openPack(path);
  const notice = await quickCheck(pack, unverified);
  const { baseline } = await baselineOfPack(pack);
  const { runId, asOf } = pack.manifest;
  const record = await recordOnDisk(pack);
  return {
    side: { where: pack.where, runId, asOf, manifestSha256: pack.sha256, scope: scopeText(record.scope), notice },
    record,
    baseline,
    context: await contextOf(pack),
  };
}
