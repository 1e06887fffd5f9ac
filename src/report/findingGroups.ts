import { count, counted } from '../base/counted.ts';
import { compareText } from '../base/order.ts';
import type { CheckId, Severity } from '../domain/check.ts';
import type { RunRecord } from '../domain/record.ts';
import type { Finding } from './findings.ts';
import { outlineOf } from './recordOutline.ts';
import { list, SEVERITIES } from './words.ts';

/** Findings with one cause, fixed together: those of one disk encryption set, one vault, one policy, one grant. */
export interface FindingGroup {
  readonly cause: string;
  /** Worst first; there is at least one. */
  readonly findings: readonly [Finding, ...Finding[]];
  /** Of the worst finding. */
  readonly severity: Severity;
  /** Every check that reports it, sorted. */
  readonly checks: readonly CheckId[];
  /** Disks that at least one of the findings concerns. */
  readonly disks: number;
  /** `KEY-01, MTH-01 vm-a-osdisk and 14 more`: the checks and whom they are about. */
  readonly title: string;
  /** `15 disks, 30 findings`; empty for a single finding that concerns no disk. */
  readonly size: string;
  /** Of the oldest finding. */
  readonly firstSeen: string;
  readonly ageDays: number;
}

/** The findings by what they come from, worst cause first: by severity, then by disks concerned, then the oldest. */
export function groupsOf(
  record: Pick<RunRecord, 'chains' | 'verdicts'>,
  findings: readonly Finding[],
): readonly FindingGroup[] {
  const members = new Map<string, [Finding, ...Finding[]]>();
  const causeOf = new Map<string, string>();
  for (const finding of findings) {
    causeOf.set(finding.key, finding.cause);
    const group = members.get(finding.cause);
    if (group === undefined) members.set(finding.cause, [finding]);
    else group.push(finding);
  }
  const disks = new Map<string, Set<string>>();
  const concern = (cause: string | undefined, disk: string): void => {
    if (cause === undefined) return;
    const known = disks.get(cause);
    if (known === undefined) disks.set(cause, new Set([disk]));
    else known.add(disk);
  };
  const { placeOf, failing, disks: ids } = outlineOf(record);
  for (const [place, keys] of failing.entries()) for (const key of keys) concern(causeOf.get(key), ids[place] ?? '');
  for (const { cause, subject } of findings) if (placeOf(subject) !== undefined) concern(cause, subject);
  return [...members]
    .map(([cause, group]): FindingGroup => {
      const oldest = group.reduce((old, one) => (one.firstSeen < old.firstSeen ? one : old));
      const checks = [...new Set(group.map(({ check }) => check))].sort(compareText);
      const concerned = disks.get(cause)?.size ?? 0;
      return {
        cause,
        findings: group,
        severity: group[0].severity,
        checks,
        disks: concerned,
        title: titleOf(checks, group),
        size: sizeOf(concerned, group.length),
        firstSeen: oldest.firstSeen,
        ageDays: oldest.ageDays,
      };
    })
    .sort(
      (a, b) =>
        SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
        b.disks - a.disks ||
        b.ageDays - a.ageDays ||
        compareText(a.cause, b.cause),
    );
}

function titleOf(checks: readonly CheckId[], findings: readonly Finding[]): string {
  const [first = '', ...others] = new Set(findings.map(({ subjectName }) => subjectName));
  return `${checks.join(', ')} ${others.length === 0 ? first : list([first, `${count(others.length)} more`])}`;
}

function sizeOf(disks: number, findings: number): string {
  const parts = [
    ...(disks === 0 ? [] : [counted(disks, 'disk')]),
    ...(findings > 1 ? [counted(findings, 'finding')] : []),
  ];
  return parts.join(', ');
}
