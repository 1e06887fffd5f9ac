import type { ArmId } from '../../domain/armId.ts';
import type { AskedSourceId } from '../../domain/facts.ts';
import { sourceOfId } from './liveQueries.ts';
import type { Wants } from './wants.ts';

/** What was asked about. Anything not in here is unknown, never absent. */
export class AskedSoFar {
  readonly names = new Set<string>();
  readonly machines = new Set<ArmId>();
  readonly sources = new Set<ArmId>();
  readonly #ids = new Map<AskedSourceId, Set<ArmId>>();

  id(source: AskedSourceId, id: ArmId): void {
    const ids = this.#ids.get(source) ?? new Set();
    this.#ids.set(source, ids.add(id));
  }

  has(source: AskedSourceId, id: ArmId): boolean {
    return this.#ids.get(source)?.has(id) === true;
  }

  of(source: AskedSourceId): ReadonlySet<ArmId> {
    return this.#ids.get(source) ?? new Set();
  }

  /** What is wanted and has not been asked about yet. */
  newIn(wants: Wants): Wants {
    const without = <T>(set: Set<T>, known: ReadonlySet<T>): Set<T> =>
      new Set([...set].filter((one) => !known.has(one)));
    return {
      ids: new Set([...wants.ids].filter((id) => !this.#knows(id))),
      names: without(wants.names, this.names),
      machines: without(wants.machines, this.machines),
      sources: without(wants.sources, this.sources),
    };
  }

  #knows(id: ArmId): boolean {
    const source = sourceOfId(id);
    return source === undefined || this.has(source, id);
  }
}
