import { countQuery, NOT_ASSESSED_QUERIES } from '../../collect/graphQueries.ts';
import { NOT_ASSESSED_SENTENCES } from '../../collect/notAssessed.ts';
import { GRAPH_SOURCES, SOURCE_IDS, titleOf } from '../../collect/sources/list.ts';
import { EVERY_SUBSCRIPTION, type Gap } from '../../domain/estate.ts';
import { armId, nameOf } from '../../domain/armId.ts';
import type { CrossCheck, CrossCheckedSubject } from '../../domain/crossCheck.ts';
import type { AskedSourceId, SourceId } from '../../domain/facts.ts';
import type { Observation } from '../../domain/observation.ts';
import type { Coverage, NotAssessed, PopulationRow, RunRecord, Scope } from '../../domain/record.ts';
import { GAP_KIND_TEXT } from '../../report/gapSummary.ts';
import { CODE_VERSION } from '../version.ts';
import type { ToldRecord } from '../verify/recompute.ts';
import type { ByKind } from './byKind.ts';

/**
 * What Azure's rows do not show, field by field. Sentences are said again from what they are about, since nobody can tell the
 * names in a sentence from its words.
 * @param rowGaps those that the redacted rows make
 */
export function redactedTold(record: RunRecord, rowGaps: readonly Gap[], by: ByKind): ToldRecord {
  const { callerAccess, crossCheck } = record;
  const objectId = callerAccess?.objectId;
  return {
    asOf: by.time(record.asOf),
    // Of another version, the copy would not be judged.
    codeVersion: CODE_VERSION,
    scope: redactedScope(record.scope, by),
    coverage: record.coverage.map((row) => redactedCoverage(row, by)),
    population: record.population.map((row) => redactedTieOut(row, by)),
    gaps: [...record.gaps.filter(({ kind }) => !ofRows(kind)).map((gap) => redactedGap(gap, by)), ...rowGaps],
    notAssessed: record.notAssessed.map((row) => redactedNotAssessed(row, by)),
    ...(callerAccess === undefined
      ? {}
      : { callerAccess: { ...callerAccess, objectId: objectId === undefined ? undefined : by.id(objectId) } }),
    ...(crossCheck === undefined ? {} : { crossCheck: redactedCrossCheck(crossCheck, by) }),
    // Only the source and the numbers of these are read; the sentences are made again.
    incompleteBecause: record.incompleteBecause,
  };
}

/** Gaps that the rows make themselves. */
function ofRows(kind: Gap['kind']): boolean {
  return kind === 'malformedRow' || kind === 'conflictingRows';
}

function redactedScope({ tenantId, managementGroups, subscriptions }: Scope, by: ByKind): Scope {
  return {
    tenantId: tenantId === undefined ? undefined : by.id(tenantId),
    managementGroups: managementGroups.map((name) => by.name(name)),
    subscriptions: subscriptions.map((id) => by.id(id)).sort(),
  };
}

function redactedCoverage({ subscriptionId, name, ...row }: Coverage, by: ByKind): Coverage {
  const { expectedBy, seen, exists, read } = row;
  const told = { expectedBy, seen, ...(exists === undefined ? {} : { exists }), read };
  return { subscriptionId: by.id(subscriptionId), name: by.name(name), ...told };
}

function redactedTieOut(row: PopulationRow, by: ByKind): PopulationRow {
  return { ...row, source: sourceOf(row.source), subscriptionId: subscription(row.subscriptionId, by) };
}

function redactedGap({ source, subscription: of, subject, kind }: Gap, by: ByKind): Gap {
  const about = subject === undefined ? undefined : armId(by.id(subject));
  const what = isAsked(source) ? titleOf(source) : 'facts of earlier runs';
  return {
    source,
    subscription: subscription(of, by),
    ...(about === undefined ? {} : { subject: about }),
    kind,
    because: `Of ${what}${about === undefined ? '' : `, about ${nameOf(about)}`}: ${GAP_KIND_TEXT[kind]}.`,
  };
}

function redactedNotAssessed({ kind, subscriptionId, count, because }: NotAssessed, by: ByKind): NotAssessed {
  const isOurs = NOT_ASSESSED_SENTENCES.get(kind) === because;
  return {
    kind: NOT_ASSESSED_SENTENCES.has(kind) ? kind : by.label(kind),
    subscriptionId: subscription(subscriptionId, by),
    ...(count === undefined ? {} : { count }),
    because: isOurs ? because : 'They could not be counted, or not all of them.',
  };
}

