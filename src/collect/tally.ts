import { by } from '../base/order.ts';
import { subscriptionOf, type ArmId } from '../domain/armId.ts';
import { EVERY_SUBSCRIPTION, type Gap } from '../domain/estate.ts';
import type { Resource, AskedSourceId } from '../domain/facts.ts';
import { MalformedRowError, readableId, readRow, type Row } from './reading.ts';

/** Reads the facts in one row; none when the row is not of this source after all. @throws MalformedRowError */
export type ReadRow<Fact extends Resource> = (row: Row) => readonly Fact[];

/** What became of the rows of one subscription. received = kept rows + duplicates + malformed + conflicting + setAside */
export interface RowCounts {
  received: number;
  /** Rows that say again what is known. */
  duplicates: number;
  /** Duplicates with the very same id from another page: the mark of shifting pages, which may also hide rows. */
  repeats: number;
  /** Duplicates with the very same id on the same page: Azure has the row twice, and may count it once or twice. */
  twice: number;
  malformed: number;
  conflicting: number;
  setAside: number;
}

interface TalliedFact<Fact> {
  readonly fact: Fact;
  readonly page: number;
  rows: number;
  conflicting: boolean;
}

/**
 * Turns rows into facts, once per id, whatever order they come in. Equal rows merge; unequal ones for one id are all
 * dropped and become a gap; a row that cannot be read is a gap and leaves the others alone.
 */
export class Tally<Fact extends Resource> {
  readonly source: AskedSourceId;
  private readonly title: string;
  private readonly read: ReadRow<Fact>;
  private readonly tallied = new Map<ArmId, TalliedFact<Fact>>();
  private readonly overruled = new Map<ArmId, Fact>();
  private readonly counts = new Map<string, RowCounts>();
  private readonly malformed: Gap[] = [];

  constructor(source: AskedSourceId, title: string, read: ReadRow<Fact>) {
    this.source = source;
    this.title = title;
    this.read = read;
  }

  /**
   * Takes a row (already without key material). `page` tells pages of one query apart.
   * `problem` is what a stricter reader (the column schema) found, if anything.
   */
  add(raw: unknown, page: number, problem?: string): void {
    const id = readableId(raw);
    const counts = this.countsOf(raw, id);
    counts.received += 1;
    try {
      if (problem !== undefined) throw new MalformedRowError(problem);
      const facts = this.read(readRow(raw));
      if (facts.length === 0) counts.setAside += 1;
      for (const fact of facts) this.hold(fact, page, counts);
    } catch (error) {
      if (!(error instanceof MalformedRowError)) throw error;
      counts.malformed += 1;
      this.malformed.push({
        source: this.source,
        subscription: reachOf(subscriptionOfRow(raw, id)),
        ...(id === undefined ? {} : { subject: id }),
        kind: 'malformedRow',
        because: `A row of ${this.title} could not be read: ${error.message}.`,
      });
    }
  }

  /** Takes a second witness whose values win over those of the rows; not counted as a row. */
  overrule(raw: unknown): void {
    try {
      for (const fact of this.read(readRow(raw))) this.overruled.set(fact.id, fact);
    } catch (error) {
      if (!(error instanceof MalformedRowError)) throw error;
      const id = readableId(raw);
      this.malformed.push({
        source: this.source,
        subscription: reachOf(subscriptionOfRow(raw, id)),
        ...(id === undefined ? {} : { subject: id }),
        kind: 'malformedRow',
        because: `An answer about ${this.title} could not be read: ${error.message}.`,
      });
    }
  }

  /** Is there a fact, or are there conflicting ones? */
  has(id: ArmId): boolean {
    return this.tallied.has(id);
  }

  /** The fact; undefined where there is none, or where rows conflict. */
  get(id: ArmId): Fact | undefined {
    const held = this.tallied.get(id);
    return this.overruled.get(id) ?? (held?.conflicting === false ? held.fact : undefined);
  }

  /** Facts by id, in the order of the ids. */
  rows(): ReadonlyMap<ArmId, Fact> {
    const facts = new Map<ArmId, Fact>();
    for (const [id, held] of this.tallied) if (!held.conflicting) facts.set(id, held.fact);
    for (const [id, fact] of this.overruled) facts.set(id, fact);
    return new Map([...facts].sort(by(([key]) => key)));
  }

  /** Gaps that the rows themselves made. */
  gaps(): readonly Gap[] {
    const conflicts = [...this.tallied].filter(([, held]) => held.conflicting);
    return [
      ...this.malformed,
      ...conflicts.map(([id, held]) => ({
        source: this.source,
        subscription: reachOf(held.fact.subscriptionId),
        subject: id,
        kind: 'conflictingRows' as const,
        because: `Azure gave different answers for ${held.fact.name} among ${this.title}; none of them is used.`,
      })),
    ];
  }

  countsIn(subscription: string): RowCounts {
    const counts = this.counts.get(subscription);
    return counts === undefined ? emptyCounts() : { ...counts };
  }

  subscriptions(): readonly string[] {
    return [...this.counts.keys()];
  }

  private hold(fact: Fact, page: number, counts: RowCounts): void {
    const held = this.tallied.get(fact.id);
    if (held === undefined) {
      this.tallied.set(fact.id, { fact, page, rows: 1, conflicting: false });
      return;
    }
    held.rows += 1;
    if (held.conflicting) counts.conflicting += 1;
    else if (contentOf(held.fact) === contentOf(fact)) {
      counts.duplicates += 1;
      if (held.fact.resourceId === fact.resourceId) counts[held.page === page ? 'twice' : 'repeats'] += 1;
      if (fact.resourceId < held.fact.resourceId) this.tallied.set(fact.id, { ...held, fact });
    } else {
      // The rows that seemed equal so far conflict too.
      counts.conflicting += held.rows;
      counts.duplicates -= held.rows - 2;
      held.conflicting = true;
    }
  }

  private countsOf(raw: unknown, id: ArmId | undefined): RowCounts {
    const subscription = subscriptionOfRow(raw, id) ?? EVERY_SUBSCRIPTION;
    const known = this.counts.get(subscription);
    if (known !== undefined) return known;
    const counts = emptyCounts();
    this.counts.set(subscription, counts);
    return counts;
  }
}

/** Whether Azure's count is one that these rows can have: a row that Azure has twice counts once or twice. */
export function tiesOut(counted: number, { received, repeats, twice }: RowCounts): boolean {
  const most = received - repeats;
  return counted <= most && counted >= most - twice;
}

function emptyCounts(): RowCounts {
  return { received: 0, duplicates: 0, repeats: 0, twice: 0, malformed: 0, conflicting: 0, setAside: 0 };
}

/** What the fact says, without the spelling of its id and name: Resource Graph writes one resource in several cases. */
function contentOf(fact: Resource): string {
  return JSON.stringify({ ...fact, resourceId: '', name: '' });
}

/** What is above the subscriptions may concern any of them. */
function reachOf(subscription: string | undefined): string {
  return subscription === undefined || subscription === '' ? EVERY_SUBSCRIPTION : subscription;
}

/** From the id (empty above the subscriptions); from the column `subscriptionId` when the id cannot be read. */
function subscriptionOfRow(raw: unknown, id: ArmId | undefined): string | undefined {
  if (id !== undefined) return subscriptionOf(id);
  if (typeof raw !== 'object' || raw === null || !('subscriptionId' in raw)) return undefined;
  const { subscriptionId } = raw;
  return typeof subscriptionId === 'string' && subscriptionId !== '' ? subscriptionId.toLowerCase() : undefined;
}
