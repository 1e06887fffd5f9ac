/** Why something did not reach somebody, or may not have. One sentence; never holds a password or a secret address. */
export class DeliveryError<Fault extends string = string> extends Error {
  override readonly name: string = 'DeliveryError';
  readonly kind: Fault;
  /** notSent: it certainly did not go out. unknown: the connection broke after the message was handed over. */
  readonly outcome: 'notSent' | 'unknown';

  constructor(kind: Fault, message: string, outcome: 'notSent' | 'unknown', options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
    this.outcome = outcome;
  }
}
