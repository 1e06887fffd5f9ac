import type { KeyVault } from '../../domain/facts.ts';
import type { Gap, Rows } from '../../domain/estate.ts';
import type { ArmId } from '../../domain/armId.ts';
import type { AccessIndex, Holders } from './accessIndex.ts';
import { policyGrant } from './accessPolicies.ts';
import { operationsOf, type Capability } from './capabilities.ts';
import {
  DOUBT_TEXT,
  doubtsOfItsPrincipal,
  isCertainForItsPrincipal,
  keyOfGrant,
  kindOfPrincipal,
  type Grant,
} from './grant.ts';
import { judgeGrants, type Approved, type AccessReview } from './judge.ts';

/**
 * How the data plane of a vault is guarded: by roles, or by the list in the vault. An old vault that does not say keeps its
 * list, but a newer one would have roles: its list is believed, and roles are not ruled out.
 * @see https://learn.microsoft.com/azure/key-vault/general/access-control-default
 */
export function permissionModel({ enableRbacAuthorization }: KeyVault): 'roles' | 'accessPolicies' | 'notSaid' {
  if (enableRbacAuthorization === undefined) return 'notSaid';
  return enableRbacAuthorization ? 'roles' : 'accessPolicies';
}

/** Whether what roles give counts, does not count, or is in doubt. */
function guardedBy(vault: KeyVault, byRoles: () => Holders, byList: () => Holders): Holders {
  switch (permissionModel(vault)) {
    case 'roles':
      return byRoles();
    case 'accessPolicies':
      return byList();
    case 'notSaid': {
      const { holders, gaps } = byRoles();
      const doubted = holders.map((grant) => ({ ...grant, doubts: [...grant.doubts, 'modelNotSaid' as const] }));
      return together(byList(), holdersOf(doubted, gaps));
    }
  }
}

/**
 * Why nothing can be concluded about a managed HSM: its data plane has its own roles, which only the HSM itself shows.
 * @see https://learn.microsoft.com/azure/key-vault/managed-hsm/access-control
 */
export function localRoles({ name }: KeyVault): string {
  return `Who may use keys of managed HSM ${name} is decided by roles inside it, which Azure Resource Manager does not show: ask for its own list of role assignments (az keyvault role assignment list --hsm-name ${name}).`;
}

/** The words of an access policy for each capability of the data plane, in lower case. */
const POLICY_WORDS = {
  keyGet: ['get'],
  keyWrap: ['wrapkey'],
  keyUnwrap: ['unwrapkey'],
  keyUse: ['unwrapkey', 'decrypt'],
  keyExport: ['backup', 'release'],
  keyUseOrExport: ['unwrapkey', 'decrypt', 'backup', 'release'],
  keyDelete: ['delete'],
  keyPurge: ['purge'],
} as const satisfies Partial<Readonly<Record<Capability, readonly string[]>>>;

export type KeyCapability = keyof typeof POLICY_WORDS;

/**
 * Who holds a capability on the keys of a vault, or on one key. Only one of the two permission models counts: the other is
 * ignored by Azure.
 * @param key Resource id of the key; without it, holders of any single key count too.
 */
export function keyHolders(index: AccessIndex, capability: KeyCapability, vault: KeyVault, key?: ArmId): Holders {
  const words: readonly string[] = POLICY_WORDS[capability];
  return guardedBy(
    vault,
    () => (key === undefined ? index.holdersWithin(capability, vault.id) : index.holders(capability, key)),
    () =>
      holdersOf(
        vault.accessPolicies.flatMap((policy) => policyGrant(index, vault, policy, policy.keyPermissions, words)),
      ),
  );
}

const SECRET_WORDS: readonly string[] = ['get', 'backup'];

/**
 * Who can read a secret: by the data plane, or by a deployment where the vault lets deployments and new VMs take secrets out.
 * @see https://learn.microsoft.com/azure/azure-resource-manager/templates/key-vault-parameter#grant-deployment-access-to-the-secrets
 */
function secretHolders(index: AccessIndex, vault: KeyVault, secret: ArmId): Holders {
  const byDataPlane = guardedBy(
    vault,
    () => index.holders('secretRead', secret),
    () =>
      holdersOf(
        vault.accessPolicies.flatMap((policy) =>
          policyGrant(index, vault, policy, policy.secretPermissions, SECRET_WORDS),
        ),
      ),
  );
  const letsDeployments = vault.enabledForTemplateDeployment === true || vault.enabledForDeployment === true;
  return letsDeployments ? together(byDataPlane, index.holders('vaultDeploy', vault.id)) : byDataPlane;
}

/** Who can use or take out a key, or read a secret: whichever the id is of. */
export function holdersOfObject(index: AccessIndex, vault: KeyVault, object?: ArmId): Holders {
  return object?.includes('/secrets/') === true
    ? secretHolders(index, vault, object)
    : keyHolders(index, 'keyUseOrExport', vault, object);
}

function holdersOf(holders: readonly Grant[], gaps: readonly Gap[] = []): Holders {
  const doubts = new Set(holders.flatMap((grant) => grant.doubts));
  return { holders, doubts: [...doubts].map((doubt) => DOUBT_TEXT[doubt]), gaps };
}

/** Both; what one assignment or policy gives in either is listed once, with the better proof. */
function together(one: Holders, other: Holders): Holders {
  const merged = new Map<string, Grant>();
  for (const grant of [...one.holders, ...other.holders]) {
    const key = keyOfGrant(grant);
    const known = merged.get(key);
    const better = known === undefined || grant.doubts.length < known.doubts.length ? grant : known;
    merged.set(key, { ...better, can: [...new Set([...(known?.can ?? []), ...grant.can])] });
  }
  return holdersOf([...merged.values()], [...new Set([...one.gaps, ...other.gaps])]);
}

