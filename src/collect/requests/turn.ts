import { instant, DAY, isoDay, spanText } from '../../base/time.ts';
import { subscriptionOf, type ArmId } from '../../domain/armId.ts';
import type { Gap } from '../../domain/estate.ts';
import type { AskedSourceId } from '../../domain/facts.ts';
import type { AsKept, Earlier } from './asking.ts';
import type { AnySource, ArmCall, Calls, Foreseen, Given } from '../defineSource.ts';
import { actionOf, armAskOf, capacityWithin, secondsBeside, type RequestPlan, type Rotation } from './requestLimits.ts';

/** What a run has time for, and what stands in for the rest. */
export interface TurnOptions {
  /** Seconds for which Azure's limits may make it wait; unlimited if undefined. */
  readonly budget: number | undefined;
  /** Days for which an earlier answer stands in. */
  readonly maximumCarriedDays: number;
  /** ISO 8601. */
  readonly asOf: string;
  readonly earlier: Earlier;
  readonly asKept: AsKept | undefined;
}

/** What may still be asked in a subscription. */
interface Left {
  first: number;
  spare: number;
}

/** How a question about something is answered. */
export function askedOf({ about }: Pick<ArmCall, 'about'>): string {
  return `GET ${about}`;
}

/**
 * Decides what is read if Azure's hourly limits leave no time for everything: first what no earlier run has read, then what
 * was read longest ago. The rest is taken from earlier answers, for as long as the baseline allows, and is a gap otherwise.
 * It follows from Resource Graph's rows and the times of earlier answers alone, so that a verifier arrives at the same.
 */
export class Turn {
  readonly #sources: readonly AnySource[];
  readonly #options: TurnOptions;
  /** What is read, by subscription for those where not everything is. */
  #chosen: ReadonlyMap<string, ReadonlySet<ArmId>> = new Map();
  #rotations: readonly Rotation[] = [];
  #left: ReadonlyMap<string, Left> = new Map();

  constructor(sources: readonly AnySource[], options: TurnOptions) {
    this.#sources = sources;
    this.#options = options;
  }

  rotations(): readonly Rotation[] {
    return this.#rotations;
  }

  /** The part of a source's questions that this run has time for. */
  foreseen(source: AnySource, calls: Foreseen): Foreseen {
    return standsIn(source) === undefined ? calls : this.#timely(calls);
  }

  /** The calls of a source; for those that are not made, with what stands in for them. */
  calls(source: AnySource, calls: Calls): Calls {
    return standsIn(source) === undefined ? calls : this.#placed(source, calls);
  }

  /** Decides anew what is read of a source, now that what it follows from is known. */
  async decide(source: AnySource, plan: RequestPlan, given: Given<AskedSourceId>): Promise<void> {
    const kind = standsIn(source);
    if (kind === 'dated') await this.#choose(source, plan, given);
    else if (kind === 'lasting') await this.#share(source, plan, given);
  }

  async *#timely(calls: Foreseen): AsyncGenerator<Pick<ArmCall, 'about'> | Gap, void, undefined> {
    for await (const call of calls) if ('because' in call || this.#isRead(call.about)) yield call;
  }

  async *#placed(source: AnySource, calls: Calls): AsyncGenerator<ArmCall | Gap, void, undefined> {
    const left = new Map([...this.#left].map(([subscription, own]) => [subscription, { ...own }]));
    for await (const call of calls) yield 'because' in call ? call : this.#place(source, call, left);
  }

  #place({ id, ...source }: AnySource, call: ArmCall, left: ReadonlyMap<string, Left>): ArmCall | Gap {
    const { asKept, earlier, asOf, maximumCarriedDays } = this.#options;
    const question = { source: id, asked: askedOf(call) };
    const isDated = standsIn(source) === 'dated';
    const readAt = earlier.answeredAt(question);
    if (!isDated && readAt !== undefined) return { ...call, carried: 'stands' };
    const isTime = asKept?.wasAsked(question) ?? (isDated ? this.#isRead(call.about) : takeOne(call, left));
    if (isTime) return call;
    if (readAt === undefined) return this.#noTime(id, call, 'and no answer of an earlier run is available');
    const oldest = (instant(asOf) ?? Number.NaN) - maximumCarriedDays * DAY;
    if ((instant(readAt) ?? Number.NEGATIVE_INFINITY) >= oldest) return { ...call, carried: 'stands' };
    const why = `and the last answer, of ${isoDay(readAt)}, is older than the ${String(maximumCarriedDays)} days that the baseline allows`;
    return { ...call, carried: this.#noTime(id, call, why) };
  }

  #noTime(source: AskedSourceId, { about, what }: ArmCall, why: string): Gap {
    const within = `within the time budget of ${spanText(this.#options.budget ?? 0)}`;
    const thing = what.charAt(0).toLowerCase() + what.slice(1);
    const because = `There was no time ${within} to read ${thing}, ${why}.`;
    return { source, subscription: subscriptionOf(about), subject: about, kind: 'noTime', because };
  }

  #isRead(about: ArmId): boolean {
    return this.#chosen.get(subscriptionOf(about))?.has(about) ?? true;
  }

