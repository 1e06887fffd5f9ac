import { app, type HttpResponseInit } from '@azure/functions';
import { unbroken } from '../app/application.ts';
import type { FindingRow } from '../app/http/evidence.ts';
import { answering, noRunYet, READING } from './answers.ts';
import { authLevel, callerOf } from './caller.ts';
import { momentFrom, wholeNumber } from './parameters.ts';
import { emit } from './signals.ts';

const MOST = 1_000;
const USUAL = 100;
const FURTHEST = 999_999;

/** `GET /api/evidence/asOf/{date}?top=100&skip=0` → the answers in force on a date, and the findings open then. */
export const readAsOf = answering(async (request, context): Promise<HttpResponseInit> => {
  const { objectId: caller, subscriptions } = callerOf(request, ['Auditor', 'Requester'], process.env);
  const date = request.params['date'] ?? '';
  const moment = momentFrom('date', date);
  const [size, skipped] = ['top', 'skip'].map((name) => request.query.get(name) ?? undefined);
  const top = size === undefined ? USUAL : wholeNumber('top', size, 1, MOST);
  const skip = skipped === undefined ? 0 : wholeNumber('skip', skipped, 0, FURTHEST);
  const standing = await unbroken(process.env).evidence.standing(moment, subscriptions);
  if (!('run' in standing)) return noRunYet(moment, standing.first);
  const { run, verdicts, requirements, findings, notTold } = standing;
  emit(context, {
    signal: 'evidenceRead',
    runId: run.runId,
    part: 'asOf',
    caller,
    scope: subscriptions ?? 'whole',
  });
  const end = skip + top;
  return {
    jsonBody: {
      moment,
      run,
      verdicts,
      requirements,
      open: { findings: findings.length, bySeverity: bySeverity(findings), notTold },
      findings: findings.slice(skip, end).map(shown),
      ...(end < findings.length
        ? { next: `/api/evidence/asOf/${encodeURIComponent(date)}?top=${String(top)}&skip=${String(end)}` }
        : {}),
    },
  };
});

function bySeverity(findings: readonly FindingRow[]): Record<string, number> {
  const counts: Record<string, number> = { High: 0, Medium: 0, Low: 0 };
  for (const { severity } of findings) counts[severity] = (counts[severity] ?? 0) + 1;
  return counts;
}

/** Described as history knows it now. */
function shown(row: FindingRow): object {
  const { check, title, severity, subjectKind, subject, subjectName, subscriptionId, firstSeen, closedAt } = row;
  return { check, title, severity, subjectKind, subject, subjectName, subscriptionId, firstSeen, closedAt };
}

app.http('readAsOf', { methods: READING, authLevel, route: 'evidence/asOf/{date}', handler: readAsOf });
