import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, expect, test } from 'vitest';
import { certificate } from '../../simulator/tls.ts';
import { startSmtpCatcher, type SmtpCatcher, type SmtpCatcherOptions } from '../../simulator/services/smtpCatcher.ts';
import { MailError } from '../../src/deliver/mailError.ts';
import { createSmtpTransport, messageIdOf, type SmtpOptions } from '../../src/deliver/smtp.ts';
import { smtpServerOf } from '../../src/deliver/smtpServer.ts';
import { failureOf, FROM, mail, TO } from './mail.ts';
import { temporaryFolder } from '../stage/temporaryFolder.ts';

const endings: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const end of endings.splice(0)) await end();
});

async function catcher(options?: SmtpCatcherOptions): Promise<SmtpCatcher> {
  const started = await startSmtpCatcher(options);
  endings.push(() => started.close());
  return started;
}

/** A server of our own words, for what a well-behaved one never does. */
async function rawServer(talk: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    talk(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endings.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function transport(server: SmtpOptions['server'], more: Partial<SmtpOptions> = {}) {
  return createSmtpTransport({ server, from: FROM, maxAttachmentBytes: 1_000_000, ...more });
}

test('a mail arrives once, with both bodies, its attachments and its Message-ID', async () => {
  const server = await catcher();
  const folder = temporaryFolder().path;
  endings.push(() => rm(folder, { recursive: true }));
  const file = join(folder, 'pack.bin');
  const workbook = Buffer.from([0x50, 0x4b, 0x03, 0x04, 0x00, 0xff, 0x0d, 0x0a, 0x2e, 0x0d, 0x0a]);
  await writeFile(file, workbook);
  const receipt = await transport(server.url).send(
    mail({
      attachments: [
        { name: 'UNBROKEN.xlsx', mediaType: 'application/octet-stream', content: { file } },
        { name: 'note.txt', mediaType: 'text/plain', content: { bytes: Buffer.from('evidence') } },
      ],
    }),
  );
  expect(receipt.response).toMatch(/^250( 2\.\d\.\d)?$/);
  expect(server.mails).toHaveLength(1);
  const [caught] = server.mails;
  expect(caught).toMatchObject({ from: FROM, to: [TO] });
  expect(caught?.parsed).toMatchObject({
    subject: 'Unbroken: 3 findings – Prüfung',
    html: '<p>3 findings</p>',
    messageId: receipt.messageId,
  });
  expect(caught?.parsed.text?.trim()).toBe('3 findings');
  expect(caught?.parsed.headers.get('auto-submitted')).toBe('auto-generated');
  expect(caught?.parsed.attachments.map(({ filename, content }) => [filename, content])).toEqual([
    ['UNBROKEN.xlsx', workbook],
    ['note.txt', Buffer.from('evidence')],
  ]);
});

test('the Message-ID is the same for the same run and recipient, in any case of the address, and no other', () => {
  const id = messageIdOf('run-1', TO, FROM);
  expect(id).toMatch(/^<unbroken\.[0-9a-f]{40}@contoso\.example>$/);
  expect(messageIdOf('run-1', ' Auditor@Contoso.example', FROM)).toBe(id);
  expect(messageIdOf('run-2', TO, FROM)).not.toBe(id);
  expect(messageIdOf('run-1', 'other@contoso.example', FROM)).not.toBe(id);
});

test('a refused recipient is told as such, and nothing is delivered', async () => {
  const server = await catcher({ refuse: (address) => address === TO });
  const error = await failureOf(transport(server.url).send(mail()));
  expect(error).toMatchObject({ kind: 'recipientRefused', outcome: 'notSent' });
  expect(error.message).toContain(TO);
  expect(error.message).toContain('550');
  expect(server.mails).toHaveLength(0);
  await transport(server.url).send(mail({ to: 'other@contoso.example' }));
  expect(server.mails).toHaveLength(1);
});

test('a refused message was not sent, although it was handed over', async () => {
  const server = await catcher({ refuseMessageWith: 552 });
  const error = await failureOf(transport(server.url).send(mail()));
  expect(error).toMatchObject({ kind: 'messageRefused', outcome: 'notSent' });
});

test('signs in with what the address gives, percent-encoded characters included', async () => {
  const server = await catcher({ signIn: { user: 'un@broken', pass: 'p:w/d%1' } });
  const address = `smtp://un%40broken:p%3Aw%2Fd%251@${server.host}:${server.port}`;
  await transport(address).send(mail());
  expect(server.mails).toHaveLength(1);
});

test('a refused sign-in names the user and never the password', async () => {
  const server = await catcher({ signIn: { user: 'unbroken', pass: 'right' } });
  const address = `smtp://unbroken:Wr0ng-Secret@${server.host}:${server.port}`;
  const error = await failureOf(transport(address).send(mail()));
  expect(error).toMatchObject({ kind: 'signIn', outcome: 'notSent' });
  expect(error.message).toContain('unbroken');
  const everything = inspect(error, { depth: 10, showHidden: true });
  const plain = Buffer.from('\0unbroken\0Wr0ng-Secret').toString('base64');
  for (const secret of ['Wr0ng-Secret', Buffer.from('Wr0ng-Secret').toString('base64'), plain])
    expect(everything).not.toContain(secret);
});

test('a server that repeats the password does not get it into the message', async () => {
  const address = await rawServer((socket) => {
    socket.write('220 hello\r\n');
    socket.on('data', (chunk) => {
      const line = chunk.toString('utf8');
      if (line.startsWith('EHLO')) socket.write('250-hello\r\n250 AUTH PLAIN\r\n');
      else if (line.startsWith('AUTH')) socket.write('535 no such password: Wr0ng-Secret\r\n');
      else socket.write('221 bye\r\n');
    });
  });
  const error = await failureOf(transport(address.replace('//', '//unbroken:Wr0ng-Secret@')).send(mail()));
  expect(error.kind).toBe('signIn');
  expect(inspect(error, { depth: 10, showHidden: true })).not.toContain('Wr0ng-Secret');
});

test('no server at the address', async () => {
  const server = await startSmtpCatcher();
  await server.close();
  const error = await failureOf(transport(server.url).send(mail()));
  expect(error).toMatchObject({ kind: 'unreachable', outcome: 'notSent' });
  expect(error.message).toContain(`127.0.0.1:${server.port}`);
});

test('a server that never greets', async () => {
  const address = await rawServer(() => undefined);
  const error = await failureOf(transport(address, { timeoutSeconds: 0.3 }).send(mail()));
  expect(error).toMatchObject({ kind: 'timeout', outcome: 'notSent' });
});

/** Takes everything up to the end of the message, then does as told. */
function untilTheEnd(atTheEnd: (socket: Socket) => void): (socket: Socket) => void {
  return (socket) => {
    let data = false;
    socket.write('220 hello\r\n');
    socket.on('data', (chunk) => {
      const text = chunk.toString('utf8');
      if (data) {
        if (text.endsWith('\r\n.\r\n')) atTheEnd(socket);
      } else if (text.startsWith('DATA')) {
        data = true;
        socket.write('354 go on\r\n');
      } else socket.write('250 OK\r\n');
    });
  };
}

test('a connection that breaks after the message was handed over leaves it unknown whether it went out', async () => {
  const address = await rawServer(untilTheEnd((socket) => socket.destroy()));
  expect(await failureOf(transport(address).send(mail()))).toMatchObject({ kind: 'broken', outcome: 'unknown' });
});

test('a server that stays silent after the message leaves it unknown too', async () => {
  const address = await rawServer(untilTheEnd(() => undefined));
  expect(await failureOf(transport(address, { timeoutSeconds: 0.3 }).send(mail()))).toMatchObject({
    kind: 'timeout',
    outcome: 'unknown',
  });
});

test('without TLS nothing leaves for a server elsewhere, unless plaintext is allowed', () => {
  expect(smtpServerOf('smtp://mail.contoso.example').plaintext).toBe(false);
  expect(smtpServerOf('smtp://mail.contoso.example?plaintext=allowed').plaintext).toBe(true);
  expect(smtpServerOf('smtp://127.0.0.1:25').plaintext).toBe(true);
});

test('a server that offers no STARTTLS is refused where TLS is asked for', async () => {
  const server = await catcher();
  const strict = { ...smtpServerOf(server.url), plaintext: false };
  expect(await failureOf(transport(strict).send(mail()))).toMatchObject({ kind: 'tls', outcome: 'notSent' });
  expect(server.mails).toHaveLength(0);
});

test('STARTTLS is used where it is asked for, and only with a certificate that somebody vouches for', async () => {
  const tls = await certificate();
  const server = await catcher({ tls, signIn: { user: 'unbroken', pass: 'right' } });
  const strict = { ...smtpServerOf(`smtp://unbroken:right@${server.host}:${server.port}`), plaintext: false };
  expect(await failureOf(transport(strict).send(mail()))).toMatchObject({ kind: 'tls', outcome: 'notSent' });
  expect(server.mails).toHaveLength(0);
  await transport(strict, { ca: tls.cert }).send(mail());
  expect(server.mails).toHaveLength(1);
});

test.each([
  ['', /not a URL/],
  ['mail.contoso.example', /not a URL/],
  ['https://mail.contoso.example', /smtp:\/\//],
  ['smtp://host/path', /path/],
  ['smtp://host?tls=off', /option tls/],
  ['smtp://:secret@host', /without a user/],
  ['smtp://user:50%zz-secret@host', /%25/],
])('the address %j is refused in one sentence', (address, sentence) => {
  expect(() => smtpServerOf(address)).toThrow(sentence);
  expect(() => smtpServerOf(address)).toThrow(MailError);
  try {
    smtpServerOf(address);
  } catch (error) {
    expect(inspect(error, { depth: 10 })).not.toContain('secret');
  }
});

test.each(['a@b.c, d@e.f', 'a@b.c\r\nBcc: d@e.f', '"x" <a@b.c>', 'nobody'])(
  'the recipient %j is refused',
  async (to) => {
    const server = await catcher();
    expect(await failureOf(transport(server.url).send(mail({ to })))).toMatchObject({ kind: 'settings' });
    expect(server.mails).toHaveLength(0);
  },
);

test('attachments above the limit are not sent', async () => {
  const server = await catcher();
  const part = (bytes: number) => ({ name: 'a', mediaType: 'a/b', content: { bytes: Buffer.alloc(bytes) } });
  const limited = transport(server.url, { maxAttachmentBytes: 100 });
  expect(await failureOf(limited.send(mail({ attachments: [part(60), part(41)] })))).toMatchObject({
    kind: 'tooLarge',
    outcome: 'notSent',
  });
  await limited.send(mail({ attachments: [part(60), part(40)] }));
  expect(server.mails).toHaveLength(1);
});

test('signs in with a token of the identity', async () => {
  const server = await catcher({ signIn: { user: FROM, accessToken: 'token-1' } });
  const address = server.url.replace('smtp://', `smtp://${encodeURIComponent(FROM)}@`);
  await transport(address, { accessToken: () => Promise.resolve('token-1') }).send(mail());
  expect(server.mails).toHaveLength(1);
  const failure = await failureOf(
    transport(address, { accessToken: () => Promise.resolve('token-stale') }).send(mail()),
  );
  expect(failure).toMatchObject({ kind: 'signIn', outcome: 'notSent' });
  expect(failure.message).toContain('UNBROKEN_SMTP_OAUTH_SCOPE');
  expect(inspect(failure, { depth: 20 })).not.toContain('token-stale');
});

test('a token that cannot be had, or a mailbox that is not named, is told', async () => {
  const server = await catcher();
  const none = () => Promise.reject(new Error('no identity'));
  const named = server.url.replace('smtp://', 'smtp://someone@');
  expect(await failureOf(transport(named, { accessToken: none }).send(mail()))).toMatchObject({ kind: 'signIn' });
  expect(() => transport(server.url, { accessToken: none })).toThrow(/names no user/);
});
