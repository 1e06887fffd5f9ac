import { findingKey, type FindingLife, type RunRecord } from '../domain/record.ts';
import { FindingList } from './findings/findingList.ts';
import { findingsBeside } from './findings/findingsBeside.ts';
import { outlineOf } from './recordOutline.ts';

/** Every finding of a run, worst first: by severity, then by disks concerned, then the oldest, then by check and subject. */
export function findingsOf(record: RunRecord, lives: ReadonlyMap<string, FindingLife>): FindingList {
  return new FindingList(record, lives);
}

/** How many findings a run has. */
export function countOfFindings(record: RunRecord): number {
  return outlineOf(record).suspects.failing.length + findingsBeside(record).length;
}

/** The key and `firstSeen` of every finding of a run, in no order: all that need not look for causes. */
export function* findingAges(
  record: RunRecord,
  lives: ReadonlyMap<string, FindingLife>,
): Generator<{ readonly key: string; readonly firstSeen: string }> {
  const { suspects } = outlineOf(record);
  for (const { check, subject } of suspects.findingsAmong(record.verdicts)) yield aged(findingKey(check, subject));
  for (const { key } of findingsBeside(record)) yield aged(key);

  function aged(key: string): { readonly key: string; readonly firstSeen: string } {
    return { key, firstSeen: lives.get(key)?.firstSeen ?? record.asOf };
  }
}
