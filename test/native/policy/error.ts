/** What an interpreter does that does not know a rule: it stops. A condition is never skipped. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError';
}
