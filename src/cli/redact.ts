import { withoutEnd } from '../base/withoutEnd.ts';
import { dirname } from 'node:path';
import { Command } from 'commander';
import { tryOutFolder } from '../app/outFolder.ts';
import { redactPack } from '../app/redact/redactPack.ts';
import { counted } from '../base/counted.ts';
import { say } from './terminal.ts';

interface RedactFlags {
  readonly output: string;
  readonly mapping?: string;
}

/** `unbroken redact`: a copy of a pack to share outside the organisation. */
export function redactCommand(): Command {
  return new Command('redact')
    .description('Copy a pack with names and ids replaced by stable pseudonyms; the copy is verified like any pack.')
    .argument('<pack>', 'the folder of one run, or its .zip')
    .requiredOption('--output <folder>', 'the folder for the copy; must not exist yet')
    .option('--mapping <file>', 'file for the mapping; default: <output>.pseudonyms.json')
    .action(
      async (
        pack: string,
        { output, mapping = `${withoutEnd(output, '/')}.pseudonyms.json` }: RedactFlags,
        own: Command,
      ) => {
        await tryOutFolder(dirname(output), '--output');
        await tryOutFolder(dirname(mapping), '--mapping');
        const { manifestSha256, replaced, verdicts } = await redactPack({ pack, output, mapping });
        say(
          own,
          `Copy:     ${output} (${counted(verdicts, 'verdict')}, the same as in the original)\nManifest: sha256 ${manifestSha256}\nMapping:  ${mapping} (${counted(replaced, 'name or id', 'names and ids')}): keep it inside the organisation.\n`,
        );
      },
    );
}
