import {
  copyOf,
  customerKey,
  diskDocument,
  doubleEncryption,
  empty,
  openToAll,
  platformKey,
  shut,
  snapshotDocument,
  type AdeSpec,
  type Encryption,
  type Network,
} from '../documents/disk.ts';
import type { Place } from '../documents/place.ts';
import { daysBefore } from '../documents/time.ts';
import type { ArmDocument } from '../../tenant.ts';
import { addAdeExtension, addAdeKeys } from '../workload/ade.ts';
import type { BackupPlan } from '../workload/plans.ts';
import { addMachine } from '../workload/machine.ts';
import type { DiskPlan, Machine } from '../workload/plans.ts';
import type { ReplicationPlan } from '../workload/plans.ts';
import { addRestore } from '../workload/restore.ts';
import { BUILT, type SharedSink } from '../workload/shared.ts';
import type { LooseDiskEntry, MachinePlanEntry, PlanEntry, SubscriptionPlan } from './plan.ts';
import { platformOf, servedPlatformOf, type RegionPlatform } from './shared.ts';

/** Resource group of an entry; about twelve entries share one. */
export function placeOf(plan: SubscriptionPlan, entry: PlanEntry): Place {
  const region = plan.regions[entry.region] ?? plan.regions[0];
  const number = String(Math.floor(entry.index / 12)).padStart(3, '0');
  return {
    subscription: plan.id,
    group: `rg-${entry.application}-${number}`,
    location: region?.primary ?? 'westeurope',
  };
}

/** The name of an entry holds its index, so that any id of its leads back to it. */
function nameOf(entry: PlanEntry): string {
  return `${entry.kind === 'machine' ? 'vm' : 'disk'}-${entry.application}-${String(entry.index).padStart(4, '0')}`;
}

/** The index in an id of a machine, a loose disk or anything that is named after one; undefined for all else. */
export function entryIndex(id: string): number | undefined {
  const match = /[/;_](?:(?:bek|kek)-)?(?:vm|disk)-[a-z]+-(\d{4,})(?![\da-z])/i.exec(id);
  return match === null ? undefined : Number(match[1]);
}

/** Builds the documents of one entry that the sink wants. */
export function addEntry(sink: SharedSink, plan: SubscriptionPlan, entry: PlanEntry): void {
  const region = plan.regions[entry.region];
  if (region === undefined) throw new Error(`Subscription ${plan.id} has no region ${String(entry.region)}.`);
  const platform =
    entry.kind === 'machine' && entry.elsewhere && plan.hub !== undefined
      ? servedPlatformOf(plan.hub, plan, region)
      : platformOf(plan, region);
  if (entry.kind === 'looseDisk') addLooseDisk(sink, plan, entry, platform);
  else addVirtualMachine(sink, plan, entry, platform);
}

function addLooseDisk(sink: SharedSink, plan: SubscriptionPlan, entry: LooseDiskEntry, platform: RegionPlatform): void {
  if (!sink.wants('microsoft.compute/disks')) return;
  sink.add(
    diskDocument({
      place: placeOf(plan, entry),
      name: nameOf(entry),
      encryption: entry.customerKey ? customerKey(platform.diskEncryptionSet) : platformKey,
      creation: empty,
      created: '2024-02-14T10:00:00.000Z',
      sizeGb: 256,
      network: entry.openLink ? openToAll : shut,
      ...(entry.openLink ? { diskState: 'ActiveSAS' } : {}),
    }),
  );
}

function addVirtualMachine(
  sink: SharedSink,
  plan: SubscriptionPlan,
  entry: MachinePlanEntry,
  platform: RegionPlatform,
): void {
  const place = placeOf(plan, entry);
  const ade = adeOf(sink, entry, platform.adeVault, place.location);
  const machine = addMachine(sink, {
    place,
    platform,
    name: nameOf(entry),
    osType: entry.osType,
    ...disksOf(entry, platform, ade),
    encryptionAtHost: entry.encryptionAtHost,
    created: BUILT,
    ...(entry.method === 'confidential' ? { securityType: 'ConfidentialVM' as const } : {}),
    ...(entry.deallocated || entry.expiredKey ? { powerState: 'deallocated' as const } : {}),
    ...(entry.oddCase ? { writeId: oddCase, diskRow: oddCaseRow } : {}),
    ...(entry.asString ? { diskRow: stringRow } : {}),
    ...(entry.backup === 'none' ? {} : { backup: backupOf(entry, platform) }),
    ...(entry.replication === 'none' ? {} : { replication: replicationOf(sink, entry, platform) }),
  });
  if (ade !== undefined && sink.wants('microsoft.compute/virtualmachines/extensions'))
    addAdeExtension(sink, machine, ade);
  if (entry.snapshot !== 'none' && sink.wants('microsoft.compute/snapshots')) addSnapshot(sink, entry, machine);
  if (entry.restored !== 'none') restore(sink, entry, machine, platform, ade);
}

function encryptionOf(entry: MachinePlanEntry, platform: RegionPlatform): Encryption {
  switch (entry.method) {
    case 'cmk':
    case 'confidential':
      return customerKey(entry.expiredKey ? platform.expiredSet : platform.diskEncryptionSet);
    case 'double':
      return doubleEncryption(platform.doubleSet);
    case 'pmk':
    case 'adeKek':
    case 'adeBek':
      return platformKey;
  }
}

