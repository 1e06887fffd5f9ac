import { createHash } from 'node:crypto';
import * as z from 'zod';
import { canonicalJson } from '../../report/canonicalJson.ts';
import { accepted, PackReadError } from './packFiles.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, { error: 'must be 64 hex digits in lower case' });

const part = z.strictObject({
  name: z.string().min(1),
  sha256,
  bytes: z.int().min(0),
  rows: z.int().min(0).optional(),
  mediaType: z.string(),
});

const manifest = z.strictObject({
  schemaVersion: z.literal(1, {
    error: 'is of another version than 1; use the program that made the pack, or a newer one',
  }),
  kind: z.literal('unbroken-manifest'),
  runId: z.string().min(1),
  asOf: z.iso.datetime(),
  codeVersion: z.string(),
  baseline: z.strictObject({ name: z.string(), version: z.string(), sha256 }),
  previousManifestSha256: sha256.nullable(),
  parts: z.array(part),
});

type PackManifest = z.infer<typeof manifest>;

/** A manifest as it was found, with its own hash. */
export interface FoundManifest {
  readonly manifest: PackManifest;
  /** Of the bytes of `manifest.json`, lower-case hex. */
  readonly sha256: string;
  /** False where the bytes are not the canonical ones (RFC 8785): somebody has written it anew. */
  readonly canonical: boolean;
}

/** @throws PackReadError naming the field that is wrong. */
export function readManifest(bytes: Uint8Array, where: string): FoundManifest {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new PackReadError(`${where}: manifest.json is not JSON in UTF-8; it was cut or altered.`, { cause });
  }
  const parsed = manifest.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const path = issue?.path.map(String).join('.') ?? '';
    throw new PackReadError(
      `${where}: manifest.json is no manifest of a pack: ${path === '' ? 'the file' : path}: ${issue?.message ?? ''}.`,
    );
  }
  accepted(
    parsed.data.parts.map(({ name }) => name),
    `${where}: manifest.json`,
  );
  return {
    manifest: parsed.data,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    canonical: Buffer.from(canonicalJson(json), 'utf8').equals(bytes),
  };
}
