/** Where evidence packs lie: Blob Storage, or a folder. Nothing in it is ever overwritten. */
export interface PackStore {
  /**
   * Stores one part under a path inside the store (`yyyy/mm/<run>/<part>`, with `/`). The content must have the hash given.
   * A part that is there already with this hash counts as stored; with another hash it is an error.
   */
  readonly put: (path: string, content: PartContent, facts: PartFacts) => Promise<'stored' | 'alreadyThere'>;
  /**
   * The part's bytes in order (a Node readable stream); undefined where there is none.
   * @param version as `version` told it: fails where the part has been replaced
   */
  readonly open: (path: string, version?: string) => Promise<AsyncIterable<Uint8Array> | undefined>;
  /** Tells whether a part was exchanged between two readings; undefined where there is none. */
  readonly version: (path: string) => Promise<string | undefined>;
  readonly exists: (path: string) => Promise<boolean>;
  /** Every part whose path starts with the prefix, sorted by path. */
  readonly list: (prefix: string) => AsyncIterable<StoredPart>;
  /** How people find the part: a URL (it asks for a sign-in) or a file path. */
  readonly address: (path: string) => string;
}

/** A file's path on this machine, or the bytes themselves. */
export type PartContent = { readonly file: string } | { readonly bytes: Uint8Array };

export interface PartFacts {
  /** Lower-case hex. */
  readonly sha256: string;
  readonly mediaType: string;
}

export interface StoredPart {
  readonly path: string;
  readonly bytes: number;
  /** Lower-case hex, as given when it was stored; undefined where the store does not keep it. */
  readonly sha256: string | undefined;
}

/** A way to send mail, one recipient a mail. */
export interface MailTransport {
  /** Bytes of all attachments of a mail together, before encoding; above it, link them. */
  readonly maxAttachmentBytes: number;
  /** Resolves when the server has taken the mail; rejects with a MailError. */
  readonly send: (mail: OutgoingMail) => Promise<MailReceipt>;
}

export interface OutgoingMail {
  readonly to: string;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  readonly attachments: readonly MailAttachment[];
  /** With angle brackets; the same for the same run and recipient, so that a repeated mail is known as one. */
  readonly messageId: string;
}

export interface MailAttachment {
  readonly name: string;
  readonly mediaType: string;
  readonly content: PartContent;
}

export interface MailReceipt {
  readonly messageId: string;
  /** What the server answered, as codes: `250 2.0.0`; of a service of Azure's, the state and the id of its operation. */
  readonly response: string;
}

/** Posts to a channel where people meet. */
export interface Poster {
  /** Resolves with what the server said when it took the message; rejects with a DeliveryError. */
  readonly post: (json: string) => Promise<string>;
}

/** Has an authority say when it saw a pack's manifest (RFC 3161). */
export interface Timestamper {
  /** The authority's answer, DER, checked against the manifest. @throws with one sentence for a person */
  readonly stamp: (manifest: Uint8Array) => Promise<Uint8Array>;
}

/** Signs a pack's manifest with a key that never leaves its vault. */
export interface Signer {
  readonly sign: (manifest: Uint8Array) => Promise<PackSignature>;
}

/** The signature beside a manifest, with all that checks it. */
export interface PackSignature {
  /** JWS names (RFC 7518 §3.1): ECDSA P-256 or RSASSA-PKCS1-v1_5, both with SHA-256. */
  readonly algorithm: 'ES256' | 'RS256';
  /** URL of the key with its version. */
  readonly keyId: string;
  /** base64url; of ES256 the two numbers one after the other, 64 bytes (RFC 7518 §3.4). */
  readonly signature: string;
  readonly publicKey:
    | { readonly kty: 'EC'; readonly crv: 'P-256'; readonly x: string; readonly y: string }
    | { readonly kty: 'RSA'; readonly n: string; readonly e: string };
  /** PEM, the key's own first; empty where the key has none. */
  readonly certificates: readonly string[];
}