/**
 * Who can use, or take out, the keys of a vault, against those who may (CTL-01). Every grant outside the set is named.
 * @param services identities of the resources whose key lies in the vault: they may use it, but not take it out
 * @param secrets secrets that unlock disks by themselves: whoever reads them holds a key
 */
export function judgeKeyUsers(
  index: AccessIndex,
  vault: KeyVault,
  approved: Approved,
  services: Rows<string> = NO_SERVICES,
  secrets: readonly ArmId[] = [],
): AccessReview {
  const { holders, doubts, gaps } = secrets
    .map((secret) => secretHolders(index, vault, secret))
    .reduce(together, keyHolders(index, 'keyUseOrExport', vault));
  const known = new Set(services.rows);
  const others = holders.flatMap((grant): readonly Grant[] => {
    if (!onlyUses(grant)) return [grant];
    if (known.has(grant.principalId)) return [];
    // A person is not an identity of a resource; anything else may belong to one that was not read.
    const person = grant.principalType?.toLowerCase() === 'user' || approved.has(grant.principalId);
    if (person || services.gaps.length === 0) return [grant];
    return [{ ...grant, doubts: [...grant.doubts, 'mayBeService'], gaps: [...grant.gaps, ...services.gaps] }];
  });
  return judgeGrants({ holders: others, doubts, gaps }, approved);
}

const NO_SERVICES: Rows<string> = { rows: [], gaps: [] };

const USES: ReadonlySet<string> = new Set([...operationsOf('keyUse'), ...POLICY_WORDS.keyUse]);

/** Lets keys be used, and gives no way to take them out. */
function onlyUses(grant: Grant): boolean {
  return grant.can.every((operation) => USES.has(operation));
}

/** Who could give themselves the keys of a vault: by a role assignment, or by a line in its access policies. */
export function couldTakeKeys(index: AccessIndex, vault: KeyVault, key?: ArmId): Holders {
  const byRole = key === undefined ? index.holdersWithin('grantAccess', vault.id) : index.holders('grantAccess', key);
  if (permissionModel(vault) === 'roles') return byRole;
  const byPolicy = index.holders('vaultPolicyWrite', vault.id);
  return {
    holders: [...byRole.holders, ...byPolicy.holders],
    doubts: [...new Set([...byRole.doubts, ...byPolicy.doubts])],
    gaps: [...new Set<Gap>([...byRole.gaps, ...byPolicy.gaps])],
  };
}

/** What the identity of a disk encryption set needs on its key, in the order of Azure's own instruction. */
const NEEDED = ['keyGet', 'keyWrap', 'keyUnwrap'] as const;

export interface KeyAccess {
  /** `has`: one identity has all three, for certain. `hasNot`: one of the three cannot be had. */
  readonly status: 'has' | 'hasNot' | 'unknown';
  /** What each identity has for certain, and what it lacks; in the order given. */
  readonly identities: readonly {
    readonly principalId: string;
    readonly status: 'has' | 'hasNot' | 'unknown';
    /** Operations without a certain grant. */
    readonly missing: readonly (typeof NEEDED)[number][];
    /** The grants that give what it has. */
    readonly grants: readonly Grant[];
  }[];
  /** Why something is not certain, in words. */
  readonly doubts: readonly string[];
  readonly gaps: readonly Gap[];
}

/**
 * Whether the identities of a disk encryption set can still use its key (KEY-05). Judged by permissions, never by the name
 * or id of a role. Membership in a group is not visible: where a group has the permission, the answer stays open.
 * @see https://learn.microsoft.com/azure/virtual-machines/disk-encryption#full-control-of-your-keys
 */
export function judgeKeyAccess(
  index: AccessIndex,
  vault: KeyVault,
  key: ArmId,
  principalIds: readonly string[],
): KeyAccess {
  const held = NEEDED.map((capability) => keyHolders(index, capability, vault, key));
  const doubts = new Set<string>();
  const gaps = new Set<Gap>();
  const identities = principalIds.map((id) => {
    const principalId = id.toLowerCase();
    const grants: Grant[] = [];
    const missing: (typeof NEEDED)[number][] = [];
    // One right that the identity cannot have decides, however open the others are.
    let unreachable = false;
    for (const [at, capability] of NEEDED.entries()) {
      const { holders, gaps: hiding } = held[at] ?? { holders: [], gaps: [] };
      const certain = holders.find((grant) => grant.principalId === principalId && isCertainForItsPrincipal(grant));
      if (certain !== undefined) {
        grants.push(certain);
        continue;
      }
      missing.push(capability);
      const possible = holders.filter((grant) => mayReach(grant, principalId));
      for (const grant of possible) {
        for (const doubt of doubtsOfItsPrincipal(grant)) doubts.add(doubt);
        for (const gap of grant.gaps) gaps.add(gap);
      }
      for (const gap of hiding) gaps.add(gap);
      if (possible.length === 0 && hiding.length === 0) unreachable = true;
    }
    const status = missing.length === 0 ? ('has' as const) : unreachable ? ('hasNot' as const) : ('unknown' as const);
    return { principalId, status, missing, grants };
  });
  return { status: overall(identities), identities, doubts: [...doubts], gaps: [...gaps] };
}

/** A grant that is not certain for a principal, but may hold for it: its own with a doubt, or one to a group around it. */
function mayReach(grant: Grant, principalId: string): boolean {
  return grant.principalId === principalId || kindOfPrincipal(grant.principalType) !== 'individual';
}

/** With two identities Azure does not say which one the set uses, so all must agree. */
function overall(identities: KeyAccess['identities']): KeyAccess['status'] {
  const first = identities[0]?.status ?? 'unknown';
  return identities.every((identity) => identity.status === first) ? first : 'unknown';
}
