import type { Scope } from '../domain/record.ts';
import { sha256Of } from '../base/io/sha256.ts';
import { partName } from './partNames.ts';

/** The part that makes a pack complete: it lists every other, but its own signature. */
export const MANIFEST = 'manifest.json';
/** Beside the manifest, which cannot list it: the signature is over the manifest. */
export const SIGNATURE = 'manifest.sig.json';

/** Beside the manifest too: an authority's answer that it saw the manifest, and when (RFC 3161). */
export const TIMESTAMP = 'manifest.json.tsr';

/** The parts beside the manifest, which it cannot list. */
export const BESIDE_MANIFEST = [SIGNATURE, TIMESTAMP] as const;

/** The parts that have one name in every pack. */
export const PART = {
  record: 'record.jsonl.gz',
  observations: 'observations.jsonl.gz',
  answers: 'answers.jsonl.gz',
  carried: 'carried.jsonl.gz',
  context: 'context.jsonl.gz',
  baseline: 'baseline.json',
  readme: 'README.txt',
} as const;

const RAW = /^raw\/([A-Za-z]+)\.jsonl\.gz$/;

/** The part that holds a source's rows. */
export function rawPartName(source: string): string {
  return partName(`raw/${source}.jsonl.gz`);
}

/** The source whose rows a part holds; undefined for any other part. */
export function sourceOfPart(name: string): string | undefined {
  return RAW.exec(name)?.[1];
}

/** Characters of a scope and of a run's id in a file name: Excel opens no file whose full path is longer than 218. */
const LABEL_LENGTH = 24;
const RUN_ID_LENGTH = 32;

/** `UNBROKEN-<scope>-<date>-<run>.xlsx`; of a longer run id 12 digits of its SHA-256. @param asOf ISO 8601 */
export function workbookNameOf(scope: Scope, asOf: string, runId: string): string {
  const run = runId.length <= RUN_ID_LENGTH ? safe(runId) : sha256Of(runId).slice(0, 12);
  return partName(`UNBROKEN-${safe(labelOf(scope)).slice(0, LABEL_LENGTH)}-${asOf.slice(0, 10)}-${run}.xlsx`);
}

/** The name that version 0.1 gave it, of any length. */
export function earlierWorkbookNameOf(scope: Scope, asOf: string, runId: string): string {
  return partName(`UNBROKEN-${safe(labelOf(scope))}-${asOf.slice(0, 10)}-${safe(runId)}.xlsx`);
}

function labelOf(scope: Scope): string {
  return scope.managementGroups[0] ?? scope.subscriptions[0] ?? 'all';
}

function safe(text: string): string {
  return text.replace(/[^A-Za-z0-9.-]+/g, '_');
}

/** The parts that the workbook itself lists: all but those rendered after it or from it. */
export function isEvidence({ name }: { readonly name: string }): boolean {
  return !name.endsWith('.xlsx') && !name.startsWith(EXCERPTS);
}

const EXCERPTS = 'excerpts/';

export function isExcerpt(name: string): boolean {
  return name.startsWith(EXCERPTS);
}

/** The workbook of an excerpt. @param key identifies the excerpt; hex */
export function excerptNameOf(key: string): string {
  return partName(`${EXCERPTS}UNBROKEN-excerpt-${key}.xlsx`);
}

/** Path of an excerpt's figures: beside its workbook. */
export function figuresNameOf(workbook: string): string {
  return workbook.replace(/\.xlsx$/, '.json');
}

const WORKBOOK = /^UNBROKEN-[A-Za-z0-9._-]+\.xlsx$/;
const EXCERPT = /^excerpts\/UNBROKEN-excerpt-[0-9a-f]{12}\.(xlsx|json)$/;

export function isWorkbook(name: string): boolean {
  return WORKBOOK.test(name);
}

/** Version of the format that is written: 2 keeps answers that are not rows, and the settings. */
export const FORMAT = 2;

/** The parts with one name that a pack of a version has. Version 1 kept no answers. */
export function fixedPartsOf({ schemaVersion }: PackKind): readonly string[] {
  const all = Object.values(PART);
  return schemaVersion === 1 ? all.filter((name) => name !== PART.answers) : all;
}

interface PackKind {
  readonly schemaVersion: number;
}

/**
 * Why a name is not one of a pack's parts, as far as the name alone can tell; undefined for a part. The list is closed:
 * people who trust the pack would open other files too, and `verify` could say nothing about them.
 * @param sources whose rows a pack of this version may hold
 */
export function strangerIn(name: string, kind: PackKind, sources: readonly string[]): string | undefined {
  const source = sourceOfPart(name);
  const known =
    source === undefined
      ? name === MANIFEST ||
        BESIDE_MANIFEST.some((beside) => beside === name) ||
        fixedPartsOf(kind).includes(name) ||
        isWorkbook(name) ||
        EXCERPT.test(name)
      : sources.some((each) => each === source);
  return known ? undefined : `${name} is not part of a pack of version ${String(kind.schemaVersion)}.`;
}

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  gz: 'application/gzip',
  json: 'application/json',
  tsr: 'application/timestamp-reply',
  txt: 'text/plain',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

/** Media type of a part, by its extension. */
export function mediaTypeOf(name: string): string {
  return MEDIA_TYPES[/\.(\w+)$/.exec(name)?.[1] ?? ''] ?? 'application/octet-stream';
}

/** True for a part whose lines the manifest counts. */
export function isLineFile(name: string): boolean {
  return name.endsWith('.jsonl.gz');
}
