import { ancestorOfType } from '../domain/armId.ts';
import type { SubjectKind, Verdict } from '../domain/check.ts';
import type { DiskRole } from '../domain/diskRole.ts';
import { ownerOf, type ChainRow, type RunRecord } from '../domain/record.ts';
import { behindOf, hangingOn, type Hanging } from '../domain/rotation.ts';
import type { SubjectRow } from './entities.ts';
import { hashKey } from './keys.ts';
import type { RecordByPartition } from './recordByPartition.ts';

/** What a run says of one resource, before its life is known. */
export type SubjectFacts = Omit<SubjectRow, 'firstSeen' | 'goneSince' | 'scopeKey' | 'scopeSubscriptions'>;

/** Verdicts on copies name their part in the chain; as a resource each is a disk. */
const ROLE_OF: Partial<Record<SubjectKind, DiskRole>> = {
  restoredDisk: 'restored',
  replicaDisk: 'replica',
  failoverDisk: 'failedOver',
};

/** Checks whose subject belongs to the VM of the disk to which they contribute. */
const OF_MACHINE: ReadonlySet<string> = new Set(['protectedItem', 'replicatedItem', 'failoverTarget', 'restoreJob']);

/** Checks whose subject belongs to the disk to which they contribute, whether or not a VM holds it. */
const OF_DISK: ReadonlySet<string> = new Set(['snapshot', 'backupInstance']);

/** Every resource of a partition that the record judges or lists, once, by row key; made anew each time. */
export function subjectsOf(
  record: RunRecord,
  parts: RecordByPartition,
  ownerTag: string | undefined,
): (partition: string) => ReadonlyMap<string, SubjectFacts> {
  const hangs = hangingOn(record);
  return (partition) => {
    const found = new Map<string, SubjectFacts>();
    for (const chain of parts.chains(partition)) {
      const key = hashKey(chain.disk);
      if (!found.has(key)) found.set(key, ofChain(chain, ownerTag));
    }
    for (const verdict of parts.verdicts(partition)) {
      const key = hashKey(verdict.subject);
      if (!found.has(key)) found.set(key, ofVerdict(verdict, hangs));
    }
    return found;
  };
}

function ofChain(chain: ChainRow, ownerTag: string | undefined): SubjectFacts {
  return {
    subject: chain.disk,
    resourceId: chain.resourceId,
    subjectKind: 'disk',
    name: chain.name,
    subscriptionId: chain.subscriptionId,
    resourceGroup: chain.resourceGroup,
    location: chain.location,
    role: chain.role,
    method: chain.method,
    owner: ownerOf(chain, ownerTag),
    copyOf: chain.copyOf,
    virtualMachine: chain.virtualMachine?.toLowerCase(),
    diskEncryptionSet: chain.protection.diskEncryptionSetId,
    key: behindOf(chain).find(({ check }) => check === 'KEY-02')?.subject,
    vault: undefined,
  };
}

function ofVerdict(verdict: Verdict, hangs: ReadonlyMap<string, Hanging>): SubjectFacts {
  const role = ROLE_OF[verdict.subjectKind];
  const hanging = hangs.get(verdict.subject);
  return {
    subject: verdict.subject,
    resourceId: verdict.subject,
    subjectKind: role === undefined ? verdict.subjectKind : 'disk',
    name: verdict.subjectName,
    subscriptionId: verdict.subscriptionId,
    resourceGroup: verdict.resourceGroup,
    location: undefined,
    role,
    method: undefined,
    owner: undefined,
    copyOf: OF_DISK.has(verdict.subjectKind) ? hanging?.disk : undefined,
    virtualMachine: OF_MACHINE.has(verdict.subjectKind) ? hanging?.machine : undefined,
    diskEncryptionSet: undefined,
    key: undefined,
    vault: vaultOf(verdict),
  };
}

function vaultOf({ subject, subjectKind }: Verdict): string | undefined {
  if (subjectKind === 'key') return ancestorOfType(subject, 'Microsoft.KeyVault/vaults');
  if (subjectKind === 'backupInstance') return ancestorOfType(subject, 'Microsoft.DataProtection/backupVaults');
  if (!OF_MACHINE.has(subjectKind)) return undefined;
  return ancestorOfType(subject, 'Microsoft.RecoveryServices/vaults');
}
