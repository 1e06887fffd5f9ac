/** Where in a query something is wrong. */
export interface KqlFault {
  /** Resource Graph's code for the detail, e.g. `ParserFailure`. */
  readonly code: string;
  readonly message: string;
  /** 1-based. */
  readonly line: number;
  /** 0-based, as in Resource Graph's `characterPositionInLine`. */
  readonly character: number;
  /** The words at that place. */
  readonly token: string;
}

/** A query that Resource Graph, or this simulator of it, cannot run. */
export class KqlError extends Error {
  readonly faults: readonly KqlFault[];

  constructor(faults: readonly KqlFault[], options?: ErrorOptions) {
    super(faults.map(({ line, character, message }) => `${line}:${character + 1} ${message}`).join('\n'), options);
    this.name = 'KqlError';
    this.faults = faults;
  }
}

/** Thrown while compiling, before the place in the text is known as line and character. */
export class UnsupportedKqlError extends Error {
  readonly start: number;
  readonly token: string;

  constructor(what: string, token: string, start: number) {
    super(`${what} '${token}' is not supported by this simulator of Resource Graph.`);
    this.name = 'UnsupportedKqlError';
    this.start = start;
    this.token = token;
  }
}

export function placeOf(text: string, start: number): { readonly line: number; readonly character: number } {
  const before = text.slice(0, Math.max(0, start));
  const lastBreak = before.lastIndexOf('\n');
  return { line: before.split('\n').length, character: before.length - lastBreak - 1 };
}
