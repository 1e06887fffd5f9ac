import type { TableClient } from '@azure/data-tables';
import { by } from '../base/order.ts';
import type { RequirementId } from '../domain/requirement.ts';
import type { Counts, SummaryRow } from '../domain/record.ts';
import {
  FINDING_COLUMNS,
  RUN_COLUMNS,
  SUMMARY_COLUMNS,
  VERDICT_COLUMNS,
  type FindingRow,
  type RunRow,
  type VerdictRow,
} from './entities.ts';
import { concurrently } from '../base/io/concurrently.ts';
import { findingPartition } from './partition.ts';
import { hashKey, safeKey } from './keys.ts';
import { runRow } from './ledgers/runLedger.ts';
import { quoted, readPartition, readRows, type TableClients } from './tableStorage.ts';

/** The run whose evidence was in force at a moment. */
export interface InForce {
  /** The last complete run that looked at Azure by then; undefined where there was none yet. */
  readonly run: RunRow | undefined;
  /** When the first complete run looked; undefined where there is none to this day. */
  readonly first: string | undefined;
}

/** Counts of disks for one requirement, with those that are limited or attested apart. */
export interface RequirementCounts extends Pick<SummaryRow, 'limited' | 'attested'> {
  readonly requirement: RequirementId;
  readonly disks: number;
  readonly counts: Counts;
}

/** Findings open at a moment, of everything or of some subscriptions. */
export interface OpenFindings {
  /** Sorted by severity, then check and subject; exempted ones are among them. */
  readonly rows: readonly FindingRow[];
  /** Findings of which history no longer tells whether they were open: they closed and came back since. */
  readonly notTold: number;
}

export async function readInForce(table: TableClient, scopeKey: string, moment: string): Promise<InForce> {
  let run: RunRow | undefined;
  let first: string | undefined;
  const filter = `scopeKey eq '${safeKey(scopeKey)}' and complete eq true and (state eq 'Recorded' or state eq 'Delivered')`;
  for await (const { row } of readPartition(table, RUN_COLUMNS, 'run', filter)) {
    if (row.asOf === undefined) continue;
    if (first === undefined || row.asOf < first) first = row.asOf;
    if (row.asOf <= moment && (run?.asOf === undefined || row.asOf > run.asOf)) run = runRow(row);
  }
  return { run, first };
}

/** A run's answers, over everything or over some subscriptions. */
export async function readRequirements(
  { Summary }: TableClients,
  runId: string,
  subscriptions: readonly string[] | undefined,
): Promise<readonly RequirementCounts[]> {
  const sums = new Map<string, Sum>();
  for await (const { row } of readPartition(Summary, SUMMARY_COLUMNS, safeKey(runId))) {
    let sum = sums.get(row.requirement);
    if (sum === undefined)
      sums.set(
        row.requirement,
        (sum = {
          disks: 0,
          counts: { Compliant: 0, NonCompliant: 0, Unknown: 0, NotApplicable: 0, Exempt: 0 },
          limited: { Compliant: 0, NotApplicable: 0 },
          attested: 0,
        }),
      );
    if (subscriptions === undefined ? row.subscriptionId !== '*' : !subscriptions.includes(row.subscriptionId))
      continue;
    sum.disks += row.population;
    sum.counts.Compliant += row.compliant;
    sum.counts.NonCompliant += row.nonCompliant;
    sum.counts.Unknown += row.unknown;
    sum.counts.NotApplicable += row.notApplicable;
    sum.counts.Exempt += row.exempt;
    sum.limited.Compliant += row.compliantLimited ?? 0;
    sum.limited.NotApplicable += row.notApplicableLimited ?? 0;
    sum.attested += row.unknownAttested ?? 0;
  }
  return [...sums]
    .map(([requirement, sum]) => requirementCounts(requirement as RequirementId, sum))
    .sort(by(({ requirement }) => requirement));
}

interface Sum {
  disks: number;
  readonly counts: Record<keyof Counts, number>;
  readonly limited: { Compliant: number; NotApplicable: number };
  attested: number;
}

/** What no disk has is left out, as in a record's summary. */
function requirementCounts(requirement: RequirementId, { disks, counts, limited, attested }: Sum): RequirementCounts {
  return {
    requirement,
    disks,
    counts,
    ...(limited.Compliant + limited.NotApplicable === 0 ? {} : { limited }),
    ...(attested === 0 ? {} : { attested }),
  };
}

const QUESTIONS_AT_ONCE = 16;
const SEVERITIES = ['High', 'Medium', 'Low'];

export async function readOpenFindings(
  tables: TableClients,
  moment: string,
  subscriptions: readonly string[] | undefined,
): Promise<OpenFindings> {
  const seen = `firstSeen le datetime${quoted(moment)}`;
  const filters =
    subscriptions === undefined
      ? [seen]
      : subscriptions.map((id) => `PartitionKey eq ${quoted(findingPartition(id))} and ${seen}`);
  const rows: FindingRow[] = [];
  const cameBack: FindingRow[] = [];
  let notTold = 0;
  for (const filter of filters)
    for await (const { row } of readRows(tables.Findings, FINDING_COLUMNS, filter))
      if (row.openedAt > moment) cameBack.push(row);
      // One that continued with the next snapshot is listed there, with its whole life.
      else if (row.closedBecause !== 'replaced' && isOpen(row, moment)) rows.push(row);
  // A question each: of one after another a caller on the line would not see the end.
  await concurrently(cameBack, QUESTIONS_AT_ONCE, async (row) => {
    const open = await wasOpen(tables, row, moment);
    if (open === true) rows.push(row);
    else if (open === undefined) notTold += 1;
  });
  const rank = ({ severity, finding }: FindingRow): string => `${String(SEVERITIES.indexOf(severity))} ${finding}`;
  return { rows: rows.sort(by(rank)), notTold };
}

function isOpen({ closedAt }: FindingRow, moment: string): boolean {
  return closedAt === undefined || closedAt > moment;
}

/** The row covers the present opening only; what was before follows from the verdict's intervals. */
async function wasOpen({ Verdicts }: TableClients, row: FindingRow, moment: string): Promise<boolean | undefined> {
  if (row.origin !== 'verdict') return undefined;
  const hash = hashKey(row.subject);
  const intervals: VerdictRow[] = [];
  for await (const { row: interval } of readPartition(
    Verdicts,
    VERDICT_COLUMNS,
    `${findingPartition(row.subscriptionId)}|${row.check}`,
    `RowKey ge ${quoted(`${hash}|`)} and RowKey lt ${quoted(`${hash}}`)}`,
  ))
    intervals.push(interval);
  return openAt(intervals, moment);
}

/** Whether intervals of one check and subject leave a finding open; undefined where none began by then. */
export function openAt(
  intervals: readonly Pick<VerdictRow, 'status' | 'validFrom' | 'validTo' | 'endedBecause'>[],
  moment: string,
): boolean | undefined {
  let open: boolean | undefined;
  for (const { status, validTo, endedBecause } of [...intervals]
    .filter(({ validFrom }) => validFrom <= moment)
    .sort(by(({ validFrom }) => validFrom))) {
    if (status === 'NonCompliant' || status === 'Exempt') open = true;
    // Unknown neither opens nor closes: silence does not close a finding.
    else if (status !== 'Unknown') open = false;
    if (endedBecause === 'disappeared' && validTo !== undefined && validTo <= moment) open = false;
  }
  return open;
}
