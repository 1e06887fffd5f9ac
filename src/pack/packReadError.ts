import { terminalLine } from '../base/terminalText.ts';

/** A pack cannot be read at all. One sentence that names the file and the remedy; `cause` holds what was thrown beneath. */
export class PackReadError extends Error {
  override readonly name: string = 'PackReadError';

  /** @param message may hold what the pack says */
  constructor(message: string, options?: ErrorOptions) {
    super(terminalLine(message), options);
  }
}

/** The pack has no part of that name. */
export class MissingPartError extends PackReadError {
  override readonly name = 'MissingPartError';
}
