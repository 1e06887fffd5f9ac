import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Command, Option } from 'commander';
import { tryOutFile } from '../app/outFolder.ts';
import { FORMATS, renderPack, type Format } from '../app/renderPack.ts';
import { writeWholeFile } from '../app/wholeFile.ts';
import { terminalLine } from '../base/terminalText.ts';
import { FORCE, UNVERIFIED } from './terminal.ts';

interface RenderFlags {
  readonly format: Format;
  readonly output?: string;
  readonly force?: boolean;
  readonly unverified?: boolean;
}

/** `unbroken render`: a pack in another form. */
export function renderCommand(): Command {
  return new Command('render')
    .description(
      'Write a pack in another format: one HTML file, CSV (one row per verdict), JSON (the record), OSCAL assessment results.',
    )
    .argument('<pack>', 'the folder of one run, or its .zip')
    .addOption(new Option('--format <name>', 'the form').choices(FORMATS).makeOptionMandatory())
    .option('--output <file>', 'output file; default: standard output')
    .option('--force', FORCE)
    .option('--unverified', UNVERIFIED)
    .action(async (pack: string, { format, output, force = false, unverified = false }: RenderFlags) => {
      if (output !== undefined) await tryOutFile(output, '--output', force);
      const text = renderPack(pack, format, { unverified, notice });
      if (output === undefined) await pipeline(Readable.from(text), process.stdout, { end: false });
      else await writeWholeFile({ file: output, force }, text);
    });
}

/** Beside the form itself, which a program may read. */
function notice(sentence: string): void {
  process.stderr.write(`${terminalLine(sentence)}\n`);
}
