import { innerJson } from '../../base/innerJson.ts';
import type { FieldKind } from '../../collect/defineSource.ts';
import type { ByKind } from './byKind.ts';

/** Also `own`: a word of ours that a schema allows; `label`: a name that is joined with nothing in Azure; and `hash`. */
export type Kind = FieldKind | 'own' | 'label' | 'hash';

/** What may stand at a place: a value of a kind, further names, or either. */
export interface Place {
  kind: Kind | undefined;
  readonly below: Map<string, Place>;
}

/** The places that are named: names joined by `.`, `[]` after a list, `*` for any name. Azure keeps no case of names and leaves blanks at their ends. */
export function placesOf(fields: Readonly<Record<string, Kind>>): Place {
  const root: Place = { kind: undefined, below: new Map() };
  for (const [path, kind] of Object.entries(fields)) {
    let place = root;
    for (const step of path.split('.')) {
      const name = folded(step.replace(/\[\]$/, ''));
      const next = place.below.get(name) ?? { kind: undefined, below: new Map<string, Place>() };
      place.below.set(name, next);
      place = next;
    }
    place.kind = kind;
  }
  return root;
}

/**
 * A copy of a value that holds what is named, redacted by its kind, and nothing else. Blocks and lists stay blocks and lists,
 * also where they come as a text of JSON, and what could not be read cannot be read: the copy is read as the value was.
 */
export function keepNamed(value: unknown, place: Place, by: ByKind): unknown {
  if (typeof value === 'string') {
    const inner = place.kind === 'text' ? undefined : innerJson(value);
    const isRead = inner !== undefined && (Array.isArray(inner) || place.below.size > 0);
    return isRead ? JSON.stringify(keepNamed(inner, place, by)) : textOf(value, place.kind, by);
  }
  if (Array.isArray(value)) return value.map((entry) => keepNamed(entry, place, by));
  if (typeof value === 'object' && value !== null) return blockOf(value, place, by);
  if (typeof value !== 'number') return value;
  if (place.kind === undefined) return 0;
  return /^(id|name|role|label|text)$/.test(place.kind) ? textOf(String(value), place.kind, by) : value;
}

function blockOf(value: object, place: Place, by: ByKind): object {
  const any = place.below.get('*');
  const kept: [string, unknown][] = [];
  for (const [name, child] of Object.entries(value)) {
    const named = place.below.get(folded(name));
    if (named !== undefined) kept.push([name, keepNamed(child, named, by)]);
    else if (any !== undefined) kept.push([keyOf(name, any, by), keepNamed(child, any, by)]);
  }
  return Object.fromEntries(kept);
}

/** A name that stands for any: of a tag, of an identity by its id, of a level of the baseline, or of a setting of Azure's. */
function keyOf(name: string, any: Place, by: ByKind): string {
  if (name.includes('/')) return by.id(name);
  if (any.kind === 'word') return by.word(name);
  return any.kind === undefined ? by.label(name) : by.tag(name);
}

function textOf(text: string, kind: Kind | undefined, by: ByKind): string {
  if (text.trim() === '') return text;
  // Text where a block is read: whatever it says, it cannot be read.
  return by[kind ?? 'text'](text);
}

function folded(name: string): string {
  return name.trim().toLowerCase();
}
