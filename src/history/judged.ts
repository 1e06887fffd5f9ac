import { KnownTexts } from '../base/io/knownTexts.ts';
import type { AttestationState } from '../domain/attestation.ts';
import type { CheckId, CheckMeta, Status, SubjectKind, Verdict } from '../domain/check.ts';
import { targetOf } from '../domain/exemption.ts';
import type { SourceId } from '../domain/facts.ts';
import { attestationKey, exemptionKey, findingKey, type PopulationRow, type RunRecord } from '../domain/record.ts';
import { hangingOn, isSnapshotId, type Hanging } from '../domain/rotation.ts';
import { groupBy } from '../domain/groups.ts';
import { mapped } from '../domain/sequence.ts';
import { hashKey, scopeKeyOf } from './keys.ts';
import { findingPartition } from './partition.ts';
import { RecordByPartition } from './recordByPartition.ts';

/** Whether there is a finding, and what else became of it. */
export interface Standing {
  readonly status: Status;
  /** True where a gap elsewhere limits it: it stands on what was read, and proves no finding fixed. */
  readonly limited?: true;
}

/** What one run says about one finding. */
export interface Conclusion extends Standing {
  readonly origin: 'verdict' | 'coverage' | 'exemption' | 'attestation';
  /** As the workbook names it. */
  readonly finding: string;
  readonly check: CheckId;
  readonly checkVersion: number;
  readonly severity: string;
  readonly subjectKind: SubjectKind;
  readonly subject: string;
  readonly subjectName: string;
  /** Of a snapshot: the disk that it is of, where one is known. */
  readonly copyOf?: string | undefined;
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly because: string;
  readonly exemption: string | undefined;
}

/** A record, arranged for the question "what became of this finding?". */
export interface Judged {
  readonly record: RunRecord;
  readonly runId: string;
  readonly scopeKey: string;
  readonly subscriptionsRead: number;
  readonly checks: ReadonlyMap<string, CheckMeta>;
  readonly parts: RecordByPartition;
  /** By row key: of findings all, of what is none how it stands. Made anew each time, for one partition alone. */
  readonly conclusionsIn: (partition: string) => Map<string, Standing>;
  /** Every id that the run judged or listed in some way. */
  readonly known: Pick<KnownTexts, 'has'>;
  /** Names, as findings, of the exemptions and attestations that the baseline lists. */
  readonly listed: ReadonlySet<string>;
  /** `source subscription` pairs that were read whole. */
  readonly whole: ReadonlySet<string>;
  /** Subscriptions that the run set out to read. */
  readonly sought: ReadonlySet<string>;
  /** True when the run was about every subscription that there is. */
  readonly unlimited: boolean;
  /** Sources that were read whole in every subscription of the run. */
  readonly wholeEverywhere: ReadonlySet<SourceId>;
  /** Partitions that the run has something to say about, sorted. */
  readonly partitions: readonly string[];
}

const COVERAGE_CHECK: CheckId = 'POP-01';

export function findingRowKey(finding: string): string {
  return hashKey(finding);
}

export function judge(record: RunRecord, runId: string): Judged {
  const known = new KnownTexts(record.chains.length);
  const keep = (id: string): void => {
    known.addNew(id);
  };
  const ofCoverage = new Map<string, Status>();
  const parts = new RecordByPartition(
    record,
    ({ disk }) => {
      keep(disk);
    },
    ({ check, subject, status }) => {
      keep(subject);
      if (check === COVERAGE_CHECK) ofCoverage.set(findingKey(check, subject), status);
    },
  );
  // Every chain is read for it: only where there is a snapshot.
  let hangs: ReadonlyMap<string, Hanging> | undefined;
  const sourceDisk = (snapshot: string): string | undefined =>
    (hangs ??= hangingOn(record, isSnapshotId)).get(snapshot)?.disk;
  const listed = [...exemptions(record), ...attestations(record)];
  // After the verdicts: a coverage gap is a finding even where POP-01 could only say Unknown.
  const beside = groupBy([...coverageHoles(record, ofCoverage), ...listed], ({ subscriptionId }) => [
    findingPartition(subscriptionId),
  ]);
  // A source that lost more rows than it may is not believed: what is missing from it is not gone.
  const isWhole = ({ whole, source }: PopulationRow): boolean =>
    whole && record.shrunkSources?.includes(source) !== true;
  const whole = record.population.filter(isWhole);
  const partial = new Set(record.population.filter((row) => !isWhole(row)).map((row) => row.source));
  const partitions = new Set([
    ...[...record.population, ...record.coverage].map((row) => findingPartition(row.subscriptionId)),
    ...parts.partitions,
    ...beside.keys(),
  ]);
  return {
    record,
    runId,
    scopeKey: scopeKeyOf(record.scope),
    subscriptionsRead: record.coverage.filter((row) => row.read).length,
    checks: new Map(record.checks.map((check) => [check.id, check])),
    parts,
    conclusionsIn: (partition) =>
      new Map<string, Standing>([
        ...mapped(parts.verdicts(partition), (verdict) => concluded(verdict, sourceDisk)),
        ...(beside.get(partition) ?? []).map((one) => [findingRowKey(one.finding), one] as const),
      ]),
    known,
    listed: new Set(listed.map(({ finding }) => finding)),
    whole: new Set(whole.map((row) => `${row.source} ${row.subscriptionId}`)),
    sought: new Set([...record.coverage, ...record.population].map((row) => row.subscriptionId)),
    unlimited: record.scope.managementGroups.length === 0 && record.scope.subscriptions.length === 0,
    wholeEverywhere: new Set(record.population.map((row) => row.source).filter((source) => !partial.has(source))),
    partitions: [...partitions].sort(),
  };
}

