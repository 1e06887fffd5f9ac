import { createHash } from 'node:crypto';
import { PartNameError, partNames } from '../pack/partNames.ts';
import { canonicalJson } from './canonicalJson.ts';

/** One file of the pack. */
export interface ManifestPart {
  /** Path inside the pack, with `/`, e.g. `raw/disks.jsonl.gz`. */
  readonly name: string;
  /** Of the file's bytes, lower-case hex. */
  readonly sha256: string;
  readonly bytes: number;
  /** Rows of a `.jsonl.gz`. */
  readonly rows?: number | undefined;
  readonly mediaType: string;
}

export interface ManifestContents {
  readonly runId: string;
  /** ISO 8601. */
  readonly asOf: string;
  readonly codeVersion: string;
  readonly baseline: { readonly name: string; readonly version: string; readonly sha256: string };
  /** Undefined for a first run. */
  readonly previousManifestSha256: string | undefined;
  readonly parts: readonly ManifestPart[];
}

export interface Manifest {
  /** `manifest.json` as it is stored: canonical JSON, UTF-8, no line end. */
  readonly bytes: Uint8Array;
  /** Of those bytes, lower-case hex. It stands in the mail, the run row and the signature, never in the pack itself. */
  readonly sha256: string;
}

/** A part that cannot stand in a manifest. */
export class ManifestError extends Error {
  override readonly name = 'ManifestError';
}

/**
 * The list of everything in a pack, chained to the pack before it. Parts are sorted by name.
 * @throws ManifestError for a part named twice, a path that leaves the pack, or a hash that is no SHA-256.
 */
export function manifestOf(contents: ManifestContents): Manifest {
  checkNames(contents.parts.map(({ name }) => name));
  for (const part of contents.parts) checkPart(part);
  if (contents.previousManifestSha256 !== undefined)
    checkHash('previousManifestSha256', contents.previousManifestSha256);
  checkHash('baseline.sha256', contents.baseline.sha256);
  const text = canonicalJson({
    schemaVersion: 1,
    kind: 'unbroken-manifest',
    runId: contents.runId,
    asOf: contents.asOf,
    codeVersion: contents.codeVersion,
    baseline: contents.baseline,
    previousManifestSha256: contents.previousManifestSha256 ?? null,
    parts: [...contents.parts].sort((a, b) => (a.name < b.name ? -1 : 1)),
  });
  const bytes = new TextEncoder().encode(text);
  return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
}

function checkNames(names: readonly string[]): void {
  try {
    partNames(names);
  } catch (cause) {
    if (!(cause instanceof PartNameError)) throw cause;
    throw new ManifestError(`${cause.message}.`, { cause });
  }
}

function checkPart(part: ManifestPart): void {
  if (!Number.isSafeInteger(part.bytes) || part.bytes < 0)
    throw new ManifestError(`The part "${part.name}" has the size ${String(part.bytes)}; bytes are a whole number.`);
  checkHash(`the part "${part.name}"`, part.sha256);
}

function checkHash(of: string, sha256: string): void {
  if (!/^[0-9a-f]{64}$/.test(sha256))
    throw new ManifestError(`The SHA-256 of ${of} is "${sha256}"; it must be 64 hex digits in lower case.`);
}
