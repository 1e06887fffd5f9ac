import { terminalLine } from './terminalText.ts';

/**
 * A fault that may be told in several lines, each of which begins with words of ours. Any other is told in one line: text from elsewhere
 * must not begin a line of the output.
 */
export class LinesError extends Error {
  readonly lines: readonly string[];

  /** @param told a line, or several */
  constructor(told: string | readonly string[], options?: ErrorOptions) {
    const lines = (typeof told === 'string' ? [told] : told).map(terminalLine);
    super(lines.join('\n'), options);
    this.lines = lines;
  }
}
