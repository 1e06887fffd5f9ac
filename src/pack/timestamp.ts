import { createHash, randomBytes, X509Certificate } from 'node:crypto';
import type { Certificate, Extension, SignedData, TimeStampResp, TSTInfo } from 'pkijs';
import { faultOfPath, isStrong, TIME_STAMPING } from './certificatePath.ts';

/** A timestamp that proves nothing. One sentence. */
class TimestampError extends Error {
  override readonly name = 'TimestampError';
}

/** What a timestamp says. Its signature and the manifest's hash in it are checked; whose clock it is from is not. */
export interface FoundTimestamp {
  /** ISO 8601: when the authority saw the manifest. */
  readonly time: string;
  /** Name on the certificate in the timestamp. */
  readonly authority: string;
}

/** A request for a timestamp over a manifest, and the number (nonce) that ties the answer to it. */
export interface TimestampRequest {
  /** DER of a `TimeStampReq`. */
  readonly bytes: Uint8Array;
  /** Hex. */
  readonly nonce: string;
}

const SHA256 = '2.16.840.1.101.3.4.2.1';
const STRONG_DIGESTS: ReadonlySet<string> = new Set([SHA256, '2.16.840.1.101.3.4.2.2', '2.16.840.1.101.3.4.2.3']);
const SIGNED_DATA = '1.2.840.113549.1.7.2';
const TST_INFO = '1.2.840.113549.1.9.16.1.4';
const EXTENDED_KEY_USAGE = '2.5.29.37';
const KEY_USAGE = '2.5.29.15';
/** Of a key usage: `digitalSignature` and `nonRepudiation`. */
const SIGNS = 0xc0;
/** Signed attributes that name the signer's certificate, by its SHA-1 or by another hash. */
const SIGNING_CERTIFICATE: ReadonlySet<string> = new Set(['1.2.840.113549.1.9.16.2.12', '1.2.840.113549.1.9.16.2.47']);
const NONCE_BYTES = 8;
/** A token with its certificates takes a few kilobytes. */
export const TIMESTAMP_BYTES = 100_000;

// Loaded only when a timestamp is requested or read: most calls of the program do neither.
const library = async (): Promise<{
  readonly pkijs: typeof import('pkijs');
  readonly asn1: typeof import('asn1js');
}> => ({ pkijs: await import('pkijs'), asn1: await import('asn1js') });

/** @see https://www.rfc-editor.org/rfc/rfc3161#section-2.4.1 */
export async function timestampRequest(manifest: Uint8Array): Promise<TimestampRequest> {
  const { pkijs, asn1 } = await library();
  const nonce = randomBytes(NONCE_BYTES);
  // A positive number in as many bytes.
  nonce[0] = ((nonce[0] ?? 0) & 0x7f) | 0x40;
  const request = new pkijs.TimeStampReq({
    version: 1,
    messageImprint: new pkijs.MessageImprint({
      hashAlgorithm: new pkijs.AlgorithmIdentifier({ algorithmId: SHA256, algorithmParams: new asn1.Null() }),
      hashedMessage: new asn1.OctetString({ valueHex: exact(createHash('sha256').update(manifest).digest()) }),
    }),
    nonce: new asn1.Integer({ valueHex: exact(nonce) }),
    certReq: true,
  });
  return { bytes: new Uint8Array(request.toSchema().toBER()), nonce: nonce.toString('hex') };
}

/**
 * Reads the answer of an authority (DER of a `TimeStampResp`) and checks it against the manifest: it contains the manifest's
 * hash, and its signature fits the certificate in it, which is for timestamps alone.
 * @param nonce that of the request, if the answer has just arrived
 * @throws TimestampError
 */
export async function readTimestamp(bytes: Uint8Array, manifest: Uint8Array, nonce?: string): Promise<FoundTimestamp> {
  const { info, signed } = await tokenIn(bytes);
  if (nonce !== undefined && hexOf(info.nonce?.valueBlock.valueHexView) !== nonce)
    throw new TimestampError('The timestamp does not answer this request: its nonce is different.');
  const certificate = await verified(signed, manifest, { trustedCerts: [], checkChain: false });
  return { time: info.genTime.toISOString(), authority: nameOf(certificate) };
}

