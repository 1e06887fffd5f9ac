import * as z from 'zod';
import type { PackSignature } from '../domain/ports.ts';
import { canonicalJson } from './canonicalJson.ts';
import { jsonOf } from './lines.ts';
import { SIGNATURE } from './parts.ts';

/** `manifest.sig.json` as it is stored. */
export function signatureFile(manifestSha256: string, signature: PackSignature): Uint8Array {
  return new TextEncoder().encode(
    canonicalJson({ schemaVersion: 1, kind: 'unbroken-signature', manifestSha256, ...signature }),
  );
}

/** The last character may hold unused bits: only one of the possible forms is accepted. */
const base64url = z
  .string()
  .refine((text) => text !== '' && Buffer.from(text, 'base64url').toString('base64url') === text, {
    error: 'must be base64url in canonical form',
  });

const signatureSchema = z.strictObject({
  schemaVersion: z.literal(1),
  kind: z.literal('unbroken-signature'),
  manifestSha256: z.string(),
  algorithm: z.enum(['ES256', 'RS256']),
  keyId: z.string(),
  signature: base64url,
  publicKey: z.union([
    z.strictObject({ kty: z.literal('EC'), crv: z.literal('P-256'), x: base64url, y: base64url }),
    z.strictObject({ kty: z.literal('RSA'), n: base64url, e: base64url }),
  ]),
  certificates: z.array(z.string()),
});

/** A signature as it was found. */
export interface FoundSignature {
  readonly signature: z.infer<typeof signatureSchema>;
  /** False if the bytes are not the canonical ones: somebody has rewritten it. */
  readonly canonical: boolean;
}

/** @throws if it is not a signature of this format */
export function readSignature(bytes: Uint8Array): FoundSignature {
  const signature = signatureSchema.parse(jsonOf(new TextDecoder('utf-8', { fatal: true }).decode(bytes), SIGNATURE));
  return { signature, canonical: Buffer.from(canonicalJson(signature), 'utf8').equals(bytes) };
}
