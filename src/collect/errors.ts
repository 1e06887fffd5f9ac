/** Azure does not accept the caller: nothing can be read, so the run stops. The message is one sentence with the remedy. */
export class CredentialError extends Error {
  override readonly name = 'CredentialError';
}

/** Collecting stops here for now; what was answered is kept, and the next slice continues from there. Not a failure. */
export class SliceOverError extends Error {
  override readonly name = 'SliceOverError';
}

/** What was asked about resolves to nothing that can be read. The message names the scope and the remedy. */
export class ScopeError extends Error {
  override readonly name = 'ScopeError';
}