/** Whether it is a finding: one that an exemption covers is one too. */
export function isFinding(standing: Standing): standing is Conclusion {
  return standing.status === 'NonCompliant' || standing.status === 'Exempt';
}

/** There may be hundreds of thousands that are no finding: they share their standing with others. */
const STANDINGS = new Map<string, Standing>();

function concluded(
  verdict: Verdict,
  sourceDisk: (snapshot: string) => string | undefined,
): readonly [key: string, standing: Standing] {
  const key = findingRowKey(findingKey(verdict.check, verdict.subject));
  const { status } = verdict;
  if (isFinding(verdict)) return [key, ofVerdict(verdict, sourceDisk)];
  const limited = verdict.limitations === undefined ? {} : { limited: true as const };
  const name = `${status} ${String(verdict.limitations === undefined)}`;
  const standing = STANDINGS.get(name) ?? { status, ...limited };
  STANDINGS.set(name, standing);
  return [key, standing];
}

function ofVerdict(verdict: Verdict, sourceDisk: (snapshot: string) => string | undefined): Conclusion {
  return {
    origin: 'verdict',
    finding: findingKey(verdict.check, verdict.subject),
    check: verdict.check,
    checkVersion: verdict.checkVersion,
    severity: verdict.severity,
    subjectKind: verdict.subjectKind,
    subject: verdict.subject,
    subjectName: verdict.subjectName,
    ...(verdict.subjectKind === 'snapshot' ? { copyOf: sourceDisk(verdict.subject) } : {}),
    subscriptionId: verdict.subscriptionId,
    resourceGroup: verdict.resourceGroup,
    status: verdict.status,
    ...(verdict.limitations === undefined ? {} : { limited: true }),
    because: verdict.because,
    exemption: verdict.exemption,
  };
}

function* coverageHoles(record: RunRecord, told: ReadonlyMap<string, Status>): Generator<Conclusion> {
  const check = record.checks.find(({ id }) => id === COVERAGE_CHECK);
  for (const { subscriptionId, name, seen, read } of record.coverage) {
    if (seen && read) continue;
    const subject = `/subscriptions/${subscriptionId}`;
    const finding = findingKey(COVERAGE_CHECK, subject);
    const status = told.get(finding);
    if (status === 'NonCompliant' || status === 'Exempt') continue;
    yield {
      origin: 'coverage',
      finding,
      check: COVERAGE_CHECK,
      checkVersion: check?.version ?? 0,
      severity: check?.severity ?? 'High',
      subjectKind: 'subscription',
      subject,
      subjectName: name,
      subscriptionId,
      resourceGroup: '',
      status: 'NonCompliant',
      because: seen
        ? `Subscription ${name} was seen but not read whole.`
        : `Subscription ${name} is expected, but Azure did not list it for this identity.`,
      exemption: undefined,
    };
  }
}

function* exemptions(record: RunRecord): Generator<Conclusion> {
  const checks = new Map(record.checks.map((check) => [check.id, check]));
  for (const exemption of record.exemptions) {
    const check = checks.get(exemption.check);
    yield {
      origin: 'exemption',
      finding: exemptionKey(exemption.id),
      check: exemption.check,
      checkVersion: check?.version ?? 0,
      severity: 'Medium',
      subjectKind: check?.subject ?? 'scope',
      ...targetOf(exemption),
      status: EXEMPTION_STATUS[exemption.state],
      because:
        exemption.state === 'expired'
          ? `Exemption ${exemption.id} (${exemption.category}, approved by ${exemption.approvedBy}) ended on ${exemption.expiresOn}.`
          : `Exemption ${exemption.id} runs until ${exemption.expiresOn}.`,
      exemption: exemption.id,
    };
  }
}

/** A subject that this run did not see (a narrower scope, a gap) tells nothing about its exemption. */
const EXEMPTION_STATUS: Readonly<Record<RunRecord['exemptions'][number]['state'], Status>> = {
  expired: 'NonCompliant',
  inForce: 'Compliant',
  notNeeded: 'NotApplicable',
  matchesNothing: 'Unknown',
};

function* attestations(record: RunRecord): Generator<Conclusion> {
  const checks = new Map(record.checks.map((check) => [check.id, check]));
  for (const attestation of record.attestations ?? []) {
    const { id, state, attestedBy, expiresOn } = attestation;
    const check = checks.get(attestation.check);
    yield {
      origin: 'attestation',
      finding: attestationKey(id),
      check: attestation.check,
      checkVersion: check?.version ?? 0,
      severity: 'Medium',
      subjectKind: check?.subject ?? 'scope',
      ...targetOf(attestation),
      status: ATTESTATION_STATUS[state],
      because:
        state === 'expired'
          ? `Attestation ${id} (by ${attestedBy}) ended on ${expiresOn}.`
          : `Attestation ${id} runs until ${expiresOn}.`,
      exemption: undefined,
    };
  }
}

const ATTESTATION_STATUS: Readonly<Record<AttestationState, Status>> = {
  expired: 'NonCompliant',
  inForce: 'Compliant',
  notYet: 'NotApplicable',
  notAttestable: 'NotApplicable',
  otherReason: 'NotApplicable',
  notNeeded: 'NotApplicable',
  matchesNothing: 'Unknown',
};
