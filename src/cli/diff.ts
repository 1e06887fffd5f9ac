import { Command } from 'commander';
import { diffPacks } from '../app/diffPacks.ts';

interface DiffFlags {
  readonly xlsx?: string;
  readonly json: boolean;
}

/** `unbroken diff`: what moved from one evidence pack to another. */
export function diffCommand(): Command {
  return new Command('diff')
    .description(
      'Show what moved from one evidence pack to another: verdicts with their cause, population, baseline, gaps.',
    )
    .argument('<before>', 'the earlier pack: a folder or a .zip')
    .argument('<after>', 'the later pack')
    .option('--xlsx <file>', 'also write the comparison as a workbook')
    .option('--json', 'print everything as JSON, for machines', false)
    .action(async (before: string, after: string, { xlsx, json }: DiffFlags) => {
      const { text, ...comparison } = await diffPacks(before, after, xlsx);
      process.stdout.write(json ? `${JSON.stringify(comparison)}\n` : text);
    });
}
