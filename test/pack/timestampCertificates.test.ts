import { beforeAll, describe, expect, test } from 'vitest';
import { proveTimestamp, readTimestamp } from '../../src/pack/timestamp.ts';
import {
  certified,
  newKeys,
  pemOf,
  PURPOSE,
  stamped,
  USE,
  type Holder,
  type Stamp,
  type Wanted,
} from '../app/pack/madeTimestamp.ts';

const manifest = Buffer.from('{"kind":"unbroken-manifest"}');
const TIME = '2026-06-01T12:00:00Z';
const OF_AUTHORITY: Wanted = { name: 'Timestamps', purposes: [PURPOSE.timestamps], use: USE.signs };

let root: Holder;
beforeAll(async () => {
  root = await certified({ name: 'Root', isAuthority: true });
});

/** Read by itself, then below the root. */
async function told(
  stamp: Partial<Stamp> & { readonly signers: readonly Holder[] },
  trusted = pemOf(root),
): Promise<string> {
  const bytes = await stamped({ manifest, time: TIME, certificates: stamp.signers, ...stamp });
  try {
    const { time } = await readTimestamp(bytes, manifest);
    await proveTimestamp(bytes, manifest, trusted);
    return `proven ${time}`;
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }
}

const REFUSED = /^TimestampError: /;

test('a timestamp by an authority below the root is proven, also over one between', async () => {
  const signer = await certified({ ...OF_AUTHORITY, issuer: root });
  expect(await told({ signers: [signer] })).toBe('proven 2026-06-01T12:00:00.000Z');
  const between = await certified({ name: 'Between', issuer: root, isAuthority: true });
  const below = await certified({ ...OF_AUTHORITY, issuer: between });
  expect(await told({ signers: [below], certificates: [below, between] })).toMatch(/^proven/);
});

describe('a certificate that is not one for timestamps proves none', () => {
  test.each<readonly [string, Partial<Wanted>, RegExp]>([
    ['without a purpose', { purposes: undefined as unknown as string[] }, /not for timestamping only/],
    ['for servers', { purposes: [PURPOSE.servers] }, /not for timestamping only/],
    ['for code', { purposes: [PURPOSE.code] }, /not for timestamping only/],
    ['for any purpose', { purposes: [PURPOSE.any] }, /not for timestamping only/],
    ['for timestamps and servers', { purposes: [PURPOSE.timestamps, PURPOSE.servers] }, /not for timestamping only/],
    ['twice for timestamps', { purposes: [PURPOSE.timestamps, PURPOSE.timestamps] }, /not for timestamping only/],
    ['with a purpose that may be overlooked', { isPurposeCritical: false }, /not for timestamping only/],
    [
      'of an authority over certificates',
      { isAuthority: true, use: USE.signs | USE.certifies },
      /not for timestamping only/,
    ],
    ['whose key certifies', { use: USE.signs | USE.certifies }, /not for timestamping only/],
    ['whose key encrypts alone', { use: USE.encrypts }, /not for timestamping only/],
    ['that expired before', { until: '2026-05-31T12:00:00Z' }, /not valid at that time/],
    ['that was not valid yet', { from: '2026-06-02T12:00:00Z' }, /not valid at that time/],
  ])('%s', async (_what, wanted, says) => {
    const signer = await certified({ ...OF_AUTHORITY, issuer: root, ...wanted });
    expect(await told({ signers: [signer] })).toMatch(REFUSED);
    expect(await told({ signers: [signer] })).toMatch(says);
  });

  test('a key that commits, as some authorities have it, does', async () => {
    const signer = await certified({ ...OF_AUTHORITY, issuer: root, use: USE.commits });
    expect(await told({ signers: [signer] })).toMatch(/^proven/);
  });
});

