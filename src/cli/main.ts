import { Command, CommanderError } from 'commander';
import { CODE_VERSION } from '../app/version.ts';
import { baselineCommand } from './baseline.ts';
import { EXIT } from './exitCodes.ts';
import { demoCommand } from './demo.ts';
import { doctorCommand } from './doctor.ts';
import { diffCommand } from './diff.ts';
import { redactCommand } from './redact.ts';
import { explainCommand } from './explain.ts';
import { renderCommand } from './render.ts';
import { historyCommand } from './history.ts';
import { runCommand } from './run.ts';
import { verifyCommand } from './verify.ts';

const program = new Command('unbroken')
  .description('Proves, disk by disk, that Azure VM encryption holds through backup, restore and disaster recovery.')
  .version(CODE_VERSION)
  .addHelpText(
    'after',
    `
Exit codes: 0 every verdict is compliant or not applicable · 1 findings · 2 gaps (something could not be read or recognised)
            3 the run failed, a mail could not be sent, or it was called wrongly. The highest that applies.`,
  )
  .addCommand(runCommand())
  .addCommand(verifyCommand())
  .addCommand(doctorCommand())
  .addCommand(explainCommand())
  .addCommand(baselineCommand())
  .addCommand(diffCommand())
  .addCommand(renderCommand())
  .addCommand(redactCommand())
  .addCommand(historyCommand())
  .addCommand(demoCommand());

for (const command of [program, ...program.commands, ...program.commands.flatMap((own) => own.commands)])
  command.exitOverride().showHelpAfterError('(add --help for the options)');

async function main(): Promise<void> {
  try {
    await program.parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : EXIT.failed;
    else {
      process.stderr.write(`unbroken: ${error instanceof Error ? error.message : String(error)}\n`);
      if (process.env['UNBROKEN_DEBUG'] !== undefined && error instanceof Error)
        process.stderr.write(`${error.stack ?? ''}\n`);
      process.exitCode = EXIT.failed;
    }
  }
}

void main();
