import type { ArmId } from '../../domain/armId.ts';
import type { BlastRadius, DependentKind, KeyDependence } from '../../domain/lineage.ts';
import type { DiskRole } from '../../domain/diskRole.ts';
import { encryptionSetsOf, type DiskWithKeys } from './diskInChain.ts';
import { compareText } from '../../base/order.ts';
import { inOrder, type KeepById, type Keyed } from '../../domain/keyed.ts';
import type { Sequence } from '../../domain/sequence.ts';
import type { Joins } from './joins.ts';
import { vaultSubjectOf } from './judgedKeys.ts';
import { encryptionSetOf } from './protection.ts';
import { usabilityOf, vaultTiers } from '../../domain/recoveryPoint.ts';
import type { BackedUp, KeyLink, Subject, SubjectName } from './subjects.ts';

interface Dependent {
  readonly kind: DependentKind;
  readonly dependent: string;
  readonly name: string;
  readonly role?: DiskRole;
}

type Telling = { readonly [K in SubjectName]?: (joins: Joins, subject: Subject<K>) => Iterable<KeyDependence> };

/** How each kind of subject, except disks, tells which keys it depends on. */
const TELLING: Telling = {
  snapshot: ofSnapshot,
  restorePoint: ofRestorePoint,
  protectedItem: ofBackup,
  recoveryServicesVault: ofVault,
  failoverTarget: ofFailover,
};

/** Kinds of subject that depend on keys, disks left out. */
export const LINEAGE_KINDS = Object.keys(TELLING) as readonly SubjectName[];

/** Gathers what depends on which key while the estate is judged: each subject is made once for both. */
export class KeyLineage {
  readonly #joins: Joins;
  readonly #found: Keyed<KeyDependence>;

  constructor(joins: Joins, keep: KeepById) {
    this.#joins = joins;
    this.#found = keep<KeyDependence>();
  }

