import { DeliveryError } from './deliveryError.ts';

/** Why a mail did not go, or may not have gone. */
export class MailError extends DeliveryError<MailFault> {
  override readonly name = 'MailError';
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
