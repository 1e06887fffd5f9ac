import { type ArmId } from './armId.ts';
import type { EarlierReading } from './earlierReading.ts';
import type { Facts, SourceId } from './facts.ts';

/** Where a gap reaches if the whole source failed. */
export const EVERY_SUBSCRIPTION = '*';

/** A reason why rows may be missing. Absence proves nothing where a gap reaches. */
export interface Gap {
  readonly source: SourceId;
  /** Lower-cased GUID, or `*` when every subscription is concerned. */
  readonly subscription: string;
  /** The one resource that could not be read; undefined when any row of the subscription may be missing. */
  readonly subject?: ArmId;
  /** For a row that was received but could not be read: the VM or disks that it still names as its own. It concerns no others. */
  readonly about?: readonly ArmId[];
  readonly kind: GapKind;
  /** One sentence for an auditor, ending with a period. */
  readonly because: string;
}

/** The gap that one resource leaves. */
export function gapOf(
  source: SourceId,
  { id, subscriptionId }: { readonly id: ArmId; readonly subscriptionId: string },
  kind: GapKind,
  because: string,
): Gap {
  return { source, subscription: subscriptionId, subject: id, kind, because };
}

/** A row that was received but could not be read. */
export function isUnreadable({ kind }: Pick<Gap, 'kind'>): boolean {
  return kind === 'malformedRow';
}

export const GAP_KINDS = [
  'notAuthorised', // 403, or trimmed silently by Resource Graph
  'notSeen', // an expected subscription that Azure did not list
  'throttled',
  'serviceError', // 5xx, dropped connection, time-out, retries exhausted
  'tooLarge', // an answer that stayed too large at the smallest page
  'truncated', // resultTruncated without a token
  'malformedRow',
  'conflictingRows', // one id, two different contents
  'countMismatch', // rows read ≠ rows counted
  'noTime', // the time budget left none for it, and no earlier reading stands in
  'notRead', // a detail that was not asked for, e.g. since its parent failed
] as const;
export type GapKind = (typeof GAP_KINDS)[number];

/** Rows are facts; gaps say how far the absence of a row can be trusted. */
export interface Collection<Row> {
  readonly rows: ReadonlyMap<ArmId, Row>;
  /** Where rows of one id disagree, what each of them says; `rows` holds the first. Left out where none do. */
  readonly variants?: ReadonlyMap<ArmId, readonly Row[]>;
  readonly gaps: readonly Gap[];
  /** Set where rows were asked for one by one: only of these is absence known, and gaps that name none of them hide none; but an unreadable answer without an id does. */
  readonly only?: AskedOnly;
  /** What earlier runs were told about a resource, where this run did not ask; left out where nothing is. */
  readonly carried?: ReadonlyMap<ArmId, EarlierReading>;
}

interface AskedOnly {
  readonly ids: ReadonlySet<ArmId>;
  /** Why nobody asked about the others; one sentence, ending with a period. */
  readonly because: string;
}

/** Everything known at one moment. */
export type Estate = { readonly [S in SourceId]: Collection<Facts[S]> } & {
  /** ISO 8601 with milliseconds and Z; the only clock that the core knows. */
  readonly asOf: string;
};

export type Lookup<Row> =
  | { readonly kind: 'found'; readonly row: Row }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unsure'; readonly gaps: readonly Gap[] };

/** The gaps that may hide a row, by how far they lie from the question. */
export interface Reach {
  /** The subject's own, or beside it by a rule of Azure's: the answer is Unknown. */
  readonly gaps: readonly Gap[];
  /** In a place that might hold one: the answer stands on what was read, and is limited. Left out where there is none. */
  readonly elsewhere?: readonly Gap[];
}

/** A reach, without `elsewhere` where nothing is there. */
export function far(gaps: readonly Gap[], elsewhere: readonly Gap[]): Reach {
  return elsewhere.length === 0 ? { gaps } : { gaps, elsewhere };
}

/** Several rows behind one question, and the gaps that may hide more. */
export interface Rows<Row> extends Reach {
  readonly rows: readonly Row[];
}