  take<K extends SubjectName>(kind: K, subject: Subject<K>): void {
    for (const one of TELLING[kind]?.(this.#joins, subject) ?? []) put(this.#found, one);
  }

  takeDisk(disk: DiskWithKeys): void {
    for (const one of ofDisk(this.#joins, disk)) put(this.#found, one);
  }

  /** Everything that depends on a key, once for each key and way; sorted by key, kind, dependent and way. */
  all(): Sequence<KeyDependence> {
    return inOrder(this.#found.sorted(itself));
  }
}

function* ofSnapshot(
  joins: Joins,
  { aspects: { snapshot, guarded } }: Subject<'snapshot'>,
): Generator<KeyDependence, void> {
  const dependent: Dependent = { kind: 'snapshot', dependent: snapshot.id, name: snapshot.name };
  yield* ofSet(joins, encryptionSetOf(snapshot), dependent);
  for (const keys of guarded.protection.guest === 'none' ? [] : (snapshot.ade?.keys ?? []))
    for (const link of joins.keys.ofAde(keys, snapshot.id)) yield dependence(link, undefined, dependent);
}

function* ofRestorePoint(joins: Joins, { aspects }: Subject<'restorePoint'>): Generator<KeyDependence, void> {
  const { id, name, points } = aspects.captured;
  const copies = points.rows.flatMap((point) => point.copies);
  for (const set of new Set(copies.map((copy) => copy.guarded.protection.diskEncryptionSetId)))
    yield* ofSet(joins, set, { kind: 'restorePoint', dependent: id, name });
}

function* ofBackup(_joins: Joins, { identity, aspects }: Subject<'protectedItem'>): Generator<KeyDependence, void> {
  const dependent: Dependent = { kind: 'recoveryPoints', dependent: identity.id, name: identity.name };
  const { restorable, vaultKey, backup } = aspects;
  if (restorable.from === 'recoveryPoint')
    for (const link of restorable.recoveryPointKeys.values()) yield dependence(link, undefined, dependent);
  if (vaultKey !== undefined && liesInVault(backup)) yield dependence(vaultKey, backup.item.vaultId, dependent);
}

function* ofVault(
  _joins: Joins,
  { identity, aspects: { vaultBackups } }: Subject<'recoveryServicesVault'>,
): Generator<KeyDependence, void> {
  const dependent: Dependent = { kind: 'recoveryServicesVault', dependent: identity.id, name: identity.name };
  if (vaultBackups.of !== 'disk' && vaultBackups.key !== undefined)
    yield dependence(vaultBackups.key, identity.id, dependent);
}

function* ofFailover(_joins: Joins, { identity, aspects }: Subject<'failoverTarget'>): Generator<KeyDependence, void> {
  const dependent: Dependent = { kind: 'failoverTarget', dependent: identity.id, name: identity.name };
  for (const { targetKey, adeKey } of aspects.legs) {
    if (targetKey !== undefined) yield dependence(targetKey, targetKey.namedBy, dependent);
    if (adeKey !== undefined) yield dependence(adeKey, undefined, dependent);
  }
}

/** What depends on a key in any reading of an estate; if two differ, the first one counts. */
export function lineageTogether(readings: readonly Sequence<KeyDependence>[], keep: KeepById): Sequence<KeyDependence> {
  const found = keep<KeyDependence>();
  for (const reading of [...readings].reverse()) for (const one of reading) put(found, one);
  return inOrder(found.sorted(itself));
}

/** The last word counts. */
function put(found: Keyed<KeyDependence>, one: KeyDependence): void {
  const id = orderOf(one) as ArmId;
  const known = found.get(id);
  if (known === undefined || JSON.stringify(known) !== JSON.stringify(one)) found.set(id, one);
}

function itself<Entry>(entry: Entry): Entry {
  return entry;
}

/** How much dies with each key, sorted by key. @param lineage sorted as `KeyLineage.all` does */
export function blastRadiusOf(lineage: Iterable<KeyDependence>): readonly BlastRadius[] {
  const found: BlastRadius[] = [];
  let tally: Tally | undefined;
  for (const one of lineage) {
    if (tally?.first.key !== one.key) {
      if (tally !== undefined) found.push(tally.radius());
      tally = new Tally(one);
    }
    tally.take(one);
  }
  if (tally !== undefined) found.push(tally.radius());
  return found;
}

type Counted = Exclude<keyof BlastRadius, 'key' | 'keyUrl' | 'keyVault' | 'through'>;

const COUNTED: Readonly<Record<Exclude<DependentKind, 'disk'>, Counted>> = {
  snapshot: 'snapshots',
  restorePoint: 'restorePoints',
  recoveryPoints: 'protectedItems',
  recoveryServicesVault: 'recoveryServicesVaults',
  failoverTarget: 'failoverTargets',
};
const COUNTED_DISKS: Readonly<Record<DiskRole, Counted>> = {
  source: 'disks',
  unattached: 'disks',
  restored: 'restoredDisks',
  replica: 'replicas',
  testFailover: 'replicas',
  failedOver: 'replicas',
};

/** What depends on one key, in order: what depends on it twice comes twice in a row. */
class Tally {
  readonly first: KeyDependence;
  readonly #through = new Set<string>();
  readonly #counts = new Map<Counted, number>();
  readonly #last = new Map<Counted, string>();

  constructor(first: KeyDependence) {
    this.first = first;
  }

  take({ kind, dependent, role, through }: KeyDependence): void {
    if (through !== undefined) this.#through.add(through);
    const counted = kind !== 'disk' ? COUNTED[kind] : role === undefined ? undefined : COUNTED_DISKS[role];
    if (counted === undefined || this.#last.get(counted) === dependent) return;
    this.#last.set(counted, dependent);
    this.#counts.set(counted, (this.#counts.get(counted) ?? 0) + 1);
  }

  radius(): BlastRadius {
    const { key, keyUrl, keyVault } = this.first;
    const count = (counted: Counted): number => this.#counts.get(counted) ?? 0;
    return {
      key,
      keyUrl,
      keyVault,
      through: [...this.#through].sort(compareText),
      disks: count('disks'),
      restoredDisks: count('restoredDisks'),
      replicas: count('replicas'),
      snapshots: count('snapshots'),
      restorePoints: count('restorePoints'),
      protectedItems: count('protectedItems'),
      recoveryServicesVaults: count('recoveryServicesVaults'),
      failoverTargets: count('failoverTargets'),
    };
  }
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

/** A recovery point that is only in a snapshot does not need the vault's key. */
function liesInVault({ recoveryPoints }: BackedUp): boolean {
  return recoveryPoints.rows.some((point) => usabilityOf(point) !== 'no' && vaultTiers(point).length > 0);
}

function orderOf({ key, kind, dependent, through }: KeyDependence): string {
  return [key, kind, dependent, through ?? ''].join('\n');
}
