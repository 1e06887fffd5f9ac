import * as z from 'zod';
import { by } from '../base/order.ts';
import { BOUNDS } from './bounds.ts';
import { canonicalJson } from './canonicalJson.ts';
import { excerptPlans, type ExcerptPlan } from './excerptFile.ts';
import { accepted } from './files.ts';
import { jsonOf } from './lines.ts';
import { sha256Of } from '../base/io/sha256.ts';
import { PackReadError } from './packReadError.ts';
import { PartNameError, partNames } from './partNames.ts';
import { FORMAT } from './parts.ts';

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
  /** ISO 8601: when the last query was answered and the pack was made. */
  readonly endedAt: string;
  readonly codeVersion: string;
  readonly baseline: { readonly name: string; readonly version: string; readonly sha256: string };
  readonly settings: RunSettings;
  /** Names were replaced. */
  readonly redacted?: true | undefined;
  /** Undefined for a first run. */
  readonly previousManifestSha256: string | undefined;
  readonly parts: readonly ManifestPart[];
}

/** What the run was told to do, apart from the baseline: nothing in its evidence could show it. */
export interface RunSettings {
  /** Where links to the portal lead. */
  readonly portalBase: string;
  /** Name of the tag that holds a resource's owner. */
  readonly ownerTag?: string | undefined;
  /** Disks to draw for testing by hand. */
  readonly sampleSize: number;
  /** Resources to read again from ARM. */
  readonly crossCheckSize: number;
  /** Minutes for which Azure's limits could make the run wait; unlimited if left out. */
  readonly timeBudgetMinutes?: number | undefined;
  /** What each excerpt in the pack shows; absent if there is none. */
  readonly excerpts?: readonly ExcerptPlan[] | undefined;
}

export interface Manifest {
  /** `manifest.json` as it is stored: canonical JSON, UTF-8, no line end. */
  readonly bytes: Uint8Array;
  /** Of those bytes, lower-case hex. It stands in the mail, the run row and the signature, never in the pack itself. */
  readonly sha256: string;
}

/** A part that a manifest cannot list. */
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
    schemaVersion: FORMAT,
    kind: 'unbroken-manifest',
    runId: contents.runId,
    asOf: contents.asOf,
    endedAt: contents.endedAt,
    settings: contents.settings,
    redacted: contents.redacted,
    codeVersion: contents.codeVersion,
    baseline: contents.baseline,
    previousManifestSha256: contents.previousManifestSha256 ?? null,
    parts: [...contents.parts].sort(by(({ name }) => name)),
  });
  const bytes = new TextEncoder().encode(text);
  return { bytes, sha256: sha256Of(bytes) };
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

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, { error: 'must be 64 hex digits in lower case' });

const part = z.strictObject({
  name: z.string().min(1).max(BOUNDS.line),
  sha256,
  bytes: z.int().min(0),
  rows: z.int().min(0).optional().describe('Lines of a `.jsonl.gz`.'),
  mediaType: z.string().max(BOUNDS.word),
});

const word = z.string().max(BOUNDS.word);

const common = {
  kind: z.literal('unbroken-manifest'),
  runId: word.min(1),
  asOf: z.iso.datetime(),
  codeVersion: word,
  baseline: z.strictObject({ name: word, version: word, sha256 }),
  previousManifestSha256: sha256.nullable(),
  parts: z.array(part),
};

/** `manifest.json`, as versions 1 and 2 of the format have it. */
export const manifest = z.discriminatedUnion(
  'schemaVersion',
  [
    // As version 0.1.0 of the program wrote it.
    z.strictObject({
      schemaVersion: z.literal(1),
      ...common,
      endedAt: absent(),
      settings: absent(),
      redacted: absent(),
    }),
    z.strictObject({
      schemaVersion: z.literal(FORMAT),
      ...common,
      endedAt: z.iso.datetime({ precision: 3 }).describe('When the last question was answered and the pack was made.'),
      settings: z
        .strictObject({
          portalBase: z.url({ protocol: /^https$/ }).max(BOUNDS.word),
          ownerTag: z.string().max(BOUNDS.tagName).optional(),
          sampleSize: z.int().min(0).describe('Disks sampled for manual testing.'),
          crossCheckSize: z.int().min(0).describe('Resources cross-checked against Azure Resource Manager.'),
          timeBudgetMinutes: z
            .int()
            .min(0)
            .optional()
            .describe('Minutes for which Azure’s limits may make the run wait.'),
          excerpts: excerptPlans.optional(),
        })
        .describe('The run’s settings, apart from the baseline.'),
      redacted: z.literal(true).optional().describe('Names were replaced.'),
    }),
  ],
  { error: 'has a version other than 1 or 2; use the program that made the pack, or a newer one' },
);

function absent(): z.ZodOptional<z.ZodUndefined> {
  return z.undefined().optional();
}

type PackManifest = z.infer<typeof manifest>;

/** A manifest as it was found, with its own hash. */
export interface FoundManifest {
  readonly manifest: PackManifest;
  /** Of the bytes of `manifest.json`, lower-case hex. */
  readonly sha256: string;
  /** False if the bytes are not the canonical ones (RFC 8785) or its parts are not sorted: somebody has rewritten it. */
  readonly canonical: boolean;
}

function textOf(bytes: Uint8Array, where: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new PackReadError(`${where}: manifest.json is not JSON in UTF-8; it was cut or altered.`, { cause });
  }
}

/** @throws PackReadError naming the field that is wrong. */
export function readManifest(bytes: Uint8Array, where: string): FoundManifest {
  const json = jsonOf(textOf(bytes, where), `${where}: manifest.json`);
  const parsed = manifest.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const path = issue?.path.map(String).join('.') ?? '';
    throw new PackReadError(
      `${where}: manifest.json is not the manifest of a pack: ${path === '' ? 'the file' : path}: ${issue?.message ?? ''}.`,
    );
  }
  accepted(
    parsed.data.parts.map(({ name }) => name),
    `${where}: manifest.json`,
  );
  return {
    manifest: parsed.data,
    sha256: sha256Of(bytes),
    canonical:
      Buffer.from(canonicalJson(json), 'utf8').equals(bytes) &&
      parsed.data.parts.every(({ name }, at, all) => at === 0 || (all[at - 1]?.name ?? '') < name),
  };
}
