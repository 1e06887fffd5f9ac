import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { redact } from '../../src/collect/requests/redact.ts';

const CANARY = 'canary-5f1c';
const NAMES = ['secretData', 'SECRETDATA', 'keyBackupData', 'keybackupdata', ' secretData '];

describe('key material never stays', () => {
  test('in any case, at any depth, in lists', () => {
    const point = {
      keyAndSecret: {
        bekDetails: { secretUrl: 'https://kv/secrets/s', SecretData: CANARY },
        kekDetails: [{ keyUrl: 'https://kv/keys/k', keyBackupData: { deep: [CANARY] } }],
      },
    };
    expect(redact(point)).toEqual({
      keyAndSecret: {
        bekDetails: { secretUrl: 'https://kv/secrets/s' },
        kekDetails: [{ keyUrl: 'https://kv/keys/k' }],
      },
    });
  });

  test('inside strings of JSON, however deep', () => {
    const inner = JSON.stringify({ bekDetails: { secretData: CANARY, secretUrl: 'u' } });
    const outer = { properties: JSON.stringify({ keyAndSecret: inner }) };
    const kept = JSON.stringify(redact(outer));
    expect(kept).not.toContain(CANARY);
    expect(kept).toContain('secretUrl');
  });

  test('inside text that is broken, quoted twice or escaped', () => {
    expect(redact(`{"secretData":"${CANARY}"`)).not.toContain(CANARY);
    expect(redact(JSON.stringify(JSON.stringify({ secretData: CANARY })))).not.toContain(CANARY);
    expect(redact(`{"secret\\u0044ata":"${CANARY}"}`)).not.toContain(CANARY);
  });

  test('the signature of a SAS link goes, the rest of the link stays', () => {
    expect(redact(`https://st.blob.core.windows.net/c/b.vhd?sv=1&sig=${CANARY}&se=2`)).toBe(
      'https://st.blob.core.windows.net/c/b.vhd?sv=1&sig=(removed)&se=2',
    );
  });

  test('property: whatever surrounds it', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.constantFrom(...NAMES),
        fc.array(fc.constantFrom('object', 'list', 'text'), { maxLength: 6 }),
        (other, name, wraps) => {
          let value: unknown = { [name]: CANARY, other };
          for (const wrap of wraps)
            value = wrap === 'object' ? { value, other } : wrap === 'list' ? [other, value] : JSON.stringify(value);
          expect(JSON.stringify(redact(value))).not.toContain(CANARY);
        },
      ),
    );
  });

  test('property: what holds none is as Azure wrote it', () => {
    fc.assert(
      fc.property(
        fc.jsonValue().filter((value) => !/secretdata|keybackupdata|sig=/i.test(JSON.stringify(value))),
        (value) => {
          expect(JSON.stringify(redact(value))).toBe(JSON.stringify(value));
        },
      ),
    );
  });
});

test('what holds no key material is not copied', () => {
  const clean = { a: [{ b: 'text', c: null }], d: JSON.stringify({ e: 1 }) };
  expect(redact(clean)).toBe(clean);
  const half = { clean, dirty: { userData: CANARY, kept: 1 } };
  expect(redact(half)).toEqual({ clean, dirty: { kept: 1 } });
  expect((redact(half) as typeof half).clean).toBe(clean);
  expect(half.dirty.userData).toBe(CANARY);
});
