import { counted } from '../base/counted.ts';
import { csvOf } from '../app/csv.ts';
import type { LocalOutcome } from '../app/localRun.ts';
import { summaryOf, type Finding, type RunSummary } from '../app/runSummary.ts';
import { ANSWER_KINDS, countOf } from '../domain/answer.ts';
import type { Status } from '../domain/check.ts';
import { coloured, table, type Form } from './terminal.ts';

/** Findings and causes shown to a person; the pack has all. */
const FINDINGS_SHOWN = 10;
const CAUSES_SHOWN = 5;
/** Characters of a line that a person reads in a terminal. */
const WIDTH = 140;

const SEVERITY_STYLE = { High: 'red', Medium: 'yellow', Low: 'cyan' } as const;

/** The result of a run in the form that was asked for. */
export function outcomeAs(form: Form, outcome: LocalOutcome): string {
  if (form === 'json') return `${outcomeAsJson(outcome)}\n`;
  return form === 'csv' ? findingsAsCsv(summaryOf(outcome).findings) : outcomeAsText(outcome);
}

/** The result for a person. */
export function outcomeAsText(outcome: LocalOutcome): string {
  const { changes, comparedWith } = outcome;
  const summary = summaryOf(outcome);
  const { gaps, acknowledged, incompleteBecause } = summary;
  const lines = [
    headline(outcome),
    ...incompleteBecause.map((because) => `  ${because}`),
    ...gaps.slice(0, CAUSES_SHOWN).map((gap) => `  ${cut(gap)}`),
    ...more(gaps.length - CAUSES_SHOWN, 'group of gaps', 'groups of gaps'),
    ...acknowledged.slice(0, CAUSES_SHOWN).map((text) => `  ${cut(text)}`),
    ...more(acknowledged.length - CAUSES_SHOWN, 'acknowledged gap'),
    '',
    requirementTable(summary),
    '',
    ...causeLines(summary, CAUSES_SHOWN),
    ...findingLines(summary, FINDINGS_SHOWN),
  ];
  if (comparedWith !== undefined) {
    const kinds = (kind: string): number => changes.filter((change) => change.kind === kind).length;
    lines.push(
      `Against ${comparedWith}: ${kinds('new')} new, ${kinds('closed')} closed, ${changes.length} changes in all`,
    );
  }
  lines.push(...whereLines(outcome));
  return `${lines.join('\n')}\n`;
}

/** State and counts in one line. */
export function headline(outcome: Pick<LocalOutcome, 'record'>): string {
  const { state, disks, subscriptions, findings } = summaryOf(outcome);
  const name = coloured(state === 'COMPLETE' ? 'green' : 'yellow', state);
  return `${name}, ${counted(disks, 'disk')} in ${subscriptions.read} of ${subscriptions.expected} subscriptions, ${counted(findings.length, 'finding')}, ${counted(outcome.record.gaps.length, 'gap')}`;
}

const HEADS: Readonly<Record<Status, string>> = {
  Compliant: 'compliant',
  NonCompliant: 'NON-COMPLIANT',
  Unknown: 'unknown',
  Exempt: 'exempt',
  NotApplicable: 'n/a',
};

/** R1–R7 by count. Limited and attested answers have columns of their own, where there are any. */
export function requirementTable({ requirements }: RunSummary): string {
  const kinds = ANSWER_KINDS.filter(
    (kind) => kind.qualifier === undefined || requirements.some((tally) => countOf(tally, kind) > 0),
  );
  return table([
    [
      'requirement',
      ...kinds.map(({ status, qualifier }) =>
        qualifier === undefined ? HEADS[status] : `${HEADS[status]} – ${qualifier}`,
      ),
    ],
    ...requirements.map((tally) => [`${tally.id} ${tally.title}`, ...kinds.map((kind) => countOf(tally, kind))]),
  ]);
}

