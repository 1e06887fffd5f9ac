import { innerJson } from '../../base/innerJson.ts';
const KEY_MATERIAL = /^\s*(secretdata|keybackupdata|userdata|customdata)\s*$/i;
const MAY_HOLD_KEY_MATERIAL = /secretdata|keybackupdata/i;
const SIGNATURE = /([?&](?:amp;)?sig=)[^&#\s"']+/gi;
const REMOVED = '(removed: holds key material)';

/**
 * Azure's answer without key material: `secretData` and `keyBackupData` of a recovery point's `keyAndSecret`, a machine's
 * `userData` and `customData`, in which people keep secrets (in any case, at any depth, also inside strings of JSON), and
 * the signature of a SAS link. Everything else is as Azure wrote it.
 * Runs before anything is parsed, kept or logged.
 * @see https://learn.microsoft.com/rest/api/backup/recovery-points/list
 */
export function redact(value: unknown): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value !== 'object' || value === null) return value;
  return Array.isArray(value) ? redactList(value) : redactObject(value);
}

/** The row itself if nothing has to be taken out, as for most rows. */
function redactList(values: readonly unknown[]): readonly unknown[] {
  let kept: unknown[] | undefined;
  for (const [at, value] of values.entries()) {
    const clean = redact(value);
    if (clean !== value) (kept ??= [...values])[at] = clean;
  }
  return kept ?? values;
}

/** The same. */
function redactObject(value: object): object {
  let kept: Record<string, unknown> | undefined;
  const names = Object.keys(value);
  const members = value as Readonly<Record<string, unknown>>;
  for (const [at, name] of names.entries()) {
    const isTaken = KEY_MATERIAL.test(name);
    const inner = members[name];
    const clean = isTaken ? undefined : redact(inner);
    if (kept === undefined) {
      if (!isTaken && clean === inner) continue;
      kept = {};
      for (const before of names.slice(0, at)) put(kept, before, members[before]);
    }
    if (!isTaken) put(kept, name, clean);
  }
  return kept ?? value;
}

function put(kept: Record<string, unknown>, name: string, value: unknown): void {
  if (name !== '__proto__') kept[name] = value;
  else Object.defineProperty(kept, name, { value, enumerable: true, writable: true, configurable: true });
}

function redactText(text: string): string {
  const inner = innerJson(text);
  if (inner !== undefined) {
    const clean = redact(inner);
    return clean === inner ? text : JSON.stringify(clean);
  }
  if (MAY_HOLD_KEY_MATERIAL.test(text)) return REMOVED;
  return /sig=/i.test(text) ? text.replace(SIGNATURE, '$1(removed)') : text;
}
