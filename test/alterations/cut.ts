import type { KeptRow } from '../../src/collect/keptAnswers/reread.ts';
import type { AskedSourceId } from '../../src/domain/facts.ts';

/** Rows that concern everything in their subscriptions. */
const EVERYWHERE = new Set<AskedSourceId>([
  'subscriptions',
  'roleAssignments',
  'roleDefinitions',
  'classicAdministrators',
  'registrationAssignments',
  'registrationDefinitions',
  'policyExemptions',
  'denyAssignments',
]);

/** Rows that many others name: what else names one of them is not followed, unless it is the altered row itself. */
const SHARED = new Set<AskedSourceId>([
  'diskEncryptionSets',
  'keyVaults',
  'keys',
  'recoveryServicesVaults',
  'vaultEncryptions',
  'backupVaults',
  'storageAccounts',
  'recoveryPlans',
]);

/** Of the rows that name a shared one, so many are enough. */
const NEIGHBOURS = 15;
/** Of the points of an item, so many from either end. */
const POINTS = 3;

/** The rows that one row touches, itself among them, in the order in which they came. */
export type Cut = (row: KeptRow) => readonly KeptRow[];

/** Cuts an estate to what one row touches, so that it is judged in milliseconds. */
export function cutter(rows: readonly KeptRow[]): Cut {
  const kept = thinned(rows);
  const order = new Map(rows.map((row, at) => [row, at]));
  const everywhere = kept.filter(({ source }) => EVERYWHERE.has(source));
  const aliases = new Map(kept.map((row) => [row, aliasesOf(row)]));
  const called = new Set([...aliases.values()].flat());
  const bearing = new Map<string, KeptRow[]>();
  const naming = new Map<string, KeptRow[]>();
  const names = new Map<KeptRow, ReadonlySet<string>>();
  for (const row of kept) {
    for (const alias of aliases.get(row) ?? []) push(bearing, alias, row);
    if (EVERYWHERE.has(row.source)) continue;
    const named = namesIn(row.raw, called);
    names.set(row, named);
    for (const name of named) push(naming, name, row);
  }
  return (start) => {
    const reached = new Set<KeptRow>([start, ...everywhere]);
    // From the altered row back to what names it, and on to what names that: a key, its set, the disks.
    const onTheWayBack = new Set([start]);
    const waiting = [start];
    for (let row = waiting.shift(); row !== undefined; row = waiting.shift()) {
      const named = [...(names.get(row) ?? namesIn(row.raw, called))].flatMap((name) => bearing.get(name) ?? []);
      const by = (aliases.get(row) ?? aliasesOf(row)).flatMap((alias) => naming.get(alias) ?? []);
      const isShared = EVERYWHERE.has(row.source) || SHARED.has(row.source);
      const back = isShared ? (onTheWayBack.has(row) ? spread(by) : []) : by;
      if (onTheWayBack.has(row) && isShared) for (const next of back) onTheWayBack.add(next);
      for (const next of [...named, ...back])
        if (!reached.has(next)) {
          reached.add(next);
          if (!EVERYWHERE.has(next.source)) waiting.push(next);
        }
    }
    return [...reached].sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
  };
}

/** A hundred points of an item say the same: those at either end are enough. */
function thinned(rows: readonly KeptRow[]): readonly KeptRow[] {
  const byItem = new Map<string, KeptRow[]>();
  for (const row of rows) if (row.source === 'recoveryPoints') push(byItem, parentOf(idOf(row.raw)), row);
  const left = new Set(
    [...byItem.values()].flatMap((points) => points.filter((_, at) => at < POINTS || at >= points.length - POINTS)),
  );
  return rows.filter((row) => row.source !== 'recoveryPoints' || left.has(row));
}

/** Evenly out of all: neighbours in the list are alike. */
function spread(rows: readonly KeptRow[]): readonly KeptRow[] {
  const step = Math.max(1, Math.floor(rows.length / NEIGHBOURS));
  return rows.filter((_, at) => at % step === 0);
}

/** What others may call a row: its id, the address of a vault, key or account, the id of a job in a tag. */
function aliasesOf({ source, raw }: KeptRow): readonly string[] {
  const id = idOf(raw);
  const name = id.slice(id.lastIndexOf('/') + 1);
  if (source === 'keyVaults') return [id, `https://${name}.vault.azure.net`, `https://${name}.managedhsm.azure.net`];
  if (source === 'storageAccounts') return [id, `https://${name}.blob.core.windows.net`, name];
  if (source === 'keys') return [id, parentOf(id), ...texts(raw).filter((text) => /^https:.*\/keys\//.test(text))];
  if (source === 'restoreJobs' || source === 'diskRestoreJobs') return [id, name];
  return [id];
}

function idOf(raw: unknown): string {
  const { id } = raw as { readonly id?: unknown };
  return typeof id === 'string' ? id.trim().toLowerCase() : '';
}

function parentOf(id: string): string {
  return id.slice(0, Math.max(0, id.lastIndexOf('/')));
}

/** Names of other rows that stand in this one, whole or as the beginning of a longer id or address. */
function namesIn(raw: unknown, called: ReadonlySet<string>): ReadonlySet<string> {
  const found = new Set<string>();
  for (let text of texts(raw)) for (; text !== ''; text = parentOf(text)) if (called.has(text)) found.add(text);
  return found;
}

/** Every text in a row, names of blocks too, in lower case and without a slash at the end. */
function texts(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value.trim().toLowerCase().replace(/\/$/, '')];
  if (Array.isArray(value)) return value.flatMap(texts);
  if (typeof value !== 'object' || value === null) return [];
  return [...Object.keys(value).map((name) => name.toLowerCase()), ...Object.values(value).flatMap(texts)];
}

function push<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
