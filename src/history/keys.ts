import { sha256Of } from '../base/io/sha256.ts';
import type { Scope } from '../domain/record.ts';

/**
 * Characters that the service, OData filters and URLs all leave alone. `/ \ # ?` and control characters are forbidden.
 * @see https://learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model#characters-disallowed-in-key-fields
 */
const SAFE_KEY = /^[A-Za-z0-9][A-Za-z0-9._~|*-]{0,199}$/;
/** Marks a key that is a hash, so that no readable key can be taken for one. */
const HASHED = 'sha256~';
/** 15 digits hold every millisecond until the year 33658. */
const LAST_MILLISECOND = 999_999_999_999_999;

/** The text itself where it is short and harmless, otherwise its hash: always ≤ 200 characters and free of what keys must not hold. */
export function safeKey(text: string): string {
  return SAFE_KEY.test(text) && !text.startsWith(HASHED) ? text : `${HASHED}${sha256Of(text)}`;
}

/** A key for what contains resource ids: 64 hex digits (case does not matter, as Power BI's joins do not see it). */
export function hashKey(...values: readonly string[]): string {
  // The lengths keep ('a|b', 'c') and ('a', 'b|c') apart.
  return sha256Of(values.map((value) => `${value.length}:${value}`).join('|'));
}

/** Sorts the newest first, as the service sorts keys in ascending order only. */
export function newestFirst(iso: string, suffix: string): string {
  return `${String(LAST_MILLISECOND - Date.parse(iso)).padStart(15, '0')}~${safeKey(suffix)}`;
}

/** Equal for scopes that ask for the same, in whatever order and case. */
export function scopeKeyOf(scope: Scope): string {
  const sorted = (values: readonly string[]): readonly string[] =>
    [...new Set(values.map((value) => value.toLowerCase()))].sort();
  return hashKey(
    scope.tenantId?.toLowerCase() ?? '',
    sorted(scope.managementGroups).join(','),
    sorted(scope.subscriptions).join(','),
  );
}

/** The scope in words. */
export function scopeText(scope: Scope): string {
  const parts = [
    ...scope.managementGroups.map((name) => `management group ${name}`),
    ...scope.subscriptions.map((id) => `subscription ${id}`),
  ];
  if (parts.length === 0) parts.push('every subscription that the identity can see');
  return `${scope.tenantId === undefined ? '' : `tenant ${scope.tenantId}: `}${parts.join(', ')}`;
}
