import { tmpdir } from 'node:os';
import { NOTHING_CARRIED } from '../../domain/carried.ts';
import type { RunRecord } from '../../domain/record.ts';
import { scopeText } from '../../history/keys.ts';
import type { PackContext } from '../../pack/context.ts';
import { BESIDE_MANIFEST, FORMAT, PART } from '../../pack/parts.ts';
import { carriedOf, contextOf, eachObservation, openPack, recordHeadOf, type Pack } from '../../pack/readPack.ts';
import type { RecordHead } from '../../pack/recordLines.ts';
import { countOfFindings } from '../../report/findings.ts';
import type { PackContents } from '../../report/packContents.ts';
import { baselineOfPack, recordOnDisk } from '../packEvidence.ts';
import { giveBackMemory, inLittleMemory } from '../run/memory.ts';
import { roomOnDisk } from '../run/roomOnDisk.ts';
import { CODE_VERSION } from '../version.ts';
import { checkAnswers } from './answers.ts';
import { checkCarried } from './carried.ts';
import { followChain, type Chain } from './chain.ts';
import { otherRules, wordFor, type Word } from './conclusion.ts';
import { contentsOf } from './contents.ts';
import { trustsWithout } from './earlierRun.ts';
import { checkExcerpts } from './excerpts.ts';
import { checkManifest } from './manifest.ts';
import { inWordsOf } from './otherWords.ts';
import { checkParts } from './parts.ts';
import { checkPrevious, type Before } from './previous.ts';
import type { Recomputed } from './recompute.ts';
import { checkRecord } from './record.ts';
import { readPackRecord, type PackRecord } from './packRecord.ts';
import { checkReadme, checkRendering } from './rendering.ts';
import { checkSignature, readPublicKey, type Trusted } from './signature.ts';
import { Differences, guarded, type Step, type Wording } from './step.ts';
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
  /** File of the keys that the reader pinned; used for the pack's scope where no key is given. */
  readonly pins?: string | undefined;
  /** File of the certificates (PEM) above the timestamp authority that the reader trusts. */
  readonly timestampCa?: string | undefined;
  /** Leaves the workbook out, the costly part, where something before it has differed. */
  readonly stopAtFirst?: boolean;
}

