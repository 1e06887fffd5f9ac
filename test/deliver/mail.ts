import { expect } from 'vitest';
import { MailError } from '../../src/deliver/mailError.ts';
import { messageIdOf } from '../../src/deliver/smtp.ts';
import type { OutgoingMail } from '../../src/domain/ports.ts';

export const FROM = 'unbroken@contoso.example';
export const TO = 'auditor@contoso.example';

/** A mail for any transport. */
export function mail(more: Partial<OutgoingMail> = {}): OutgoingMail {
  return {
    to: TO,
    subject: 'Unbroken: 3 findings – Prüfung',
    html: '<p>3 findings</p>',
    text: '3 findings',
    attachments: [],
    messageId: messageIdOf('run-1', TO, FROM),
    ...more,
  };
}

/** The MailError with which the sending must end. */
export async function failureOf(sending: Promise<unknown>): Promise<MailError> {
  const error: unknown = await sending.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(MailError);
  return error as MailError;
}
