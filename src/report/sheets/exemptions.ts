import { nameOf } from '../../domain/armId.ts';
import type { Status } from '../../domain/check.ts';
import { targetOf, type Exemption } from '../../domain/exemption.ts';
import { answerCell, type Cell, dayCell, idCell, statusCell } from '../cell.ts';
import type { PolicyExemption } from '../../domain/policyExemption.ts';
import { findingKey } from '../../domain/record.ts';
import type { PackIndex } from '../packIndex.ts';
import type { Listed, TableSheet } from '../sheet.ts';
import { daysBetween } from '../words.ts';

const STATE_TEXT = {
  inForce: 'In force',
  expired: 'Ended',
  matchesNothing: 'Matches nothing',
  notNeeded: 'Not needed',
} as const;

export const exemptions: Listed<TableSheet> = {
  kind: 'table',
  name: 'Exemptions',
  holds: 'who approved what, until when',
  tab: '3F5FA8',
  about:
    'Exemptions in the baseline first, with the result without them, which an exemption never hides; then those in Azure Policy, which change no verdict here.',
  columns: [
    { title: 'Granted in', width: 13 },
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
    { title: 'Subjects covered', width: 10, right: true },
    { title: 'Verdict', width: 14 },
    { title: 'Result without exemption', width: 14 },
    { title: 'Observed state', width: 46 },
    { title: 'Resource id', width: 100 },
  ],
  frozenColumns: 3,
  printedColumns: 15,
  whenEmpty: 'Neither the baseline in force nor Azure Policy grants an exemption.',
  *rows(index) {
    const covered = coveredVerdicts(index);
    for (const exemption of index.record.exemptions) {
      const { subject, subjectName } = targetOf(exemption);
      const verdict = covered.get(findingKey(exemption.check, subject)) ?? covered.get(exemption.id);
      yield [
        'Baseline',
        STATE_TEXT[exemption.state],
        exemption.id,
        exemption.check,
        subjectName,
        exemption.category,
        exemption.justification,
        exemption.approvedBy,
        dayCell(exemption.expiresOn),
        daysLeft(exemption.expiresOn, index.record.asOf),
        exemption.ticket,
        exemption.covers,
        answerCell(verdict) ?? 'none',
        statusCell(verdict?.beneath) ?? 'same',
        verdict?.because,
        exemption.subject === undefined ? subject : idCell(exemption.subject),
      ];
    }
    for (const exemption of index.record.policyExemptions) yield policyRow(exemption, index.record.asOf);
  },
};

/** Azure Policy names what it exempts from, not one of our checks: those columns stay empty. */
function policyRow(exemption: PolicyExemption, asOf: string): readonly Cell[] {
  const { scope, displayName, name, category, description, expiresOn, resourceId } = exemption;
  const ended = expiresOn !== undefined && expiresOn <= asOf;
  return [
    'Azure Policy',
    ended ? STATE_TEXT.expired : STATE_TEXT.inForce,
    displayName ?? name,
    undefined,
    nameOf(scope),
    category,
    description,
    undefined,
    expiresOn === undefined ? 'does not end' : dayCell(expiresOn.slice(0, 10)),
    expiresOn === undefined ? undefined : daysLeft(expiresOn.slice(0, 10), asOf),
    undefined,
    undefined,
    undefined,
    undefined,
    exemptFrom(exemption),
    idCell(resourceId),
  ];
}

function exemptFrom({ policyAssignmentId, policyDefinitionReferenceIds: policies }: PolicyExemption): string {
  const assignment = policyAssignmentId === undefined ? 'an assignment that is not named' : nameOf(policyAssignmentId);
  return policies.length === 0
    ? `Exempt from all of policy assignment ${assignment}.`
    : `Exempt from ${policies.join(', ')} of policy assignment ${assignment}.`;
}

/** The last day still counts: on it, 0 days are left. */
export function daysLeft(lastDay: string, asOf: string): number {
  return daysBetween(asOf.slice(0, 10), lastDay);
}

type Covered = { readonly status: Status; readonly beneath: Status | undefined; readonly because: string };

/** Verdicts by check and subject; of an exemption by selector the first that it covers, by its id. */
function coveredVerdicts(index: PackIndex): ReadonlyMap<string, Covered> {
  const wide = (exemption: Exemption): boolean => exemption.subject === undefined;
  const wanted = new Set(
    index.record.exemptions.map((one) => (wide(one) ? one.id : findingKey(one.check, targetOf(one).subject))),
  );
  const found = new Map<string, Covered>();
  if (wanted.size === 0) return found;
  for (const verdict of index.record.verdicts)
    for (const key of [findingKey(verdict.check, verdict.subject), verdict.exemption])
      if (key !== undefined && wanted.has(key) && !found.has(key)) found.set(key, verdict);
  return found;
}
