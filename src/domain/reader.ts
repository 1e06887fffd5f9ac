import { by } from '../base/order.ts';
import { subscriptionOf, type ArmId } from './armId.ts';
import { EVERY_SUBSCRIPTION, type Collection, type Estate, type Gap, type Lookup } from './estate.ts';
import type { Facts, SourceId } from './facts.ts';

/**
 * Questions to an estate, each answered with the gaps that limit the answer; indexed, so that a hundred thousand questions
 * against a thousand gaps stay cheap. A gap on a parent (a vault whose list failed) reaches its children, and a resource of a
 * subscription outside the run's scope is never "absent".
 */
export interface EstateReader {
  readonly asOf: string;
  /** Is there one? */
  readonly find: <S extends SourceId>(source: S, id: ArmId) => Lookup<Facts[S]>;
  /** Every row, sorted by id. */
  readonly all: <S extends SourceId>(source: S) => readonly Facts[S][];
  /** Gaps that may hide any row of a subscription; of any subscription when none is given. */
  readonly gapsIn: (source: SourceId, subscription?: string) => readonly Gap[];
  /** Gaps that may hide rows belonging to one resource: its subscription's, its parents', its own and its children's. */
  readonly gapsAround: (source: SourceId, id: ArmId) => readonly Gap[];
}

const NONE: readonly never[] = [];

/**
 * @param inScope lower-cased GUIDs of the subscriptions that the run set out to read.
 */
export function readEstate(estate: Estate, inScope: ReadonlySet<string>): EstateReader {
  const collections: { readonly [S in SourceId]: Collection<Facts[S]> } = estate;
  const indexes = new Map<SourceId, GapIndex>();
  const sorted = new Map<SourceId, readonly unknown[]>();
  const indexOf = (source: SourceId): GapIndex => {
    const known = indexes.get(source);
    if (known !== undefined) return known;
    const built = indexGaps(estate[source].gaps);
    indexes.set(source, built);
    return built;
  };

  return {
    asOf: estate.asOf,
    find: <S extends SourceId>(source: S, id: ArmId): Lookup<Facts[S]> => {
      const row = collections[source].rows.get(id);
      if (row !== undefined) return { kind: 'found', row };
      const { only } = collections[source];
      if (only?.ids.has(id) === false) return { kind: 'unsure', gaps: [notAsked(source, id, only.because)] };
      const gaps = [...(only === undefined ? indexOf(source).reaching(id) : indexOf(source).naming(id))];
      const subscription = subscriptionOf(id);
      if (subscription !== '' && !inScope.has(subscription)) gaps.push(outOfScope(source, subscription, id));
      return gaps.length === 0 ? { kind: 'absent' } : { kind: 'unsure', gaps };
    },
    all: <S extends SourceId>(source: S): readonly Facts[S][] => {
      const known = sorted.get(source);
      if (known !== undefined) return known as readonly Facts[S][];
      const rows = [...collections[source].rows.values()].sort(by(({ id }) => id));
      sorted.set(source, rows);
      return rows;
    },
    gapsIn: (source, subscription) => {
      const { gaps } = estate[source];
      if (gaps.length === 0 || subscription === undefined) return gaps;
      return indexOf(source).inSubscription(subscription);
    },
    gapsAround: (source, id) => {
      const index = indexOf(source);
      const around = index.reaching(id);
      const below = index.below(id);
      return below.length === 0 ? around : [...around, ...below];
    },
  };
}

function outOfScope(source: SourceId, subscription: string, id: ArmId): Gap {
  return {
    source,
    subscription,
    subject: id,
    kind: 'notRead',
    because: `Subscription ${subscription} is outside the scope of this run.`,
  };
}

function notAsked(source: SourceId, id: ArmId, because: string): Gap {
  return { source, subscription: subscriptionOf(id), subject: id, kind: 'notRead', because };
}

interface GapIndex {
  /** Gaps of the resource itself and of its parents. */
  readonly naming: (id: ArmId) => readonly Gap[];
  readonly reaching: (id: ArmId) => readonly Gap[];
  readonly below: (id: ArmId) => readonly Gap[];
  readonly inSubscription: (subscription: string) => readonly Gap[];
}

const NO_GAPS: GapIndex = { naming: () => NONE, reaching: () => NONE, below: () => NONE, inSubscription: () => NONE };

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
    naming,
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
