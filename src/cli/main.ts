import { CommanderError } from 'commander';
import { giveBackFromNowOn } from '../app/run/memory.ts';
import { EXIT } from './exitCodes.ts';
import { endPlainlyOnFaults, endQuietlyWithoutReader, faultText } from './output.ts';
import { unbrokenProgram } from './program.ts';

async function main(): Promise<void> {
  endQuietlyWithoutReader();
  endPlainlyOnFaults();
  giveBackFromNowOn();
  try {
    await unbrokenProgram().parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : EXIT.failed;
    else {
      process.stderr.write(faultText(error));
      process.exitCode = EXIT.failed;
    }
  }
}

void main();
