import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { completionScript } from '../../src/cli/completion.ts';
import { everyCommand, unbrokenProgram } from '../../src/cli/program.ts';
import { temporaryFolder } from '../stage/temporaryFolder.ts';

const folder = temporaryFolder();
afterAll(() => folder.dispose());
const commands = everyCommand(unbrokenProgram());

describe('help', () => {
  test.each(commands.map((command) => [command.name(), command] as const))(
    'of %s says what everything is for',
    (_, command) => {
      const help = command.helpInformation();
      expect(help).not.toMatch(/\(default: (\[\]|false)\)/);
      for (const { description, long } of command.options) expect(description, long).not.toBe('');
      for (const { description } of command.registeredArguments) expect(description).not.toBe('');
      expect(help).toContain('--quiet');
      expect(help).toContain('--no-color');
    },
  );

  test.each(
    commands.filter((command) => command.commands.length === 0).map((command) => [command.name(), command] as const),
  )('of %s says once what its exit codes mean', (_, command) => {
    let text = '';
    command.configureOutput({ writeOut: (words) => (text += words) }).outputHelp();
    expect(text.match(/^Exit codes:\n {2}0 {2}/gm)).toHaveLength(1);
    // Commands to be copied stay whole.
    for (const line of text.split('\n').filter((one) => !one.includes('unbroken completion')))
      expect(line.length, line).toBeLessThanOrEqual(81);
  });

  test('of the program names where settings come from, and what shows more of an error', () => {
    let text = '';
    unbrokenProgram()
      .configureOutput({ writeOut: (words) => (text += words) })
      .outputHelp();
    expect(text.replaceAll(/\s+/g, ' ')).toContain(
      'flags, then UNBROKEN_… of the environment, then unbroken.config.json',
    );
    expect(text).toContain('UNBROKEN_DEBUG=1');
  });

  test('every result that a program may read has the same flags', () => {
    const names = ['run', 'verify', 'doctor', 'explain', 'diff', 'check', 'as-of', 'period', 'export', 'prune'];
    for (const name of names) {
      const command = commands.find((one) => one.name() === name);
      const output = command?.options.find(({ long }) => long === '--output');
      expect(output?.argChoices, name).toEqual(expect.arrayContaining(['table', 'json']));
      expect(
        command?.options.map(({ long }) => long),
        name,
      ).toContain('--json');
    }
    expect(
      commands.find((one) => one.name() === 'run')?.options.find(({ long }) => long === '--output')?.argChoices,
    ).toEqual(['table', 'json', 'csv']);
  });
});

describe('completion', () => {
  /** What bash offers for a line, the last word of which is being typed. */
  function offered(...words: readonly string[]): readonly string[] {
    const script = join(folder.path, 'completion.bash');
    writeFileSync(script, completionScript(unbrokenProgram(), 'bash'));
    const line = `source '${script}'; COMP_WORDS=(${['unbroken', ...words].map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length}; _unbroken; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return execFileSync('bash', ['-c', line], { encoding: 'utf8' })
      .split('\n')
      .filter((word) => word !== '')
      .sort();
  }

  test.skipIf(process.platform === 'win32')(
    'in bash knows commands, those below them, options and their values',
    () => {
      expect(offered('ver')).toEqual(['verify']);
      expect(offered('history', '')).toEqual(expect.arrayContaining(['as-of', 'export', 'period', 'prune', '--help']));
      expect(offered('history', 'per')).toEqual(['period']);
      expect(offered('run', '--sub')).toEqual(['--subscription']);
      expect(offered('run', '--zip', '--qu')).toEqual(['--quiet']);
      expect(offered('render', 'out/pack', '--format', '')).toEqual(['csv', 'html', 'json', 'oscal']);
      expect(offered('run', '--output', 'j')).toEqual(['json']);
      expect(offered('run', '--baseline', '')).toEqual([]);
      expect(offered('completion', 'f')).toEqual(['fish']);
    },
  );

  test.each(['bash', 'zsh', 'fish', 'powershell'] as const)('for %s names every command and every option', (shell) => {
    const script = completionScript(unbrokenProgram(), shell);
    for (const command of commands.slice(1)) {
      expect(script).toContain(command.name());
      for (const { long } of command.options)
        expect(script).toContain(shell === 'fish' ? `-l ${long?.slice(2) ?? '?'}` : long);
    }
    // No description may end a quotation of the shell.
    if (shell === 'fish') for (const line of script.split('\n')) expect(line.split("'").length % 2, line).toBe(1);
  });
});
