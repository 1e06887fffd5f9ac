import type { PackStore } from '../../domain/ports.ts';
import type { Report } from '../../domain/progress.ts';
import type { Coverage, Scope } from '../../domain/record.ts';
import type { HistoryStore } from '../../history/historyStore.ts';
import { scopeKeyOf } from '../../history/keys.ts';
import { coverageOfPack } from '../../pack/readPack.ts';
import { AlteredPackError, provenPack } from '../run/provenParts.ts';

/**
 * The subscriptions that the last run of the scope knew of; undefined where there is none, or its pack cannot be read or is not what
 * the run stored, which is reported.
 */
export async function lastRoll(
  history: HistoryStore,
  packs: PackStore,
  scope: Scope,
  before: string,
  report: Report,
): Promise<{ readonly asOf: string; readonly coverage: readonly Coverage[] } | undefined> {
  const { runId, asOf, packPath, manifestSha256 } = (await history.previousRun(scopeKeyOf(scope), before)) ?? {};
  if (runId === undefined || asOf === undefined || packPath === undefined || manifestSha256 === undefined)
    return undefined;
  try {
    return { asOf, coverage: await coverageOfPack(await provenPack(packs, { runId, packPath, manifestSha256 })) };
  } catch (error) {
    if (error instanceof AlteredPackError) report({ kind: 'chainBroken', because: error.message });
    return undefined; // The live answer says that there is no run to ask.
  }
}
