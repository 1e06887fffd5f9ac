import { subscriptionOf, type ArmId } from './armId.ts';
import type { EarlierReading } from './earlierReading.ts';
import { EVERY_SUBSCRIPTION, isUnreadable } from './estate.ts';
import type { Collection, Estate, Gap, Lookup, Reach } from './estate.ts';
import type { Facts, SourceId } from './facts.ts';
import { inOrder } from './keyed.ts';
import type { Sequence } from './sequence.ts';

/**
 * Questions to an estate, each answered with the gaps that limit the answer; indexed, so that a hundred thousand questions
 * against a thousand gaps stay cheap. A gap on a parent (a vault whose list failed) reaches its children, and a resource of a
 * subscription outside the run's scope is never "absent".
 */
export interface EstateReader {
  readonly asOf: string;
  /** Is there one? */
  readonly find: <S extends SourceId>(source: S, id: ArmId) => Lookup<Facts[S]>;
  /** Where what is known about a resource comes from an earlier run; undefined where this run asked. */
  readonly earlierReading: (source: SourceId, about: ArmId) => EarlierReading | undefined;
  /** Every row, sorted by id. Rows may come anew each time they are read: compare ids, and hold none. */
  readonly all: <S extends SourceId>(source: S) => Sequence<Facts[S]>;
  /** Gaps that may hide any row of a subscription; of any subscription when none is given. */
  readonly gapsIn: (source: SourceId, subscription?: string) => readonly Gap[];
  /** Gaps that may hide rows belonging to one resource: its subscription's, its parents', its own and its children's. */
  readonly gapsAround: (source: SourceId, id: ArmId) => readonly Gap[];
  /** The baseline names where every backup and DR vault lies. */
  readonly vaultsKnown: boolean;
  /** Which gaps may hide a row that a question is about, by how far they lie from it. */
  readonly reach: (question: Question) => Reach;
}

/** A question that runs backwards, "which rows point at this one?", and where Azure lets such rows lie. */
export interface Question {
  readonly sources: readonly SourceId[];
  /** Subscriptions where a rule of Azure's puts such rows. */
  readonly beside: readonly string[];
  /**
   * True: a gap about one resource beside it is no more than one elsewhere, since that resource need not concern it. Not so of a row
   * that came and could not be read.
   */
  readonly namedIsElsewhere?: boolean;
  /** Whether such a row may be in another subscription; `vaults`: in one of those that the baseline names, if it names any. */
  readonly elsewhere: 'nowhere' | 'anySubscription' | 'vaults';
}

const NONE: readonly never[] = [];
const NOWHERE: ReadonlySet<string> = new Set();

/** Where the rows of a run may be. */
export interface Places {
  /** Lower-cased GUIDs of the subscriptions that the run was to read. */
  readonly inScope: ReadonlySet<string>;
  /** Those that do not exist in the tenant: what is named there is in another tenant, and no gap there hides a row. */
  readonly nowhere?: ReadonlySet<string>;
  /** Those with the vaults of backup and disaster recovery, according to the baseline; empty if it names none. */
  readonly vaultSubscriptions?: readonly string[];
}

