import type { Scope } from '../../domain/record.ts';

/** Subscriptions (lower-cased GUIDs, sorted) that a principal may read about; `whole`: everything. */
export type HttpScope = readonly string[] | 'whole';

/** By lower-cased object id of a user, an application or a group, or by the name of an app role as it stands in the token. */
export type HttpScopes = ReadonlyMap<string, HttpScope>;

/** What a token says of a caller. */
export interface Principal {
  readonly objectId: string | undefined;
  /** Object ids. */
  readonly groups: readonly string[];
  readonly roles: readonly string[];
}

/** The caller asks for what lies outside of its scope; answered as HTTP 403. The message names the remedy. */
export class OutOfScopeError extends Error {
  override readonly name = 'OutOfScopeError';
}

export const HTTP_SCOPES = 'UNBROKEN_HTTP_SCOPES';
const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** An app role's value; those with other characters cannot be named here. */
const ROLE = /^[\w.:/-]{1,120}$/;
/** Each costs the run a workbook. */
const MOST_SCOPES = 20;

/** What is wrong with the setting, to follow its name; or the scopes. Undefined where it is not set. */
export function parseHttpScopes(text: string | undefined): HttpScopes | { readonly fault: string } | undefined {
  const entries = (text ?? '').split(/[,;\s]+/).filter((entry) => entry !== '');
  if (entries.length === 0) return undefined;
  const scopes = new Map<string, HttpScope>();
  for (const entry of entries) {
    const at = entry.indexOf('=');
    const [name, value] = at < 0 ? [entry, ''] : [entry.slice(0, at), entry.slice(at + 1).toLowerCase()];
    const key = keyOf(name);
    const ids = value.split('+');
    if (!ROLE.test(name) || (value !== '*' && !ids.every((id) => GUID.test(id))))
      return {
        fault: `entry "${entry}" must look like <object id or app role>=<subscription GUID>+<GUID>, or <object id or app role>=* for everything`,
      };
    if (scopes.has(key)) return { fault: `names "${name}" twice; put its subscriptions into one entry` };
    scopes.set(key, value === '*' ? 'whole' : [...new Set(ids)].sort());
  }
  if (limitedScopes(scopes).length > MOST_SCOPES)
    return {
      fault: `has more than ${String(MOST_SCOPES)} different sets of subscriptions; every run makes a workbook for each`,
    };
  return scopes;
}

/** The different sets of subscriptions that somebody is limited to. */
export function limitedScopes(scopes: HttpScopes | undefined): readonly (readonly string[])[] {
  const sets = new Map<string, readonly string[]>();
  for (const scope of scopes?.values() ?? []) if (scope !== 'whole') sets.set(scope.join(), scope);
  return [...sets.values()];
}

/**
 * What a caller may read about: by its own object id; else everything that its groups and app roles give together, as long
 * as the setting has an entry for just that, since excerpts are made by entry.
 * @throws OutOfScopeError for a caller who is given nothing, or a sum that no entry has
 */
export function scopeOf(scopes: HttpScopes | undefined, { objectId, groups, roles }: Principal): HttpScope {
  if (scopes === undefined) return 'whole';
  const id = keyOf(objectId?.trim() ?? '');
  const own = GUID.test(id) ? scopes.get(id) : undefined;
  if (own !== undefined) return own;
  // A token may carry groups by name, and whoever names a group would choose a role: only object ids count.
  const ids = groups.map((id) => keyOf(id.trim())).filter((id) => GUID.test(id));
  // Nor does a role that is called like somebody's object id give what that one has.
  const named = roles.filter((role) => !GUID.test(role.toLowerCase()));
  const found = [...ids, ...named].map((name) => scopes.get(keyOf(name))).filter((scope) => scope !== undefined);
  if (found.includes('whole')) return 'whole';
  if (found.length === 0)
    throw new OutOfScopeError(
      `Setting ${HTTP_SCOPES} gives nothing to ${objectId === undefined ? 'this caller' : `object id ${objectId}`}, its groups and its app roles; ask an operator to add an entry. (A token with too many groups lists none: use an app role.)`,
    );
  const sum = [...new Set(found.flat())].sort();
  const entry = limitedScopes(scopes).find((scope) => scope.join() === sum.join());
  if (entry === undefined)
    throw new OutOfScopeError(
      `Setting ${HTTP_SCOPES} gives ${objectId === undefined ? 'this caller' : `object id ${objectId}`} several sets of subscriptions by its groups and app roles, and no entry covers all of them; ask an operator to add one for the object id.`,
    );
  return entry;
}

/** @throws OutOfScopeError for a request beyond the subscriptions that its caller is limited to */
export function within(scope: Scope, limit: readonly string[]): void {
  const outside = scope.subscriptions.filter((id) => !limit.includes(id));
  if (scope.managementGroups.length === 0 && scope.subscriptions.length > 0 && outside.length === 0) return;
  throw new OutOfScopeError(
    `scope: you may only request subscriptions ${limit.join(', ')} (${HTTP_SCOPES}); name some of them in scope.subscriptions, and no management group.`,
  );
}

function keyOf(name: string): string {
  return GUID.test(name.toLowerCase()) ? name.toLowerCase() : name;
}
