import { counted } from '../base/counted.ts';
import { compareText } from '../base/order.ts';
import { parseKeyUrl, type KeyUrl } from '../domain/keyUrl.ts';
import type { DependentKind, KeyDependence } from '../domain/lineage.ts';
import type { RunRecord } from '../domain/record.ts';

/** What becomes unreadable with a key version, a vault or a disk encryption set. */
export interface Use {
  readonly disks: number;
  /** What else: counts in words; undefined where the record, of an older version, does not tell. */
  readonly others: string | undefined;
  /** Everything by name on one line, up to a number of each kind. */
  readonly names: string | undefined;
}

const NO_USE: Use = { disks: 0, others: undefined, names: undefined };

/** Names of one kind that a cell holds. */
const NAMED = 40;

/** Kinds in the order in which they are told: as a heading, one, many. */
const GROUPS = {
  disk: ['Disks', 'disk', 'disks'],
  restoredDisk: ['Restored disks', 'restored disk', 'restored disks'],
  replica: ['Replicas and failed-over disks', 'replica or failed-over disk', 'replicas or failed-over disks'],
  snapshot: ['Snapshots', 'snapshot', 'snapshots'],
  restorePoint: ['Restore point collections', 'restore point collection', 'restore point collections'],
  recoveryPoints: ['Backups', 'backup', 'backups'],
  recoveryServicesVault: ['Recovery Services vaults', 'Recovery Services vault', 'Recovery Services vaults'],
  failoverTarget: ['Failover targets', 'failover target', 'failover targets'],
} as const satisfies Readonly<Record<DependentKind | 'restoredDisk' | 'replica', readonly [string, string, string]>>;
type Group = keyof typeof GROUPS;
const DISKS: readonly Group[] = ['disk', 'restoredDisk', 'replica'];

interface Gathered {
  readonly seen: Set<string>;
  readonly names: string[];
}
type Groups = Map<Group, Gathered>;

/** Reads the lineage of the record both ways: from a key, a vault or a set to everything that depends on it. */
export class KeyUse {
  readonly #holders = new Map<string, Groups>();
  readonly #disks: DiskCounts | undefined;

  constructor({ lineage, chains }: Pick<RunRecord, 'lineage' | 'chains'>) {
    this.#disks = lineage === undefined ? new DiskCounts(chains) : undefined;
    for (const one of lineage ?? [])
      for (const holder of new Set([one.key, one.keyVault, one.through]))
        if (holder !== undefined) this.#add(holder, one);
  }

  /** @param id of a key version, a vault or a disk encryption set, as its verdict names it. */
  of(id: string): Use {
    if (this.#disks !== undefined) return { ...NO_USE, disks: this.#disks.of(id) };
    const groups = this.#holders.get(id);
    if (groups === undefined) return NO_USE;
    const told = (Object.keys(GROUPS) as readonly Group[]).flatMap((group) => {
      const gathered = groups.get(group);
      return gathered === undefined ? [] : [{ group, count: gathered.seen.size, names: gathered.names }];
    });
    const others = told
      .filter(({ group }) => group !== 'disk')
      .map(({ group, count }) => counted(count, GROUPS[group][1], GROUPS[group][2]));
    return {
      disks: told.reduce((sum, { group, count }) => (DISKS.includes(group) ? sum + count : sum), 0),
      others: others.length === 0 ? undefined : others.join(', '),
      names: told.map(({ group, count, names }) => `${GROUPS[group][0]}: ${listed(names, count)}`).join(' · '),
    };
  }

  #add(holder: string, one: KeyDependence): void {
    const groups: Groups = this.#holders.get(holder) ?? new Map<Group, Gathered>();
    this.#holders.set(holder, groups);
    const group = groupOf(one);
    const gathered = groups.get(group) ?? { seen: new Set<string>(), names: [] };
    groups.set(group, gathered);
    if (gathered.seen.has(one.dependent)) return;
    gathered.seen.add(one.dependent);
    if (gathered.names.length < NAMED) gathered.names.push(one.name);
  }
}

function groupOf({ kind, role }: KeyDependence): Group {
  if (kind !== 'disk') return kind;
  if (role === 'restored') return 'restoredDisk';
  return role === 'source' || role === 'unattached' || role === undefined ? 'disk' : 'replica';
}

function listed(names: readonly string[], count: number): string {
  const shown = [...names].sort(compareText).join(', ');
  return count > names.length ? `${shown} and ${String(count - names.length)} more` : shown;
}

/** Disks alone, from the protection of each chain: all that a record without lineage tells. */
class DiskCounts {
  readonly #counts = new Map<string, number>();

  constructor(chains: RunRecord['chains']) {
    for (const { protection } of chains) {
      const key = parseKeyUrl(protection.keyUrl);
      const holders = key === undefined ? [] : [`${vaultOf(key)}/${key.name}/${key.version}`, vaultOf(key)];
      for (const holder of [...holders, protection.diskEncryptionSetId])
        if (holder !== undefined) this.#counts.set(holder, (this.#counts.get(holder) ?? 0) + 1);
    }
  }

  of(id: string): number {
    const key = /\/(vaults|managedhsms)\/([^/]+)\/keys\/([^/]+)(?:\/versions\/([^/]+))?$/.exec(id);
    const vault = /\/((?:vaults|managedhsms)\/[^/]+)$/.exec(id)?.[1];
    const url = parseKeyUrl(id);
    const name =
      url !== undefined
        ? `${vaultOf(url)}/${url.name}/${url.version}`
        : key !== null
          ? [key[1], key[2], key[3], key[4] ?? ''].join('/')
          : (vault ?? id);
    return this.#counts.get(name) ?? 0;
  }
}

/** A vault and a managed HSM may have the same name. */
function vaultOf({ vaultName, managedHsm }: KeyUrl): string {
  return `${managedHsm ? 'managedhsms' : 'vaults'}/${vaultName}`;
}
