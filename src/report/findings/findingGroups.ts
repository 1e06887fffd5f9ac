import { count, counted } from '../../base/counted.ts';
import { NumberList } from '../../base/numberList.ts';
import { compareText } from '../../base/order.ts';
import type { CheckId, Severity } from '../../domain/check.ts';
import type { RunRecord } from '../../domain/record.ts';
import { mapped, picked, type Sequence } from '../../domain/sequence.ts';
import type { Finding } from './finding.ts';
import type { FindingList } from './findingList.ts';
import { list, SEVERITIES } from '../words.ts';

/** Findings with one cause, fixed together: those of one disk encryption set, one vault, one policy, one grant. */
export interface FindingGroup {
  readonly cause: string;
  /** Worst first; there is at least one. */
  readonly findings: Sequence<Finding>;
  readonly worst: Finding;
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

const grouped = new WeakMap<FindingList, readonly FindingGroup[]>();

/** The findings by what they come from, worst cause first: by severity, then by disks concerned, then the oldest. */
export function groupsOf(
  record: Pick<RunRecord, 'chains' | 'verdicts'>,
  findings: FindingList,
): readonly FindingGroup[] {
  const known = grouped.get(findings) ?? groupedByCause(record, findings);
  grouped.set(findings, known);
  return known;
}

function groupedByCause(
  record: Pick<RunRecord, 'chains' | 'verdicts'>,
  findings: FindingList,
): readonly FindingGroup[] {
  const members = new Map<number, NumberList>();
  for (let rank = 0; rank < findings.length; rank += 1) {
    const cause = findings.causeAt(rank);
    const own = members.get(cause);
    if (own === undefined) members.set(cause, new NumberList(1));
    (own ?? members.get(cause))?.add(rank);
  }
  const disks = new Uint32Array(findings.causes.length);
  for (let chain = 0; chain < record.chains.length; chain += 1)
    for (const cause of new Set([...findings.concerning(chain)].map((rank) => findings.causeAt(rank))))
      disks[cause] = (disks[cause] ?? 0) + 1;
  return [...members]
    .map(([cause, ranks]) => new GroupOfCause(findings, cause, ranks.whole(), disks[cause] ?? 0))
    .sort(
      (a, b) =>
        SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
        b.disks - a.disks ||
        b.ageDays - a.ageDays ||
        compareText(a.cause, b.cause),
    );
}

/** There may be many groups, of which few are shown: what needs a finding is read when it is asked for. */
class GroupOfCause implements FindingGroup {
  readonly cause: string;
  readonly findings: Sequence<Finding>;
  readonly severity: Severity;
  readonly checks: readonly CheckId[];
  readonly disks: number;
  readonly firstSeen: string;
  readonly ageDays: number;
  readonly #names: number;

  /** @param ranks of its findings, rising; there is at least one */
  constructor(findings: FindingList, cause: number, ranks: Uint32Array, disks: number) {
    const briefs = mapped(ranks, (rank) => findings.briefAt(rank));
    const checks = new Set<CheckId>();
    const { value: worst } = briefs.next() as IteratorYieldResult<ReturnType<FindingList['briefAt']>>;
    let oldest = worst;
    checks.add(worst.check);
    for (const brief of briefs) {
      checks.add(brief.check);
      if (brief.firstSeen < oldest.firstSeen) oldest = brief;
    }
    this.cause = findings.causes[cause] ?? '';
    this.findings = picked(findings, ranks);
    this.severity = worst.severity;
    this.checks = [...checks].sort(compareText);
    this.disks = disks;
    this.firstSeen = oldest.firstSeen;
    this.ageDays = oldest.ageDays;
    this.#names = findings.namesUnder(cause);
  }

  get worst(): Finding {
    return this.findings.at(0) as Finding;
  }

  get title(): string {
    const [first, others] = [this.worst.subjectName, this.#names - 1];
    return `${this.checks.join(', ')} ${others === 0 ? first : list([first, `${count(others)} more`])}`;
  }

  get size(): string {
    return sizeOf(this.disks, this.findings.length);
  }
}

function sizeOf(disks: number, findings: number): string {
  const parts = [
    ...(disks === 0 ? [] : [counted(disks, 'disk')]),
    ...(findings > 1 ? [counted(findings, 'finding')] : []),
  ];
  return parts.join(', ');
}
