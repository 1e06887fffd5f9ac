import { ancestorOfType, armId, nameOf, resourceGroupOf, subscriptionOf, type ArmId } from '../../../domain/armId.ts';
import type { Gap, Lookup } from '../../../domain/estate.ts';
import type { Resource, SourceId, VirtualMachine } from '../../../domain/facts.ts';
import type { EstateReader } from '../../../domain/reader.ts';
import type { Identity, Subject, SubjectName } from '../../chain/subjects.ts';

/** What could not be read may be anything. */
export const UNSURE: unique symbol = Symbol('unsure');
export type Trait = string | undefined | typeof UNSURE;

/** What selectors look at in one subject. All text is in lower case. */
export interface Traits {
  readonly subscriptionId: Trait;
  readonly resourceGroup: Trait;
  /** Nearest first; undefined if it is not known which ones the subscription is under. */
  readonly managementGroups: readonly string[] | undefined;
  readonly tag: (name: string) => Trait;
  readonly sku: Trait;
  readonly os: Trait;
  /** Why something of the resource itself is not known. */
  readonly gaps: readonly Gap[];
  /** Why its management groups are not. */
  readonly gapsAbove: readonly Gap[];
}

export type TraitsOf = (kind: SubjectName, subject: Subject<SubjectName>) => Traits;

/** The source that has a subject's own row, by the type in its id. */
const SOURCE_OF: Readonly<Record<string, SourceId>> = {
  'microsoft.compute/disks': 'disks',
  'microsoft.compute/snapshots': 'snapshots',
  'microsoft.compute/virtualmachines': 'virtualMachines',
  'microsoft.compute/diskencryptionsets': 'diskEncryptionSets',
  'microsoft.keyvault/vaults': 'keyVaults',
  'microsoft.keyvault/managedhsms': 'keyVaults',
  'microsoft.recoveryservices/vaults': 'recoveryServicesVaults',
  'microsoft.dataprotection/backupvaults': 'backupVaults',
  'microsoft.storage/storageaccounts': 'storageAccounts',
};

const MANAGEMENT_GROUP = /^\/providers\/microsoft\.management\/managementgroups\/([^/]+)$/;
const NO_GAPS: readonly Gap[] = [];

/**
 * A backup item or a replicated item counts as the VM that it is about, disk backup as its disk; a key as its vault. A disk
 * that lacks a tag or an OS takes that of the VMs that hold it, if they agree. Tags of resource groups and subscriptions do
 * not count.
 */
export function traitsIn(reader: EstateReader): TraitsOf {
  const groups = managementGroupsIn(reader);
  return (kind, subject) => {
    const source = sourceBehind(kind, subject);
    if (source?.kind === 'unsure') return { ...hidden(source.gaps), ...NOWHERE, gapsAbove: source.gaps };
    const identity = source === undefined ? subject.identity : placeOf(source.id);
    const own = ownTraits(reader, source?.id ?? rowIdOf(kind, subject.identity.id));
    const above = groups(identity);
    return {
      ...own,
      subscriptionId: identity.subscriptionId.toLowerCase(),
      resourceGroup: identity.resourceGroup.toLowerCase(),
      managementGroups: above.names,
      gapsAbove: above.gaps,
    };
  };
}

const NOWHERE = { subscriptionId: UNSURE, resourceGroup: UNSURE, managementGroups: undefined } as const;

type Place = Pick<Identity, 'id' | 'subscriptionId' | 'resourceGroup'>;
type Own = Pick<Traits, 'tag' | 'sku' | 'os' | 'gaps'>;

function placeOf(id: ArmId): Place {
  return { id, subscriptionId: subscriptionOf(id), resourceGroup: resourceGroupOf(id) };
}

type Behind =
  { readonly kind: 'known'; readonly id: ArmId } | { readonly kind: 'unsure'; readonly gaps: readonly Gap[] };

/** The VM or disk that an item of Azure Backup or Site Recovery is about; undefined for anything else, or if none is named. */
function sourceBehind(kind: SubjectName, { aspects }: Subject<SubjectName>): Behind | undefined {
  if (kind === 'protectedItem' && 'backup' in aspects) return known(aspects.backup.item.sourceResourceId);
  if ('protectedBy' in aspects && aspects.protectedBy.by === 'disk')
    return known(aspects.protectedBy.backup.instance.diskId);
  if ('protectedBy' in aspects && aspects.protectedBy.by === 'item')
    return known(aspects.protectedBy.backup.item.sourceResourceId);
  if ((kind !== 'replicatedItem' && kind !== 'failoverTarget') || !('replicated' in aspects)) return undefined;
  if (aspects.replicated === undefined) return undefined;
  const { item, detail } = aspects.replicated;
  const id = (detail.kind === 'found' ? detail.row.sourceVmId : undefined) ?? item?.sourceVmId;
  return id === undefined && detail.kind === 'unsure' ? { kind: 'unsure', gaps: detail.gaps } : known(id);
}

function known(id: ArmId | undefined): Behind | undefined {
  return id === undefined ? undefined : { kind: 'known', id };
}

/** A key counts as its vault. */
function rowIdOf(kind: SubjectName, id: string): ArmId {
  const vaults = ['microsoft.keyvault/vaults', 'microsoft.keyvault/managedhsms'];
  const vault =
    kind === 'key' ? vaults.map((type) => ancestorOfType(id, type)).find((one) => one !== undefined) : undefined;
  return vault ?? (id as ArmId);
}

