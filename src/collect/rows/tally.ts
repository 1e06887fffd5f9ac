import { by } from '../../base/order.ts';
import { subscriptionOf, type ArmId } from '../../domain/armId.ts';
import { EVERY_SUBSCRIPTION, type Gap } from '../../domain/estate.ts';
import type { Resource, AskedSourceId } from '../../domain/facts.ts';
import { keepInMemory, orderedMap, type KeepById, type Keyed, type Ordered } from '../../domain/keyed.ts';
import { contentOf, differencesIn } from '../../domain/variants.ts';
import { MalformedRowError, readableId, readRow, type Row } from './reading.ts';
import type { ArmCall, RowOwner } from '../defineSource.ts';
import { ownersIn } from './rowOwner.ts';

/** Reads the facts in one row; none if the row is not of this source after all. @throws MalformedRowError */
export type ReadRow<Fact extends Resource> = (row: Row) => readonly Fact[];

/** What became of the rows of one subscription. received = kept rows + duplicates + malformed + conflicting + setAside */
export interface RowCounts {
  received: number;
  /** Rows that repeat what is known. */
  duplicates: number;
  /** Rows with the very same id from another page: a sign of shifting pages, which may also hide rows. */
  repeats: number;
  /** Rows with the very same id on the same page: Azure has the row twice and may count it once or twice. */
  twice: number;
  malformed: number;
  /** Rows that differ from the one that is kept. */
  conflicting: number;
  setAside: number;
}

interface TalliedFact<Fact> {
  readonly fact: Fact;
  readonly page: number;
  /** Of further rows that differ; left out if there are none. */
  readonly others?: readonly Fact[];
}

/**
 * Turns rows into facts, once per id, in any order. Equal rows merge; unequal ones for one id are all kept and are a gap; an
 * unreadable row is a gap and does not affect the others.
 */
export class Tally<Fact extends Resource> {
  readonly source: AskedSourceId;
  private readonly title: string;
  private readonly read: ReadRow<Fact>;
  private readonly owner: RowOwner;
  private readonly tallied: Keyed<TalliedFact<Fact>>;
  private readonly overruled = new Map<ArmId, TalliedFact<Fact>>();
  private readonly counts = new Map<string, RowCounts>();
  /** How many rows are held for each subscription. */
  private readonly held = new Map<string, number>();
  private readonly malformed: Gap[] = [];
  /** Ids whose rows disagree. */
  private readonly disputed = new Set<ArmId>();

  /** @param owner where a row names the VM or disk that it is about */
  constructor(
    source: AskedSourceId,
    title: string,
    read: ReadRow<Fact>,
    keep: KeepById = keepInMemory,
    owner: RowOwner = [],
  ) {
    this.source = source;
    this.title = title;
    this.read = read;
    this.owner = owner;
    this.tallied = keep<TalliedFact<Fact>>();
  }

