import { dayCell, idCell, linkCell, type Cell } from '../cell.ts';
import { subjectKindText, type Finding } from '../findings/finding.ts';
import type { PackIndex } from '../packIndex.ts';
import type { Listed, TableSheet } from '../sheet.ts';
import { FINDINGS_SHEET } from './names.ts';

export const findings: Listed<TableSheet> = {
  kind: 'table',
  name: FINDINGS_SHEET,
  holds: 'what fails, why, what to do, since when',
  tab: 'B3261E',
  about:
    'One row per finding: a NonCompliant verdict, a coverage gap, or an exemption or attestation that has ended. High first, then those that affect most disks, then the oldest.',
  columns: [
    { title: 'Severity', width: 10 },
    { title: 'Check', width: 9 },
    { title: 'Expected state', width: 26 },
    { title: 'Subject', width: 24 },
    { title: 'Kind', width: 14 },
    { title: 'Resource group', width: 20 },
    { title: 'Subscription', width: 20 },
    { title: 'Observed state', width: 40 },
    { title: 'What to do', width: 40 },
    { title: 'First seen (UTC)', width: 12 },
    { title: 'Age (days)', width: 8, right: true },
    { title: 'Disks affected', width: 10, right: true },
    { title: 'Owner', width: 14 },
    { title: 'Exemption', width: 13 },
    { title: 'Chain', width: 9 },
    { title: 'Portal', width: 9 },
    { title: 'Resource id', width: 100 },
  ],
  frozenColumns: 2,
  printedColumns: 14,
  whenEmpty: 'No findings in this run. Unknown verdicts are not findings: see Chains and Population and gaps.',
  *rows(index) {
    for (const finding of index.findings) yield rowOf(finding, index);
  },
};

function rowOf(finding: Finding, index: PackIndex): readonly Cell[] {
  return [
    { kind: 'severity', severity: finding.severity },
    finding.check,
    finding.title,
    finding.subjectName,
    subjectKindText(finding.subjectKind),
    finding.resourceGroup,
    index.subscription(finding.subscriptionId),
    finding.because,
    finding.remediation,
    dayCell(finding.firstSeen),
    finding.ageDays,
    finding.disks,
    index.ownersOf(finding),
    finding.exemption,
    chainCell(finding, index),
    linkCell('Open', index.portal(finding.subject), 'no link'),
    idCell(finding.subject),
  ];
}

function chainCell(finding: Finding, index: PackIndex): Cell {
  const chain = index.chainOf(finding);
  if (chain === undefined) return 'none';
  const place = index.placeOfChain(chain);
  return linkCell(`Row ${String(place.row)}`, place);
}
