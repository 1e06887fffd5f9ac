import {
  changeCauseOf,
  type Change,
  type Counts,
  type FindingLife,
  type RunRecord,
  type SummaryRow,
} from '../domain/record.ts';
import { by } from '../base/order.ts';
import type { RequirementId } from '../domain/requirement.ts';
import { BOUNDS } from './bounds.ts';
import { canonicalJson } from './canonicalJson.ts';
import { contextLine } from './contextSchema.ts';
import type { ExcerptPlan } from './excerptFile.ts';
import { jsonOf } from './lines.ts';
import { tooMany } from './mostEntries.ts';
import { PartNameError, partNames } from './partNames.ts';

/** The run before this one, as history remembers it. */
export interface PreviousRun {
  readonly runId: string;
  /** ISO 8601. */
  readonly asOf: string;
  /** Lower-case hex. */
  readonly manifestSha256: string;
  /** Its counts, so that the workbook can show them beside this run's; left out when history does not hold them. */
  readonly summary?: readonly SummaryRow[] | undefined;
}

/** One run on the trend: its counts over all subscriptions. */
export interface TrendRun {
  readonly runId: string;
  /** ISO 8601. */
  readonly asOf: string;
  readonly state: RunRecord['state'];
  readonly counts: Readonly<Record<RequirementId, Counts>>;
}

/** The workbook's contents that are in no other file of the pack. */
export interface PackContext {
  readonly runId: string;
  /** The scope in words, e.g. `Management group contoso, 3 subscriptions`. */
  readonly scopeText: string;
  /** Undefined for a first run. */
  readonly previous: PreviousRun | undefined;
  readonly changes: readonly Change[];
  /** By `findingKey(check, subject)`. */
  readonly lives: ReadonlyMap<string, FindingLife>;
  /** Where links to the portal lead. */
  readonly portalBase: string;
  /** Name of the tag that holds a resource's owner, any case. */
  readonly ownerTag?: string | undefined;
  /** True when a key signs the manifest. */
  readonly signed: boolean;
  /** Earlier runs of this scope, oldest first. */
  readonly earlier: readonly TrendRun[];
  /** Disks to draw for testing by hand. */
  readonly sampleSize: number;
  /** The identity that asked Azure. */
  readonly identity: { readonly objectId?: string | undefined };
  /** How often the run was started, including this time; absent in packs of version 0.1. */
  readonly attempt?: number | undefined;
  /** What each excerpt in the pack shows; absent if there is none. */
  readonly excerpts?: readonly ExcerptPlan[] | undefined;
}

/** A context's file that is cut or altered. */
export class ContextError extends Error {
  override readonly name = 'ContextError';
}

/**
 * `context.jsonl`: with the record, the observations, the raw rows and the manifest, it is all that the workbook was
 * rendered from, so that anyone can render it again and compare the bytes. A head line, then a line for each change and each
 * finding's life.
 */
export function* contextLines(contents: PackContext): Generator<string, void, undefined> {
  yield canonicalJson({
    kind: 'context',
    head: headOf(contents),
    counts: { changes: contents.changes.length, lives: contents.lives.size },
  });
  for (const entry of contents.changes) yield canonicalJson({ kind: 'changes', entry });
  for (const [key, life] of [...contents.lives].sort(by(([key]) => key)))
    yield canonicalJson({ kind: 'lives', entry: { key, life } });
}