describe('a way to the root that does not hold proves none', () => {
  test.each<readonly [string, Wanted]>([
    ['over one that is no authority', { name: 'Between', use: USE.certifies }],
    ['over one whose key does not certify', { name: 'Between', isAuthority: true, use: USE.signs }],
    ['over one for servers alone', { name: 'Between', isAuthority: true, purposes: [PURPOSE.servers] }],
    ['over one that expired', { name: 'Between', isAuthority: true, until: '2026-05-31T12:00:00Z' }],
    ['over one that was not valid yet', { name: 'Between', isAuthority: true, from: '2026-06-02T12:00:00Z' }],
    ['over one that says another issued it', { name: 'Between', isAuthority: true, issuerName: 'Elsewhere' }],
    ['over one that another key signed', { name: 'Between', isAuthority: true, issuerName: 'Root' }],
  ])('%s', async (what, wanted) => {
    const signedElsewhere = what.includes('another key') ? await certified({ name: 'Root', isAuthority: true }) : root;
    const between = await certified({ ...wanted, issuer: signedElsewhere });
    const signer = await certified({ ...OF_AUTHORITY, issuer: between });
    expect(await told({ signers: [signer], certificates: [signer, between] })).toMatch(REFUSED);
  });

  test('over one that the timestamp lacks', async () => {
    const between = await certified({ name: 'Between', issuer: root, isAuthority: true });
    const signer = await certified({ ...OF_AUTHORITY, issuer: between });
    expect(await told({ signers: [signer] })).toMatch(REFUSED);
  });

  test('from another root of the same name', async () => {
    const other = await certified({ name: 'Root', isAuthority: true });
    const signer = await certified({ ...OF_AUTHORITY, issuer: other });
    expect(await told({ signers: [signer], certificates: [signer, other] })).toMatch(REFUSED);
  });

  test('from a root that was not valid', async () => {
    const old = await certified({ name: 'Old', isAuthority: true, until: '2026-05-31T12:00:00Z' });
    const signer = await certified({ ...OF_AUTHORITY, issuer: old });
    expect(await told({ signers: [signer] }, pemOf(old))).toMatch(REFUSED);
  });

  test('by a certificate that vouches for itself, the root itself, or one that was given as root', async () => {
    const alone = await certified(OF_AUTHORITY);
    expect(await told({ signers: [alone] })).toMatch(REFUSED);
    expect(await told({ signers: [alone] }, pemOf(alone))).toMatch(REFUSED);
    expect(await told({ signers: [root] })).toMatch(REFUSED);
    const signer = await certified({ ...OF_AUTHORITY, issuer: root });
    expect(await told({ signers: [signer] }, pemOf(signer))).toMatch(REFUSED);
  });
});

describe('a signature that does not say whose it is proves none', () => {
  test('by two, one of them good', async () => {
    const [one, other] = [
      await certified({ ...OF_AUTHORITY, issuer: root }),
      await certified({ ...OF_AUTHORITY, name: 'Other', issuer: root }),
    ];
    expect(await told({ signers: [one, other] })).toMatch(REFUSED);
  });

  test('by nobody', async () => {
    const signer = await certified({ ...OF_AUTHORITY, issuer: root });
    expect(await told({ signers: [], certificates: [signer] })).toMatch(REFUSED);
  });

  test('by another key than the certificate’s', async () => {
    const signer = await certified({ ...OF_AUTHORITY, issuer: root });
    expect(await told({ signers: [signer], signedBy: await newKeys() })).toMatch(REFUSED);
  });

  test('without its certificate', async () => {
    const signer = await certified({ ...OF_AUTHORITY, issuer: root });
    expect(await told({ signers: [signer], certificates: [] })).toMatch(REFUSED);
  });

  test('that names another certificate for the same key', async () => {
    const keys = await newKeys();
    const signer = await certified({ ...OF_AUTHORITY, issuer: root, keys });
    const twin = await certified({ ...OF_AUTHORITY, issuer: root, keys });
    expect(await told({ signers: [signer], certificates: [signer, twin], names: twin })).toMatch(REFUSED);
  });

  test('that names none', async () => {
    const signer = await certified({ ...OF_AUTHORITY, issuer: root });
    expect(await told({ signers: [signer], withoutAttributes: true })).toMatch(REFUSED);
  });

  test('over another manifest', async () => {
    const signer = await certified({ ...OF_AUTHORITY, issuer: root });
    expect(await told({ signers: [signer], manifest: Buffer.from('another') })).toMatch(REFUSED);
  });
});
