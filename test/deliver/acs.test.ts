import { inspect } from 'node:util';
import { afterEach, expect, test } from 'vitest';
import { startAcsMail, type AcsMail, type AcsOptions as ServiceOptions } from '../../simulator/services/acsMail.ts';
import { createAcsTransport, type AcsOptions } from '../../src/deliver/acs.ts';
import { MailError } from '../../src/deliver/mailError.ts';
import { messageIdOf } from '../../src/deliver/smtp.ts';
import type { OutgoingMail } from '../../src/domain/ports.ts';
import { failureOf, FROM, mail, TO } from './mail.ts';

const TOKEN = 'token-of-the-app';
const endings: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const end of endings.splice(0)) await end();
});

async function service(more: Partial<ServiceOptions> = {}): Promise<AcsMail> {
  const started = await startAcsMail({ domain: 'contoso.example', token: TOKEN, ...more });
  endings.push(() => started.close());
  return started;
}

function transport({ endpoint, ca }: Pick<AcsMail, 'endpoint' | 'ca'>, more: Partial<AcsOptions> = {}) {
  return createAcsTransport({
    endpoint,
    ca,
    credential: { getToken: () => Promise.resolve({ token: TOKEN, expiresOnTimestamp: Number.MAX_SAFE_INTEGER }) },
    from: FROM,
    maxAttachmentBytes: 7_000_000,
    pollMilliseconds: 1,
    retries: 0,
    ...more,
  });
}

test('a mail is taken once, with both bodies, its attachment, its Message-ID and a list to sort by', async () => {
  const acs = await service();
  const bytes = Buffer.from([0x50, 0x4b, 0x03, 0x04, 0x00, 0xff]);
  const attachment = { name: 'UNBROKEN.xlsx', mediaType: 'application/octet-stream', content: { bytes } };
  const receipt = await transport(acs).send(
    mail({ subject: 'Disk encryption evidence – Prüfung', attachments: [attachment] }),
  );
  expect(receipt.response).toMatch(/^Succeeded, operation [0-9a-f-]{36}$/);
  expect(acs.mails).toEqual([
    {
      from: FROM,
      to: [TO],
      subject: 'Disk encryption evidence – Prüfung',
      html: '<p>3 findings</p>',
      text: '3 findings',
      headers: {
        'Message-ID': messageIdOf('run-1', TO, FROM),
        'Auto-Submitted': 'auto-generated',
        'List-Id': 'Disk encryption evidence <unbroken.contoso.example>',
      },
      attachments: [{ name: 'UNBROKEN.xlsx', contentType: 'application/octet-stream', bytes }],
    },
  ]);
});

test('the largest attachment that the transport names is taken; the service counts base64', async () => {
  const acs = await service();
  const sender = transport(acs, { maxAttachmentBytes: 50_000_000 });
  const file = (size: number) => ({
    name: 'a.bin',
    mediaType: 'application/octet-stream',
    content: { bytes: Buffer.alloc(size, 7) },
  });
  await sender.send(mail({ attachments: [file(sender.maxAttachmentBytes)] }));
  expect(acs.mails[0]?.attachments[0]?.bytes).toHaveLength(sender.maxAttachmentBytes);
  const failure = await failureOf(sender.send(mail({ attachments: [file(sender.maxAttachmentBytes + 1)] })));
  expect(failure).toMatchObject({ kind: 'tooLarge', outcome: 'notSent' });
  const body = await failureOf(
    sender.send(mail({ attachments: [file(sender.maxAttachmentBytes)], html: 'x'.repeat(1_500_000) })),
  );
  expect(body).toMatchObject({ kind: 'tooLarge', outcome: 'notSent' });
  expect(acs.requests()).toBe(1);
});

test('a burst of 429 is waited out', async () => {
  const acs = await service({
    answer: (request) => (request === 1 ? { status: 429, code: 'TooManyRequests' } : undefined),
  });
  await transport(acs, { retries: 2 }).send(mail());
  expect(acs.requests()).toBe(2);
  expect(acs.mails).toHaveLength(1);
});

test.each<[string, Partial<ServiceOptions>, Partial<OutgoingMail>, Partial<MailError>, string]>([
  [
    '429 that stays',
    { answer: () => ({ status: 429, code: 'TooManyRequests' }) },
    {},
    { kind: 'throttled', outcome: 'notSent' },
    'higher limit',
  ],
  ['a wrong token', { token: 'another' }, {}, { kind: 'signIn', outcome: 'notSent' }, 'role'],
  [
    'a domain that is not connected',
    { domain: 'fabrikam.example' },
    {},
    { kind: 'senderRefused', outcome: 'notSent' },
    'UNBROKEN_MAIL_FROM',
  ],
  [
    'a request that the service refuses',
    { answer: () => ({ status: 400, code: 'Bad' }) },
    {},
    { kind: 'messageRefused', outcome: 'notSent' },
    '(400 Bad)',
  ],
  [
    'a failing service',
    { answer: () => ({ status: 503, code: 'Down' }) },
    {},
    { kind: 'broken', outcome: 'unknown' },
    '503',
  ],
  ['a mail that was dropped', { ending: 'Failed' }, {}, { kind: 'messageRefused', outcome: 'notSent' }, 'did not send'],
  [
    'a mail that was cancelled',
    { ending: 'Canceled' },
    {},
    { kind: 'messageRefused', outcome: 'notSent' },
    'did not send',
  ],
  [
    'a result that never comes',
    { ending: 'hangUp' },
    {},
    { kind: 'broken', outcome: 'unknown' },
    'result could not be read',
  ],
  [
    'two recipients in one address',
    {},
    { to: 'a@contoso.example,b@contoso.example' },
    { kind: 'settings', outcome: 'notSent' },
    'not an e-mail address',
  ],
])('%s is told', async (_, options, more, expected, words) => {
  const failure = await failureOf(transport(await service(options)).send(mail(more)));
  expect(failure).toMatchObject(expected);
  expect(failure.message).toContain(words);
  expect(inspect(failure, { depth: 20 })).not.toContain(TOKEN);
});

test('a certificate that nobody vouches for is refused before the mail is sent', async () => {
  const acs = await service();
  const failure = await failureOf(transport({ endpoint: acs.endpoint, ca: '' }, { ca: undefined }).send(mail()));
  expect(failure).toMatchObject({ kind: 'tls', outcome: 'notSent' });
  expect(acs.requests()).toBe(0);
});

test('a service that is not there is unreachable', async () => {
  const { endpoint, ca, close } = await startAcsMail({ domain: 'contoso.example', token: TOKEN });
  await close();
  expect(await failureOf(transport({ endpoint, ca }).send(mail()))).toMatchObject({
    kind: 'unreachable',
    outcome: 'notSent',
  });
});

test('no token: one sentence with the remedy', async () => {
  const credential = {
    getToken: () => Promise.reject(Object.assign(new Error('no identity'), { name: 'CredentialUnavailableError' })),
  };
  expect(await failureOf(transport(await service(), { credential }).send(mail()))).toMatchObject({
    kind: 'signIn',
    outcome: 'notSent',
  });
});

test('a sender that is no address is told at once', () => {
  expect(() =>
    transport({ endpoint: 'https://127.0.0.1:1', ca: '' }, { from: 'Unbroken <u@contoso.example>' }),
  ).toThrow(MailError);
});
