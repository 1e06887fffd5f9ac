import { withoutEnd } from '../base/withoutEnd.ts';
import { armId, nameOf, type ArmId } from '../domain/armId.ts';
import type { Collection } from '../domain/estate.ts';
import type { RunRecord } from '../domain/record.ts';

/** How a person names a resource: whole, or by its name alone. */
export type Wanted = { readonly id: ArmId } | { readonly name: string };

/**
 * An id as it is, an address of the Azure portal (`…/#@tenant/resource/subscriptions/…/overview`, also with the id encoded in it),
 * or a name.
 */
export function wantedOf(text: string): Wanted {
  const found = /\/subscriptions\/[^?#&]+/i.exec(decoded(text))?.[0];
  return found === undefined ? { name: text.trim() } : { id: armId(withoutBlade(found)) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** An id has a name for each type; what the portal adds, such as `overview`, has none. */
function withoutBlade(id: string): string {
  const at = id.toLowerCase().lastIndexOf('/providers/');
  if (at < 0) return id;
  const [provider = '', ...pairs] = withoutEnd(id.slice(at + '/providers/'.length), '/').split('/');
  const whole = pairs.slice(0, pairs.length - (pairs.length % 2));
  return `${id.slice(0, at)}/providers/${[provider, ...whole].join('/')}`;
}

/**
 * Ids of every resource of a pack that bears the name, in whatever case; sorted. Where a resource has the name itself, those that
 * are only called after it – the backup item of a VM – are left out.
 */
export function idsNamed(name: string, record: RunRecord, estate: object): readonly ArmId[] {
  const lower = name.toLowerCase();
  const ids = new Set<ArmId>();
  const called = new Set<ArmId>();
  for (const collection of Object.values(estate) as readonly (Collection<unknown> | string)[])
    if (typeof collection !== 'string')
      for (const id of collection.rows.keys()) if (nameOf(id).toLowerCase() === lower) ids.add(armId(id));
  for (const { subject, subjectName } of record.verdicts) {
    if (nameOf(subject).toLowerCase() === lower) ids.add(armId(subject));
    else if (subjectName.toLowerCase() === lower) called.add(armId(subject));
  }
  return [...(ids.size > 0 ? ids : called)].sort();
}

/** Shorter ones are in too many names. */
const LETTERS_AT_LEAST = 3;
const NAMES_AT_MOST = 5;

/** Names of resources that a name is a part of, for somebody who did not write it whole; sorted, and not too many. */
export function namesLike(name: string, estate: object): readonly string[] {
  const lower = name.toLowerCase();
  if (lower.length < LETTERS_AT_LEAST) return [];
  const names = new Set<string>();
  for (const collection of Object.values(estate) as readonly (Collection<unknown> | string)[])
    if (typeof collection !== 'string')
      for (const id of collection.rows.keys()) if (nameOf(id).toLowerCase().includes(lower)) names.add(nameOf(id));
  return [...names].sort().slice(0, NAMES_AT_MOST);
}
