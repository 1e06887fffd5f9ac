import { withoutEnd } from '../base/withoutEnd.ts';
import { by } from '../base/order.ts';
import { subscriptionOf } from '../domain/armId.ts';
import { concurrently } from '../base/io/concurrently.ts';
import {
  COVERAGE_COLUMNS,
  FINDING_COLUMNS,
  SUBJECT_COLUMNS,
  type CoverageRow,
  type FindingRow,
  type SubjectRow,
  type VerdictRow,
} from './entities.ts';
import { HistoryError } from './historyError.ts';
import { standingAt } from './intervals.ts';
import { findingPartition } from './partition.ts';
import { hashKey, newestFirst } from './keys.ts';
import { verdictsOf } from './subjectVerdicts.ts';
import { quoted, readPartition, readRow, readRows, type TableClients } from './tableStorage.ts';

/** What was known of a resource, and concluded, at a moment in the past. */
export interface AsOf {
  /** ISO 8601. */
  readonly moment: string;
  /** As it is described now; what it was called or tagged before is not kept. */
  readonly subject: SubjectRow;
  /** The newest run up to the moment that set out to read its subscription; undefined where there was none yet. */
  readonly run: CoverageRow | undefined;
  /** Of the resource and of what depends on it, by check, then subject. */
  readonly verdicts: readonly StandingVerdict[];
  /** Open at the moment, of the resource and of what depends on it. */
  readonly findings: readonly FindingRow[];
}

interface StandingVerdict {
  readonly verdict: VerdictRow;
  readonly name: string;
  /** True when the newest run could not see the subject: the verdict is of an earlier one. */
  readonly unconfirmed: boolean;
}

const REQUESTS_AT_ONCE = 8;

/**
 * Reads what held for a resource at a moment. `wanted` is its resource id, or its name where only one has it.
 * @throws HistoryError when history knows none, or several.
 */
export async function readAsOf(
  tables: TableClients,
  wanted: string,
  moment: string,
  checks: readonly string[],
): Promise<AsOf> {
  const subject = await findSubject(tables, wanted);
  const linked = await linkedTo(tables, subject);
  const verdicts: StandingVerdict[] = [];
  const questions = [...linked.values()].flatMap((one) => checks.map((check) => ({ one, check })));
  await concurrently(questions, REQUESTS_AT_ONCE, async ({ one, check }) => {
    for await (const row of verdictsOf(tables, one, check)) {
      const standing = standingAt(row, moment);
      if (standing !== 'no') verdicts.push({ verdict: row, name: one.name, unconfirmed: standing === 'unconfirmed' });
    }
  });
  return {
    moment,
    subject,
    run: await newestRun(tables, subject.subscriptionId, moment),
    verdicts: verdicts.sort(by(orderOf)),
    findings: await openFindings(tables, linked, moment),
  };
}

function orderOf({ verdict }: StandingVerdict): string {
  return `${verdict.check} ${verdict.subject}`;
}

async function findSubject({ Subjects }: TableClients, wanted: string): Promise<SubjectRow> {
  const id = withoutEnd(wanted.trim().toLowerCase(), '/');
  if (id.startsWith('/')) {
    const partition = findingPartition(subscriptionOf(id));
    const placed = await readRow(Subjects, SUBJECT_COLUMNS, partition, hashKey(id));
    if (placed !== undefined) return placed.row;
    throw new HistoryError(`History knows no resource ${wanted}; check the id, or ask by name.`);
  }
  const found: SubjectRow[] = [];
  for await (const { row } of readRows(Subjects, SUBJECT_COLUMNS, `name eq ${quoted(wanted)}`)) found.push(row);
  const [only, ...others] = found;
  if (only === undefined)
    throw new HistoryError(
      `History knows no resource named "${wanted}" (names are case-sensitive); give its resource id.`,
    );
  if (others.length === 0) return only;
  throw new HistoryError([
    `${found.length} resources are named "${wanted}"; give the id of one:`,
    ...found.map(({ resourceId }) => `  ${resourceId}`),
  ]);
}

/** The resource and what its chain is made of: VM, keys, copies, backup and replication of its VM, by id. */
async function linkedTo({ Subjects }: TableClients, subject: SubjectRow): Promise<ReadonlyMap<string, SubjectRow>> {
  const linked = new Map([[subject.subject, subject]]);
  const filters = [`copyOf eq ${quoted(subject.subject)}`];
  const machine = subject.virtualMachine;
  if (machine !== undefined) filters.push(`virtualMachine eq ${quoted(machine)} and subjectKind ne 'disk'`);
  for await (const { row } of readRows(Subjects, SUBJECT_COLUMNS, filters.map((filter) => `(${filter})`).join(' or ')))
    linked.set(row.subject, row);
  for (const id of [subject.virtualMachine, subject.diskEncryptionSet, subject.key]) {
    const row = await subjectById(Subjects, id);
    if (row !== undefined) linked.set(row.subject, row);
    const vault = await subjectById(Subjects, row?.vault);
    if (vault !== undefined) linked.set(vault.subject, vault);
  }
  return linked;
}

async function subjectById(table: TableClients['Subjects'], id: string | undefined): Promise<SubjectRow | undefined> {
  if (id === undefined) return undefined;
  return (await readRow(table, SUBJECT_COLUMNS, findingPartition(subscriptionOf(id)), hashKey(id)))?.row;
}

/** The newest run up to a moment that set out to read a subscription. */
export async function newestRun(
  { Coverage }: TableClients,
  subscriptionId: string,
  moment: string,
): Promise<CoverageRow | undefined> {
  const from = newestFirst(moment, '0').split('~', 1)[0] ?? '';
  const rows = readPartition(Coverage, COVERAGE_COLUMNS, findingPartition(subscriptionId), `RowKey ge ${quoted(from)}`);
  for await (const { row } of rows) if (!row.superseded) return row;
  return undefined;
}

async function openFindings(
  { Findings }: TableClients,
  linked: ReadonlyMap<string, SubjectRow>,
  moment: string,
): Promise<FindingRow[]> {
  const open: FindingRow[] = [];
  for (const { subject, subscriptionId } of linked.values())
    for await (const { row } of readPartition(
      Findings,
      FINDING_COLUMNS,
      findingPartition(subscriptionId),
      `subject eq ${quoted(subject)}`,
    ))
      if (row.openedAt <= moment && (row.closedAt === undefined || row.closedAt > moment)) open.push(row);
  return open.sort(by(({ finding }) => finding));
}
