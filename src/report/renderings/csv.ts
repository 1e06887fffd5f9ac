import type { Verdict } from '../../domain/check.ts';
import type { RunRecord } from '../../domain/record.ts';
import { cleanText } from '../cleanText.ts';

const COLUMNS: readonly (readonly [string, (verdict: Verdict) => string | number])[] = [
  ['check', ({ check }) => check],
  ['check version', ({ checkVersion }) => checkVersion],
  ['status', ({ status }) => status],
  ['severity', ({ severity }) => severity],
  ['subject kind', ({ subjectKind }) => subjectKind],
  ['subject name', ({ subjectName }) => subjectName],
  ['subscription id', ({ subscriptionId }) => subscriptionId],
  ['resource group', ({ resourceGroup }) => resourceGroup],
  ['because', ({ because }) => because],
  ['remediation', ({ remediation }) => remediation],
  ['exemption', ({ exemption }) => exemption ?? ''],
  ['result without exemption', ({ beneath }) => beneath ?? ''],
  [
    'evidence',
    ({ evidence }) =>
      Object.entries(evidence)
        .map(([name, value]) => `${name} = ${String(value)}`)
        .join('; '),
  ],
  ['gaps', ({ gaps }) => gaps.join('; ')],
  ['limitations', ({ limitations = [] }) => limitations.join('; ')],
  ['attestation', ({ attestation }) => attestation ?? ''],
  ['subject', ({ subject }) => subject],
];

/** Every verdict, a row each: RFC 4180 with a byte order mark, so that Excel reads it as UTF-8. */
export function* csvOfRecord(record: RunRecord): Generator<string> {
  yield `\ufeff${csvLine(COLUMNS.map(([title]) => title))}`;
  for (const verdict of record.verdicts) yield csvLine(COLUMNS.map(([, value]) => value(verdict)));
}

/** One line of RFC 4180. */
export function csvLine(values: readonly (string | number)[]): string {
  return `${values.map(field).join(',')}\r\n`;
}

/** Line ends of any kind: on a terminal, and for readers that know no quotes, what stands behind one would be a line of its own. */
const BREAKS = /\r\n|[\n\u2028\u2029]/g;

/** A text that a spreadsheet would take for a formula, also in full-width signs and behind blanks, gets an apostrophe before it. @see https://owasp.org/www-community/attacks/CSV_Injection */
function field(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const text = cleanText(value).replace(BREAKS, ' ');
  const safe = /^\s*[=+\-@＝＋－＠﹢﹣﹦﹫−]|^\t/u.test(text) ? `'${text}` : text;
  return /[",]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