function ownTraits(reader: EstateReader, id: ArmId): Own {
  const segments = id.slice(id.lastIndexOf('/providers/') + '/providers/'.length).split('/');
  const source = segments.length === 3 ? SOURCE_OF[`${segments[0] ?? ''}/${segments[1] ?? ''}`] : undefined;
  if (source === undefined) return NOTHING;
  if (source === 'disks') {
    const disk = reader.find('disks', id);
    if (disk.kind !== 'found') return withoutRow(disk);
    return ofDisk(
      disk.row,
      disk.row.managedBy.map((vmId) => reader.find('virtualMachines', vmId)),
    );
  }
  const found: Lookup<Resource> = reader.find(source, id);
  if (found.kind !== 'found') return withoutRow(found);
  return { ...traitsOfRow(found.row), tag: tagsOf(found.row), gaps: NO_GAPS };
}

const NOTHING: Own = { tag: () => undefined, sku: undefined, os: undefined, gaps: NO_GAPS };

function withoutRow(lookup: Exclude<Lookup<Resource>, { readonly kind: 'found' }>): Own {
  return lookup.kind === 'absent' ? NOTHING : hidden(lookup.gaps);
}

function hidden(gaps: readonly Gap[]): Own {
  return { tag: () => UNSURE, sku: UNSURE, os: UNSURE, gaps };
}

function ofDisk(disk: Resource, holders: readonly Lookup<VirtualMachine>[]): Own {
  const own = tagsOf(disk);
  const theirs = holders.map((holder) => (holder.kind === 'found' ? tagsOf(holder.row) : undefined));
  const { sku, os } = traitsOfRow(disk);
  return {
    tag: (name) => own(name) ?? agreed(holders, (_, at) => theirs[at]?.(name)),
    sku,
    os: os ?? agreed(holders, (machine) => machine.osType?.toLowerCase()),
    gaps: holders.flatMap((holder) => (holder.kind === 'unsure' ? holder.gaps : NO_GAPS)),
  };
}

/** What all VMs that hold a disk agree on. */
function agreed(
  holders: readonly Lookup<VirtualMachine>[],
  read: (machine: VirtualMachine, at: number) => string | undefined,
): Trait {
  if (holders.some(({ kind }) => kind === 'unsure')) return UNSURE;
  const values = holders.map((holder, at) => (holder.kind === 'found' ? read(holder.row, at) : undefined));
  return values.every((value) => value === values[0]) ? values[0] : undefined;
}

function traitsOfRow(row: Resource): Pick<Own, 'sku' | 'os'> {
  const text = (name: string): string | undefined => {
    const value: unknown = name in row ? row[name as keyof Resource] : undefined;
    return typeof value === 'string' ? value.toLowerCase() : undefined;
  };
  return { sku: text('sku') ?? text('vmSize'), os: text('osType') };
}

/** Azure ignores the case of tag names; values are compared without case too, as Azure Policy's `equals` does. */
function tagsOf({ tags }: Resource): (name: string) => string | undefined {
  let folded: ReadonlyMap<string, string> | undefined;
  return (name) => {
    folded ??= new Map(Object.entries(tags).map(([key, value]) => [key.toLowerCase(), value.toLowerCase()]));
    return folded.get(name);
  };
}

type Above = { readonly names: readonly string[] | undefined; readonly gaps: readonly Gap[] };

/** A subscription is under at least one management group, so a row that names none does not answer. */
function managementGroupsIn(reader: EstateReader): (place: Place) => Above {
  const seen = new Map<string, Above>();
  return ({ id, subscriptionId }) => {
    const key = subscriptionId === '' ? id : subscriptionId.toLowerCase();
    let above = seen.get(key);
    if (above === undefined) {
      above = subscriptionId === '' ? aboveScope(reader, id) : aboveSubscription(reader, key);
      seen.set(key, above);
    }
    return above;
  };
}

function aboveSubscription(reader: EstateReader, subscriptionId: string): Above {
  const found = reader.find('subscriptions', armId(`/subscriptions/${subscriptionId}`));
  if (found.kind === 'unsure') return { names: undefined, gaps: found.gaps };
  const names = found.kind === 'found' ? found.row.managementGroups.map((name) => name.toLowerCase()) : [];
  if (names.length > 0) return { names, gaps: NO_GAPS };
  return {
    names: undefined,
    gaps: [
      {
        source: 'subscriptions',
        subscription: subscriptionId,
        kind: 'notRead',
        because: `Azure did not return the management groups above subscription ${subscriptionId}.`,
      },
    ],
  };
}

/** A management group is below those that a subscription under both names after it; `/` is below none. */
function aboveScope(reader: EstateReader, id: string): Above {
  if (id === '/') return { names: [], gaps: NO_GAPS };
  const group = MANAGEMENT_GROUP.exec(id.toLowerCase())?.[1];
  for (const { managementGroups } of reader.all('subscriptions')) {
    const names = managementGroups.map((name) => name.toLowerCase());
    const at = group === undefined ? -1 : names.indexOf(group);
    if (at >= 0) return { names: names.slice(at), gaps: NO_GAPS };
  }
  const because = `Azure did not return the parents of management group ${nameOf(id)}.`;
  return {
    names: undefined,
    gaps: [{ source: 'subscriptions', subscription: '*', kind: 'notRead', because }],
  };
}
