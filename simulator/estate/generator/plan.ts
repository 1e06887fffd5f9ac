import { diskQuota, regionsOf, subscriptionId, type BankShape, type Region } from './bank.ts';
import { chanceOf, type Chance } from './chance.ts';

type Method = 'cmk' | 'double' | 'pmk' | 'adeKek' | 'adeBek' | 'confidential';

/** One VM and what becomes of it, in a few numbers: its documents are built from these when somebody asks. */
export interface MachinePlanEntry {
  readonly kind: 'machine';
  readonly index: number;
  readonly region: number;
  readonly application: string;
  readonly osType: 'Windows' | 'Linux';
  readonly method: Method;
  readonly dataDisks: number;
  readonly encryptionAtHost: boolean;
  readonly network: 'shut' | 'private' | 'open';
  readonly deallocated: boolean;
  /** On the set whose key has expired. */
  readonly expiredKey: boolean;
  readonly backup: 'none' | 'daily' | 'weekly' | 'stale';
  /** Leaves the last data disk out of the backup. */
  readonly backupLeavesOut: boolean;
  readonly replication: 'none' | 'good' | 'platformKey' | 'unhealthy';
  /** Leaves the last data disk out of the replication. */
  readonly replicationLeavesOut: boolean;
  readonly restored: 'none' | 'snapshotEqual' | 'snapshotWeaker' | 'vaultEqual' | 'vaultWeaker';
  readonly snapshot: 'none' | 'equal' | 'weaker';
  /** Its backup, replica and key lie with the subscription that serves others. */
  readonly elsewhere: boolean;
  readonly oddCase: boolean;
  readonly asString: boolean;
}

/** A disk that no VM holds. */
export interface LooseDiskEntry {
  readonly kind: 'looseDisk';
  readonly index: number;
  readonly region: number;
  readonly application: string;
  readonly customerKey: boolean;
  readonly openLink: boolean;
}

export type PlanEntry = MachinePlanEntry | LooseDiskEntry;

export interface SubscriptionPlan {
  readonly index: number;
  readonly id: string;
  readonly regions: readonly Region[];
  readonly entries: readonly PlanEntry[];
  /** Some subscriptions back up into a vault with platform keys. */
  readonly vaultHasCustomerKey: boolean;
  /** The subscription whose vaults, keys and accounts some of its machines use. */
  readonly hub: Neighbour | undefined;
  /** Regions in which it has vaults, keys and accounts: its own, and those of the subscriptions that it serves. */
  readonly platformRegions: readonly Region[];
  /** The subscriptions that it serves so. */
  readonly clients: readonly Neighbour[];
}

export interface Neighbour {
  readonly index: number;
  readonly id: string;
  readonly regions: readonly Region[];
}

const APPLICATIONS = [
  'core',
  'card',
  'loan',
  'fx',
  'aml',
  'crm',
  'sepa',
  'risk',
  'data',
  'web',
  'batch',
  'mq',
] as const;

/** What a subscription holds; its disks add up to exactly its quota. */
export function planSubscription(bank: BankShape, index: number): SubscriptionPlan {
  const regions = regionsOf(bank, index);
  const { hub, clients } = neighboursOf(bank, index);
  const served = clients.flatMap((client) => regionsOf(bank, client.index));
  const quota = diskQuota(bank, index);
  const entries: PlanEntry[] = [];
  let used = 0;
  while (used < quota) {
    const entry = drawEntry(bank, index, entries.length, regions.length);
    const fitted = placed(fit(entry, quota - used), hub !== undefined, index);
    entries.push(fitted);
    used += disksOf(fitted);
  }
  return {
    index,
    id: subscriptionId(bank, index),
    regions,
    entries,
    hub,
    platformRegions: [...new Set([...regions, ...served])],
    clients,
    vaultHasCustomerKey: chanceOf(bank.seed, index, 17).happens(0.85),
  };
}

/** A hub and the subscriptions that it serves. */
const FAMILY = 4;

function neighboursOf(bank: BankShape, index: number): Pick<SubscriptionPlan, 'hub' | 'clients'> {
  const at = (other: number): Neighbour => ({
    index: other,
    id: subscriptionId(bank, other),
    regions: regionsOf(bank, other),
  });
  const place = index % FAMILY;
  if (place > 0) return { hub: at(index - place), clients: [] };
  const clients = Array.from({ length: FAMILY - 1 }, (_, step) => index + 1 + step);
  return { hub: undefined, clients: clients.filter((other) => other < bank.subscriptionCount).map(at) };
}

