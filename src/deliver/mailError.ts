/** Why a mail did not go, or may not have gone. One sentence; never holds a password. */
export class MailError extends Error {
  override readonly name = 'MailError';
  readonly kind: MailFault;
  /** notSent: it certainly did not go out. unknown: the connection broke after the message was handed over. */
  readonly outcome: 'notSent' | 'unknown';

  constructor(kind: MailFault, message: string, outcome: 'notSent' | 'unknown', options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
    this.outcome = outcome;
  }
}

export type MailFault =
  | 'settings'
  | 'unreachable'
  | 'timeout'
  | 'tls'
  | 'signIn'
  | 'senderRefused'
  | 'recipientRefused'
  | 'messageRefused'
  | 'tooLarge'
  | 'throttled'
  | 'broken';