function disksOf(
  entry: MachinePlanEntry,
  platform: RegionPlatform,
  ade: AdeSpec | undefined,
): { readonly osDisk: DiskPlan; readonly dataDisks: readonly DiskPlan[] } {
  const disk: DiskPlan = {
    encryption: encryptionOf(entry, platform),
    network: networkOf(entry, platform),
    ...(ade === undefined ? {} : { ade }),
  };
  const dataDisks = Array.from({ length: entry.dataDisks }, () => disk);
  if (entry.method !== 'confidential') return { osDisk: disk, dataDisks };
  const set = platform.confidentialSet;
  return {
    osDisk: {
      ...disk,
      encryption: platformKey,
      securityProfile: {
        securityType: 'ConfidentialVM_DiskEncryptedWithCustomerKey',
        secureVMDiskEncryptionSetId: set,
      },
      modelSecurityProfile: { securityEncryptionType: 'DiskWithVMGuestState', diskEncryptionSet: { id: set } },
    },
    dataDisks,
  };
}

function networkOf(entry: MachinePlanEntry, platform: RegionPlatform): Network {
  if (entry.network === 'open') return openToAll;
  if (entry.network === 'shut') return shut;
  return { networkAccessPolicy: 'AllowPrivate', publicNetworkAccess: 'Disabled', diskAccessId: platform.diskAccess };
}

function adeOf(sink: SharedSink, entry: MachinePlanEntry, vault: string, location: string): AdeSpec | undefined {
  if (entry.method !== 'adeKek' && entry.method !== 'adeBek') return undefined;
  return addAdeKeys(sink, { name: nameOf(entry), withKek: entry.method === 'adeKek', vault, location });
}

function backupOf(entry: MachinePlanEntry, platform: RegionPlatform): BackupPlan {
  const excludedLuns = entry.backupLeavesOut ? { excludedLuns: [entry.dataDisks - 1] } : {};
  if (entry.backup === 'stale')
    return {
      vault: platform.vault,
      newestDays: 19,
      schedule: { everyDays: 7, kept: 4 },
      protectionState: 'ProtectionError',
      currentProtectionState: 'ProtectionError',
      healthStatus: 'ActionRequired',
      lastBackupStatus: 'Failed',
      ...excludedLuns,
    };
  if (entry.backup === 'daily') return { vault: platform.vault, schedule: { everyDays: 1, kept: 7 }, ...excludedLuns };
  // Weekly backups are spread over the nights of the week.
  return {
    vault: platform.vault,
    newestDays: (entry.index % 6) + 0.25,
    schedule: { everyDays: 7, kept: 4 },
    ...excludedLuns,
  };
}

function replicationOf(sink: SharedSink, entry: MachinePlanEntry, platform: RegionPlatform): ReplicationPlan {
  const ade = adeOf(sink, entry, platform.adeVaultRecovery, platform.recoveryLocation);
  const fell = entry.replication === 'platformKey' || encryptionOf(entry, platform) === platformKey;
  const replicaEncryption = fell
    ? platformKey
    : entry.method === 'double'
      ? doubleEncryption(platform.doubleSetRecovery)
      : customerKey(platform.diskEncryptionSetRecovery);
  return {
    replicaEncryption,
    ...(ade === undefined ? {} : { ade }),
    ...(entry.replicationLeavesOut ? { leftOutLuns: [entry.dataDisks - 1] } : {}),
    ...(entry.replication === 'unhealthy' ? { health: 'Critical' as const, rpoInSeconds: 10_800 } : {}),
  };
}

function addSnapshot(sink: SharedSink, entry: MachinePlanEntry, machine: Machine): void {
  const source = machine.osDisk;
  const ade = source.plan.ade;
  sink.add(
    snapshotDocument({
      place: machine.place,
      name: `${nameOf(entry)}-osdisk-before-patch`,
      encryption: entry.snapshot === 'weaker' ? platformKey : (source.plan.encryption ?? platformKey),
      creation: copyOf(source.id),
      created: daysBefore(sink.now, 3 + (entry.index % 90)),
      incremental: entry.snapshot === 'equal',
      osType: machine.osType,
      ...(ade === undefined || entry.snapshot === 'weaker' ? {} : { ade }),
      ...(source.plan.securityProfile === undefined ? {} : { securityProfile: source.plan.securityProfile }),
    }),
  );
}

function restore(
  sink: SharedSink,
  entry: MachinePlanEntry,
  machine: Machine,
  platform: RegionPlatform,
  ade: AdeSpec | undefined,
): void {
  const weaker = entry.restored.endsWith('Weaker');
  const fallen = entry.method === 'double' ? customerKey(platform.diskEncryptionSet) : platformKey;
  addRestore(sink, {
    machine,
    tier: entry.restored.startsWith('snapshot') ? 'snapshot' : 'vault',
    encryption: weaker ? fallen : encryptionOf(entry, platform),
    network: networkOf(entry, platform),
    at: daysBefore(sink.now, 1.3 + (entry.index % 5)),
    ...(ade === undefined || weaker ? {} : { ade }),
  });
}

function oddCase(id: string): string {
  return id.toLowerCase().replace('/subscriptions/', '/Subscriptions/');
}

function oddCaseRow(row: ArmDocument): ArmDocument {
  return { ...row, id: row.id.replace('/subscriptions/', '/Subscriptions/') };
}

function stringRow(row: ArmDocument): ArmDocument {
  return { ...row, properties: JSON.stringify(row.properties) };
}
