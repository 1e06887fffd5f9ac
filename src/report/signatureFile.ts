import type { PackSignature } from '../domain/ports.ts';
import { canonicalJson } from './canonicalJson.ts';

/** Beside the manifest, which cannot list it: the signature is over the manifest. */
export const SIGNATURE = 'manifest.sig.json';

/** `manifest.sig.json` as it is stored. */
export function signatureFile(manifestSha256: string, signature: PackSignature): Uint8Array {
  return new TextEncoder().encode(
    canonicalJson({ schemaVersion: 1, kind: 'unbroken-signature', manifestSha256, ...signature }),
  );
}
