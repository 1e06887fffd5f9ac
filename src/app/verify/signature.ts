import { quotation } from '../../base/quotation.ts';
import { createHash, createPublicKey, verify, X509Certificate, type KeyObject } from 'node:crypto';
import * as z from 'zod';
import { counted } from '../../base/counted.ts';
import { canonicalJson } from '../../pack/canonicalJson.ts';
import { wholeOf } from '../../pack/files.ts';
import { PackReadError } from '../../pack/packReadError.ts';
import { MANIFEST, SIGNATURE } from '../../pack/parts.ts';
import type { Pack } from '../../pack/readPack.ts';
import { readSignature } from '../../pack/signatureFile.ts';
import { namedFile } from './namedFile.ts';
import { Differences, type Step } from './step.ts';

/** Keys that the reader trusts, obtained independently of the pack. */
export interface Trusted {
  readonly how: 'given' | 'pinned';
  readonly keys: readonly KeyObject[];
}

/**
 * The signature of the manifest, if the pack says that it has one.
 * @param trusted undefined if the reader trusts no key
 * @param elsewhere how many keys the reader pinned for other scopes: a pack of a scope that only looks the same needs none
 * of them
 */
export async function checkSignature(
  pack: Pack,
  signed: boolean,
  trusted: Trusted | undefined,
  elsewhere = 0,
): Promise<Step> {
  const unpinned =
    elsewhere === 0
      ? ''
      : ` ${counted(elsewhere, 'key')} ${elsewhere === 1 ? 'is' : 'are'} pinned on this machine for other scopes, none for this one.`;
  const differences = new Differences();
  const there = pack.names.includes(SIGNATURE);
  if (!signed) {
    if (there) differences.add(`The pack says that it is unsigned, and yet holds ${SIGNATURE}.`);
    if (trusted !== undefined)
      differences.add(
        `A key was ${trusted.how}${trusted.how === 'pinned' ? ' for this scope' : ''}, but the pack is unsigned.`,
      );
    differences.trust(
      `Who made the pack: it is unsigned, so its hashes reveal only accidental change unless you compare the announced hash.${unpinned}`,
    );
    return differences.step('signature', 'The pack states that it is unsigned.', false);
  }
  if (!there) {
    differences.add(`The pack says that it is signed, but lacks ${SIGNATURE}.`);
    return differences.step('signature', '');
  }
  const { signature: found, canonical } = readSignature(await wholeOf(pack, SIGNATURE));
  if (!canonical) differences.add(`${SIGNATURE} was rewritten.`);
  if (found.manifestSha256 !== pack.sha256)
    differences.add(`${SIGNATURE} is for another manifest: ${found.manifestSha256}.`);
  const key = createPublicKey({ key: found.publicKey, format: 'jwk' });
  const manifest = await wholeOf(pack, MANIFEST);
  const type = found.algorithm === 'ES256' ? 'ec' : 'rsa';
  const weakness = weaknessOf(key);
  if (weakness !== undefined) differences.add(`The key in ${SIGNATURE} proves nothing: ${weakness}.`);
  if (
    key.asymmetricKeyType !== type ||
    !verify('sha256', manifest, { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(found.signature, 'base64url'))
  )
    differences.add(`The signature does not fit manifest.json under the key in ${SIGNATURE}.`);
  checkCertificates(found.certificates, key, differences);
  differences.trust(
    `The id of the key and the ${counted(found.certificates.length, 'certificate')} that ${SIGNATURE} names: they are not signed.`,
  );
  // RFC 7518 (3.4) accepts both, and Key Vault returns either: a stricter rule would reject half of all honest signatures.
  if (found.algorithm === 'ES256')
    differences.trust(
      `Which of its two forms the signature in ${SIGNATURE} has: whoever holds one of an ES256 signature can write the other, and both say the same.`,
    );
  const thumbprint = thumbprintOf(key);
  if (trusted === undefined)
    differences.trust(
      `That the key is the organisation's: compare its thumbprint ${thumbprint} (RFC 7638) with one obtained independently of the pack, or give the key with --key.${unpinned}`,
    );
  else if (!trusted.keys.some((one) => thumbprintOf(one) === thumbprint))
    differences.add(
      `The pack is signed with the key ${thumbprint}, not with the one that was ${trusted.how}, ${trusted.keys.map(thumbprintOf).join(', ')}.`,
    );
  return differences.step(
    'signature',
    trusted === undefined
      ? `The manifest is signed (${found.algorithm}) with the key in the pack; the owner of the key is not proven.`
      : `The manifest is signed (${found.algorithm}) with the key ${thumbprint} (RFC 7638), which is the one that was ${trusted.how}.`,
  );
}

function checkCertificates(pems: readonly string[], key: KeyObject, differences: Differences): void {
  const chain = pems.map((pem) => new X509Certificate(pem));
  for (const [at, certificate] of chain.entries()) {
    if (at === 0 && !certificate.publicKey.equals(key))
      differences.add('The first certificate is not for the key that signed.');
    const issuer = chain[at + 1];
    if (issuer !== undefined && !(certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey)))
      differences.add(
        `The certificate ${quotation(certificate.subject.replaceAll('\n', ', '))} was not issued by the one after it.`,
      );
  }
}

/** RSA keys below this many bits can be broken. @see https://doi.org/10.6028/NIST.SP.800-131Ar2 */
const RSA_BITS = 2048;
/** With an exponent of 1 anyone can sign. @see https://doi.org/10.6028/NIST.FIPS.186-5 (5.1) */
const RSA_EXPONENT = 65_537n;

/** Why a signature by the key proves nothing, as a clause; undefined for a key that is strong enough. */
function weaknessOf(key: KeyObject): string | undefined {
  const { modulusLength = 0, publicExponent = 0n, namedCurve } = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType === 'rsa') {
    if (modulusLength < RSA_BITS)
      return `an RSA key of ${String(modulusLength)} bits is too weak; the minimum is ${String(RSA_BITS)}`;
    return publicExponent < RSA_EXPONENT || publicExponent % 2n === 0n
      ? `the exponent ${String(publicExponent)} of an RSA key is too weak; the minimum is ${String(RSA_EXPONENT)}`
      : undefined;
  }
  if (key.asymmetricKeyType === 'ec')
    return namedCurve === 'prime256v1' ? undefined : `the curve ${String(namedCurve)} is not P-256`;
  return `a key of type ${String(key.asymmetricKeyType)} is not supported, only RSA and EC P-256`;
}

/** RFC 7638: SHA-256 over the key's required members, base64url. */
export function thumbprintOf(key: KeyObject): string {
  const { kty, crv, x, y, n, e } = key.export({ format: 'jwk' });
  return createHash('sha256').update(canonicalJson({ kty, crv, x, y, n, e })).digest('base64url');
}

/** The public key in a PEM (key or certificate) or JWK file. @throws PackReadError */
export async function readPublicKey(path: string): Promise<KeyObject> {
  const key = await publicKeyIn(path);
  const weakness = weaknessOf(key);
  if (weakness !== undefined) throw new PackReadError(`${path} cannot be trusted: ${weakness}.`);
  return key;
}

async function publicKeyIn(path: string): Promise<KeyObject> {
  const text = await namedFile(path);
  try {
    if (!text.trimStart().startsWith('{')) return createPublicKey(text);
    return createPublicKey({ key: z.record(z.string(), z.unknown()).parse(JSON.parse(text)), format: 'jwk' });
  } catch (cause) {
    throw new PackReadError(`${path} is not a public key; give a PEM (key or certificate) or a JWK.`, { cause });
  }
}
