import { Command, InvalidArgumentError } from 'commander';
import { verifyPack, type VerifyOutcome } from '../app/verify/verifyPack.ts';
import { EXIT } from './exitCodes.ts';
import { collect } from './scopeFlags.ts';
import { coloured, formOf, withForms } from './terminal.ts';

interface VerifyFlags {
  readonly previous?: readonly string[];
  readonly expect?: string;
  readonly key?: string;
}

function sha256(value: string): string {
  if (!/^[0-9a-f]{64}$/i.test(value))
    throw new InvalidArgumentError('Give the 64 hex digits of the SHA-256 that the mail of the run shows.');
  return value;
}

/** `unbroken verify`: what an auditor runs on a pack, without Azure. */
export function verifyCommand(): Command {
  const command = new Command('verify')
    .description(
      'Check an evidence pack offline: every hash, then every verdict computed again from the raw rows and compared with the record and the workbook.',
    )
    .argument('<pack>', 'the folder of one run, or its .zip')
    .option(
      '--previous <pack>',
      'an earlier pack of the same scope: checks the chain and the comparison (repeatable)',
      collect,
    )
    .option('--expect <sha256>', 'the SHA-256 of manifest.json, as the mail of the run shows it', sha256)
    .option('--key <file>', "the organisation's public key (PEM or JWK), got elsewhere than from the pack");
  return withForms(command)
    .addHelpText(
      'after',
      '\nExit codes: 0 everything agrees · 1 differences · 3 no pack, or one that cannot be opened.',
    )
    .action(async (pack: string, { previous = [], expect, key }: VerifyFlags, own: Command) => {
      const form = formOf(own);
      const outcome = await verifyPack({ pack, earlier: previous, expected: expect, key });
      if (form !== undefined)
        process.stdout.write(form === 'json' ? `${JSON.stringify(outcome)}\n` : verifiedAsText(outcome));
      process.exitCode = outcome.holds ? EXIT.clean : EXIT.findings;
    });
}

/** What was verified, what differs and what had to be taken on trust, for a person. */
export function verifiedAsText(outcome: VerifyOutcome): string {
  const lines = [
    `Pack ${outcome.where}`,
    `Run ${outcome.runId}, as of ${outcome.asOf}, made by version ${outcome.madeBy}`,
    '',
  ];
  for (const { verified, differences, count } of outcome.steps) {
    if (count === 0) {
      lines.push(`${coloured('green', '[agrees]')}  ${verified}`);
      continue;
    }
    for (const difference of differences) lines.push(`${coloured('red', '[DIFFERS]')} ${difference}`);
    if (count > differences.length)
      lines.push(`${coloured('red', '[DIFFERS]')} … and ${String(count - differences.length)} more like these.`);
  }
  const trusted = outcome.steps.flatMap((step) => step.notVerified);
  if (trusted.length > 0)
    lines.push('', 'Not verified, for nothing in the pack can show it:', ...trusted.map((text) => `- ${text}`));
  const total = outcome.steps.reduce((sum, step) => sum + step.count, 0);
  lines.push(
    '',
    outcome.holds
      ? 'VERIFIED: the conclusions of this pack follow from its evidence.'
      : `NOT VERIFIED: ${String(total)} ${total === 1 ? 'difference' : 'differences'}.`,
  );
  if (!outcome.holds && outcome.madeBy !== outcome.checkedBy)
    lines.push(
      `The pack was made by version ${outcome.madeBy} and checked by ${outcome.checkedBy}: rules and sheets may have changed in between. Check it with the version that made it before you draw conclusions.`,
    );
  return `${lines.join('\n')}\n`;
}
