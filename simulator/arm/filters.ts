import type { ArmDocument } from '../tenant.ts';

export type Filtered = { readonly keep: (document: ArmDocument) => boolean } | { readonly because: string };

type Predicate = (properties: Readonly<Record<string, unknown>>) => boolean;
/** Undefined: the value cannot be read. */
type Clause = (value: string) => Predicate | undefined;

const equals =
  (property: string): Clause =>
  (value) =>
  (properties) => {
    const found = properties[property];
    return typeof found === 'string' && found.toLowerCase() === value.toLowerCase();
  };

const notBefore =
  (property: string): Clause =>
  (value) => {
    const time = filterTime(value);
    return time === undefined ? undefined : (properties) => timeOf(properties[property]) >= time;
  };

const notAfter =
  (property: string): Clause =>
  (value) => {
    const time = filterTime(value);
    return time === undefined ? undefined : (properties) => timeOf(properties[property]) <= time;
  };

/**
 * What each list of the Backup API can be filtered by; a clause is always `name eq 'value'`, joined with `and`.
 * @see https://learn.microsoft.com/rest/api/backup/recovery-points/list
 * @see https://learn.microsoft.com/rest/api/backup/backup-protected-items/list
 * @see https://learn.microsoft.com/rest/api/backup/backup-jobs/list
 */
const CLAUSES: Readonly<Record<string, Readonly<Record<string, Clause>>>> = {
  recoverypoints: { startdate: notBefore('recoveryPointTime'), enddate: notAfter('recoveryPointTime') },
  backupprotecteditems: {
    backupmanagementtype: equals('backupManagementType'),
    itemtype: equals('workloadType'),
    policyname: equals('policyName'),
    friendlyname: equals('friendlyName'),
  },
  backupjobs: {
    backupmanagementtype: equals('backupManagementType'),
    operation: equals('operation'),
    status: equals('status'),
    starttime: notBefore('startTime'),
    endtime: notAfter('startTime'),
  },
};

/** Reads `$filter` of a list; a list or clause that it does not know is refused, never ignored. */
export function parseFilter(list: string, filter: string): Filtered {
  const known = CLAUSES[list];
  if (known === undefined) return { because: 'this list takes no filter.' };
  const predicates: Predicate[] = [];
  for (const part of filter.split(/\s+and\s+/i)) {
    const match = /^\s*(\w+)\s+eq\s+'([^']*)'\s*$/i.exec(part);
    if (match === null) return { because: `"${part.trim()}" is not of the form name eq 'value'.` };
    const [, name = '', value = ''] = match;
    const clause = known[name.toLowerCase()];
    if (clause === undefined) return { because: `there is no filter by ${name}.` };
    const predicate = clause(value);
    if (predicate === undefined) return { because: `"${value}" is not a time such as 2026-11-16 06:00:00 AM.` };
    predicates.push(predicate);
  }
  return {
    keep: ({ properties }) => {
      const bag = typeof properties === 'object' && properties !== null ? { ...properties } : {};
      return predicates.every((predicate) => predicate(bag));
    },
  };
}

/** Milliseconds of `2026-11-16 06:00:00 AM` (UTC) or of an ISO 8601 time. */
function filterTime(value: string): number | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2}) (\d{1,2}):(\d{2}):(\d{2}) ([AP]M)$/i.exec(value.trim());
  if (match === null) return /^\d{4}-\d{2}-\d{2}T/.test(value) ? finite(Date.parse(value)) : undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number);
  if (hour === undefined || hour < 1 || hour > 12) return undefined;
  const hours = (hour % 12) + (match[7]?.toUpperCase() === 'PM' ? 12 : 0);
  return finite(Date.UTC(year ?? 0, (month ?? 1) - 1, day ?? 1, hours, minute ?? 0, second ?? 0));
}

function finite(time: number): number | undefined {
  return Number.isFinite(time) ? time : undefined;
}

function timeOf(value: unknown): number {
  return typeof value === 'string' ? Date.parse(value) : Number.NaN;
}
