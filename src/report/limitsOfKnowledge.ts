import { ACCESS_LIMITS } from '../domain/accessLimits.ts';
import type { RunRecord } from '../domain/record.ts';
import { list } from './words.ts';

/** What no reading of Azure's management plane can show. Printed with every pack: silence here would be a claim. */
const ALWAYS: readonly string[] = [
  'Azure Disk Encryption is declared by the management plane; whether the volume is encrypted inside the guest is not seen.',
  'Resource Graph is an index that follows Azure with a delay; each answer is as of the time printed beside its query.',
  'Key material and secrets are never read: a key is assessed by its attributes, not by using it.',
  'Copies made by other means than Azure Backup, snapshots and Azure Site Recovery (agents in the guest, third-party backup, exported files) are not seen.',
];

/** Limits of this run in sentences: those that always hold, then what was found but not assessed. */
export function limitsOfKnowledge(record: RunRecord): readonly string[] {
  const kindsOf = (counted: boolean): readonly string[] =>
    [
      ...new Set(record.notAssessed.filter(({ count }) => (count !== undefined) === counted).map(({ kind }) => kind)),
    ].sort();
  const kinds = kindsOf(true);
  const uncounted = kindsOf(false);
  return [
    ...ALWAYS,
    ...ACCESS_LIMITS,
    ...(kinds.length === 0 ? [] : [`Found here but not assessed: ${list(kinds)}; see Population and gaps.`]),
    ...(uncounted.length === 0 ? [] : [`Not assessed, and not even counted everywhere: ${list(uncounted)}.`]),
  ];
}
