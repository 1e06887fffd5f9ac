/** A pack cannot be read at all. One sentence that names the file and the remedy; `cause` holds what was thrown beneath. */
export class PackReadError extends Error {
  override readonly name: string = 'PackReadError';
}

/** The pack has no part of that name. */
export class MissingPartError extends PackReadError {
  override readonly name = 'MissingPartError';
}
