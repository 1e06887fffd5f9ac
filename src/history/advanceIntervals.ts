import { concurrently } from '../base/io/concurrently.ts';
import { advancingRun, writeCoverage, type Before } from './ledgers/coverageLedger.ts';
import type { Judged } from './judged.ts';
import { subjectsOf } from './subjectFacts.ts';
import { advanceSubjects } from './ledgers/subjectLedger.ts';
import type { TableClients } from './tableStorage.ts';
import { advanceVerdicts } from './ledgers/verdictLedger.ts';

/** What a run changed in the tables of intervals. */
export interface AdvanceTotals {
  readonly verdictsWritten: number;
  readonly subjectsWritten: number;
  /** Subscriptions where a run that looked later had been recorded already: nothing was changed there. */
  readonly superseded: number;
}

const SUBSCRIPTIONS_AT_ONCE = 4;

/**
 * Brings verdicts and resources up to a run, subscription by subscription, and records what it read. An unchanged estate
 * costs one row per subscription. `keep` is called before each subscription, so that a lost lease stops the work.
 */
export async function advanceIntervals(
  tables: Pick<TableClients, 'Verdicts' | 'Subjects' | 'Coverage'>,
  judged: Judged,
  before: ReadonlyMap<string, Before>,
  { ownerTag, keep }: { readonly ownerTag: string | undefined; readonly keep: () => Promise<void> },
): Promise<AdvanceTotals> {
  const { record } = judged;
  const subjectsIn = subjectsOf(record, judged.parts, ownerTag);
  const totals = new Map<string, { readonly verdicts: number; readonly unseen: number }>();
  const written = { verdictsWritten: 0, subjectsWritten: 0, superseded: 0 };
  await concurrently(before.keys(), SUBSCRIPTIONS_AT_ONCE, async (partition) => {
    await keep();
    const run = advancingRun(judged, before.get(partition));
    if (run === undefined) {
      written.superseded += 1;
      return;
    }
    const own = judged.parts.verdictsByCheck(partition);
    const advanced = await advanceVerdicts(tables.Verdicts, partition, own, judged, run);
    written.verdictsWritten += advanced.written;
    const given = [...own.values()].reduce((sum, list) => sum + list.length, 0);
    totals.set(partition, { verdicts: given, unseen: advanced.unseen });
    await keep();
    written.subjectsWritten += await advanceSubjects(tables.Subjects, partition, subjectsIn(partition), judged, run);
  });
  await writeCoverage(tables.Coverage, judged, before, totals);
  return written;
}
