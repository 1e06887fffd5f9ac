import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { smtpFault, takenWith } from '../../src/deliver/smtpFault.ts';

const USER = 'mailer@contoso.example';
const SECRET = 'Tr0ub4dor-and-3-Zebras';
const server = { host: 'mail.contoso.example', port: 587, secure: false, plaintext: false, user: USER, pass: SECRET };

const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');
const halves = (text: string): readonly string[] => [text.slice(0, text.length / 2), text.slice(text.length / 2)];

/** What is sent in AUTH: LOGIN, PLAIN with user names of each length (each alignment of base64), XOAUTH2. */
const SENT = [
  SECRET,
  base64(SECRET),
  ...['', 'a', 'ab', 'abc'].flatMap((name) => [base64(`\0${name}\0${SECRET}`), base64(`${name}\0${name}\0${SECRET}`)]),
  base64(`user=${USER}\u0001auth=Bearer ${SECRET}\u0001\u0001`),
];
const ECHOES: Readonly<Record<string, (text: string) => string>> = {
  plain: (text) => text,
  'upper case': (text) => text.toUpperCase(),
  'lower case': (text) => text.toLowerCase(),
  'in two parts': (text) => halves(text).join(' '),
  'over two lines': (text) => halves(text).join('\r\n535-'),
  'percent-encoded': (text) => Array.from(text, (one) => `%${one.charCodeAt(0).toString(16)}`).join(''),
  hexadecimal: (text) => Buffer.from(text, 'utf8').toString('hex'),
  'in base64 once more': base64,
  reversed: (text) => Array.from(text).reverse().join(''),
};
/** RFC 5321 §4.2.3 and RFC 4954 §6. */
const REGISTERED =
  '220 221 235 250 251 252 421 432 450 451 452 454 455 500 501 502 503 504 521 530 534 535 538 550 551 552 553 554 555 556'.split(
    ' ',
  );
const CODES = ['EAUTH', 'EENVELOPE', 'EMESSAGE', 'ESOCKET', 'ETIMEDOUT', 'EPROTOCOL', 'ECONNECTION', 'ETLS', ''];

describe.each(Object.entries(ECHOES))('a server that repeats what it was sent, %s', (_how, echo) => {
  test.each(CODES)('passes none of it on in an error with the code "%s"', (code) => {
    for (const sent of SENT)
      for (const accessToken of [undefined, SECRET]) {
        const text = echo(sent);
        const response = `535 5.7.8 ${text}`;
        const thrown = Object.assign(new Error(`Invalid login: ${response}`), {
          code,
          response,
          command: `AUTH ${text}`,
        });
        const fault = smtpFault(thrown, {
          server,
          accessToken,
          from: 'from@contoso.example',
          to: 'to@contoso.example',
          stage: 'signingIn',
        });
        const told = inspect(fault, { depth: 20, showHidden: true }).toLowerCase();
        for (const part of [text, ...halves(text)]) expect(told).not.toContain(part.toLowerCase());
        if (code === 'EAUTH') expect(fault.message).toContain('(reply 535 5.7.8)');
      }
  });
});

/** Server by server, digits of what was sent may come as the code itself. */
test('no digits of what was sent come back as the code of a reply, in any part of it', () => {
  const told = (response: string): string =>
    `${inspect(
      smtpFault(Object.assign(new Error('-'), { code: 'EAUTH', response }), {
        server,
        accessToken: undefined,
        from: 'a@b.example',
        to: 'c@d.example',
        stage: 'signingIn',
      }),
      { depth: 20, showHidden: true },
    )} ${takenWith(response)}`;
  let seed = 41;
  const digit = (): number => (seed = (seed * 48271) % 2147483647) % 10;
  for (let round = 0; round < 400; round += 1) {
    const pin = Array.from({ length: 6 }, digit).join('');
    const [first, second] = [pin.slice(0, 3), pin.slice(3)];
    for (const sent of [
      pin,
      base64(pin),
      base64(`\0${USER}\0${pin}`),
      base64(`user=${USER}\u0001auth=Bearer ${pin}\u0001\u0001`),
    ]) {
      const said = [`535 5.${first}.${second} ${sent}`, `535-5.${first}.${second} ${sent}`, `535 5.${first}.${second}`];
      for (const response of said) expect(told(response)).not.toMatch(new RegExp(`${first}\\D{0,3}${second}`));
    }
    for (const [kind, last] of [
      ['2', pin.slice(0, 2)],
      ['4', pin.slice(0, 2)],
      ['5', pin.slice(0, 2)],
    ] as const) {
      const status = `${kind}${last}`;
      const shown = /reply (\d+)/.exec(told(`${status} ${pin}`))?.[1];
      if (shown !== undefined) expect(REGISTERED).toContain(shown);
    }
    expect(told(`535 4.7.${pin.slice(0, 2)} no`)).toContain('(reply 535)');
  }
  expect(takenWith('250 2.0.0 OK queued')).toBe('250 2.0.0');
  expect(takenWith('250 2.00.0 OK')).toBe('250');
  expect(takenWith('299 2.0.0 OK')).toBe('taken');
});

test('without a reply, the code of the system is told', () => {
  const thrown = Object.assign(new Error(SECRET), { code: 'ESOCKET', originalCode: 'ECONNREFUSED' });
  const fault = smtpFault(thrown, {
    server,
    accessToken: undefined,
    from: 'a@b.example',
    to: 'c@d.example',
    stage: 'connecting',
  });
  expect(fault.message).toContain('cannot be reached (ECONNREFUSED)');
  expect(inspect(fault, { depth: 20 })).not.toContain(SECRET);
});
