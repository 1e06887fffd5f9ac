import { CommanderError } from 'commander';
import { giveBackFromNowOn } from '../app/run/memory.ts';
import { errorText } from '../base/errorText.ts';
import { terminalLines } from '../base/terminalText.ts';
import { EXIT } from './exitCodes.ts';
import { endQuietlyWithoutReader } from './output.ts';
import { unbrokenProgram } from './program.ts';

async function main(): Promise<void> {
  endQuietlyWithoutReader();
  giveBackFromNowOn();
  try {
    await unbrokenProgram().parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : EXIT.failed;
    else {
      process.stderr.write(`unbroken: ${terminalLines(errorText(error))}\n`);
      if (process.env['UNBROKEN_DEBUG'] !== undefined && error instanceof Error)
        process.stderr.write(`${error.stack ?? ''}\n`);
      process.exitCode = EXIT.failed;
    }
  }
}

void main();
