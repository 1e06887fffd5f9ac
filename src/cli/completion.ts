import { Argument, Command, type Option } from 'commander';

const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;
type Shell = (typeof SHELLS)[number];

/** `unbroken completion`: a script for the shell, made from the commands themselves. */
export function completionCommand(program: Command): Command {
  return new Command('completion')
    .description('Print a completion script for commands, options and their values in your shell.')
    .addArgument(new Argument('<shell>', 'your shell').choices(SHELLS))
    .addHelpText(
      'after',
      `
  bash        unbroken completion bash > ~/.local/share/bash-completion/completions/unbroken
  zsh         unbroken completion zsh > "\${fpath[1]}/_unbroken"
  fish        unbroken completion fish > ~/.config/fish/completions/unbroken.fish
  PowerShell  unbroken completion powershell >> $PROFILE`,
    )
    .action((shell: Shell) => {
      process.stdout.write(completionScript(program, shell));
    });
}

/** What may follow a command: `''` for the program itself, `history as-of` for a command below one. */
interface Level {
  readonly path: string;
  /** Commands and options, with what they are for. */
  readonly words: readonly { readonly word: string; readonly about: string }[];
  /** Values by option, where only some are allowed. */
  readonly values: readonly { readonly option: string; readonly values: readonly string[] }[];
  /** Options that take a value of any kind: files are offered. */
  readonly free: readonly string[];
}

export function completionScript(program: Command, shell: Shell): string {
  const levels = levelsOf(program, '', program.options);
  return { bash, zsh, fish, powershell }[shell](levels);
}

function levelsOf(command: Command, path: string, common: readonly Option[]): readonly Level[] {
  const help = { word: '--help', about: 'show the help' };
  const options = [...new Set([...command.options, ...common])];
  const withChoices = options.filter(({ argChoices }) => argChoices !== undefined);
  const level: Level = {
    path,
    words: [
      ...command.commands.map((below) => ({ word: below.name(), about: below.description() })),
      ...command.registeredArguments.flatMap(({ argChoices = [], description }) =>
        argChoices.map((word) => ({ word, about: description })),
      ),
      ...options.flatMap(({ long, description }) => (long === undefined ? [] : [{ word: long, about: description }])),
      help,
    ],
    values: withChoices.map(({ long, argChoices = [] }) => ({ option: long ?? '', values: argChoices })),
    free: options.filter((option) => option.required && option.argChoices === undefined).map(({ long }) => long ?? ''),
  };
  const inside = (below: Command): readonly Level[] => levelsOf(below, `${path} ${below.name()}`.trim(), common);
  return [level, ...command.commands.flatMap(inside)];
}

const wordsOf = ({ words }: Level): string => words.map(({ word }) => word).join(' ');

/** The path so far: words of the line that are commands. */
function bash(levels: readonly Level[]): string {
  return `# unbroken completion bash
_unbroken() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} path='' word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "\${path:+$path }$word" in ${pathPattern(levels)}) path="\${path:+$path }$word" ;; esac
  done
  case "$path $prev" in
${levels.flatMap(({ path, values }) => values.map(({ option, values: own }) => `    '${path} ${option}') COMPREPLY=($(compgen -W '${own.join(' ')}' -- "$cur")); return ;;`)).join('\n')}
${levels
  .filter(({ free }) => free.length > 0)
  .map(({ path, free }) => `    ${free.map((option) => `'${path} ${option}'`).join('|')}) COMPREPLY=(); return ;;`)
  .join('\n')}
  esac
  case "$path" in
${levels.map((level) => `    '${level.path}') COMPREPLY=($(compgen -W '${wordsOf(level)}' -- "$cur")) ;;`).join('\n')}
  esac
}
complete -o default -o bashdefault -F _unbroken unbroken
`;
}

function zsh(levels: readonly Level[]): string {
  return `#compdef unbroken
# unbroken completion zsh
_unbroken() {
  local cur=\${words[CURRENT]} prev=\${words[CURRENT-1]} path_='' word
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "\${path_:+$path_ }$word" in ${pathPattern(levels)}) path_="\${path_:+$path_ }$word" ;; esac
  done
  local -a found
  case "$path_ $prev" in
${levels.flatMap(({ path, values }) => values.map(({ option, values: own }) => `    '${path} ${option}') compadd -- ${own.join(' ')}; return ;;`)).join('\n')}
${levels
  .filter(({ free }) => free.length > 0)
  .map(({ path, free }) => `    ${free.map((option) => `'${path} ${option}'`).join('|')}) _files; return ;;`)
  .join('\n')}
  esac
  case "$path_" in
${levels.map(({ path, words }) => `    '${path}') found=(${words.map(({ word, about }) => `'${word}:${quiet(about)}'`).join(' ')}) ;;`).join('\n')}
  esac
  _describe 'unbroken' found
  [[ $cur == -* ]] || _files
}
if [ "$funcstack[1]" = '_unbroken' ]; then _unbroken; else compdef _unbroken unbroken; fi
`;
}

function fish(levels: readonly Level[]): string {
  const lines = levels.flatMap(({ path, words, values, free }) => {
    const when = `-n '__unbroken_at "${path}"'`;
    return words.map(({ word, about }) => {
      const allowed = values.find(({ option }) => option === word)?.values;
      const value = allowed === undefined ? (free.includes(word) ? ' -r' : '') : ` -x -a '${allowed.join(' ')}'`;
      const name = word.startsWith('--') ? `-l ${word.slice(2)}${value}` : `-a ${word}`;
      return `complete -c unbroken ${when} ${name} -d '${quiet(about)}'`;
    });
  });
  return `# unbroken completion fish
function __unbroken_at
  set -l at ''
  for word in (commandline -opc)[2..]
    set -l next (string trim "$at $word")
    switch "$next"
      case ${levels
        .filter(({ path }) => path !== '')
        .map(({ path }) => `'${path}'`)
        .join(' ')}
        set at "$next"
    end
  end
  test "$at" = "$argv[1]"
end
${lines.join('\n')}
`;
}

function powershell(levels: readonly Level[]): string {
  const entries = levels.map(({ path, words, values }) => {
    const known = values.map(
      ({ option, values: own }) => `'${option}' = @(${own.map((value) => `'${value}'`).join(', ')})`,
    );
    return `  '${path}' = @{ Words = @(${words.map(({ word }) => `'${word}'`).join(', ')}); Values = @{ ${known.join('; ')} } }`;
  });
  return `# unbroken completion powershell
$UnbrokenLevels = @{
${entries.join('\n')}
}
Register-ArgumentCompleter -Native -CommandName unbroken -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $before = @($commandAst.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object { $_.ToString() })
  $path = ''
  foreach ($word in $before | Select-Object -Skip 1) {
    $next = "$path $word".Trim()
    if ($UnbrokenLevels.ContainsKey($next)) { $path = $next }
  }
  $level = $UnbrokenLevels[$path]
  $last = if ($before.Count -gt 0) { $before[-1] } else { '' }
  $offered = if ($level.Values.ContainsKey($last)) { $level.Values[$last] } else { $level.Words }
  $offered | Where-Object { $_ -like "$wordToComplete*" } | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
}
`;
}

function pathPattern(levels: readonly Level[]): string {
  return levels
    .filter(({ path }) => path !== '')
    .map(({ path }) => `'${path}'`)
    .join('|');
}

/** A description within single quotes of a shell, and without what zsh takes for an end of a word. */
function quiet(about: string): string {
  return (about.split(/[.:;](?:\s|$)/)[0] ?? '').replaceAll("'", '’').replaceAll(':', '\\:');
}
