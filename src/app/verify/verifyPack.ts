import type { KeyObject } from 'node:crypto';
import { NOTHING_CARRIED } from '../../domain/carried.ts';
import type { RunRecord } from '../../domain/record.ts';
import type { PackContext } from '../../pack/context.ts';
import { SIGNATURE } from '../../pack/parts.ts';
import { carriedOf, contextOf, openPack, recordOf, type Pack } from '../../pack/readPack.ts';
import type { PackContents } from '../../report/packContents.ts';
import { baselineOfPack } from '../packEvidence.ts';
import { CODE_VERSION } from '../version.ts';
import { checkCarried } from './carried.ts';
import { followChain, type Chain } from './chain.ts';
import { contentsOf } from './contents.ts';
import { trustsWithout } from './earlierRun.ts';
import { checkExcerpts } from './excerpts.ts';
import { checkManifest } from './manifest.ts';
import { checkParts } from './parts.ts';
import { checkPrevious, type Before } from './previous.ts';
import { recompute, type Recomputed } from './recompute.ts';
import { checkRecord } from './record.ts';
import { checkReadme, checkRendering } from './rendering.ts';
import { checkSignature, readPublicKey } from './signature.ts';
import { guarded, type Step } from './step.ts';

export interface VerifyRequest {
  /** A folder or a `.zip`. */
  readonly pack: string;
  /** Earlier packs of the same scope, in any order. */
  readonly earlier: readonly string[];
  /** SHA-256 of the manifest as it was announced. */
  readonly expected?: string | undefined;
  /** File of the organisation's public key: PEM or JWK. */
  readonly key?: string | undefined;
  /** Leaves the workbook out, the costly part, where something before it has differed. */
  readonly stopAtFirst?: boolean;
}

export interface VerifyOutcome {
  readonly where: string;
  readonly runId: string;
  readonly asOf: string;
  readonly manifestSha256: string;
  /** Of the program that made the pack. */
  readonly madeBy: string;
  /** Of this program. */
  readonly checkedBy: string;
  readonly steps: readonly Step[];
  /** True when no step found a difference. */
  readonly holds: boolean;
}

/**
 * Checks a pack offline: its files, its chain, and that its record and workbook are what its raw rows give.
 * @throws PackReadError where the pack, or an earlier one, cannot be opened at all
 */
export async function verifyPack({
  pack: path,
  earlier,
  expected,
  key,
  stopAtFirst = false,
}: VerifyRequest): Promise<VerifyOutcome> {
  const pack = await openPack(path);
  const before: Pack[] = [];
  const trusted = key === undefined ? undefined : await readPublicKey(key);
  for (const each of earlier) before.push(await openPack(each));
  const steps: Step[] = [await guarded('parts', () => checkParts(pack, [SIGNATURE]))];
  const chain = await followChain(pack, before, [SIGNATURE]);
  steps.push(chain.step, ...(await checkContents(pack, chain, expected, trusted, stopAtFirst)));
  return {
    where: pack.where,
    runId: pack.manifest.runId,
    asOf: pack.manifest.asOf,
    manifestSha256: pack.sha256,
    madeBy: pack.manifest.codeVersion,
    checkedBy: CODE_VERSION,
    steps,
    holds: steps.every((step) => step.count === 0),
  };
}

async function checkContents(
  pack: Pack,
  chain: Chain,
  expected: string | undefined,
  trusted: KeyObject | undefined,
  stopAtFirst: boolean,
): Promise<readonly Step[]> {
  let found: { readonly record: RunRecord; readonly context: PackContext } | undefined;
  const steps = [
    await guarded('manifest', async () => {
      const record = await recordOf(pack);
      const context = await contextOf(pack);
      const baseline = await baselineOfPack(pack);
      found = { record, context };
      return checkManifest(pack, record, baseline, context, expected);
    }),
  ];
  if (found === undefined) return steps;
  const { record, context } = found;
  steps.push(await guarded('signature', () => checkSignature(pack, context.signed, trusted)));
  const before = await readBefore(chain);
  const { earlier: carried } = await carriedOf(pack).catch(() => ({ earlier: NOTHING_CARRIED }));
  const isAlone = pack.manifest.previousManifestSha256 !== null && before === undefined;
  const alone = (step: Step['about']): readonly string[] =>
    isAlone ? trustsWithout(step, { record, context, carried }) : [];
  let again: Recomputed | undefined;
  steps.push(
    await guarded('record', async () => {
      const first = pack.manifest.previousManifestSha256 === null;
      again = await recompute(pack, record, before?.record ?? (first ? 'none' : 'missing'));
      return checkRecord(pack, record, again, alone('record'));
    }),
    await guarded('previous', () => Promise.resolve(checkPrevious(record, context, before, alone('previous')))),
  );
  const computed = again;
  const enough = (): boolean => stopAtFirst && steps.some(({ count }) => count > 0);
  if (computed === undefined || enough()) return steps;
  let read: Promise<PackContents> | undefined;
  const contents = (): Promise<PackContents> => (read ??= contentsOf(pack, record, context, computed));
  steps.push(
    await guarded('carried', () => checkCarried(pack, computed, chain.packs[0], alone('carried'))),
    await guarded('texts', async () => checkReadme(pack, await contents())),
  );
  if (enough()) return steps;
  steps.push(
    await guarded('workbook', async () => checkRendering(pack, await contents())),
    await guarded('excerpts', () => checkExcerpts(pack, context.excerpts ?? [], contents)),
  );
  return steps;
}

/** @throws where the previous pack was given and cannot be read: its comparison must not pass for checked */
async function readBefore({ packs: [last] }: Chain): Promise<Before | undefined> {
  if (last === undefined) return undefined;
  return { manifestSha256: last.sha256, record: await recordOf(last), context: await contextOf(last) };
}