/** What `contextLines` wrote. @param most entries of a list that the run's own evidence allows @throws ContextError naming the line, or what is missing. */
export async function readContext(
  lines: AsyncIterable<string> | Iterable<string>,
  most = Infinity,
): Promise<PackContext> {
  let head: ContextHead | undefined;
  let number = 0;
  const changes: Change[] = [];
  const lives = new Map<string, FindingLife>();
  for await (const line of lines) {
    number += 1;
    const value = parse(line, number);
    if (head === undefined) {
      if (value.kind !== 'context') throw new ContextError(`Line ${String(number)} of the context is not a head line.`);
      head = value;
      checkCounts(line, value, most);
    } else if (value.kind === 'changes') changes.push({ ...value.entry, cause: changeCauseOf(value.entry.cause) });
    else if (value.kind === 'lives') lives.set(value.entry.key, value.entry.life);
    else throw new ContextError(`Line ${String(number)} of the context is not an entry of it.`);
    if (changes.length > head.counts.changes || lives.size > head.counts.lives)
      throw new ContextError(
        `Line ${String(number)} of the context is one more than its head announces: it was added.`,
      );
  }
  if (head === undefined) throw new ContextError('The context is empty: it has no head line.');
  const { counts } = head;
  if (counts.changes !== changes.length || counts.lives !== lives.size)
    throw new ContextError(
      `The context's head announces ${String(counts.changes)} changes and ${String(counts.lives)} lives, but ${String(changes.length)} and ${String(lives.size)} came: the file was cut or altered.`,
    );
  checkNames(head.head.excerpts ?? []);
  return { ...head.head, changes, lives };
}

/** What is read is held in memory, so that what no run can have written is not read. */
function checkCounts(line: string, { head: { previous }, counts }: ContextHead, most: number): void {
  if (line.length > BOUNDS.head)
    throw new ContextError(`The context's head has over ${String(BOUNDS.head)} characters: reading stops there.`);
  if (previous === undefined && counts.changes > 0)
    throw new ContextError(
      `The context of a first run announces ${String(counts.changes)} changes since a previous one: reading stops there.`,
    );
  // Where the history did not hold the counts of the run before, it may have been some times as large.
  const before =
    previous?.summary === undefined
      ? 2 * most
      : BOUNDS.entriesForDisk * Math.max(0, ...previous.summary.map(({ population }) => population));
  const allowed = most + (previous === undefined ? 0 : before);
  for (const what of ['changes', 'lives'] as const) {
    const why = tooMany(counts[what], allowed, what);
    if (why !== undefined) throw new ContextError(`The context's head ${why}.`);
  }
}

/** The head as it is written. */
function headOf(contents: Omit<PackContext, 'changes' | 'lives'>): ContextHead['head'] {
  const { runId, attempt, scopeText, previous, earlier, identity } = contents;
  const { portalBase, ownerTag, signed, sampleSize, excerpts } = contents;
  return { runId, attempt, scopeText, previous, earlier, identity, portalBase, ownerTag, signed, sampleSize, excerpts };
}

function checkNames(excerpts: readonly ExcerptPlan[]): void {
  try {
    partNames(excerpts.map(({ name }) => name));
  } catch (cause) {
    if (!(cause instanceof PartNameError)) throw cause;
    throw new ContextError(`The context names an excerpt that cannot be: ${cause.message}.`, { cause });
  }
}

interface ContextHead {
  readonly kind: 'context';
  readonly head: Omit<PackContext, 'changes' | 'lives'>;
  readonly counts: { readonly changes: number; readonly lives: number };
}

type ContextLine =
  | ContextHead
  | { readonly kind: 'changes'; readonly entry: Change }
  | { readonly kind: 'lives'; readonly entry: { readonly key: string; readonly life: FindingLife } };

function parse(line: string, number: number): ContextLine {
  let value: unknown;
  try {
    value = jsonOf(line, 'It');
  } catch (cause) {
    throw new ContextError(`Line ${String(number)} of the context is not JSON.`, { cause });
  }
  const found = contextLine.safeParse(value);
  if (found.success) return found.data as unknown as ContextLine;
  const [issue] = found.error.issues;
  const path = issue?.path.map(String).join('.') ?? '';
  throw new ContextError(
    `Line ${String(number)} of the context is not ${number === 1 ? 'a head line' : 'an entry of it'}: ${path === '' ? '' : `${path}: `}${issue?.message ?? ''}.`,
  );
}
