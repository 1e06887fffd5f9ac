import { named } from '../../base/quotation.ts';
import { scopeText } from '../../history/keys.ts';
import { FORMAT, PART } from '../../pack/parts.ts';
import { contextOf, recordHeadOf, type Pack } from '../../pack/readPack.ts';
import type { RecordHead } from '../../pack/recordLines.ts';
import { baselineOfPack, recordOnDisk } from '../packEvidence.ts';
import type { Chain } from './chain.ts';
import { checkConclusions, type PackHead } from './checkConclusions.ts';
import { checkShown } from './checkShown.ts';
import { otherRules } from './conclusion.ts';
import { checkManifest } from './manifest.ts';
import { checkSignature, type Trusted } from './signature.ts';
import { Differences, guarded, type Step } from './step.ts';

/** An opened pack, and what it is checked with. */
export interface OpenedPack {
  readonly pack: Pack;
  /** The earlier packs that were given. */
  readonly chain: Chain;
  /** SHA-256 of the manifest as it was announced. */
  readonly expected: string | undefined;
  /** The keys that the reader trusts for a scope. */
  readonly trust: (scope: string) => Trusted | undefined;
  /** How many keys the reader has pinned, for any scope. */
  readonly pinned: number;
  /** Whether these steps found enough to skip the costly ones. */
  readonly isEnough: (steps: readonly Step[]) => boolean;
}

/** What is known beyond the pack's files, chain and timestamp. */
export interface CheckedContents {
  readonly steps: readonly Step[];
  /** As the run names it; undefined where the record could not be read. */
  readonly scope: string | undefined;
  readonly trusted: Trusted | undefined;
  readonly otherRules: readonly string[];
  /** The record's file is byte for byte that of the computed record. */
  readonly isRecordComputed: boolean;
}

export async function checkContents({
  pack,
  chain,
  expected,
  trust,
  pinned,
  isEnough,
}: OpenedPack): Promise<CheckedContents> {
  const { step, read } = await readHead(pack, expected);
  if (read === undefined)
    return { steps: [step], otherRules: [], scope: undefined, trusted: undefined, isRecordComputed: false };
  const { head, context } = read;
  const scope = scopeText(head.scope);
  const trusted = trust(scope);
  const steps = [step, await guarded('signature', () => checkSignature(pack, context.signed, trusted, pinned))];
  const changed = otherRules(head);
  const known = { scope, trusted, otherRules: changed };
  // The steps below would compare answers by different rules: an honest old pack must not look forged.
  if (changed.length > 0 || pack.manifest.schemaVersion < FORMAT)
    return { ...known, steps: [...steps, notRecomputed(head)], isRecordComputed: false };
  const concluded = await checkConclusions(pack, chain, read);
  steps.push(...concluded.steps);
  if (!isEnough(steps))
    steps.push(...(await checkShown(pack, chain, context, concluded, (more) => isEnough([...steps, ...more]))));
  return { ...known, steps, isRecordComputed: concluded.told?.isComputed === true };
}

async function readHead(
  pack: Pack,
  expected: string | undefined,
): Promise<{ readonly step: Step; readonly read: PackHead | undefined }> {
  let read: PackHead | undefined;
  const step = await guarded('manifest', async () => {
    const head = await recordHeadOf(pack);
    const context = await contextOf(pack);
    const baseline = await baselineOfPack(pack);
    // Then nothing below reads further.
    if (otherRules(head).length > 0) await recordOnDisk(pack);
    read = { head, context };
    return checkManifest(pack, head, baseline, context, expected);
  });
  return { step, read };
}

/** A pack made under other rules is not compared with Azure's answers, and the result must not suggest that it was. */
function notRecomputed({ codeVersion }: RecordHead): Step {
  const differences = new Differences();
  differences.trust(
    `All that this pack concludes and shows – verdicts, counts, gaps, coverage, changes, workbook, ${PART.readme} and excerpts: none of it was compared with the stored answers.`,
  );
  differences.trust(`That version ${named(codeVersion)} made it, and that this version had these checks.`);
  return differences.step('record', 'The conclusions were not recomputed.', false);
}
