import { nameOf, type ArmId } from '../../domain/armId.ts';
import type { BlastRadius, DependentKind, KeyDependence } from '../../domain/lineage.ts';
import type { DiskRole } from '../../domain/diskRole.ts';
import { encryptionSetsOf, type DiskWithKeys } from './diskInChain.ts';
import { by, compareText } from '../../base/order.ts';
import type { Joins } from './joins.ts';
import { vaultSubjectOf } from './links.ts';
import { groupBy } from './joins/groupBy.ts';
import { encryptionSetOf } from './protection.ts';
import { usabilityOf, vaultTiers } from '../../domain/recoveryPoint.ts';
import type { BackedUp, KeyLink, SubjectsByName } from './subjects.ts';

interface Dependent {
  readonly kind: DependentKind;
  readonly dependent: string;
  readonly name: string;
  readonly role?: DiskRole;
}

/** Everything that depends on a key, once for each key and way; sorted by key, kind, dependent and way. */
export function lineageOf(
  joins: Joins,
  disks: Iterable<DiskWithKeys>,
  subjects: SubjectsByName,
): readonly KeyDependence[] {
  const found = [
    ...ofDisks(joins, disks),
    ...joins.snapshots.all.flatMap(({ snapshot, guarded }) => {
      const dependent: Dependent = { kind: 'snapshot', dependent: snapshot.id, name: snapshot.name };
      const ade = guarded.protection.guest === 'none' ? [] : (snapshot.ade?.keys ?? []);
      return [
        ...ofSet(joins, encryptionSetOf(snapshot), dependent),
        ...ade
          .flatMap((keys) => joins.keys.ofAde(keys, snapshot.id))
          .map((link) => dependence(link, undefined, dependent)),
      ];
    }),
    ...joins.restorePoints.all.flatMap(({ id, collection, points }) => {
      const copies = points.rows.flatMap((point) => point.copies);
      const sets = new Set(copies.map((copy) => copy.guarded.protection.diskEncryptionSetId));
      const name = collection?.name ?? nameOf(id);
      return [...sets].flatMap((set) => ofSet(joins, set, { kind: 'restorePoint', dependent: id, name }));
    }),
    ...subjects.protectedItem.flatMap(({ identity, aspects }) => {
      const dependent: Dependent = { kind: 'recoveryPoints', dependent: identity.id, name: identity.name };
      const { restorable } = aspects;
      const pointKeys = restorable.from === 'recoveryPoint' ? [...restorable.recoveryPointKeys.values()] : [];
      const ownKeys = pointKeys.map((link) => dependence(link, undefined, dependent));
      const { vaultKey, backup } = aspects;
      return vaultKey === undefined || !liesInVault(backup)
        ? ownKeys
        : [...ownKeys, dependence(vaultKey, backup.item.vaultId, dependent)];
    }),
    ...subjects.recoveryServicesVault.flatMap(({ identity: { id, name }, aspects: { vaultBackups } }) =>
      vaultBackups.of === 'disk' || vaultBackups.key === undefined
        ? []
        : [dependence(vaultBackups.key, id, { kind: 'recoveryServicesVault', dependent: id, name })],
    ),
    ...subjects.failoverTarget.flatMap(({ identity, aspects }) =>
      aspects.legs.flatMap(({ targetKey, adeKey }) => {
        const dependent: Dependent = { kind: 'failoverTarget', dependent: identity.id, name: identity.name };
        return [
          ...(targetKey === undefined ? [] : [dependence(targetKey, targetKey.namedBy, dependent)]),
          ...(adeKey === undefined ? [] : [dependence(adeKey, undefined, dependent)]),
        ];
      }),
    ),
  ];
  const unique = new Map(found.map((one) => [orderOf(one), one]));
  return [...unique].sort(by(([key]) => key)).map(([, one]) => one);
}

/** What depends on a key by any of two readings of an estate. */
export function lineageTogether(
  one: readonly KeyDependence[],
  other: readonly KeyDependence[],
): readonly KeyDependence[] {
  const unique = new Map([...other, ...one].map((each) => [orderOf(each), each]));
  return [...unique].sort(by(([key]) => key)).map(([, each]) => each);
}

/** How much dies with each key, sorted by key. */
export function blastRadiusOf(lineage: readonly KeyDependence[]): readonly BlastRadius[] {
  return [...groupBy(lineage, ({ key }) => [key])].map(([key, all]) => {
    const [first] = all;
    const count = (kind: DependentKind, roles?: readonly DiskRole[]): number =>
      new Set(
        all
          .filter(
            (one) => one.kind === kind && (roles === undefined || (one.role !== undefined && roles.includes(one.role))),
          )
          .map((one) => one.dependent),
      ).size;
    return {
      key,
      keyUrl: first?.keyUrl,
      keyVault: first?.keyVault,
      through: [...new Set(all.flatMap(({ through }) => through ?? []))].sort(compareText),
      disks: count('disk', ['source', 'unattached']),
      restoredDisks: count('disk', ['restored']),
      replicas: count('disk', ['replica', 'testFailover', 'failedOver']),
      snapshots: count('snapshot'),
      restorePoints: count('restorePoint'),
      protectedItems: count('recoveryPoints'),
      recoveryServicesVaults: count('recoveryServicesVault'),
      failoverTargets: count('failoverTarget'),
    };
  });
}

function* ofDisks(joins: Joins, disks: Iterable<DiskWithKeys>): Generator<KeyDependence> {
  for (const disk of disks) yield* ofDisk(joins, disk);
}

function ofDisk(joins: Joins, { disk, role, keys }: DiskWithKeys): readonly KeyDependence[] {
  const dependent: Dependent = { kind: 'disk', dependent: disk.id, name: disk.name, role };
  const sets = new Set<ArmId>(encryptionSetsOf(disk));
  const known = keys.rows.map((link) => dependence(link, sets.has(link.namedBy) ? link.namedBy : undefined, dependent));
  const named = new Set(known.map(({ through }) => through));
  return [...known, ...[...sets].filter((set) => !named.has(set)).flatMap((set) => ofSet(joins, set, dependent))];
}

function ofSet(joins: Joins, id: ArmId | undefined, dependent: Dependent): readonly KeyDependence[] {
  if (id === undefined) return [];
  const set = joins.reader.find('diskEncryptionSets', id);
  if (set.kind === 'found') return [dependence(joins.keys.ofEncryptionSet(set.row), id, dependent)];
  return [{ key: id, keyUrl: undefined, keyVault: undefined, through: id, role: undefined, ...dependent }];
}

function dependence(link: KeyLink, through: string | undefined, dependent: Dependent): KeyDependence {
  return {
    key: link.subject,
    keyUrl: link.url,
    keyVault: vaultSubjectOf(link),
    through,
    role: undefined,
    ...dependent,
  };
}

/** A recovery point that lives in a snapshot only does not need the vault's key. */
function liesInVault({ recoveryPoints }: BackedUp): boolean {
  return recoveryPoints.rows.some((point) => usabilityOf(point) !== 'no' && vaultTiers(point).length > 0);
}

function orderOf({ key, kind, dependent, through }: KeyDependence): string {
  return [key, kind, dependent, through ?? ''].join('\n');
}
