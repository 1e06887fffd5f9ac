import type { LocalOutcome } from '../app/localRun.ts';
import { REQUIREMENT_TEXT, REQUIREMENTS } from '../domain/requirement.ts';
import type { RunRecord } from '../domain/record.ts';

const COLUMNS = ['Compliant', 'NonCompliant', 'Unknown', 'Exempt', 'NotApplicable'] as const;

/** R1–R7 by count, as a table for a terminal. */
function requirementTable(record: RunRecord): string {
  const lines = [`${'requirement'.padEnd(30)}${COLUMNS.map((column) => column.padStart(15)).join('')}`];
  for (const requirement of REQUIREMENTS) {
    const row = record.summary.find((entry) => entry.requirement === requirement && entry.subscriptionId === '*');
    const label = `${requirement} ${REQUIREMENT_TEXT[requirement].title}`;
    lines.push(`${label.padEnd(30)}${COLUMNS.map((column) => String(row?.counts[column] ?? 0).padStart(15)).join('')}`);
  }
  return `${lines.join('\n')}\n`;
}

/** The result for a person. */
export function outcomeAsText(outcome: LocalOutcome): string {
  const { record, changes } = outcome;
  const findings = record.verdicts.filter((verdict) => verdict.status === 'NonCompliant').length;
  const lines = [
    `${record.state}: ${String(record.chains.length)} disks in ${String(record.coverage.filter((entry) => entry.read).length)} of ${String(record.coverage.length)} subscriptions, ${String(findings)} findings, ${String(record.gaps.length)} gaps`,
    ...record.incompleteBecause.map((because) => `  ${because}`),
    '',
    requirementTable(record),
  ];
  if (outcome.comparedWith !== undefined)
    lines.push(
      `Against ${outcome.comparedWith}: ${String(changes.filter((change) => change.kind === 'new').length)} new, ${String(changes.filter((change) => change.kind === 'closed').length)} closed, ${String(changes.length)} changes in all`,
    );
  lines.push(
    `Pack:     ${outcome.packLocation}`,
    ...(outcome.zipLocation === undefined ? [] : [`Zip:      ${outcome.zipLocation}`]),
    `Workbook: ${outcome.workbookLocation}`,
    `Manifest: sha256 ${outcome.manifestSha256}`,
  );
  for (const delivery of outcome.deliveries)
    lines.push(
      `${delivery.recipient === 'webhook' ? 'Post to webhook' : `Mail to ${delivery.recipient}`}: ${delivery.result}`,
    );
  return `${lines.join('\n')}\n`;
}

/** The result for a machine: one JSON object, the same fields always. */
export function outcomeAsJson(outcome: LocalOutcome): string {
  const { record } = outcome;
  return JSON.stringify({
    runId: outcome.runId,
    asOf: record.asOf,
    state: record.state,
    incompleteBecause: record.incompleteBecause,
    disks: record.chains.length,
    findings: record.verdicts.filter((verdict) => verdict.status === 'NonCompliant').length,
    gaps: record.gaps,
    summary: record.summary.filter((row) => row.subscriptionId === '*'),
    changes: outcome.changes,
    pack: outcome.packLocation,
    zip: outcome.zipLocation,
    workbook: outcome.workbookLocation,
    manifestSha256: outcome.manifestSha256,
    deliveries: outcome.deliveries,
  });
}
