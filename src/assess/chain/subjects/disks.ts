import { nameOf, type ArmId } from '../../../domain/armId.ts';
import type { Rows } from '../../../domain/estate.ts';
import type { VirtualMachine } from '../../../domain/facts.ts';
import { made, type Sequence } from '../../../domain/sequence.ts';
import { kindsOf } from '../diskKinds.ts';
import { encryptionSetsOf, type DiskInChain, type DiskWithKeys } from '../diskInChain.ts';
import { by, compareText } from '../../../base/order.ts';
import { identityOf, identityOfNamed } from '../identity.ts';
import type { Joins } from '../joins.ts';
import { keyOf } from '../keyOfVersion.ts';
import { grouped } from '../../../domain/groups.ts';
import { isOfRun } from '../joins/reach.ts';
import { isJudged, vaultSubjectOf } from '../judgedKeys.ts';
import type {
  DiskCapture,
  KeyLink,
  Protected,
  ServiceLink,
  Subject,
  SubjectName,
  SubjectsByName,
} from '../subjects.ts';

type DiskSubjects = Pick<
  SubjectsByName,
  | 'disk'
  | 'snapshot'
  | 'virtualMachine'
  | 'restoredDisk'
  | 'restoredSnapshot'
  | 'diskEncryptionSet'
  | 'key'
  | 'keyVault'
>;

/** Site Recovery writes to disks only. */
const NO_SERVICE: ServiceLink = { writer: undefined, gaps: [] };
const NO_CAPTURES: Rows<DiskCapture> = { rows: [], gaps: [] };

/** A disk as the checks see it. */
export function diskSubject({ access }: Pick<Joins, 'access'>, chain: DiskInChain): Subject<'disk'> {
  const { disk, guarded, serviceLink, attachments, hiddenHolders, keys } = chain;
  const { snapshots, captures, backups, diskBackups, replications, unreadHolders } = chain;
  return {
    identity: identityOf(disk),
    ...(unreadHolders.length === 0 ? {} : { limits: { gaps: unreadHolders, aspects: OF_ITS_HOLDER } }),
    aspects: {
      bytes: disk,
      disk,
      guarded,
      serviceLink,
      attachments,
      hiddenHolders,
      keys,
      access,
      snapshots,
      captures,
      backups,
      diskBackups,
      replications,
    },
  };
}

/** Aspects that depend on the VM of a disk. */
const OF_ITS_HOLDER: ReadonlySet<string> = new Set<keyof Subject<'disk'>['aspects']>([
  'guarded',
  'attachments',
  'hiddenHolders',
  'keys',
  'captures',
  'backups',
  'diskBackups',
  'replications',
]);

/** @param keyed the same disks with their keys alone */
export function diskSubjects(joins: Joins, disks: Sequence<DiskInChain>, keyed: Sequence<DiskWithKeys>): DiskSubjects {
  const { keys, keyVaults } = keySubjects(joins, keyed);
  return {
    disk: made(disks, (chain) => diskSubject(joins, chain)),
    snapshot: made(joins.snapshots.all, ({ snapshot, guarded, source }) => ({
      identity: identityOf(snapshot),
      aspects: { bytes: snapshot, snapshot, guarded, serviceLink: NO_SERVICE, source, captures: NO_CAPTURES },
    })),
    virtualMachine: made(joins.reader.all('virtualMachines'), (machine) => ({
      identity: identityOf(machine),
      aspects: {
        machine,
        extensions: joins.machines.extensionsOf(machine.id),
        disks: joins.machines.disksOf(machine).map((id) => joins.protections.named(id)),
        backups: joins.backups.ofMachine(machine.id),
        protectedBy: protectedBy(joins, machine),
        replications: joins.replications.ofMachine(machine.id),
        knownRestores: joins.seenRestores.ofMachine(machine.id),
      },
    })),
    restoredDisk: made(joins.restores.disks, ({ bytes, origins, evidence, shownBy }) => ({
      identity: identityOf(bytes),
      aspects: {
        copy: joins.protections.ofDisk(bytes),
        origins,
        shownBy: evidence === undefined ? undefined : shownBy,
      },
    })),
    restoredSnapshot: made(joins.restores.snapshots, ({ bytes, origins, shownBy }) => ({
      identity: identityOf(bytes),
      aspects: { copy: { guarded: joins.protections.ofSnapshot(bytes) }, origins, shownBy },
    })),
    diskEncryptionSet: encryptionSets(joins),
    key: keys,
    keyVault: keyVaults,
  };
}

function protectedBy(joins: Joins, machine: VirtualMachine): Protected {
  return {
    by: 'machine',
    created: machine.timeCreated,
    items: joins.backups.ofMachine(machine.id),
    disks: joins.machines.disksOf(machine).map((id) => joins.diskBackups.ofDisk(id)),
    otherDisks: kindsOf(machine).unmanaged,
  };
}

