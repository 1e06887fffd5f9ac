/** Where the width of a terminal is not known. */
const USUAL_WIDTH = 80;

/**
 * A text below a command's help, as wide as the help itself. Wrapped lines align with the word after two or more spaces, or
 * with the line's beginning if there is none.
 */
export function helpBelow(text: string): () => string {
  const { isTTY, columns } = process.stdout;
  return () => `\n${wrapped(text, isTTY ? columns : USUAL_WIDTH)}`;
}

/** Meanings of exit codes, one in a line. */
export function exitCodes(meanings: Readonly<Record<number, string>>): string {
  return ['Exit codes:', ...Object.entries(meanings).map(([code, meaning]) => `  ${code}  ${meaning}`)].join('\n');
}

/** Of a run, and so of the program. */
export const RUN_EXIT_CODES = exitCodes({
  0: 'no findings, nothing undetermined',
  1: 'findings',
  2: 'something could not be determined: a gap, or an Unknown without an attestation',
  3: 'the run failed, a mail could not be sent, or the command line was invalid',
});

/** Each line in as many as it takes; a word longer than a line stays whole. */
function wrapped(text: string, width: number): string {
  return text
    .split('\n')
    .flatMap((line) => {
      const start = /^ *\S+(?: \S+)*? {2,}|^ */.exec(line)?.[0] ?? '';
      const indent = ' '.repeat(start.length);
      const lines = [start];
      for (const word of line.slice(start.length).split(' ')) {
        const last = lines.at(-1) ?? '';
        const isBegun = last.length > start.length;
        if (isBegun && last.length + 1 + word.length > width) lines.push(`${indent}${word}`);
        else lines[lines.length - 1] = `${last}${isBegun ? ' ' : ''}${word}`;
      }
      return lines;
    })
    .join('\n');
}
