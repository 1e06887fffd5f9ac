import { machinesOf } from '../../assess/narrow.ts';
import type { AskedSources, Chosen } from '../../collect/defineSource.ts';
import { SOURCES } from '../../collect/sources/list.ts';
import type { RunRecord } from '../../domain/record.ts';
import { mapped } from '../../domain/sequence.ts';
import type { FactRows } from '../../report/packContents.ts';

/**
 * The facts that an excerpt may show: a sheet lists facts without looking for their verdicts, so that
 * whatever passes here is shown.
 * @param inside the subscriptions of a reader who is limited to some
 * @param about the narrowed record, where the excerpt is for named resources
 */
export function narrowFacts(
  facts: FactRows,
  inside: ReadonlySet<string> | undefined,
  about: RunRecord | undefined,
): FactRows {
  const sources: AskedSources = SOURCES;
  const chosen = about === undefined ? undefined : chosenOf(about);
  return async function* (source) {
    const { sheet } = sources[source];
    for await (const row of facts(source)) {
      if (inside !== undefined && !inside.has(row.subscriptionId)) continue;
      const shown = chosen === undefined ? row : sheet?.belongsTo(row, chosen);
      if (shown !== undefined) yield shown;
    }
  };
}

function chosenOf({ chains, verdicts }: RunRecord): Chosen {
  const disks = new Set<string>(mapped(chains, ({ disk }) => disk));
  return {
    disks,
    diskNames: new Set(mapped(chains, ({ name }) => name.toLowerCase())),
    machines: new Set(chains.flatMap(machinesOf)),
    subjects: new Set([...disks, ...mapped(verdicts, ({ subject }) => subject)]),
  };
}
