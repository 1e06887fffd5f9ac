import { nameOf } from '../../domain/armId.ts';
import type { Status } from '../../domain/check.ts';
import { dayCell, idCell, statusCell } from '../cell.ts';
import { findingKey } from '../findings.ts';
import type { PackIndex } from '../packIndex.ts';
import type { TableSheet } from '../sheet.ts';
import { daysBetween } from '../words.ts';
import { EXEMPTIONS_SHEET } from './names.ts';

const STATE_TEXT = {
  inForce: 'In force',
  expired: 'Ended',
  matchesNothing: 'Matches nothing',
  notNeeded: 'Not needed',
} as const;

export const exemptions: TableSheet = {
  kind: 'table',
  name: EXEMPTIONS_SHEET,
  tab: '3F5FA8',
  about:
    'One row an exemption of the baseline. The verdict beneath stands in the last columns: an exemption never hides it.',
  columns: [
    { title: 'State', width: 15 },
    { title: 'Exemption', width: 14 },
    { title: 'Check', width: 9 },
    { title: 'Subject', width: 28 },
    { title: 'Category', width: 11 },
    { title: 'Justification', width: 46 },
    { title: 'Approved by', width: 22 },
    { title: 'Last day', width: 13 },
    { title: 'Days left', width: 9, right: true },
    { title: 'Ticket', width: 14 },
    { title: 'Verdict', width: 14 },
    { title: 'Beneath it', width: 14 },
    { title: 'What was found', width: 46 },
    { title: 'Resource id', width: 100 },
  ],
  frozenColumns: 2,
  printedColumns: 13,
  whenEmpty: 'The baseline in force grants no exemption.',
  *rows(index) {
    const covered = coveredVerdicts(index);
    for (const exemption of index.record.exemptions) {
      const verdict = covered.get(findingKey(exemption.check, exemption.subject.toLowerCase()));
      yield [
        STATE_TEXT[exemption.state],
        exemption.id,
        exemption.check,
        nameOf(exemption.subject),
        exemption.category,
        exemption.justification,
        exemption.approvedBy,
        dayCell(exemption.expiresOn),
        daysLeft(exemption.expiresOn, index.record.asOf),
        exemption.ticket,
        statusCell(verdict?.status) ?? 'none',
        statusCell(verdict?.beneath) ?? 'same',
        verdict?.because,
        idCell(exemption.subject),
      ];
    }
  },
};

/** The last day still counts: on it, 0 days are left. */
export function daysLeft(lastDay: string, asOf: string): number {
  return daysBetween(asOf.slice(0, 10), lastDay);
}

function coveredVerdicts(
  index: PackIndex,
): ReadonlyMap<string, { status: Status; beneath: Status | undefined; because: string }> {
  const wanted = new Set(index.record.exemptions.map(({ check, subject }) => findingKey(check, subject.toLowerCase())));
  const found = new Map<string, { status: Status; beneath: Status | undefined; because: string }>();
  if (wanted.size === 0) return found;
  for (const verdict of index.record.verdicts) {
    const key = findingKey(verdict.check, verdict.subject);
    if (wanted.has(key)) found.set(key, verdict);
  }
  return found;
}
