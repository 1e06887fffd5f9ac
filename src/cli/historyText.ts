import type { AsOf, Part, Pruned } from '../app/historyTasks.ts';
import { answerTextOf } from '../domain/answer.ts';
import type { Status } from '../domain/check.ts';
import type { OperatingEffectiveness } from '../domain/period.ts';

export function asOfAsText({ moment, subject, run, verdicts, findings }: AsOf): string {
  const lines = [`${subject.name} at ${at(moment)}`, `  ${subject.resourceId}`];
  lines.push(
    `  first seen ${at(subject.firstSeen)}${subject.goneSince === undefined ? '' : `, gone since ${at(subject.goneSince)}`}`,
  );
  if (run === undefined) lines.push('', 'No run had read its subscription by then, so nothing was known.');
  else
    lines.push(
      `  by run ${run.runId} of ${at(run.asOf)}, ${run.complete ? 'COMPLETE' : 'INCOMPLETE'}; its subscription was ${run.read ? 'read whole' : 'not read whole'}`,
    );
  if (verdicts.length > 0)
    lines.push(
      '',
      table([
        ['CHECK', 'VERDICT', 'SUBJECT', 'SINCE', 'BECAUSE'],
        ...verdicts.map(({ verdict, name, unconfirmed }) => [
          verdict.check,
          unconfirmed ? `${answerOf(verdict)}, not seen since ${day(verdict.unseenSince)}` : answerOf(verdict),
          name,
          day(verdict.validFrom),
          verdict.because,
        ]),
      ]),
    );
  lines.push('', findings.length === 0 ? 'No finding was open.' : 'Findings open then:');
  for (const finding of findings)
    lines.push(
      `  ${finding.severity} ${finding.check} ${finding.subjectName}, since ${day(finding.openedAt)}: ${finding.because}`,
    );
  return lines.join('\n');
}

type Interval = AsOf['verdicts'][number]['verdict'];

function answerOf({ status, limitations, attestation }: Interval): string {
  return answerTextOf({
    status: status as Status,
    ...(limitations === undefined ? {} : { limitations: [limitations] }),
    ...(attestation === undefined ? {} : { attestation }),
  });
}

export function periodAsText({
  period,
  scope,
  due,
  withEvidence,
  complete,
  weeks,
  remediation,
}: OperatingEffectiveness): string {
  const lines = [
    `${period.name} (${day(period.from)} until before ${day(period.to)})`,
    `  scope: ${scope}`,
    `  runs due ${due}, weeks with evidence ${withEvidence}, complete ${complete}, weeks without evidence ${due - withEvidence}`,
    '',
    table([
      ['WEEK OF', 'RUNS', 'EVIDENCE', 'WHY NOT'],
      ...weeks.map(({ startsOn, runs, evidence, because }) => [
        startsOn,
        String(runs),
        evidence === undefined ? 'none' : evidence.complete ? 'complete' : 'INCOMPLETE',
        because,
      ]),
    ]),
    '',
    table([
      [
        'SEVERITY',
        'OPENED',
        'FIXED',
        'DISAPPEARED',
        'NO LONGER ASKED',
        'OPEN AT END',
        'EXEMPT',
        'DAYS TO FIX (MEAN, MEDIAN, P90, MOST)',
      ],
      ...remediation.map((row) => [
        row.severity,
        ...[row.opened, row.fixed, row.disappeared, row.noLongerAsked, row.openAtEnd, row.exemptAtEnd].map(String),
        row.daysToFix === undefined
          ? 'none fixed'
          : [row.daysToFix.mean, row.daysToFix.median, row.daysToFix.p90, row.daysToFix.most]
              .map((days) => days.toFixed(1))
              .join(', '),
      ]),
    ]),
  ];
  return lines.join('\n');
}

export function countsAsText({ before, rows }: Pruned, deleted: boolean): string {
  const lines = Object.entries(rows).map(([name, count]) => `  ${name.padEnd(12)}${String(count).padStart(10)}`);
  const all = Object.values(rows).reduce((sum, count) => sum + count, 0);
  const verb = deleted ? 'deleted' : 'may go';
  return [
    `Ended before ${day(before)}: ${all} rows ${verb}.`,
    ...lines,
    ...(deleted || all === 0 ? [] : ['Nothing was deleted; add --delete.']),
  ].join('\n');
}

export function exportAsText(parts: readonly Part[]): string {
  return parts
    .map(({ path, rows, sha256 }) => `${String(rows ?? 0).padStart(10)} rows  ${path}  sha256 ${sha256}`)
    .join('\n');
}

/** Columns as wide as their widest cell; the last runs free. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function at(iso: string): string {
  return `${iso.slice(0, 16).replace('T', ' ')} UTC`;
}

function day(iso: string | undefined): string {
  return (iso ?? '').slice(0, 10);
}