  /**
   * Takes a row (already without key material). `page` tells pages of one query apart.
   * `problem` is what a stricter reader (the column schema) found, if anything. `asked`: what a call to ARM was about; a row
   * without an id in its answer concerns nothing else.
   */
  add(raw: unknown, page: number, problem?: string, asked?: Pick<ArmCall, 'about' | 'onlyThat'>): void {
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
      const about = ownersIn(raw, this.owner);
      const subject = id ?? (asked?.onlyThat === true ? asked.about : undefined);
      const subscription =
        subscriptionOfRow(raw, id) ?? (asked === undefined ? undefined : subscriptionOf(asked.about));
      this.malformed.push({
        source: this.source,
        subscription: reachOf(subscription),
        ...(subject === undefined ? {} : { subject }),
        ...(about === undefined ? {} : { about }),
        kind: 'malformedRow',
        because: `A row of ${this.title} could not be read: ${error.message}.`,
      });
    }
  }

  /** Takes a second source whose values win over those of the rows; not counted as a row. */
  overrule(raw: unknown): void {
    try {
      for (const fact of this.read(readRow(raw))) {
        const held = this.overruled.get(fact.id);
        if (held === undefined) this.overruled.set(fact.id, { fact, page: 0 });
        else this.overruled.set(fact.id, this.join(held, fact).held);
      }
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

  has(id: ArmId): boolean {
    return this.tallied.has(id);
  }

  /** The fact; if rows disagree, the first of `variants`. */
  get(id: ArmId): Fact | undefined {
    const held = this.overruled.get(id) ?? this.tallied.get(id);
    return held === undefined ? undefined : firstOf(held);
  }

  /** Facts by id, in the order of the ids; if rows disagree, the first of `variants`. */
  rows(): Ordered<Fact> {
    const tallied = this.tallied.sorted(firstOf);
    if (this.overruled.size === 0) return tallied;
    const facts = new Map(tallied);
    for (const [id, held] of this.overruled) facts.set(id, firstOf(held));
    return orderedMap(facts);
  }

  /** What each of the disagreeing rows of one id says, in an order that does not depend on theirs; by id. */
  variants(): ReadonlyMap<ArmId, readonly Fact[]> {
    return orderedMap(
      this.disagreeing().flatMap(([id, held]) => {
        const overruled = this.overruled.get(id);
        return overruled === undefined || overruled === held ? [[id, variantsOf(held)] as const] : [];
      }),
    );
  }

  /** Gaps that the rows themselves caused. */
  gaps(): readonly Gap[] {
    return [
      ...this.malformed,
      ...this.disagreeing().map(([id, held]) => ({
        source: this.source,
        subscription: reachOf(held.fact.subscriptionId),
        subject: id,
        kind: 'conflictingRows' as const,
        because: `Azure gave different answers for ${firstOf(held).name} among ${this.title}: ${differencesIn(variantsOf(held))}.`,
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

  /** How many facts there are for each subscription. */
  kept(): ReadonlyMap<string, number> {
    const kept = new Map(this.held);
    for (const [id, { fact }] of this.overruled) if (!this.tallied.has(id)) addOne(kept, fact.subscriptionId);
    return kept;
  }

  private hold(fact: Fact, page: number, counts: RowCounts): void {
    const held = this.tallied.get(fact.id);
    if (held === undefined) {
      this.tallied.set(fact.id, { fact, page });
      addOne(this.held, fact.subscriptionId);
      return;
    }
    // A shifted page may show the row again in another state; on one page, Azure may count such rows once or twice.
    if ([held.fact, ...(held.others ?? [])].some(({ resourceId }) => resourceId === fact.resourceId))
      counts[held.page === page ? 'twice' : 'repeats'] += 1;
    const { as, held: joined } = this.join(held, fact);
    counts[as] += 1;
    if (joined !== held) this.tallied.set(fact.id, joined);
  }

  /** Whether the fact repeats what is held or says something else, and what is held afterwards. */
  private join(
    held: TalliedFact<Fact>,
    fact: Fact,
  ): { readonly as: 'duplicates' | 'conflicting'; readonly held: TalliedFact<Fact> } {
    const { others = [] } = held;
    const content = contentOf(fact);
    const same = [held.fact, ...others].findIndex((one) => contentOf(one) === content);
    if (same < 0) {
      this.disputed.add(fact.id);
      return { as: 'conflicting', held: { ...held, others: [...others, fact] } };
    }
    const as = 'duplicates';
    if (same === 0) {
      const first = spelledFirst(held.fact, fact);
      return { as, held: first === held.fact ? held : { ...held, fact: first } };
    }
    return {
      as,
      held: { ...held, others: others.map((one, at) => (at === same - 1 ? spelledFirst(one, fact) : one)) },
    };
  }

  private disagreeing(): readonly (readonly [ArmId, TalliedFact<Fact>])[] {
    return [this.tallied, this.overruled].flatMap((facts) =>
      [...this.disputed].flatMap((id) => {
        const held = facts.get(id);
        return held?.others === undefined ? [] : [[id, held] as const];
      }),
    );
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

/** Whether Azure's count fits these rows: a row that Azure has twice counts once or twice. */
export function tiesOut(counted: number, { received, repeats, twice }: RowCounts): boolean {
  const most = received - repeats;
  return counted <= most && counted >= most - twice;
}

function addOne(counts: Map<string, number>, of: string): void {
  counts.set(of, (counts.get(of) ?? 0) + 1);
}

function emptyCounts(): RowCounts {
  return { received: 0, duplicates: 0, repeats: 0, twice: 0, malformed: 0, conflicting: 0, setAside: 0 };
}

function spelledFirst<Fact extends Resource>(one: Fact, other: Fact): Fact {
  return other.resourceId < one.resourceId ? other : one;
}

/** Sorted by what they say. */
function variantsOf<Fact extends Resource>({ fact, others = [] }: TalliedFact<Fact>): readonly Fact[] {
  return [fact, ...others].sort(by(contentOf));
}

function firstOf<Fact extends Resource>(held: TalliedFact<Fact>): Fact {
  return held.others === undefined ? held.fact : (variantsOf(held)[0] ?? held.fact);
}

/** What is above the subscriptions may concern any of them. */
function reachOf(subscription: string | undefined): string {
  return subscription === undefined || subscription === '' ? EVERY_SUBSCRIPTION : subscription;
}

/** From the id (empty above the subscriptions); from the column `subscriptionId` if the id cannot be read. */
function subscriptionOfRow(raw: unknown, id: ArmId | undefined): string | undefined {
  if (id !== undefined) return subscriptionOf(id);
  if (typeof raw !== 'object' || raw === null || !('subscriptionId' in raw)) return undefined;
  const { subscriptionId } = raw;
  return typeof subscriptionId === 'string' && subscriptionId !== '' ? subscriptionId.toLowerCase() : undefined;
}