function redactedCrossCheck(check: CrossCheck, by: ByKind): CrossCheck {
  return {
    ...check,
    seed: by.run(check.seed),
    subjects: check.subjects
      .map((subject) => redactedSubject(subject, by))
      .sort((a, b) => order(a.source, b.source) || order(a.subject, b.subject)),
  };
}

const RESULTS: Readonly<Record<CrossCheckedSubject['result'], (subject: CrossCheckedSubject) => string>> = {
  agrees: ({ fields }) => `ARM says the same in all ${String(fields)} fields.`,
  differs: () => 'Resource Graph and ARM differ: its index may lag behind, or it was changed in between.',
  gone: () => 'ARM no longer has it, though Resource Graph still lists it.',
  notRead: () => 'ARM did not answer for it, or its answer could not be read.',
};

function redactedSubject(one: CrossCheckedSubject, by: ByKind): CrossCheckedSubject {
  return {
    subject: by.id(one.subject),
    resourceId: by.id(one.resourceId),
    source: one.source,
    name: by.name(one.name),
    subscriptionId: by.id(one.subscriptionId),
    result: one.result,
    because: RESULTS[one.result](one),
    fields: one.fields,
    differences: one.differences.map(({ field, graph, arm }) => ({
      field: pathOf(field, by),
      graph: jsonText(graph, by),
      arm: jsonText(arm, by),
    })),
  };
}

/** The path within a fact; below `tags` stands what somebody chose. */
function pathOf(field: string, by: ByKind): string {
  return field.startsWith('tags.') ? `tags.${by.name(field.slice('tags.'.length))}` : field;
}

/** `(none)`, or the JSON of a value: numbers and flags stay. */
function jsonText(text: string, by: ByKind): string {
  return text === '(none)' || /^(true|false|null|-?\d+(\.\d+)?)$/.test(text) ? text : JSON.stringify(by.id(text));
}

const QUERIES: ReadonlySet<string> = new Set([
  ...GRAPH_SOURCES.flatMap(({ ask }) => [ask.kql, countQuery(ask)]),
  ...Object.values(NOT_ASSESSED_QUERIES),
]);

/** A question to Azure: our own query as it was sent, a path with its names replaced, and how it went. */
export function redactedObservation(one: Observation, by: ByKind): Observation {
  const isOurs = one.kind === 'resourceGraph' && QUERIES.has(one.request);
  const query = (): string => by.text(one.request);
  return {
    source: one.source === 'identity' || one.source === 'count' ? one.source : sourceOf(one.source),
    kind: one.kind === 'arm' ? 'arm' : 'resourceGraph',
    request: isOurs ? one.request : one.kind === 'arm' ? by.request(one.request) : query(),
    subscriptions: one.subscriptions.map((id) => by.id(id)),
    pages: one.pages,
    rows: one.rows,
    requestIds: one.requestIds.map((id) => by.id(id)),
    startedAt: by.time(one.startedAt),
    endedAt: by.time(one.endedAt),
    retries: one.retries,
    failure: one.failure === undefined ? undefined : failureWords(one.failure, by),
  };
}

/** Our clause, and between parentheses a status and codes. */
const FAILURE = /^([a-zA-Z ]{1,60}?)(?: \((\d{3}(?: [A-Za-z0-9_.-]+)*|[A-Za-z0-9_.-]+)\))?$/;
const CLAUSES: ReadonlySet<string> = new Set([
  'the answer is too large',
  'it belongs to another tenant',
  'access was refused',
  'Azure kept asking to wait',
  'it was not found',
  'Azure answered with an error',
  'the connection failed',
  'no answer came in time',
]);

function failureWords(text: string, by: ByKind): string {
  const [, clause = '', codes] = FAILURE.exec(text) ?? [];
  if (!CLAUSES.has(clause)) return 'it failed';
  return codes === undefined ? clause : `${clause} (${by.word(codes)})`;
}

function subscription(id: string, by: ByKind): string {
  return id === EVERY_SUBSCRIPTION || id === '' ? id : by.id(id);
}

/** @throws TypeError for what is not a source of this version: `verify` lets no such record pass */
function sourceOf<S extends SourceId>(source: S): S {
  if (!isAsked(source) && source !== 'carriedRestores' && source !== 'restoreWatches')
    throw new TypeError(`No source is called ${source}.`);
  return source;
}

function isAsked(source: SourceId): source is AskedSourceId {
  return SOURCE_IDS.some((known) => known === source);
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
