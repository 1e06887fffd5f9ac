import { csvOf } from '../app/csv.ts';
import type { ShownPlan } from '../app/planRun.ts';
import type { Form } from './terminal.ts';

const COLUMNS = [
  'requests',
  'source',
  'subscription',
  'limit',
  'action',
] as const satisfies readonly (keyof ShownPlan['rows'][number])[];

/** A plan in the form that was asked for: in words, by kind, or every row. */
export function planAs(form: Form, plan: ShownPlan): string {
  if (form === 'json') return `${JSON.stringify(plan)}\n`;
  if (form === 'csv')
    return csvOf(
      [...COLUMNS],
      plan.rows.map((row) => COLUMNS.map((column) => String(row[column]))),
    );
  const lines = plan.kinds.map(({ title, requests }) => `${requests.toLocaleString('en-GB').padStart(12)}  ${title}`);
  return `${[`${plan.words}.`, ...lines].join('\n')}\n`;
}