/**
 * Also checks it against authorities that the reader trusts: the certificate in the timestamp was issued under one of them
 * and was valid at that time. Whether it was revoked cannot be told offline.
 * @param trusted PEM of one certificate or several
 * @throws TimestampError
 */
export async function proveTimestamp(bytes: Uint8Array, manifest: Uint8Array, trusted: string): Promise<void> {
  const { pkijs } = await library();
  const { signed } = await tokenIn(bytes);
  const trustedCerts = certificatesIn(trusted).map(({ raw }) => pkijs.Certificate.fromBER(exact(raw)));
  await verified(signed, manifest, { trustedCerts, checkChain: true });
}

/** The certificates in a text. @throws TimestampError if there is none */
export function certificatesIn(pem: string): readonly X509Certificate[] {
  const found = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  if (found.length === 0) throw new TimestampError('There is no certificate in PEM.');
  try {
    return found.map((one) => new X509Certificate(one));
  } catch (cause) {
    throw new TimestampError('A certificate cannot be read.', { cause });
  }
}

async function tokenIn(bytes: Uint8Array): Promise<{ readonly info: TSTInfo; readonly signed: SignedData }> {
  const { pkijs, asn1 } = await library();
  const answer = await parsed(bytes);
  const { status } = answer.status;
  const granted = [pkijs.PKIStatus.granted, pkijs.PKIStatus.grantedWithMods];
  if (!granted.includes(status) || answer.timeStampToken === undefined)
    throw new TimestampError(`The authority gave no timestamp (status ${String(status)}).`);
  try {
    if (answer.timeStampToken.contentType !== SIGNED_DATA) throw new TypeError('no signed data');
    const signed = new pkijs.SignedData({ schema: answer.timeStampToken.content });
    const content = signed.encapContentInfo.eContent;
    if (signed.encapContentInfo.eContentType !== TST_INFO || content === undefined || signed.signerInfos.length !== 1)
      throw new TypeError('no single signed TSTInfo');
    const info = new pkijs.TSTInfo({ schema: asn1.fromBER(content.getValue()).result });
    if (info.messageImprint.hashAlgorithm.algorithmId !== SHA256)
      throw new TimestampError('The timestamp uses a hash other than SHA-256.');
    if (!STRONG_DIGESTS.has(signed.signerInfos[0]?.digestAlgorithm.algorithmId ?? ''))
      throw new TimestampError('The timestamp is signed with a hash that is too weak or unknown.');
    return { info, signed };
  } catch (cause) {
    if (cause instanceof TimestampError) throw cause;
    throw new TimestampError('The authority’s response holds no readable timestamp.', { cause });
  }
}

async function parsed(bytes: Uint8Array): Promise<TimeStampResp> {
  const { pkijs, asn1 } = await library();
  try {
    if (bytes.byteLength > TIMESTAMP_BYTES) throw new RangeError('too long');
    const { offset, result } = asn1.fromBER(exact(bytes));
    if (offset !== bytes.byteLength) throw new RangeError('cut, or longer than it says');
    return new pkijs.TimeStampResp({ schema: result });
  } catch (cause) {
    throw new TimestampError('It is not a response from a timestamp authority (RFC 3161).', { cause });
  }
}

async function verified(
  signed: SignedData,
  manifest: Uint8Array,
  how: { readonly trustedCerts: Certificate[]; readonly checkChain: boolean },
): Promise<X509Certificate> {
  const result = await signed
    .verify({ signer: 0, data: exact(manifest), ...how, passedWhenNotRevValues: true, extendedMode: true })
    .catch((cause: unknown) => {
      const isOfChain = typeof cause === 'object' && cause !== null && 'code' in cause && cause.code === 5;
      throw new TimestampError(
        isOfChain
          ? 'The authority’s certificate does not chain to the one you supplied, or was not valid at that time.'
          : 'The timestamp is not over this manifest, or was altered.',
        { cause },
      );
    });
  if (result.signatureVerified !== true || result.signerCertificate === null || result.signerCertificate === undefined)
    throw new TimestampError('The signature of the timestamp does not match its certificate.');
  const { signerCertificate } = result;
  const certificate = new X509Certificate(Buffer.from(signerCertificate.toSchema(true).toBER()));
  checkPurpose(signerCertificate, certificate);
  await checkSigningCertificate(signed, certificate);
  const fault = how.checkChain ? faultOfPath(result.certificatePath) : undefined;
  if (fault !== undefined) throw new TimestampError(fault);
  return certificate;
}

