import { named } from '../base/quotation.ts';
import { Command, InvalidArgumentError } from 'commander';
import { meaningOf } from '../app/verify/conclusion.ts';
import type { Step } from '../app/verify/step.ts';
import { verifyPack, type VerifyOutcome } from '../app/verify/verifyPack.ts';
import { forTerminal, terminalJson } from '../base/terminalText.ts';
import { EXIT } from './exitCodes.ts';
import { collect } from './scopeFlags.ts';
import { coloured, formOf, withForms } from './terminal.ts';
import { pinsFile } from './trust.ts';
import { exitCodes, helpBelow } from './helpText.ts';

interface VerifyFlags {
  readonly previous?: readonly string[];
  readonly expect?: string;
  readonly key?: string;
  readonly timestampCa?: string;
  readonly require?: readonly Wanted[];
}

/** What the reader may insist on. */
const WANTED = ['authentic', 'consistent', 'timestamp'] as const;
type Wanted = (typeof WANTED)[number];

function required(value: string, before: readonly Wanted[] = []): readonly Wanted[] {
  const one = WANTED.find((word) => word === value);
  if (one === undefined) throw new InvalidArgumentError(`Give ${WANTED.join(', ')}.`);
  return [...before, one];
}

function sha256(value: string): string {
  if (!/^[0-9a-f]{64}$/i.test(value))
    throw new InvalidArgumentError('Enter the 64 hex digits of the SHA-256 shown in the run’s email.');
  return value;
}

/** `unbroken verify`: what an auditor runs on a pack, without Azure. */
export function verifyCommand(): Command {
  const command = new Command('verify')
    .description(
      'Check an evidence pack offline: verify every hash, recompute every verdict from the raw rows, and compare with the record and the workbook.',
    )
    .argument('<pack>', 'the folder of one run, or its .zip')
    .option(
      '--previous <pack>',
      'an earlier pack of the same scope: checks the chain and the comparison (repeatable)',
      collect,
    )
    .option('--expect <sha256>', 'the SHA-256 of manifest.json, as shown in the run’s email', sha256)
    .option('--key <file>', "the organisation's public key (PEM or JWK), obtained independently of the pack")
    .option('--timestamp-ca <file>', 'CA certificates (PEM) you trust for timestamps')
    .option(
      '--require <word>',
      'exit with 2 unless … authentic: a key or hash you supplied vouches for the pack; consistent: its conclusions follow from its evidence, word for word; timestamp: an authority under --timestamp-ca vouches for its time (repeatable)',
      required,
    );
  return withForms(command)
    .addHelpText(
      'after',
      helpBelow(
        `The first word of the answer:
  AUTHENTIC   the conclusions follow from the evidence, and the key (--key, or pinned with "unbroken trust add") or hash (--expect) fits
  CONSISTENT  the conclusions follow from the evidence; who made the pack is not proven
  INTACT      the pack says another version made it; hashes and chain hold. If its checks had other versions, the conclusions were
              not recomputed; otherwise they follow from the evidence and only wording differs
  DIFFERS     something in the pack is not as it should be

${exitCodes({
  0: 'AUTHENTIC or CONSISTENT',
  1: 'DIFFERS',
  2: 'INTACT, or what --require asks for is missing',
  3: 'no pack, or one that cannot be opened',
})}`,
      ),
    )
    .action(async (pack: string, flags: VerifyFlags, own: Command) => {
      const { previous = [], expect, key, timestampCa, require = [] } = flags;
      const form = formOf(own);
      const outcome = await verifyPack({
        pack,
        earlier: previous,
        expected: expect,
        key,
        pins: pinsFile(),
        timestampCa,
      });
      if (form !== undefined)
        process.stdout.write(form === 'json' ? `${terminalJson(outcome)}\n` : verifiedAsText(outcome));
      process.exitCode = exitCodeOf(outcome, require);
    });
}

function exitCodeOf({ word, stampedAt }: VerifyOutcome, require: readonly Wanted[]): number {
  if (word === 'DIFFERS') return EXIT.findings;
  const lacks =
    (require.includes('authentic') && word !== 'AUTHENTIC') ||
    (require.includes('timestamp') && stampedAt === undefined);
  return word === 'INTACT' || lacks ? EXIT.gaps : EXIT.clean;
}

/** What was verified, what differs and what had to be taken on trust, for a person. */
export function verifiedAsText(found: VerifyOutcome): string {
  const outcome = forTerminal(found);
  const { word, otherRules, wordings, madeBy, checkedBy } = outcome;
  const total = outcome.steps.reduce((sum, step) => sum + step.count, 0);
  const lines = [
    `${coloured(word === 'DIFFERS' ? 'red' : word === 'INTACT' ? 'yellow' : 'green', word)}: ${meaningOf(outcome)}`,
    '',
    `Pack ${outcome.where}`,
    `Run ${named(outcome.runId)}, as of ${outcome.asOf}, made by version ${named(madeBy)}`,
    ...(outcome.scope === undefined ? [] : [`Scope ${outcome.scope}`]),
    '',
  ];
  if (word === 'INTACT' && otherRules.length > 0)
    lines.push(
      `Other rules: ${otherRules.join(', ')}.`,
      `To recompute its conclusions, verify it with version ${named(madeBy)}; this is ${checkedBy}.`,
      '',
    );
  if (word === 'INTACT' && wordings > 0)
    lines.push(
      `The texts below prove nothing: anyone who altered a text only has to name another version. To compare them, verify the pack with version ${named(madeBy)}.`,
      '',
    );
  if (total > 0 && madeBy !== checkedBy)
    lines.push(
      `The pack was made by version ${named(madeBy)}; this is ${checkedBy}, which may word or lay out sheets differently. Check it with the version that made it before you draw conclusions.`,
      '',
    );
  lines.push(...outcome.steps.flatMap(stepLines));
  const trusted = outcome.steps.flatMap((step) => step.notVerified);
  if (trusted.length > 0) lines.push('', 'What this pack cannot prove:', ...trusted.map((text) => `- ${text}`));
  if (total > 0) lines.push('', `${String(total)} ${total === 1 ? 'difference' : 'differences'}.`);
  return `${lines.join('\n')}\n`;
}

/** Wordings of one step that a person is told; a program gets more. */
const WORDINGS_SHOWN = 20;

function stepLines({ verified, checked, differences, count, worded, wordings }: Step): readonly string[] {
  const told = (mark: string, sentences: readonly string[], total: number, end: string): readonly string[] => [
    ...sentences.map((sentence) => `${mark} ${sentence}`),
    ...(total > sentences.length ? [`${mark} … and ${String(total - sentences.length)} more${end}.`] : []),
  ];
  if (count === 0 && wordings === 0)
    return [`${checked ? coloured('green', '[agrees] ') : coloured('dim', '[skipped]')} ${verified}`];
  return [
    ...told(coloured('red', '[DIFFERS]'), differences, count, ' like these'),
    ...told(coloured('yellow', '[worded] '), worded.slice(0, WORDINGS_SHOWN), wordings, ', which --json lists'),
  ];
}
