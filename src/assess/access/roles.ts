import type { RoleDefinition, RolePermissions } from '../../domain/access.ts';
import type { Collection, Gap } from '../../domain/estate.ts';
import { guidOf } from '../../domain/armId.ts';
import { EVERYTHING, patternReader, type Mask } from './capabilities.ts';
import { isConditional, sparedBy } from './condition.ts';
import type { Doubt } from './grant.ts';

/** What a role allows: for certain, and perhaps. The two never overlap. */
interface Role {
  readonly name: string | undefined;
  readonly sure: Mask;
  readonly perhaps: Mask;
  /** Why the second is only perhaps. */
  readonly doubts: readonly Doubt[];
  readonly conditional: boolean;
  readonly gaps: readonly Gap[];
}

const NONE: readonly never[] = [];

/** Looks a role up by the id that an assignment gives, in whatever form. */
export type RoleReader = (roleDefinitionId: string) => Role;

/**
 * A role grants, block by block, its actions minus that block's own exceptions; blocks add up. A role whose definition was
 * not read may grant anything.
 * @see https://learn.microsoft.com/azure/role-based-access-control/role-definitions#notactions
 */
export function readRoles(definitions: Collection<RoleDefinition>): RoleReader {
  const read = blockReader();
  const roles = new Map<string, Role>();
  const doubted = new Map<string, Gap[]>();
  const wide: Gap[] = [];
  for (const gap of definitions.gaps) {
    if (gap.subject === undefined) wide.push(gap);
    else doubted.set(guidOf(gap.subject), [...(doubted.get(guidOf(gap.subject)) ?? NONE), gap]);
  }
  for (const definition of definitions.rows.values()) {
    const guid = guidOf(definition.id);
    const role = roleOf(definition, read);
    const known = roles.get(guid);
    roles.set(guid, known === undefined ? role : merge(known, role));
  }
  for (const [guid, gaps] of doubted) {
    const role = roles.get(guid);
    if (role !== undefined) roles.set(guid, { ...inConflict(role, 0, role.sure | role.perhaps), gaps });
  }
  return (roleDefinitionId) => {
    const guid = guidOf(roleDefinitionId);
    const known = roles.get(guid);
    if (known !== undefined) return known;
    const gaps = [...(doubted.get(guid) ?? NONE), ...wide];
    return { name: undefined, sure: 0, perhaps: EVERYTHING, doubts: ['roleUnread'], conditional: false, gaps };
  };
}

/** Operations that one list of permission blocks allows (of a role) or blocks (of a deny assignment). */
export function blockReader(): (permissions: readonly RolePermissions[]) => { sure: Mask; perhaps: Mask } {
  const patterns = patternReader();
  return (permissions) => {
    let sure = 0;
    let perhaps = 0;
    for (const block of permissions) {
      const given =
        (patterns('control', block.actions) & ~patterns('control', block.notActions)) |
        (patterns('data', block.dataActions) & ~patterns('data', block.notDataActions));
      const certain = isConditional(block) ? given & sparedBy(block) : given;
      sure |= certain;
      perhaps |= given;
    }
    return { sure, perhaps: perhaps & ~sure };
  };
}

function roleOf(definition: RoleDefinition, read: ReturnType<typeof blockReader>): Role {
  const { sure, perhaps } = read(definition.permissions);
  return {
    name: definition.roleName,
    sure,
    perhaps,
    doubts: perhaps === 0 ? NONE : ['condition'],
    conditional: definition.permissions.some(isConditional),
    gaps: NONE,
  };
}

/** One role under two ids (with and without a subscription) is one role; where the two differ, only what both say is sure. */
function merge(one: Role, other: Role): Role {
  const any = one.sure | one.perhaps | other.sure | other.perhaps;
  const sure = one.sure & other.sure;
  if (sure === one.sure && one.sure === other.sure && one.perhaps === other.perhaps) return one;
  return inConflict({ ...one, doubts: [...new Set([...one.doubts, ...other.doubts])] }, sure, any);
}

function inConflict(role: Role, sure: Mask, any: Mask): Role {
  return { ...role, sure, perhaps: any & ~sure, doubts: [...new Set<Doubt>([...role.doubts, 'roleInConflict'])] };
}
