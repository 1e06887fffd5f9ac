import { expect, test } from 'vitest';
import { isAddress } from '../../src/base/mailAddress.ts';

test.each(['ann@contoso.example', "o'neil+audit@mail.contoso.example", 'jörg@contoso.example', 'a@b'])(
  '%j is one address',
  (text) => {
    expect(isAddress(text)).toBe(true);
  },
);

test.each([
  ...['', '@', 'a@', '@b', 'a', 'a@b@c', 'a b@c', 'a@b ', 'a@b\n', 'a@b\0', '\u007fa@b', 'a@b,c@d', 'a@b;c@d'],
  ...['<a@b>', 'Ann <a@b>', '"a"@b', '(x)a@b', 'a@b(x)', 'a@[127.0.0.1]', 'a\\b@c', 'a%b@c', 'a!b@c', '@b:a@c'],
])('%j is none', (text) => {
  expect(isAddress(text)).toBe(false);
});
