import { fileFault } from '../base/fileFault.ts';
import { writeSync } from 'node:fs';
import { errorText } from '../base/errorText.ts';
import { LinesError } from '../base/linesError.ts';
import { terminalLine } from '../base/terminalText.ts';
import { EXIT } from './exitCodes.ts';

/**
 * If the reader of standard output goes away (`| head`), the rest need not be said: the program ends, as other shell
 * programs do, with the exit code that it has so far. Any other fault of the stream, such as a full disk behind `>`, ends it
 * in one sentence.
 */
export function endQuietlyWithoutReader(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit();
      endWith(new Error(`The output cannot be written (${fileFault(error)}).`, { cause: error }));
    });
}

/** A fault that nothing foresaw ends in one sentence as well: Node would print the line of the bundle, of hundreds of thousands of characters. */
export function endPlainlyOnFaults(): void {
  process.on('uncaughtException', endWith);
}

/** What is said of a fault, and where it came from for those who ask. */
export function faultText(error: unknown): string {
  const lines = error instanceof LinesError ? error.lines : [errorText(error)];
  const stack = process.env['UNBROKEN_DEBUG'] !== undefined && error instanceof Error ? stackOf(error) : '';
  return `unbroken: ${lines.map(terminalLine).join('\n')}\n${stack}`;
}

/** Only the places: what the fault says stands above, and may be a stranger's. */
function stackOf({ stack = '' }: Error): string {
  const places = stack.split('\n').filter((line) => /^ {4}at /.test(line));
  return places.map((line) => `${terminalLine(line)}\n`).join('');
}

function endWith(error: unknown): never {
  try {
    writeSync(process.stderr.fd, faultText(error));
  } catch {
    // Nobody can be told: the exit code says it.
  }
  process.exit(EXIT.failed);
}
