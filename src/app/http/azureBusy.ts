/** Azure is too busy, or does not answer. Answered as HTTP 503; the message says when to ask again. */
export class AzureBusyError extends Error {
  override readonly name = 'AzureBusyError';
  /** Seconds until it is worth asking again. */
  readonly retryAfter: number;

  constructor(message: string, retryAfter: number, options?: ErrorOptions) {
    super(message, options);
    this.retryAfter = retryAfter;
  }
}
