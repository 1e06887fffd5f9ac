import { compareText } from '../base/order.ts';
import type { CheckId, CheckMeta, Severity, SubjectKind, Verdict } from '../domain/check.ts';
import { targetOf } from '../domain/exemption.ts';
import { attestationKey, exemptionKey, findingKey, type FindingLife, type RunRecord } from '../domain/record.ts';
import { mapped, where } from '../domain/sequence.ts';
import { COVERAGE_CHECK, outlineOf, type RecordOutline } from './recordOutline.ts';
import { causeOfFinding } from './causeOfFinding.ts';
import { day, daysBetween, inWords, sentence, SEVERITIES } from './words.ts';

/** Something that an auditor must see answered: a NonCompliant verdict, a coverage gap, an exemption or attestation that ran out. */
export interface Finding {
  /** `findingKey(check, subject)`; of an expired exemption `EXEMPTION <id>`, of an expired attestation `ATTESTATION <id>`. */
  readonly key: string;
  readonly origin: 'verdict' | 'coverage' | 'exemption' | 'attestation';
  readonly severity: Severity;
  readonly check: CheckId;
  /** The state that should hold. */
  readonly title: string;
  readonly subjectKind: SubjectKind | undefined;
  readonly subject: string;
  readonly subjectName: string;
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly because: string;
  readonly remediation: string;
  /** What it comes from: findings of one cause are put right by one act. */
  readonly cause: string;
  /** Disks whose requirements it decides, or the disk that it is about. */
  readonly disks: number;
  /** ISO 8601; this run's time when it is new. */
  readonly firstSeen: string;
  readonly ageDays: number;
  /** The exemption that no longer covers it. */
  readonly exemption: string | undefined;
}

/** Every finding of a run, worst first: by severity, then by disks concerned, then the oldest, then by check and subject. */
export function findingsOf(record: RunRecord, lives: ReadonlyMap<string, FindingLife>): readonly Finding[] {
  const checks = new Map(record.checks.map((check) => [check.id, check]));
  const found: Ageless[] = [];
  const age = (key: string): { firstSeen: string; ageDays: number } => {
    const firstSeen = firstSeenOf(key, record, lives);
    return { firstSeen, ageDays: Math.max(0, daysBetween(firstSeen, record.asOf)) };
  };
  const { nonCompliant, names, placeOf, failing } = outlineOf(record);
  const once = textsOnce();
  for (const verdict of nonCompliant) found.push(ofVerdict(verdict, checks, names, once));
  found.push(...besideVerdicts(record, checks));
  const reach = disksBehind(failing, new Set(found.map(({ key }) => key)));
  // In place: of a hundred thousand there need not be two.
  const aged = found.map((one) =>
    Object.assign(one, age(one.key), {
      disks: reach.get(one.key) ?? (placeOf(one.subject) === undefined ? 0 : 1),
    }),
  );
  return aged.sort(worstFirst);
}

/** The key and `firstSeen` of every finding of a run, in no order: all that need not look for causes. */
export function findingAges(
  record: RunRecord,
  lives: ReadonlyMap<string, FindingLife>,
): readonly Pick<Finding, 'key' | 'firstSeen'>[] {
  const checks = new Map(record.checks.map((check) => [check.id, check]));
  const keys = [
    ...mapped(outlineOf(record).nonCompliant, ({ check, subject }) => findingKey(check, subject)),
    ...mapped(besideVerdicts(record, checks), ({ key }) => key),
  ];
  return keys.map((key) => ({ key, firstSeen: firstSeenOf(key, record, lives) }));
}

function firstSeenOf(key: string, { asOf }: RunRecord, lives: ReadonlyMap<string, FindingLife>): string {
  return lives.get(key)?.firstSeen ?? asOf;
}

function besideVerdicts(record: RunRecord, checks: ReadonlyMap<CheckId, CheckMeta>): readonly Ageless[] {
  return [...coverageHoles(record), ...expiredExemptions(record, checks), ...expiredAttestations(record, checks)];
}

type Ageless = Omit<Finding, 'firstSeen' | 'ageDays' | 'disks'>;

/** How many disks have each of the keys behind one of their answers. */
function disksBehind(failing: RecordOutline['failing'], wanted: ReadonlySet<string>): ReadonlyMap<string, number> {
  const reach = new Map<string, number>();
  for (const keys of failing) for (const key of keys) if (wanted.has(key)) reach.set(key, (reach.get(key) ?? 0) + 1);
  return reach;
}

/** A text that many findings have, as one string: each row of a record that is read brings its own. */
function textsOnce(): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    const own = known.get(text);
    if (own === undefined) known.set(text, text);
    return own ?? text;
  };
}

