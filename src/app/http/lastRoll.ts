import type { PackStore } from '../../domain/ports.ts';
import type { Coverage, Scope } from '../../domain/record.ts';
import type { HistoryStore } from '../../history/historyStore.ts';
import { scopeKeyOf } from '../../history/keys.ts';
import { partsInStore } from '../../pack/files.ts';
import { coverageOfPack } from '../../pack/readPack.ts';

/** The subscriptions that the last run of the scope knew of; undefined where there is none, or its pack cannot be read. */
export async function lastRoll(
  history: HistoryStore,
  packs: PackStore,
  scope: Scope,
  before: string,
): Promise<{ readonly asOf: string; readonly coverage: readonly Coverage[] } | undefined> {
  const run = await history.previousRun(scopeKeyOf(scope), before);
  if (run?.packPath === undefined || run.asOf === undefined) return undefined;
  try {
    return { asOf: run.asOf, coverage: await coverageOfPack(partsInStore(packs, run.packPath)) };
  } catch {
    return undefined; // The live answer says that there is no run to ask.
  }
}
