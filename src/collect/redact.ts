import { innerJson } from '../base/innerJson.ts';
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
  if (Array.isArray(value)) return value.map(redact);
  if (typeof value !== 'object' || value === null) return value;
  const kept: Record<string, unknown> = {};
  for (const [name, inner] of Object.entries(value)) {
    if (KEY_MATERIAL.test(name)) continue;
    const clean = redact(inner);
    if (name !== '__proto__') kept[name] = clean;
    else Object.defineProperty(kept, name, { value: clean, enumerable: true, writable: true, configurable: true });
  }
  return kept;
}

function redactText(text: string): string {
  const inner = innerJson(text);
  if (inner !== undefined) {
    const kept = JSON.stringify(redact(inner));
    return kept === JSON.stringify(inner) ? text : kept;
  }
  if (MAY_HOLD_KEY_MATERIAL.test(text)) return REMOVED;
  return /sig=/i.test(text) ? text.replace(SIGNATURE, '$1(removed)') : text;
}
