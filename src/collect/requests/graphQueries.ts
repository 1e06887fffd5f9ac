import type { GraphAsk } from '../defineSource.ts';
import notAssessed from '../kql/notAssessed.kql';
import notAssessedBackups from '../kql/notAssessedBackups.kql';
import scaleSetInstances from '../kql/scaleSetInstances.kql';
import scaleSets from '../kql/scaleSets.kql';

/** Queries that only count what is not judged. */
export const NOT_ASSESSED_QUERIES = { notAssessed, notAssessedBackups, scaleSets, scaleSetInstances } as const;
export type NotAssessedQuery = keyof typeof NOT_ASSESSED_QUERIES;

/** The source's query, answered with a number for each subscription. */
export function countQuery({ kql }: GraphAsk): string {
  return kql.replace(/\| order by id asc\s*$/, '| summarize count() by subscriptionId\n');
}

/** What is wrong with a row's columns, naming the column; undefined if they are as projected. */
export function columnProblem({ columns }: GraphAsk, raw: unknown): string | undefined {
  const result = columns.safeParse(raw);
  if (result.success) return undefined;
  const path = result.error.issues[0]?.path.join('.') ?? '';
  return path === '' ? 'the row is not an object' : `the column ${path} is missing or of the wrong kind`;
}
