import type { ReplicationDetail } from '../../../domain/facts.ts';
import { grouped } from '../../../domain/groups.ts';
import { mapped, type Sequence } from '../../../domain/sequence.ts';
import type { Leg } from '../aspects.ts';

/** The disks that replicated items and clusters declare. */
export interface Legs extends Iterable<Leg> {
  /** Those that have a text in common, in their order. */
  readonly by: (textOf: (leg: Leg) => string | undefined) => (text: string) => readonly Leg[];
}

type Lister = Leg['detail'] & Pick<ReplicationDetail, 'disks'>;

export function legsOf(listers: Sequence<Lister>): Legs {
  return {
    *[Symbol.iterator]() {
      for (const legs of mapped(listers, legsIn)) yield* legs;
    },
    by: (textOf) => {
      const groups = grouped(listers, (lister) => [...new Set(legsIn(lister).map(textOf))]);
      return (text) => (groups.get(text) ?? []).flatMap(legsIn).filter((leg) => textOf(leg) === text);
    },
  };
}

function legsIn(detail: Lister): readonly Leg[] {
  return detail.disks.map((declared): Leg => ({ detail, declared }));
}