/** Every key that a disk depends on, and the key of every disk encryption set, used or not, with their vaults. */
function keySubjects(
  joins: Joins,
  disks: Iterable<DiskWithKeys>,
): { readonly keys: readonly Subject<'key'>[]; readonly keyVaults: readonly Subject<'keyVault'>[] } {
  const keys = new Map<string, KeyLink>();
  const vaults = new Map<string, KeyLink>();
  const secrets = new Map<ArmId, Set<ArmId>>();
  for (const { link, judged } of keyLinks(joins, disks)) {
    if (judged && !keys.has(link.subject)) keys.set(link.subject, link);
    const vault = namesVault(link) ? vaultSubjectOf(link) : undefined;
    if (vault !== undefined && !vaults.has(vault)) vaults.set(vault, link);
    if (!judged || link.use !== 'adeSecret' || link.vaultId === undefined) continue;
    const own = secrets.get(link.vaultId) ?? new Set();
    secrets.set(link.vaultId, own.add(keyOf(link.subject)));
  }
  const keysIn = grouped(joins.reader.all('keys'), ({ keyVaultId }) => [keyVaultId]);
  const levelsIn = (vaultId: ArmId): RecoveryLevels => {
    const rows = new Set((keysIn.get(vaultId) ?? []).flatMap(({ recoveryLevel }) => recoveryLevel ?? []));
    return { rows: [...rows].sort(compareText), gaps: joins.reader.gapsAround('keys', vaultId).filter(isOfRun) };
  };
  return {
    keys: sortedById([...keys.values()].map(keySubject)),
    keyVaults: sortedById(
      [...vaults].map(([id, link]) =>
        vaultSubject(
          joins,
          id,
          link,
          [...(secrets.get(link.vaultId ?? ('' as ArmId)) ?? [])].sort(compareText),
          levelsIn,
        ),
      ),
    ),
  };
}

function* keyLinks(
  joins: Joins,
  disks: Iterable<DiskWithKeys>,
): Generator<{ readonly link: KeyLink; readonly judged: boolean }> {
  for (const set of joins.reader.all('diskEncryptionSets'))
    for (const link of [joins.keys.ofEncryptionSet(set), ...joins.keys.previousOf(set)]) yield { link, judged: true };
  for (const { keys } of disks)
    for (const [index, link] of keys.rows.entries()) yield { link, judged: isJudged(link, index, keys.rows) };
}

function keySubject(link: KeyLink): Subject<'key'> {
  const named = identityOfNamed(link.subject, link.namedBy);
  const name = link.url === undefined ? named.name : link.url.split('/').slice(4).join('/') || named.name;
  return { identity: { ...named, name }, aspects: { link } };
}

function namesVault({ vault, otherTenant }: KeyLink): boolean {
  return vault !== undefined || otherTenant;
}

type RecoveryLevels = Subject<'keyVault'>['aspects']['recoveryLevels'];

function vaultSubject(
  { access }: Joins,
  id: string,
  { vault, otherTenant, unresolved, namedBy }: KeyLink,
  secrets: readonly ArmId[],
  levelsIn: (vaultId: ArmId) => RecoveryLevels,
): Subject<'keyVault'> {
  const recoveryLevels = vault?.kind === 'found' ? levelsIn(vault.row.id) : { rows: [], gaps: [] };
  const identity = vault?.kind === 'found' ? identityOf(vault.row) : identityOfNamed(id, namedBy);
  return {
    identity,
    aspects: { vault, unresolved: otherTenant ? unresolved : undefined, recoveryLevels, secrets, access },
  };
}

function encryptionSets(joins: Joins): readonly Subject<'diskEncryptionSet'>[] {
  const ids = new Set<ArmId>([...joins.reader.all('diskEncryptionSets')].map((set) => set.id));
  for (const disk of joins.reader.all('disks')) for (const id of encryptionSetsOf(disk)) ids.add(id);
  const { access } = joins;
  return [...ids].sort(compareText).map((id) => {
    const encryptionSet = joins.reader.find('diskEncryptionSets', id);
    return encryptionSet.kind === 'found'
      ? {
          identity: identityOf(encryptionSet.row),
          aspects: { encryptionSet, key: joins.keys.ofEncryptionSet(encryptionSet.row), access },
        }
      : { identity: { ...identityOfNamed(id), name: nameOf(id) }, aspects: { encryptionSet, key: undefined, access } };
  });
}

function sortedById<K extends SubjectName>(subjects: readonly Subject<K>[]): readonly Subject<K>[] {
  return [...subjects].sort(by((one) => one.identity.id));
}
