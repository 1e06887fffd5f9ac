import type { Gap } from '../../domain/estate.ts';
import { actionsIn, maskOf, type Capability, type Mask } from './capabilities.ts';
import { reach, type Deny } from './deny.ts';
import type { Entry } from './entries.ts';
import type { Doubt, Grant } from './grant.ts';

/**
 * Who holds one capability at a scope, as a list of lists: what was granted here, and what comes from above. A scope where
 * nothing changes has the very layer of the scope above it, so a hundred thousand disks share a few.
 */
export interface GrantLayer {
  readonly own: readonly Grant[];
  readonly above: GrantLayer | undefined;
  /** Grants here and above. */
  readonly size: number;
}

export interface Layer extends GrantLayer {
  readonly entries: readonly Entry[];
  readonly above: Layer | undefined;
}

/** The deny assignments that hold at a scope, and whether some may be missing. */
export interface Denials {
  readonly denies: readonly Deny[];
  readonly unread: readonly Gap[];
}

/** Adds what is granted at a scope to what comes from above it. */
export function layerOf(
  capability: Capability,
  entries: readonly Entry[],
  above: Layer | undefined,
  denials: Denials,
): Layer | undefined {
  const mask = maskOf(capability);
  const kept: Entry[] = [];
  const own: Grant[] = [];
  for (const entry of entries) {
    const grant = grade(entry, mask, denials);
    if (grant === undefined) continue;
    kept.push(entry);
    own.push(grant);
  }
  if (own.length === 0) return above;
  return { entries: kept, own, above, size: own.length + (above?.size ?? 0) };
}

/** Everything in a layer and above it, nearest first. */
export function entriesOf(layer: Layer | undefined): readonly Entry[] {
  const found: Entry[] = [];
  for (let at = layer; at !== undefined; at = at.above) found.push(...at.entries);
  return found;
}

/** Every grant in a layer and above it, nearest first. */
export function grantsOf(layer: GrantLayer | undefined): readonly Grant[] {
  if (layer?.above === undefined) return layer?.own ?? [];
  const found: Grant[] = [];
  for (let at: GrantLayer | undefined = layer; at !== undefined; at = at.above) found.push(...at.own);
  return found;
}

const NONE: readonly never[] = [];

interface Left {
  readonly sure: Mask;
  readonly perhaps: Mask;
  /** A deny assignment made something of it uncertain. */
  readonly open: boolean;
}

function afterDenies(entry: Entry, mask: Mask, denies: readonly Deny[]): Left {
  let sure = entry.sure & mask;
  let perhaps = entry.perhaps & mask;
  let open = false;
  for (const deny of denies) {
    const taken = reach(deny, entry.principalId, entry.via === 'classic' ? 'unknown' : entry.kind);
    if (taken === 'no') continue;
    if (taken === 'surely') {
      sure &= ~deny.sure;
      perhaps &= ~deny.sure;
    }
    const doubtful = sure & (deny.sure | deny.perhaps);
    if (doubtful !== 0) open = true;
    sure &= ~doubtful;
    perhaps |= doubtful;
  }
  return { sure, perhaps, open };
}

/** What is left of an assignment for one capability after the deny assignments; undefined when nothing is. */
function grade(entry: Entry, mask: Mask, { denies, unread }: Denials): Grant | undefined {
  if (((entry.sure | entry.perhaps) & mask) === 0) return undefined;
  const left = afterDenies(entry, mask, denies);
  if ((left.sure | left.perhaps) === 0) return undefined;
  const denyUnread = left.sure !== 0 && unread.length > 0;
  const sure = denyUnread ? 0 : left.sure;
  const can = sure === 0 ? left.sure | left.perhaps : sure;
  const doubts = new Set<Doubt>();
  if (sure === 0) {
    if (left.open) doubts.add('denyPossible');
    if (denyUnread) doubts.add('denyUnread');
    if ((entry.perhaps & can) !== 0) for (const doubt of entry.doubts) doubts.add(doubt);
  }
  if (entry.kind === 'group') doubts.add('membersUnseen');
  if (entry.kind === 'unknown') doubts.add(entry.otherTenant === undefined ? 'principalTypeUnknown' : 'ofOtherTenant');
  if (denyUnread) return grantOf(entry, can, doubts, [...unread, ...entry.gaps]);
  const key = `${can} ${[...doubts].join()}`;
  const known = entry.made.get(key);
  if (known !== undefined) return known;
  const grant = grantOf(entry, can, doubts, sure === 0 ? entry.gaps : NONE);
  entry.made.set(key, grant);
  return grant;
}

function grantOf(entry: Entry, can: Mask, doubts: ReadonlySet<Doubt>, gaps: readonly Gap[]): Grant {
  return {
    principalId: entry.principalId,
    principalType: entry.principalType,
    roleName: entry.roleName,
    roleDefinitionId: entry.roleDefinitionId,
    scope: entry.scope,
    via: entry.via,
    ...(entry.otherTenant === undefined ? {} : { otherTenant: entry.otherTenant }),
    conditional: entry.conditional,
    assignmentId: entry.assignmentId,
    can: actionsIn(can),
    doubts: doubts.size === 0 ? NONE : [...doubts],
    gaps,
  };
}
