import { NumberList } from '../base/numberList.ts';
import type { CheckId, Verdict } from '../domain/check.ts';
import type { ChainRow, RunRecord } from '../domain/record.ts';
import { picked, type Sequence } from '../domain/sequence.ts';
import { findingPartition } from './partition.ts';

/** A record's chains and verdicts by subscription, as `findingPartition` names it: their places, for there may be a million. */
export class RecordByPartition {
  readonly #record: Pick<RunRecord, 'chains' | 'verdicts'>;
  readonly #chains = new Map<string, NumberList>();
  readonly #verdicts = new Map<string, Map<CheckId, NumberList>>();

  /**
   * Reads all of both once.
   * @param seeChain sees every chain, @param seeVerdict then every verdict, in the record's order
   */
  constructor(
    record: Pick<RunRecord, 'chains' | 'verdicts'>,
    seeChain: (chain: ChainRow) => void,
    seeVerdict: (verdict: Verdict) => void,
  ) {
    this.#record = record;
    let place = 0;
    for (const chain of record.chains) {
      listIn(this.#chains, findingPartition(chain.subscriptionId)).add(place);
      place += 1;
      seeChain(chain);
    }
    place = 0;
    for (const verdict of record.verdicts) {
      const partition = findingPartition(verdict.subscriptionId);
      let byCheck = this.#verdicts.get(partition);
      if (byCheck === undefined) this.#verdicts.set(partition, (byCheck = new Map<CheckId, NumberList>()));
      listIn(byCheck, verdict.check).add(place);
      place += 1;
      seeVerdict(verdict);
    }
  }

  /** Partitions that a chain or a verdict is in. */
  get partitions(): ReadonlySet<string> {
    return new Set([...this.#chains.keys(), ...this.#verdicts.keys()]);
  }

  /** In the record's order. */
  chains(partition: string): Sequence<ChainRow> {
    return picked(this.#record.chains, this.#chains.get(partition)?.whole() ?? NOWHERE);
  }

  /** By check; within one in the record's order. */
  *verdicts(partition: string): Generator<Verdict> {
    for (const own of this.verdictsByCheck(partition).values()) yield* own;
  }

  /** By the keys of their own table: `partition|check`. */
  verdictsByCheck(partition: string): ReadonlyMap<string, Sequence<Verdict>> {
    const byCheck = this.#verdicts.get(partition) ?? new Map<CheckId, NumberList>();
    return new Map(
      [...byCheck].map(([check, places]) => [`${partition}|${check}`, picked(this.#record.verdicts, places.whole())]),
    );
  }
}

const NOWHERE = new Uint32Array(0);

function listIn<Key>(lists: Map<Key, NumberList>, key: Key): NumberList {
  let list = lists.get(key);
  if (list === undefined) lists.set(key, (list = new NumberList(16)));
  return list;
}