function ofVerdict(
  verdict: Verdict,
  checks: ReadonlyMap<CheckId, CheckMeta>,
  names: ReadonlySet<string>,
  once: (text: string) => string,
): Ageless {
  return {
    key: findingKey(verdict.check, verdict.subject),
    origin: 'verdict',
    severity: verdict.severity,
    check: verdict.check,
    title: checks.get(verdict.check)?.title ?? '',
    subjectKind: verdict.subjectKind,
    subject: verdict.subject,
    subjectName: verdict.subjectName,
    subscriptionId: once(verdict.subscriptionId),
    resourceGroup: once(verdict.resourceGroup),
    because: verdict.because,
    remediation: once(verdict.remediation),
    cause: once(causeOfFinding(verdict, (word) => names.has(word))),
    exemption: verdict.exemption,
  };
}

/** Subscriptions that were not read whole and that POP-01 does not already report (or that an exemption covers). */
function* coverageHoles(record: RunRecord): Generator<Ageless> {
  const reported = new Set(
    mapped(
      where(
        outlineOf(record).verdicts.of(COVERAGE_CHECK),
        ({ status }) => status === 'NonCompliant' || status === 'Exempt',
      ),
      ({ subscriptionId }) => subscriptionId,
    ),
  );
  const check = record.checks.find(({ id }) => id === COVERAGE_CHECK);
  for (const { subscriptionId, name, seen, read } of record.coverage) {
    if ((seen && read) || reported.has(subscriptionId)) continue;
    const subject = `/subscriptions/${subscriptionId}`;
    yield {
      key: findingKey(COVERAGE_CHECK, subject),
      origin: 'coverage',
      severity: check?.severity ?? 'High',
      check: COVERAGE_CHECK,
      title: check?.title ?? 'Every expected subscription is read whole',
      subjectKind: 'subscription',
      subject,
      subjectName: name,
      subscriptionId,
      resourceGroup: '',
      because: seen
        ? `Subscription ${name} was seen but not read whole: see its gaps.`
        : `Subscription ${name} is expected, but Azure did not list it for this identity.`,
      cause: findingKey(COVERAGE_CHECK, subject),
      remediation: check?.remediation ?? 'Give the identity Reader on the subscription, then run again.',
      exemption: undefined,
    };
  }
}

function* expiredExemptions(record: RunRecord, checks: ReadonlyMap<CheckId, CheckMeta>): Generator<Ageless> {
  for (const exemption of record.exemptions) {
    if (exemption.state !== 'expired') continue;
    const check = checks.get(exemption.check);
    yield {
      key: exemptionKey(exemption.id),
      cause: exemptionKey(exemption.id),
      origin: 'exemption',
      severity: 'Medium',
      check: exemption.check,
      title: 'Exemptions in use are in force',
      subjectKind: check?.subject,
      ...targetOf(exemption),
      because: `Exemption ${exemption.id} (${exemption.category}, approved by ${exemption.approvedBy}) ended on ${day(exemption.expiresOn)}.`,
      remediation:
        'Fix what it covered, or renew it with a new approval; then remove the expired one from the baseline.',
      exemption: exemption.id,
    };
  }
}

function* expiredAttestations(record: RunRecord, checks: ReadonlyMap<CheckId, CheckMeta>): Generator<Ageless> {
  for (const attestation of record.attestations ?? []) {
    if (attestation.state !== 'expired') continue;
    yield {
      key: attestationKey(attestation.id),
      cause: attestationKey(attestation.id),
      origin: 'attestation',
      severity: 'Medium',
      check: attestation.check,
      title: 'Attestations in use are in force',
      subjectKind: checks.get(attestation.check)?.subject,
      ...targetOf(attestation),
      because: `Attestation ${attestation.id} (by ${attestation.attestedBy}) ended on ${day(attestation.expiresOn)}: what it answered is Unknown again.`,
      remediation:
        'Renew it on evidence of today, with a new last day, or remove it from the baseline and find the answer in another way.',
      exemption: undefined,
    };
  }
}

function worstFirst(a: Finding, b: Finding): number {
  return (
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
    b.disks - a.disks ||
    b.ageDays - a.ageDays ||
    compareText(a.check, b.check) ||
    compareText(a.subject, b.subject) ||
    compareText(a.key, b.key)
  );
}

/** `Disk`, `Recovery services vault`: the kind of a finding's subject for a column. */
export function subjectKindText(kind: SubjectKind | undefined): string {
  return kind === undefined ? '' : sentence(inWords(kind));
}
