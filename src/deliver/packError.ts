/** A pack cannot be stored or read. One sentence with the remedy; `cause` holds what was thrown beneath. */
export class PackError extends Error {
  override readonly name: string = 'PackError';
}

/** What lies under this path is not what is to be stored there, or was exchanged or put away after it was stored. */
export class PackConflictError extends PackError {
  override readonly name = 'PackConflictError';
}