export function readEstate(
  estate: Estate,
  { inScope, nowhere = NOWHERE, vaultSubscriptions = [] }: Places,
): EstateReader {
  const collections: { readonly [S in SourceId]: Collection<Facts[S]> } = estate;
  const indexes = new Map<SourceId, GapIndex>();
  const sorted = new Map<SourceId, Sequence<unknown>>();
  const hiding = new Map<SourceId, readonly Gap[]>();
  const reaches = new Map<string, Reach>();
  const indexOf = (source: SourceId): GapIndex => {
    const known = indexes.get(source);
    if (known !== undefined) return known;
    const built = indexGaps(hidingGaps(source));
    indexes.set(source, built);
    return built;
  };
  const hidingGaps = (source: SourceId): readonly Gap[] => {
    const known = hiding.get(source);
    if (known !== undefined) return known;
    const { gaps } = estate[source];
    const hides = (gap: Gap): boolean => !nowhere.has(gap.subscription) && !isHeld(collections[source].rows, gap);
    const found = nowhere.size > 0 || gaps.some(isConflict) ? gaps.filter(hides) : gaps;
    hiding.set(source, found);
    return found;
  };
  const vaultsIn = new Set(vaultSubscriptions.map((id) => id.toLowerCase()));
  const inPlace = (gap: Gap): boolean =>
    vaultsIn.size === 0 || gap.subscription === EVERY_SUBSCRIPTION || vaultsIn.has(gap.subscription);
  const unasked = (source: SourceId): readonly Gap[] =>
    [...vaultsIn].filter((id) => !inScope.has(id)).map((id) => outOfScope(source, id));
  const reachIn = ({ sources, beside, namedIsElsewhere = false, elsewhere }: Question): Reach => {
    const near = new Set<Gap>();
    for (const source of sources)
      for (const subscription of beside) for (const gap of indexOf(source).inSubscription(subscription)) near.add(gap);
    // A row that came and could not be read may say of anything in its subscription that it is near.
    const isElsewhere = (gap: Gap): boolean => namedIsElsewhere && gap.subject !== undefined && !isUnreadable(gap);
    const isNear = (gap: Gap): boolean => near.has(gap) && !isElsewhere(gap);
    const far = sources.flatMap((source): readonly Gap[] => {
      const others = hidingGaps(source).filter((gap) => !isNear(gap));
      if (elsewhere === 'nowhere') return others.filter((gap) => near.has(gap));
      return elsewhere === 'vaults'
        ? [...others.filter((gap) => near.has(gap) || inPlace(gap)), ...unasked(source)]
        : others;
    });
    const gaps = [...near].filter(isNear);
    return far.length === 0 ? { gaps } : { gaps, elsewhere: far };
  };

  return {
    asOf: estate.asOf,
    find: <S extends SourceId>(source: S, id: ArmId): Lookup<Facts[S]> => {
      const row = collections[source].rows.get(id);
      if (row !== undefined) return { kind: 'found', row };
      const { only } = collections[source];
      if (only?.ids.has(id) === false) return { kind: 'unsure', gaps: [notAsked(source, id, only.because)] };
      const reaching = indexOf(source).reaching(id);
      // An answer that could not be read, and does not say what it is about, may be the one about this row.
      const gaps =
        only === undefined ? [...reaching] : reaching.filter((gap) => gap.subject !== undefined || isUnreadable(gap));
      const subscription = subscriptionOf(id);
      if (subscription !== '' && !inScope.has(subscription)) gaps.push(outOfScope(source, subscription, id));
      return gaps.length === 0 ? { kind: 'absent' } : { kind: 'unsure', gaps };
    },
    earlierReading: (source, about) => estate[source].carried?.get(about),
    all: <S extends SourceId>(source: S): Sequence<Facts[S]> => {
      const known = sorted.get(source);
      if (known !== undefined) return known as Sequence<Facts[S]>;
      const rows = inOrder(collections[source].rows);
      sorted.set(source, rows);
      return rows;
    },
    gapsIn: (source, subscription) => {
      const gaps = hidingGaps(source);
      if (gaps.length === 0 || subscription === undefined) return gaps;
      return indexOf(source).inSubscription(subscription);
    },
    gapsAround: (source, id) => {
      const index = indexOf(source);
      const around = index.reaching(id);
      const below = index.below(id);
      return below.length === 0 ? around : [...around, ...below];
    },
    vaultsKnown: vaultsIn.size > 0,
    reach: (question) => {
      const { sources, beside, namedIsElsewhere, elsewhere } = question;
      const key = `${sources.join()} ${beside.join()} ${String(namedIsElsewhere)} ${elsewhere}`;
      const known = reaches.get(key);
      if (known !== undefined) return known;
      const built = reachIn(question);
      reaches.set(key, built);
      return built;
    },
  };
}

function isConflict({ kind }: Gap): boolean {
  return kind === 'conflictingRows';
}

/** Rows that disagree about a resource that is held hide none: what is in doubt is what they say of it. */
function isHeld(rows: ReadonlyMap<ArmId, unknown>, gap: Gap): boolean {
  return isConflict(gap) && gap.subject !== undefined && rows.has(gap.subject);
}

function outOfScope(source: SourceId, subscription: string, id?: ArmId): Gap {
  return {
    source,
    subscription,
    ...(id === undefined ? {} : { subject: id }),
    kind: 'notRead',
    because: `Subscription ${subscription} is outside the scope of this run.`,
  };
}

function notAsked(source: SourceId, id: ArmId, because: string): Gap {
  return { source, subscription: subscriptionOf(id), subject: id, kind: 'notRead', because };
}

interface GapIndex {
  /** Gaps of the resource itself, of its parents and of its subscription. */
  readonly reaching: (id: ArmId) => readonly Gap[];
  readonly below: (id: ArmId) => readonly Gap[];
  readonly inSubscription: (subscription: string) => readonly Gap[];
}

const NO_GAPS: GapIndex = { reaching: () => NONE, below: () => NONE, inSubscription: () => NONE };

function indexGaps(gaps: readonly Gap[]): GapIndex {
  if (gaps.length === 0) return NO_GAPS;
  const everywhere: Gap[] = [];
  const bySubscription = new Map<string, Gap[]>();
  const wide = new Map<string, Gap[]>();
  const bySubject = new Map<string, Gap[]>();
  const byAncestor = new Map<string, Gap[]>();
  for (const gap of gaps) {
    if (gap.subscription === EVERY_SUBSCRIPTION) everywhere.push(gap);
    else add(bySubscription, gap.subscription, gap);
    if (gap.subject === undefined) add(wide, gap.subscription, gap);
    else {
      add(bySubject, gap.subject, gap);
      for (const ancestor of ancestors(gap.subject)) add(byAncestor, ancestor, gap);
    }
  }
  const naming = (id: ArmId): readonly Gap[] =>
    bySubject.size === 0
      ? NONE
      : [id, ...ancestors(id)].flatMap((subject): readonly Gap[] => bySubject.get(subject) ?? NONE);
  return {
    reaching: (id) => [
      ...(wide.get(EVERY_SUBSCRIPTION) ?? NONE),
      ...(wide.get(subscriptionOf(id)) ?? NONE),
      ...naming(id),
    ],
    below: (id) => byAncestor.get(id) ?? NONE,
    inSubscription: (subscription) => {
      const own = bySubscription.get(subscription) ?? NONE;
      return everywhere.length === 0 ? own : [...everywhere, ...own];
    },
  };
}

/** Every proper prefix of an id that ends before a slash. */
function ancestors(id: string): string[] {
  const found: string[] = [];
  for (let at = id.lastIndexOf('/'); at > 0; at = id.lastIndexOf('/', at - 1)) found.push(id.slice(0, at));
  return found;
}

function add<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
