import { X509Certificate } from 'node:crypto';
import type { Certificate, Extension } from 'pkijs';

/** RSA keys below this many bits can be broken. @see https://doi.org/10.6028/NIST.SP.800-131Ar2 */
const RSA_BITS = 2048;
/** RSA and ECDSA with SHA-256, 384 or 512, and RSA-PSS. @see https://www.rfc-editor.org/rfc/rfc8017#appendix-A.2 and https://www.rfc-editor.org/rfc/rfc5758#section-3.2 */
const STRONG_SIGNATURE = /^1\.2\.840\.(?:113549\.1\.1\.1[0-3]|10045\.4\.3\.[234])$/;
/** Curves of 256 bits or more, as OpenSSL names them. @see https://doi.org/10.6028/NIST.SP.800-186 and https://www.rfc-editor.org/rfc/rfc5639 */
const STRONG_CURVE = /^(?:prime256v1|secp(?:256k1|384r1|521r1)|brainpoolP(?:256|320|384|512)[rt]1)$/;
const BASIC_CONSTRAINTS = '2.5.29.19';
/** The purpose of an authority's certificate. @see https://www.rfc-editor.org/rfc/rfc3161#section-2.3 */
export const TIME_STAMPING = '1.3.6.1.5.5.7.3.8';
const ANY_PURPOSE = '2.5.29.37.0';
/**
 * Extensions that are taken into account when a path is checked: key usage, alternative names, basic and name constraints,
 * policies, their constraints and mappings, extended key usage.
 */
const HEEDED = /^2\.5\.29\.(?:15|17|19|30|32|33|36|37|54)$/;

/**
 * Why a path of certificates proves nothing, as a sentence, in addition to what the library says about signatures, times and
 * names.
 * @param path from the signer's certificate up to the trusted one
 * @see https://www.rfc-editor.org/rfc/rfc5280#section-6.1.4
 */
export function faultOfPath(path: readonly Certificate[]): string | undefined {
  const read = path.map((one) => new X509Certificate(Buffer.from(one.toSchema(true).toBER())));
  if (path.length < 2) return 'The certificates above the timestamp do not form a chain.';
  for (const [at, certificate] of path.entries()) {
    const [own, issuer] = [read[at], read[at + 1]];
    if (own === undefined || (issuer !== undefined && !(own.checkIssued(issuer) && own.verify(issuer.publicKey))))
      return 'The certificates above the timestamp do not form a chain.';
    if (!isStrong(own)) return 'A key above the timestamp is too weak or of an unknown type.';
    // No signature needs to vouch for the certificate that the reader trusts.
    if (issuer !== undefined && !STRONG_SIGNATURE.test(certificate.signatureAlgorithm.algorithmId))
      return 'A certificate above the timestamp is signed with a hash that is too weak or unknown.';
    const extensions = certificate.extensions ?? [];
    if (extensions.some(({ critical, extnID }) => critical && !HEEDED.test(extnID)))
      return 'A certificate above the timestamp has an unknown critical extension.';
    // Node calls the extended key usage `keyUsage`. It does not matter for the certificate that the reader trusts: they
    // chose it for this.
    const purposes = own.keyUsage as readonly string[] | undefined;
    if (issuer !== undefined && purposes?.some((one) => one === TIME_STAMPING || one === ANY_PURPOSE) === false)
      return 'A certificate above the timestamp is for other purposes.';
    const between = path.slice(1, at).filter(({ issuer: by, subject }) => !by.isEqual(subject)).length;
    if (between > longestBelow(extensions))
      return 'There are more certificates above the timestamp than one of them allows.';
  }
  return undefined;
}

/** Whether signatures by the key of a certificate prove anything. */
export function isStrong({ publicKey }: X509Certificate): boolean {
  const { asymmetricKeyType = '', asymmetricKeyDetails: { modulusLength = 0, namedCurve = '' } = {} } = publicKey;
  if (asymmetricKeyType === 'ec') return STRONG_CURVE.test(namedCurve);
  return /^rsa/.test(asymmetricKeyType) && modulusLength >= RSA_BITS;
}

/** How many authority certificates may stand between this one and the last. */
function longestBelow(extensions: readonly Extension[]): number {
  const parsed: unknown = extensions.find(({ extnID }) => extnID === BASIC_CONSTRAINTS)?.parsedValue;
  if (typeof parsed !== 'object' || parsed === null || !('pathLenConstraint' in parsed)) return Infinity;
  const { pathLenConstraint: most } = parsed;
  if (most === undefined) return Infinity;
  return typeof most === 'number' ? most : 0;
}