  /** A question about something and those that may follow from it count as one. */
  async #choose(source: AnySource, plan: RequestPlan, given: Given<AskedSourceId>): Promise<void> {
    const { budget, earlier } = this.#options;
    const capacity = this.#capacity(source, plan);
    this.#chosen = new Map();
    this.#rotations = [];
    if (budget === undefined || capacity === undefined) return;
    const ask = armAskOf(source);
    if (ask === undefined) return;
    const costs = new Map<string, Map<ArmId, number>>();
    for await (const call of ask.calls(given)) {
      if ('because' in call) continue;
      const own = costs.get(subscriptionOf(call.about));
      if (own === undefined) costs.set(subscriptionOf(call.about), new Map([[call.about, 1]]));
      else own.set(call.about, 1);
    }
    for (const other of this.#sources) {
      if (other.id === source.id || actionOf(other).action !== actionOf(source).action) continue;
      for await (const call of armAskOf(other)?.foresee?.(given) ?? []) {
        if ('because' in call) continue;
        const own = costs.get(subscriptionOf(call.about));
        const cost = own?.get(call.about);
        if (cost !== undefined) own?.set(call.about, cost + 1);
      }
    }
    const chosen = new Map<string, ReadonlySet<ArmId>>();
    const rotations: Rotation[] = [];
    for (const [subscription, own] of [...costs].sort(([a], [b]) => (a < b ? -1 : 1))) {
      if (sumOf(own.values()) <= capacity) continue;
      const read = oldestFirst(own, capacity, (about) =>
        earlier.answeredAt({ source: source.id, asked: askedOf({ about }) }),
      );
      chosen.set(subscription, read);
      rotations.push({ subscription, what: source.title, all: own.size, read: read.size, budget });
    }
    this.#chosen = chosen;
    this.#rotations = rotations;
  }

  /** What the lists leave of the limit: first for what is needed, then for what can be spared. */
  async #share(source: AnySource, plan: RequestPlan, given: Given<AskedSourceId>): Promise<void> {
    this.#left = new Map();
    const capacity = this.#capacity(source, plan);
    const ask = armAskOf(source);
    if (capacity === undefined || ask === undefined) return;
    const { action } = actionOf(source);
    const wanted = new Map<string, Left>();
    for await (const call of this.#placed(source, ask.calls(given))) {
      if ('because' in call || call.carried !== undefined) continue;
      const own = wanted.get(subscriptionOf(call.about)) ?? { first: 0, spare: 0 };
      wanted.set(subscriptionOf(call.about), own);
      own[rankOf(call)] += 1;
    }
    const left = new Map<string, Left>();
    for (const [subscription, { first, spare }] of wanted) {
      const others = plan.rows.filter((row) => row.action === action && row.source !== source.id);
      const sent = sumOf(others.filter((row) => row.subscription === subscription).map(({ requests }) => requests));
      const room = Math.max(0, capacity - sent);
      if (first + spare > room)
        left.set(subscription, { first: Math.min(first, room), spare: Math.max(0, room - first) });
    }
    this.#left = left;
  }

  #capacity(source: AnySource, plan: RequestPlan): number | undefined {
    const { budget } = this.#options;
    if (budget === undefined) return undefined;
    const { action, limit } = actionOf(source);
    return capacityWithin(Math.max(0, budget - secondsBeside(plan, action)), limit);
  }
}

function standsIn(source: Pick<AnySource, 'ask'>): 'dated' | 'lasting' | undefined {
  return source.ask.of === 'arm' ? source.ask.standsIn : undefined;
}

function rankOf({ spare }: ArmCall): keyof Left {
  return spare === true ? 'spare' : 'first';
}

function takeOne(call: ArmCall, left: ReadonlyMap<string, Left>): boolean {
  const own = left.get(subscriptionOf(call.about));
  if (own === undefined) return true;
  if (own[rankOf(call)] <= 0) return false;
  own[rankOf(call)] -= 1;
  return true;
}

/** What is next in turn waits for the next run if it no longer fits, so that the order is kept. */
function oldestFirst(
  costs: ReadonlyMap<ArmId, number>,
  capacity: number,
  readAt: (about: ArmId) => string | undefined,
): ReadonlySet<ArmId> {
  const turn = [...costs]
    .map(([about, cost]) => ({ about, cost, key: `${readAt(about) ?? ''} ${about}` }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  const read = new Set<ArmId>();
  let used = 0;
  for (const { about, cost } of turn) {
    used += cost;
    if (used > capacity) break;
    read.add(about);
  }
  return read;
}

function sumOf(numbers: Iterable<number>): number {
  let sum = 0;
  for (const number of numbers) sum += number;
  return sum;
}
