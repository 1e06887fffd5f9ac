/** A pack cannot be stored or read. One sentence with the remedy; `cause` holds what was thrown beneath. */
export class PackError extends Error {
  override readonly name: string = 'PackError';
}

/** Something else lies under this path already. Evidence is never overwritten. */
export class PackConflictError extends PackError {
  override readonly name = 'PackConflictError';
}