export interface VerifyOutcome {
  readonly where: string;
  readonly runId: string;
  readonly asOf: string;
  /** As the run names it: what a key is pinned for. */
  readonly scope: string | undefined;
  readonly manifestSha256: string;
  /** Of the program that made the pack. */
  readonly madeBy: string;
  /** Of this program. */
  readonly checkedBy: string;
  readonly steps: readonly Step[];
  readonly word: Word;
  /** Checks that this program judges by another version; where there are any, the conclusions were not recomputed. */
  readonly otherRules: readonly string[];
  /** How much reads otherwise than this version writes it, of a pack that says that another made it; all else in it holds. */
  readonly wordings: number;
  /** The key or the hash that the reader brought fits the pack; false where anything differs. */
  readonly vouched: boolean;
  /** ISO 8601: when an authority that the reader trusts saw the manifest; undefined where that is not proven. */
  readonly stampedAt: string | undefined;
  /** True when no step found a difference and the conclusions were recomputed. */
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
  const contents = await checkContents(
    pack,
    chain,
    expected,
    trust,
    (steps) => early !== undefined && [early, chain.step, timestamp, ...steps].some(({ count }) => count > 0),
    pinned.length,
  );
  // Told first, done last: a record that was written once more, byte for byte, need not be looked through again.
  const parts = early ?? (await checkFiles(contents.isRecordComputed ? PART.record : undefined));
  const steps = [parts, chain.step, ...contents.steps, timestamp];
  // Each is a difference of its step where it was given and does not fit, or where the pack is unsigned.
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

interface Contents {
  readonly steps: readonly Step[];
  /** As the run names it; undefined where the record could not be read. */
  readonly scope: string | undefined;
  readonly trusted: Trusted | undefined;
  readonly otherRules: readonly string[];
  /** The record's file is what was written of the computed one. */
  readonly isRecordComputed: boolean;
}

async function checkContents(
  pack: Pack,
  chain: Chain,
  expected: string | undefined,
  trust: (scope: string) => Trusted | undefined,
  isEnough: (steps: readonly Step[]) => boolean,
  pinned: number,
): Promise<Contents> {
  let found: { readonly head: RecordHead; readonly context: PackContext } | undefined;
  const steps = [
    await guarded('manifest', async () => {
      const head = await recordHeadOf(pack);
      const context = await contextOf(pack);
      const baseline = await baselineOfPack(pack);
      // Nothing below reads on then.
      if (otherRules(head).length > 0) await recordOnDisk(pack);
      found = { head, context };
      return checkManifest(pack, head, baseline, context, expected);
    }),
  ];
  if (found === undefined)
    return { steps, otherRules: [], scope: undefined, trusted: undefined, isRecordComputed: false };
  const { head, context } = found;
  const scope = scopeText(head.scope);
  const trusted = trust(scope);
  let told: PackRecord | undefined;
  const checked = (rules: readonly string[] = []): Contents => ({
    steps,
    otherRules: rules,
    scope,
    trusted,
    isRecordComputed: told?.isComputed === true,
  });
  steps.push(await guarded('signature', () => checkSignature(pack, context.signed, trusted, pinned)));
  const changed = otherRules(head);
  // What follows would compare other rules' answers: an honest old pack must not look forged.
  if (changed.length > 0 || pack.manifest.schemaVersion < FORMAT) {
    steps.push(notRecomputed(head));
    return checked(changed);
  }
  let before: Before | undefined;
  // An earlier pack that was given and cannot be read is a difference, as is all else that is wrong with it.
  const wording: Wording = head.codeVersion === CODE_VERSION ? 'own' : 'another';
  const earlierRun = await guarded('previous', async () => {
    before = await readBefore(chain);
    return new Differences().step('previous', '');
  });
  const { earlier: carried } = await carriedOf(pack).catch(() => ({ earlier: NOTHING_CARRIED }));
  const first = pack.manifest.previousManifestSha256 === null;
  let again: Recomputed | undefined;
  /** What was computed, in the words of the record where another version wrote it. */
  let worded: RunRecord | undefined;
  const alone = (step: Step['about']): readonly string[] =>
    before === undefined
      ? trustsWithout(
          step,
          {
            record: head,
            context,
            carried,
            findings: () => {
              const record = again?.record ?? told?.record;
              return record === undefined ? 0 : countOfFindings(record);
            },
          },
          first,
        )
      : [];
  const runBefore = before?.record ?? (first ? 'none' : 'missing');
  const answers = await guarded('answers', async () => {
    const found = await checkAnswers(pack, head, context, runBefore, before, chain.packs[0]);
    again = found.again;
    return found.step;
  });
  steps.push(
    answers,
    await guarded('record', async () => {
      giveBackMemory();
      told = await readPackRecord(pack, again?.record);
      worded =
        again === undefined || wording === 'own' || told.isComputed
          ? again?.record
          : inWordsOf(again.record, told.record, roomOnDisk(tmpdir()).growAsIs);
      return checkRecord(pack, told, again, worded, wording, alone('record'));
    }),
    await guarded('previous', async () => {
      if (earlierRun.count > 0) return earlierRun;
      // A record that differs may say anything, as often as it likes.
      const record = worded ?? (told ??= await readPackRecord(pack, undefined)).record;
      return checkPrevious(pack, record, context, before, wording, alone('previous'));
    }),
  );
  const [computed, record, shown] = [again, told, worded];
  if (computed === undefined || record === undefined || shown === undefined || isEnough(steps)) return checked();
  let read: Promise<PackContents> | undefined;
  const contents = (): Promise<PackContents> =>
    (read ??= contentsOf(pack, record.sha256, context, { record: shown, estate: computed.estate }));
  steps.push(
    await guarded('carried', () => checkCarried(pack, computed, chain.packs[0], alone('carried'))),
    await guarded('texts', async () => checkReadme(pack, await contents(), wording)),
  );
  if (isEnough(steps)) return checked();
  giveBackMemory();
  steps.push(
    await guarded('workbook', async () => checkRendering(pack, await contents(), wording)),
    await guarded('excerpts', () => checkExcerpts(pack, context.excerpts ?? [], contents, wording)),
  );
  return checked();
}

/** Of a pack that was made under other rules nothing is held against Azure's answers, and whoever reads the word must not take it for that. */
function notRecomputed({ codeVersion }: RecordHead): Step {
  const differences = new Differences();
  differences.trust(
    `All that this pack concludes and shows – verdicts, counts, gaps, coverage, changes, workbook, ${PART.readme} and excerpts: none of it was held against the answers that it keeps.`,
  );
  differences.trust(`That version ${codeVersion} made it, and that this version had these checks.`);
  return differences.step('record', 'The conclusions were not recomputed.', false);
}

function pinnedFor(pinned: readonly PinnedKey[], scope: string): Trusted | undefined {
  const keys = pinsOf(pinned, scope).map(keyOf);
  return keys.length === 0 ? undefined : { how: 'pinned', keys };
}

/** @throws where the previous pack was given and cannot be read: its comparison must not pass for checked */
async function readBefore({ packs: [last] }: Chain): Promise<Before | undefined> {
  if (last === undefined) return undefined;
  const requestIds = new Set<string>();
  for await (const observation of eachObservation(last)) for (const id of observation.requestIds) requestIds.add(id);
  return {
    manifestSha256: last.sha256,
    record: await recordOnDisk(last),
    context: await contextOf(last),
    requestIds,
  };
}
