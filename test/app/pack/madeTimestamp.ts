import { createHash, webcrypto, X509Certificate } from 'node:crypto';
import * as asn1 from 'asn1js';
import * as pkijs from 'pkijs';

const EC = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const SHA256 = '2.16.840.1.101.3.4.2.1';
export const PURPOSE = {
  timestamps: '1.3.6.1.5.5.7.3.8',
  servers: '1.3.6.1.5.5.7.3.1',
  code: '1.3.6.1.5.5.7.3.3',
  any: '2.5.29.37.0',
} as const;
/** Bits of a key usage, the first on the left. */
export const USE = { signs: 0x80, commits: 0x40, encrypts: 0x20, certifies: 0x04 } as const;

export interface Holder {
  readonly certificate: pkijs.Certificate;
  readonly keys: webcrypto.CryptoKeyPair;
}

export interface Wanted {
  readonly name: string;
  /** Undefined: itself. */
  readonly issuer?: Holder | undefined;
  readonly keys?: webcrypto.CryptoKeyPair | undefined;
  readonly from?: string;
  readonly until?: string;
  readonly isAuthority?: boolean;
  readonly purposes?: readonly string[];
  readonly isPurposeCritical?: boolean;
  readonly use?: number;
  /** Says that it was issued by another than the one that signed it. */
  readonly issuerName?: string;
}

export const newKeys = (): Promise<webcrypto.CryptoKeyPair> =>
  webcrypto.subtle.generateKey(EC, true, ['sign', 'verify']);

function named(certificateName: pkijs.RelativeDistinguishedNames, name: string): void {
  certificateName.typesAndValues.push(
    new pkijs.AttributeTypeAndValue({ type: '2.5.4.3', value: new asn1.Utf8String({ value: name }) }),
  );
}

let serial = 1;

export async function certified({
  name,
  issuer,
  keys,
  from = '2026-01-01T00:00:00Z',
  until = '2027-01-01T00:00:00Z',
  isAuthority = false,
  purposes,
  isPurposeCritical = true,
  use,
  issuerName,
}: Wanted): Promise<Holder> {
  const own = keys ?? (await newKeys());
  const certificate = new pkijs.Certificate();
  certificate.version = 2;
  certificate.serialNumber = new asn1.Integer({ value: (serial += 1) });
  named(certificate.subject, name);
  if (issuerName !== undefined) named(certificate.issuer, issuerName);
  else if (issuer === undefined) named(certificate.issuer, name);
  else certificate.issuer = issuer.certificate.subject;
  certificate.notBefore.value = new Date(from);
  certificate.notAfter.value = new Date(until);
  const extension = (id: string, critical: boolean, value: asn1.BaseBlock): pkijs.Extension =>
    new pkijs.Extension({ extnID: id, critical, extnValue: value.toBER() });
  const bits = use ?? (isAuthority ? USE.certifies : USE.signs);
  certificate.extensions = [
    extension('2.5.29.19', true, new pkijs.BasicConstraints({ cA: isAuthority }).toSchema()),
    extension('2.5.29.15', true, new asn1.BitString({ valueHex: new Uint8Array([bits]).buffer, unusedBits: 0 })),
    ...(purposes === undefined
      ? []
      : [extension('2.5.29.37', isPurposeCritical, new pkijs.ExtKeyUsage({ keyPurposes: [...purposes] }).toSchema())]),
  ];
  await certificate.subjectPublicKeyInfo.importKey(own.publicKey);
  await certificate.sign((issuer?.keys ?? own).privateKey, 'SHA-256');
  // Read again, as a reader would.
  return { certificate: pkijs.Certificate.fromBER(certificate.toSchema(true).toBER()), keys: own };
}

export const pemOf = ({ certificate }: Holder): string =>
  new X509Certificate(Buffer.from(certificate.toSchema(true).toBER())).toString();

export interface Stamp {
  readonly manifest: Uint8Array;
  readonly time: string;
  readonly signers: readonly Holder[];
  readonly certificates: readonly Holder[];
  /** The certificate that the signed attribute names. */
  readonly names?: Holder | undefined;
  readonly withoutAttributes?: boolean;
  /** Signs in place of the signer's own key. */
  readonly signedBy?: webcrypto.CryptoKeyPair;
}

/** DER of a `TimeStampResp`, as an authority of any kind could make it. */
export async function stamped({
  manifest,
  time,
  signers,
  certificates,
  names,
  withoutAttributes = false,
  signedBy,
}: Stamp): Promise<Uint8Array> {
  const digest = (bytes: ArrayBuffer | Uint8Array): ArrayBuffer =>
    new Uint8Array(
      createHash('sha256')
        .update(Buffer.from(bytes as Uint8Array))
        .digest(),
    ).buffer;
  const info = new pkijs.TSTInfo({
    version: 1,
    policy: '1.2.3.4.1',
    messageImprint: new pkijs.MessageImprint({
      hashAlgorithm: new pkijs.AlgorithmIdentifier({ algorithmId: SHA256, algorithmParams: new asn1.Null() }),
      hashedMessage: new asn1.OctetString({ valueHex: digest(manifest) }),
    }),
    serialNumber: new asn1.Integer({ value: 7 }),
    genTime: new Date(time),
  });
  const content = info.toSchema().toBER();
  const signed = new pkijs.SignedData({
    version: 3,
    encapContentInfo: new pkijs.EncapsulatedContentInfo({
      eContentType: '1.2.840.113549.1.9.16.1.4',
    }),
    certificates: certificates.map(({ certificate }) => certificate),
    signerInfos: signers.map(({ certificate }) => {
      const named = (names ?? { certificate }).certificate.toSchema(true).toBER();
      const attributes = [
        new pkijs.Attribute({
          type: '1.2.840.113549.1.9.3',
          values: [new asn1.ObjectIdentifier({ value: '1.2.840.113549.1.9.16.1.4' })],
        }),
        new pkijs.Attribute({
          type: '1.2.840.113549.1.9.4',
          values: [new asn1.OctetString({ valueHex: digest(content) })],
        }),
        new pkijs.Attribute({
          type: '1.2.840.113549.1.9.16.2.47',
          values: [
            new asn1.Sequence({
              value: [
                new asn1.Sequence({
                  value: [new asn1.Sequence({ value: [new asn1.OctetString({ valueHex: digest(named) })] })],
                }),
              ],
            }),
          ],
        }),
      ];
      return new pkijs.SignerInfo({
        version: 1,
        sid: new pkijs.IssuerAndSerialNumber({ issuer: certificate.issuer, serialNumber: certificate.serialNumber }),
        ...(withoutAttributes ? {} : { signedAttrs: new pkijs.SignedAndUnsignedAttributes({ type: 0, attributes }) }),
      });
    }),
  });
  // Given when it is made, it would be cut into pieces, which DER does not have.
  signed.encapContentInfo.eContent = new asn1.OctetString({ valueHex: content });
  for (const [at, signer] of signers.entries())
    await signed.sign((signedBy ?? signer.keys).privateKey, at, 'SHA-256', content);
  const answer = new pkijs.TimeStampResp({
    status: new pkijs.PKIStatusInfo({ status: pkijs.PKIStatus.granted }),
    timeStampToken: new pkijs.ContentInfo({ contentType: '1.2.840.113549.1.7.2', content: signed.toSchema(true) }),
  });
  return new Uint8Array(answer.toSchema().toBER());
}