/** Why answers are Unknown or limited, the heaviest cause first; empty where none is. */
function causeLines({ causes }: RunSummary, most: number): readonly string[] {
  if (causes.length === 0) return [];
  return [
    'What is not known, and what to do:',
    ...causes
      .slice(0, most)
      .flatMap(({ weight, because, remedy }) => [`  ${cut(`${weight}: ${because}.`)}`, `    → ${cut(remedy)}`]),
    ...more(causes.length - most, 'cause'),
    '',
  ];
}

/** The worst causes of findings; empty where there is none. */
export function findingLines({ findings, groups }: RunSummary, most: number): readonly string[] {
  if (findings.length === 0) return [];
  return [
    `${counted(findings.length, 'finding')}, by cause, the worst first:`,
    ...groups.slice(0, most).flatMap((group) => {
      const { worst } = group;
      const what = `${group.title}${group.size === '' ? '' : ` (${group.size})`}: ${worst.because}`;
      const line = cut(`${group.severity.padEnd(6)}  ${what}`);
      return [`  ${coloured(SEVERITY_STYLE[group.severity], line.slice(0, 6))}${line.slice(6)}`];
    }),
    ...more(groups.length - most, 'cause'),
    '',
  ];
}

function more(left: number, one: string, many = `${one}s`): readonly string[] {
  return left <= 0 ? [] : [`  … and ${left.toLocaleString('en-GB')} ${left === 1 ? `${one} more` : `more ${many}`}`];
}

function whereLines(outcome: LocalOutcome): readonly string[] {
  return [
    `Pack:     ${outcome.packLocation}`,
    ...(outcome.zipLocation === undefined ? [] : [`Zip:      ${outcome.zipLocation}`]),
    `Manifest: sha256 ${outcome.manifestSha256}`,
    ...outcome.deliveries.map(
      ({ recipient, result }) => `${recipient === 'webhook' ? 'Post to webhook' : `Mail to ${recipient}`}: ${result}`,
    ),
    `Open next: ${outcome.workbookLocation}`,
  ];
}

function cut(text: string): string {
  return text.length > WIDTH ? `${text.slice(0, WIDTH - 1)}…` : text;
}

const FINDING_COLUMNS = [
  'severity',
  'check',
  'subject',
  'subjectId',
  'subscriptionId',
  'because',
  'remediation',
] as const;
type FindingColumn = (typeof FINDING_COLUMNS)[number];

function findingRow({
  severity,
  check,
  subjectName,
  subject,
  subscriptionId,
  because,
  remediation,
}: Finding): Readonly<Record<FindingColumn, string>> {
  return { severity, check, subject: subjectName, subjectId: subject, subscriptionId, because, remediation };
}

function findingsAsCsv(findings: RunSummary['findings']): string {
  return csvOf(
    FINDING_COLUMNS,
    findings.map(findingRow).map((row) => FINDING_COLUMNS.map((column) => row[column])),
  );
}

/** The result for a machine: one JSON object, the same fields always. */
function outcomeAsJson(outcome: LocalOutcome): string {
  const { record } = outcome;
  const { findings, groups, causes } = summaryOf(outcome);
  return JSON.stringify({
    runId: outcome.runId,
    asOf: record.asOf,
    state: record.state,
    incompleteBecause: record.incompleteBecause,
    disks: record.chains.length,
    findings: findings.map(findingRow),
    causesOfFindings: groups.map(({ severity, checks, disks, findings: own, worst }) => ({
      severity,
      checks,
      disks,
      findings: own.length,
      because: worst.because,
      remediation: worst.remediation,
    })),
    unknown: causes,
    gaps: record.gaps,
    acknowledgedGaps: record.acknowledgedGaps ?? [],
    acknowledgedUntil: record.acknowledgedUntil ?? null,
    summary: record.summary.filter((row) => row.subscriptionId === '*'),
    changes: outcome.changes,
    pack: outcome.packLocation,
    zip: outcome.zipLocation,
    workbook: outcome.workbookLocation,
    manifestSha256: outcome.manifestSha256,
    deliveries: outcome.deliveries,
  });
}
