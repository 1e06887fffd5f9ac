import { BESIDE_MANIFEST, PART } from '../../pack/parts.ts';
import { openPack, type Pack } from '../../pack/readPack.ts';
import { inLittleMemory } from '../run/memory.ts';
import { CODE_VERSION } from '../version.ts';
import { followChain } from './chain.ts';
import { checkContents } from './checkContents.ts';
import { wordFor, type Word } from './conclusion.ts';
import { checkParts } from './parts.ts';
import { readPublicKey, type Trusted } from './signature.ts';
import { guarded, type Step } from './step.ts';
import { checkTimestamp, readAuthorities } from './timestamp.ts';
import { keyOf, pinsOf, readPins, type PinnedKey } from './trustedKeys.ts';

export interface VerifyRequest {
  /** A folder or a `.zip`. */
  readonly pack: string;
  /** Earlier packs of the same scope, in any order. */
  readonly earlier: readonly string[];
  /** SHA-256 of the manifest as it was announced. */
  readonly expected?: string | undefined;
  /** File of the organisation's public key: PEM or JWK. */
  readonly key?: string | undefined;
  /** File of the keys that the reader pinned; used for the pack's scope if no key is given. */
  readonly pins?: string | undefined;
  /** File of the CA certificates (PEM) that the reader trusts for timestamps. */
  readonly timestampCa?: string | undefined;
  /** Skips the workbook, the costly part, if something before it differed. */
  readonly stopAtFirst?: boolean;
}

export interface VerifyOutcome {
  readonly where: string;
  readonly runId: string;
  readonly asOf: string;
  /** The scope as the run names it: what keys are pinned for. */
  readonly scope: string | undefined;
  readonly manifestSha256: string;
  /** Of the program that made the pack. */
  readonly madeBy: string;
  /** Of this program. */
  readonly checkedBy: string;
  readonly steps: readonly Step[];
  readonly word: Word;
  /** Checks of which this program has another version; if there are any, the conclusions were not recomputed. */
  readonly otherRules: readonly string[];
  /**
   * How many texts differ from how this version words them, in a pack that says another version made it; everything else in
   * it holds.
   */
  readonly wordings: number;
  /** The key or hash that the reader supplied fits the pack; false if anything differs. */
  readonly vouched: boolean;
  /** ISO 8601: when an authority that the reader trusts saw the manifest; undefined if that is not proven. */
  readonly stampedAt: string | undefined;
  /** True if no step found a difference and the conclusions were recomputed. */
  readonly holds: boolean;
}

/**
 * Checks a pack offline: its files, its chain, and that its record and workbook are what its raw rows give.
 * @throws PackReadError where the pack, or an earlier one, cannot be opened at all
 */
export function verifyPack(request: VerifyRequest): Promise<VerifyOutcome> {
  return inLittleMemory(() => verified(request));
}

async function verified({
  pack: path,
  earlier,
  expected,
  key,
  pins,
  timestampCa,
  stopAtFirst = false,
}: VerifyRequest): Promise<VerifyOutcome> {
  const pack = await openPack(path);
  const before: Pack[] = [];
  const given: Trusted | undefined = key === undefined ? undefined : { how: 'given', keys: [await readPublicKey(key)] };
  const pinned = pins === undefined ? [] : await readPins(pins);
  const trust = (scope: string): Trusted | undefined => given ?? pinnedFor(pinned, scope);
  for (const each of earlier) before.push(await openPack(each));
  const authorities = timestampCa === undefined ? undefined : await readAuthorities(timestampCa);
  const chain = await followChain(pack, before, BESIDE_MANIFEST);
  let stampedAt: string | undefined;
  const timestamp = await guarded('timestamp', async () => {
    const checked = await checkTimestamp(pack, authorities);
    stampedAt = checked.proven;
    return checked.step;
  });
  const checkFiles = (spelled?: string): Promise<Step> =>
    guarded('parts', () => checkParts(pack, BESIDE_MANIFEST, spelled));
  const early = stopAtFirst ? await checkFiles() : undefined;
  const contents = await checkContents({
    ...{ pack, chain, expected, trust },
    pinned: pinned.length,
    isEnough: (steps) => early !== undefined && [early, chain.step, timestamp, ...steps].some(({ count }) => count > 0),
  });
  // Listed first, done last: a record whose file is byte for byte the recomputed one need not be read again.
  const parts = early ?? (await checkFiles(contents.isRecordComputed ? PART.record : undefined));
  const steps = [parts, chain.step, ...contents.steps, timestamp];
  // Each is a difference of its step if it was given and does not fit, or if the pack is unsigned.
  const [signedByTrusted, announced] = [contents.trusted !== undefined, expected !== undefined];
  const word = wordFor(steps, { signedByTrusted, announced, otherRules: contents.otherRules });
  return {
    where: pack.where,
    runId: pack.manifest.runId,
    asOf: pack.manifest.asOf,
    scope: contents.scope,
    manifestSha256: pack.sha256,
    madeBy: pack.manifest.codeVersion,
    checkedBy: CODE_VERSION,
    steps,
    word,
    otherRules: contents.otherRules,
    wordings: steps.reduce((sum, step) => sum + step.wordings, 0),
    vouched: word !== 'DIFFERS' && (signedByTrusted || announced),
    stampedAt,
    holds: word === 'AUTHENTIC' || word === 'CONSISTENT',
  };
}

function pinnedFor(pinned: readonly PinnedKey[], scope: string): Trusted | undefined {
  const keys = pinsOf(pinned, scope).map(keyOf);
  return keys.length === 0 ? undefined : { how: 'pinned', keys };
}