/** @see https://www.rfc-editor.org/rfc/rfc3161#section-2.3 */
function checkPurpose({ extensions = [] }: Certificate, certificate: X509Certificate): void {
  const usage = extensions.find(({ extnID }) => extnID === EXTENDED_KEY_USAGE);
  // Node calls the extended key usage `keyUsage`.
  const purposes = certificate.keyUsage as readonly string[] | undefined;
  const uses = extensions.find(({ extnID }) => extnID === KEY_USAGE);
  if (
    usage?.critical !== true ||
    purposes?.length !== 1 ||
    purposes[0] !== TIME_STAMPING ||
    certificate.ca ||
    (uses !== undefined && !signsAlone(uses))
  )
    throw new TimestampError('The certificate in the timestamp is not for timestamping only.');
  if (!isStrong(certificate))
    throw new TimestampError('The key of the timestamp’s certificate is too weak or of an unknown type.');
}

/** A key for signatures and nothing else, not even certificates; OpenSSL asks the same of an authority. */
function signsAlone({ parsedValue }: Extension): boolean {
  const bits = bytesOf(parsedValue);
  const [first = 0, ...rest] = bits;
  return (first & SIGNS) !== 0 && (first & ~SIGNS) === 0 && rest.every((byte) => byte === 0);
}

function bytesOf(value: unknown): Uint8Array {
  const block = typeof value === 'object' && value !== null && 'valueBlock' in value ? value.valueBlock : undefined;
  const bytes = typeof block === 'object' && block !== null && 'valueHexView' in block ? block.valueHexView : undefined;
  return bytes instanceof Uint8Array ? bytes : new Uint8Array();
}

/** What is signed names the certificate, so that no other with the same key can take its place. */
async function checkSigningCertificate(signed: SignedData, certificate: X509Certificate): Promise<void> {
  const { asn1 } = await library();
  const attributes = signed.signerInfos[0]?.signedAttrs?.attributes.filter(({ type }) => SIGNING_CERTIFICATE.has(type));
  const hashes = new Set(['sha1', 'sha256', 'sha384', 'sha512'].map((name) => hashOf(name, certificate)));
  const isNamed = attributes?.some((attribute) => {
    // SEQUENCE of the certificates, the first of them the signer's: a SEQUENCE with its hash.
    const [certificates] = partsOf(attribute.values[0]);
    const [first] = partsOf(certificates);
    return partsOf(first).some(
      (part) => part instanceof asn1.OctetString && hashes.has(hexOf(part.valueBlock.valueHexView)),
    );
  });
  if (isNamed !== true) throw new TimestampError('The timestamp does not name the certificate that signed it.');
}

function partsOf(value: unknown): readonly unknown[] {
  if (typeof value !== 'object' || value === null || !('valueBlock' in value)) return [];
  const { valueBlock } = value;
  if (typeof valueBlock !== 'object' || valueBlock === null || !('value' in valueBlock)) return [];
  return Array.isArray(valueBlock.value) ? (valueBlock.value as readonly unknown[]) : [];
}

function hashOf(algorithm: string, { raw }: X509Certificate): string {
  return createHash(algorithm).update(raw).digest('hex');
}

function nameOf({ subject }: X509Certificate): string {
  return /^CN=(.+)$/m.exec(subject)?.[1] ?? subject.replaceAll('\n', ', ');
}

function hexOf(bytes: Uint8Array | undefined): string {
  return Buffer.from(bytes ?? []).toString('hex');
}

/** The bytes alone, not the buffer that they may be part of. */
function exact(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}