/** Ends the application's name of machines that are served elsewhere, so that their names differ in the hub. */
const ENDINGS = ['', 'x', 'y', 'z'] as const;

function placed(entry: PlanEntry, served: boolean, subscription: number): PlanEntry {
  if (entry.kind === 'looseDisk' || !entry.elsewhere) return entry;
  if (!served) return { ...entry, elsewhere: false };
  return { ...entry, application: `${entry.application}${ENDINGS[subscription % FAMILY] ?? ''}` };
}

/** Managed disks that an entry makes. */
function disksOf(entry: PlanEntry): number {
  if (entry.kind === 'looseDisk') return 1;
  const own = 1 + entry.dataDisks;
  const replicas = entry.replication === 'none' ? 0 : own - (entry.replicationLeavesOut ? 1 : 0);
  return own + replicas + (entry.restored === 'none' ? 0 : 1);
}

/** Shrinks an entry to the disks that are left: first without copies, then with fewer data disks. */
function fit(entry: PlanEntry, left: number): PlanEntry {
  if (disksOf(entry) <= left || entry.kind === 'looseDisk') return entry;
  const dataDisks = Math.min(entry.dataDisks, left - 1);
  return {
    ...entry,
    restored: 'none',
    replication: 'none',
    replicationLeavesOut: false,
    dataDisks,
    backupLeavesOut: entry.backupLeavesOut && dataDisks > 0,
  };
}

function drawEntry(bank: BankShape, subscription: number, index: number, regions: number): PlanEntry {
  const chance = chanceOf(bank.seed, subscription, index, 23);
  const region = regions > 1 && chance.happens(0.2) ? 1 : 0;
  const application = APPLICATIONS[Math.floor(index / 12) % APPLICATIONS.length] ?? 'core';
  if (chance.happens(0.08)) {
    const openLink = chance.happens(0.05);
    return { kind: 'looseDisk', index, region, application, customerKey: chance.happens(0.75), openLink };
  }
  return drawMachine(chance, { index, region, application });
}

function drawMachine(
  chance: Chance,
  where: Pick<MachinePlanEntry, 'index' | 'region' | 'application'>,
): MachinePlanEntry {
  const method = chance.pick<Method>([
    ['cmk', 76],
    ['double', 5],
    ['pmk', 12],
    ['adeKek', 4],
    ['adeBek', 1],
    ['confidential', 2],
  ]);
  const dataDisks = chance.pick([
    [0, 25],
    [1, 35],
    [2, 20],
    [3, 12],
    [4, 8],
  ]);
  const ade = method === 'adeKek' || method === 'adeBek';
  const backup = chance.pick<MachinePlanEntry['backup']>([
    ['none', 30],
    ['daily', 20],
    ['weekly', 48],
    ['stale', 2],
  ]);
  // Site Recovery of confidential VMs is not documented as supported.
  const replication =
    method === 'confidential' || !chance.happens(0.25)
      ? 'none'
      : chance.pick<MachinePlanEntry['replication']>([
          ['good', 90],
          ['platformKey', 6],
          ['unhealthy', 4],
        ]);
  return {
    kind: 'machine',
    ...where,
    osType: chance.happens(0.45) ? 'Windows' : 'Linux',
    method,
    dataDisks,
    // What was ever under Azure Disk Encryption cannot have it.
    encryptionAtHost: !ade && method !== 'confidential' && chance.happens(0.8),
    network: chance.pick([
      ['shut', 70],
      ['private', 15],
      ['open', 15],
    ]),
    deallocated: chance.happens(0.05),
    expiredKey: method === 'cmk' && chance.happens(0.02),
    backup,
    backupLeavesOut: backup !== 'none' && dataDisks > 0 && chance.happens(0.02),
    replication,
    replicationLeavesOut: replication !== 'none' && dataDisks > 0 && chance.happens(0.03),
    restored: backup === 'daily' || backup === 'weekly' ? drawRestored(chance) : 'none',
    snapshot: chance.pick([
      ['none', 95],
      ['equal', 4],
      ['weaker', 1],
    ]),
    oddCase: chance.happens(0.03),
    asString: chance.happens(0.005),
    // Drawn last, so that the bank stays otherwise as it was.
    elsewhere: method === 'cmk' && chance.happens(0.6),
  };
}

function drawRestored(chance: Chance): MachinePlanEntry['restored'] {
  return chance.pick([
    ['none', 97],
    ['snapshotEqual', 0.8],
    ['snapshotWeaker', 0.7],
    ['vaultEqual', 0.8],
    ['vaultWeaker', 0.7],
  ]);
}
