import { styleText } from 'node:util';
import { Option, type Command } from 'commander';

type Style = Parameters<typeof styleText>[0];

/** Coloured where standard output shows colours: a terminal, and neither NO_COLOR nor --no-color. Never the only sign of anything. */
export function coloured(style: Style, text: string): string {
  return styleText(style, text, { stream: process.stdout });
}

/** What every command takes. */
export interface GlobalFlags {
  readonly quiet: boolean;
}

/** What a command did, for a person; nothing with `--quiet`. What a program asked for does not come this way. */
export function say(command: Command, text: string): void {
  if (!command.optsWithGlobals<GlobalFlags>().quiet) process.stdout.write(text);
}

/** Flags of the program itself, which may stand before or after a command. */
export function withGlobalFlags(program: Command): Command {
  return program
    .option('-q, --quiet', 'print only errors and the output of --output json or csv; rely on the exit code')
    .option('--no-color', 'no colours; so does NO_COLOR in the environment')
    .hook('preAction', (command) => {
      if (command.opts<{ color: boolean }>().color) return;
      process.env['NO_COLOR'] = '1';
      delete process.env['FORCE_COLOR'];
    });
}

/** Help of a flag that shows what the quick check would withhold. */
export const UNVERIFIED = 'also show a pack whose names, hashes or signature do not match';

/** Help of a flag that lets a file be overwritten. */
export const FORCE = 'overwrite the file if it exists';

/** For a person, for a program, for a spreadsheet. */
export type Form = 'table' | 'json' | 'csv';

interface FormFlags {
  readonly output: Form;
  readonly json: boolean;
}

/** `--output`, and `--json` for short. */
export function withForms(command: Command, csv?: string): Command {
  const forms: readonly Form[] = csv === undefined ? ['table', 'json'] : ['table', 'json', 'csv'];
  const words = `output format: table for people, json for programs${csv === undefined ? '' : `, csv for ${csv}`}`;
  return command
    .addOption(new Option('--output <form>', words).choices(forms).default('table'))
    .option('--json', 'as --output json');
}

/** The form that the flags ask for; undefined where nothing is to be said. */
export function formOf(command: Command): Form | undefined {
  const { output, json, quiet } = command.optsWithGlobals<FormFlags & GlobalFlags>();
  const form = json ? 'json' : output;
  return form === 'table' && quiet ? undefined : form;
}

/** Columns as wide as their widest cell, numbers to the right; the last runs free. The first row is the header. */
export function table(
  rows: readonly (readonly (string | number)[])[],
  paint?: (line: string, row: number) => string,
): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => String(row[column] ?? '').length)));
  const numeric = (rows[1] ?? []).map((cell) => typeof cell === 'number');
  const lines = rows.map((row, at) => {
    const cells = row.map((cell, column) => {
      const text = String(cell);
      if (numeric[column] === true) return text.padStart(widths[column] ?? 0);
      return column === row.length - 1 ? text : text.padEnd(widths[column] ?? 0);
    });
    const line = cells.join('  ').trimEnd();
    return paint === undefined ? line : paint(line, at);
  });
  return lines.join('\n');
}
