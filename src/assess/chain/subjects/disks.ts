import { nameOf, type ArmId } from '../../../domain/armId.ts';
import type { Rows } from '../../../domain/estate.ts';
import type { VirtualMachine } from '../../../domain/facts.ts';
import { made, type Sequence } from '../../../domain/sequence.ts';
import type { AccessFacts } from '../../access/accessFacts.ts';
import { kindsOf } from '../diskKinds.ts';
import { encryptionSetsOf, type DiskInChain, type DiskWithKeys } from '../diskInChain.ts';
import { by, compareText } from '../../../base/order.ts';
import { identityOf, identityOfNamed } from '../identity.ts';
import type { Joins } from '../joins.ts';
import { groupBy } from '../joins/groupBy.ts';
import { keyOf } from '../keyOfVersion.ts';
import { isJudged, vaultSubjectOf } from '../links.ts';
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
  const { snapshots, captures, backups, diskBackups, replications } = chain;
  return {
    identity: identityOf(disk),
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

/** @param keyed the same disks with their keys alone */
export function diskSubjects(joins: Joins, disks: Sequence<DiskInChain>, keyed: Sequence<DiskWithKeys>): DiskSubjects {
  const { access } = joins;
  const links = keyLinks(joins, keyed);
  const secrets = secretsIn(links);
  return {
    disk: made(disks, (chain) => diskSubject(joins, chain)),
    snapshot: joins.snapshots.all.map(({ snapshot, guarded, source }) => ({
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
    restoredDisk: joins.restores.disks.map(({ bytes, origins, evidence, shownBy }) => ({
      identity: identityOf(bytes),
      aspects: {
        copy: joins.protections.ofDisk(bytes),
        origins,
        shownBy: evidence === undefined ? undefined : shownBy,
      },
    })),
    restoredSnapshot: joins.restores.snapshots.map(({ bytes, origins, shownBy }) => ({
      identity: identityOf(bytes),
      aspects: { copy: { guarded: joins.protections.ofSnapshot(bytes) }, origins, shownBy },
    })),
    diskEncryptionSet: encryptionSets(joins),
    key: unique(links.filter(({ judged }) => judged).map(({ link }) => keySubject(link))),
    keyVault: unique(links.flatMap(({ link }) => vaultSubject(link, secrets, access))),
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

/** Every key that a disk depends on, and the key of every disk encryption set, used or not. */
function keyLinks(
  joins: Joins,
  disks: Iterable<DiskWithKeys>,
): readonly { readonly link: KeyLink; readonly judged: boolean }[] {
  const ofSets = joins.reader
    .all('diskEncryptionSets')
    .flatMap((set) => [joins.keys.ofEncryptionSet(set), ...joins.keys.previousOf(set)])
    .map((link) => ({ link, judged: true }));
  const links: { readonly link: KeyLink; readonly judged: boolean }[] = [...ofSets];
  for (const { keys } of disks)
    for (const [index, link] of keys.rows.entries()) links.push({ link, judged: isJudged(link, index, keys.rows) });
  return links;
}

function keySubject(link: KeyLink): Subject<'key'> {
  const named = identityOfNamed(link.subject, link.namedBy);
  const name = link.url === undefined ? named.name : link.url.split('/').slice(4).join('/') || named.name;
  return { identity: { ...named, name }, aspects: { link } };
}

/** By vault, sorted. */
function secretsIn(links: ReturnType<typeof keyLinks>): ReadonlyMap<string | undefined, readonly ArmId[]> {
  const secrets = links
    .filter(({ link, judged }) => judged && link.use === 'adeSecret' && link.vaultId !== undefined)
    .map(({ link }) => ({ vaultId: link.vaultId, id: keyOf(link.subject) }));
  return new Map(
    [...groupBy(secrets, ({ vaultId }) => [vaultId])].map(([vaultId, own]) => [
      vaultId,
      [...new Set(own.map(({ id }) => id))].sort(compareText),
    ]),
  );
}

function vaultSubject(
  link: KeyLink,
  secrets: ReturnType<typeof secretsIn>,
  access: AccessFacts,
): readonly Subject<'keyVault'>[] {
  const { vault, otherTenant, unresolved } = link;
  const id = vaultSubjectOf(link);
  if (id === undefined || (vault === undefined && !otherTenant)) return [];
  const identity = vault?.kind === 'found' ? identityOf(vault.row) : identityOfNamed(id, link.namedBy);
  const own = { unresolved: otherTenant ? unresolved : undefined, secrets: secrets.get(link.vaultId) ?? [] };
  return [{ identity, aspects: { vault, ...own, access } }];
}

function encryptionSets(joins: Joins): readonly Subject<'diskEncryptionSet'>[] {
  const ids = new Set([
    ...joins.reader.all('diskEncryptionSets').map((set) => set.id),
    ...joins.reader.all('disks').flatMap(encryptionSetsOf),
  ]);
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

/** One subject per id, sorted. */
export function unique<K extends SubjectName>(subjects: readonly Subject<K>[]): readonly Subject<K>[] {
  const byId = new Map<string, Subject<K>>();
  for (const subject of subjects) if (!byId.has(subject.identity.id)) byId.set(subject.identity.id, subject);
  return [...byId.values()].sort(by((one) => one.identity.id));
}
