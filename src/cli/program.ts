import { Command } from 'commander';
import { CODE_VERSION } from '../app/version.ts';
import { baselineCommand } from './baseline.ts';
import { completionCommand } from './completion.ts';
import { demoCommand } from './demo.ts';
import { diffCommand } from './diff.ts';
import { doctorCommand } from './doctor.ts';
import { explainCommand } from './explain.ts';
import { historyCommand } from './history.ts';
import { redactCommand } from './redact.ts';
import { renderCommand } from './render.ts';
import { runCommand } from './run.ts';
import { withGlobalFlags } from './terminal.ts';
import { trustCommand } from './trust.ts';
import { verifyCommand } from './verify.ts';
import { exitCodes, helpBelow, RUN_EXIT_CODES } from './helpText.ts';

/** The whole command line. A wrong call throws a CommanderError once its message is written. */
export function unbrokenProgram(): Command {
  const program = withGlobalFlags(new Command('unbroken'))
    .description('Proves, disk by disk, that Azure VM encryption holds through backup, restore and disaster recovery.')
    .version(CODE_VERSION)
    .addHelpText(
      'after',
      helpBelow(`${RUN_EXIT_CODES}
The highest that applies; "run --fail-on findings" or "undetermined" narrows it. Other commands say in their help what theirs mean.

Settings:  flags, then UNBROKEN_… of the environment, then unbroken.config.json. UNBROKEN_DEBUG=1 adds the stack to an error.`),
    )
    .addCommand(runCommand())
    .addCommand(verifyCommand())
    .addCommand(trustCommand())
    .addCommand(doctorCommand())
    .addCommand(explainCommand())
    .addCommand(baselineCommand())
    .addCommand(diffCommand())
    .addCommand(renderCommand())
    .addCommand(redactCommand())
    .addCommand(historyCommand())
    .addCommand(demoCommand());
  program.addCommand(completionCommand(program));
  for (const command of everyCommand(program).filter(({ commands }) => commands.length > 0))
    command.helpCommand(false).addCommand(helpFor(command));
  for (const command of everyCommand(program)) {
    command
      .exitOverride()
      .showHelpAfterError('(add --help for the options)')
      .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'unbroken: ')) })
      .configureHelp({ showGlobalOptions: true });
    if (command.commands.length === 0 && !TELLS_MORE.has(command.name()))
      command.addHelpText('after', helpBelow(exitCodes({ 0: 'done', 3: 'not done, and why' })));
  }
  return program;
}

/** Commander's own shows all help for a command that is not there, and does not say so. */
function helpFor(parent: Command): Command {
  return new Command('help')
    .description('Show the help of a command.')
    .argument('[command]', 'the command to show help for; default: this one')
    .action((name?: string) => {
      const command = name === undefined ? parent : parent.commands.find((one) => one.name() === name);
      if (command === undefined) parent.error(`error: unknown command '${name ?? ''}'`, { exitCode: 3 });
      command.outputHelp();
    });
}

/** Commands whose exit code says more than whether they did their work; the help of each tells it. */
const TELLS_MORE = new Set(['run', 'verify', 'doctor', 'explain', 'check', 'init']);

/** A command and all below it. */
export function everyCommand(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}
