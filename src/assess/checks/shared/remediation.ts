import { ULTRA_AND_PREMIUM_V2 } from '../../../domain/azureNames.ts';
import { instant } from '../../../base/time.ts';
import type { Comparison } from './notWeaker.ts';
import { says } from '../../../base/openEnum.ts';
import type { Guarded, GuardedDisk } from '../../chain/subjects.ts';

/** A way to become compliant, and the case in which it applies. */
export interface Way {
  /** Completes "Where …". */
  readonly when: string;
  readonly text: string;
}

/**
 * The way to a customer-managed key. A disk that is or ever was under ADE takes neither a customer-managed key nor
 * encryption at host: its bytes have to be uploaded to a new disk.
 * @see https://learn.microsoft.com/azure/virtual-machines/disk-encryption-migrate
 */
const CUSTOMER_KEY = {
  everAde: {
    when: 'the disk is or ever was under Azure Disk Encryption',
    text: 'The disk is or was under Azure Disk Encryption, so no customer-managed key can be put on it: create a new disk by uploading its decrypted data under a disk encryption set, attach it to a new VM, and retire this one.',
  },
  confidential: {
    when: 'the disk is under confidential disk encryption, or its security type is not known',
    text: 'Confidential disk encryption is chosen when the VM is made: recreate the VM with a customer-managed confidential disk encryption set.',
  },
  other: {
    when: 'neither applies',
    text: 'Detach or deallocate, then assign a disk encryption set with a customer-managed key to the disk.',
  },
} as const satisfies Readonly<Record<string, Way>>;

export const CUSTOMER_KEY_WAYS: readonly Way[] = Object.values(CUSTOMER_KEY);

export function toCustomerKey(guarded: Guarded): string {
  if (guarded.everAde) return CUSTOMER_KEY.everAde.text;
  return guarded.protection.confidential === 'none' ? CUSTOMER_KEY.other.text : CUSTOMER_KEY.confidential.text;
}

/**
 * The way to an encrypted temp disk and cache.
 * @see https://learn.microsoft.com/azure/virtual-machines/disk-encryption#restrictions-1
 */
const TEMP_DISK = {
  everAde: {
    when: 'the VM, or a disk of it, is or ever was under Azure Disk Encryption',
    text: 'A VM that ever had Azure Disk Encryption cannot take encryption at host: build a new VM with encryption at host from disks created by upload.',
  },
  notRead: {
    when: 'that could not be read for each disk',
    text: 'Find out first whether the VM or a disk of it was ever under Azure Disk Encryption, which could not be read. If so, build a new VM with encryption at host from disks created by upload; only if not, deallocate this one and switch it on.',
  },
  /** @see https://learn.microsoft.com/azure/virtual-machines/ephemeral-os-disks */
  ephemeral: {
    when: 'its OS disk is ephemeral',
    text: 'A VM with an ephemeral OS disk cannot be deallocated: deploy it again with encryption at host. What is on that disk does not survive it.',
  },
  oldDisk: {
    when: 'a disk is an Ultra or Premium SSD v2 disk from before 13 May 2023',
    text: 'Ultra and Premium SSD v2 disks from before 13 May 2023 cannot take encryption at host: replace them with new disks, then deallocate the VM and switch it on.',
  },
  other: { when: 'none of these applies', text: 'Deallocate the VM and switch on encryption at host.' },
} as const satisfies Readonly<Record<string, Way>>;

export const TEMP_DISK_WAYS: readonly Way[] = Object.values(TEMP_DISK);

const HOST_ENCRYPTION_OF_ULTRA = Date.parse('2023-05-13T00:00:00Z');

/** @param notRead true when a disk or an extension of the VM could not be read. */
export function toCoveredTempDisk(
  {
    everAde,
    notRead,
    ephemeral,
  }: { readonly everAde: boolean; readonly notRead: boolean; readonly ephemeral: boolean },
  disks: readonly GuardedDisk[],
): string {
  if (everAde) return TEMP_DISK.everAde.text;
  if (notRead) return TEMP_DISK.notRead.text;
  if (ephemeral) return TEMP_DISK.ephemeral.text;
  const old = disks.some(
    ({ disk }) => says(disk.sku, ULTRA_AND_PREMIUM_V2) && (instant(disk.timeCreated) ?? 0) < HOST_ENCRYPTION_OF_ULTRA,
  );
  return old ? TEMP_DISK.oldDisk.text : TEMP_DISK.other.text;
}

/** The kind of copy: it decides how a copy weaker than its source is remade. */
export type CopyKind = 'copy' | 'replica' | 'failover';

/** The ways to a copy that is not weaker than its source. */
type CopyWays = Readonly<Record<'everAde' | 'confidential' | 'other', Way>>;

/**
 * A replica is never deleted by hand: Site Recovery keeps writing to it.
 * @see https://learn.microsoft.com/azure/site-recovery/azure-to-azure-how-to-enable-replication-cmk-disks
 * @see https://learn.microsoft.com/azure/site-recovery/azure-to-azure-tutorial-dr-drill
 */
const COPY = {
  copy: copyWays({
    ade: 'delete the copy, or put its data under the same ADE keys as the source.',
    confidential: 'delete the copy, and recreate it with the security profile of its source.',
    other: 'Attach a disk encryption set of the same kind as that of the source to the copy, or delete the copy.',
  }),
  replica: copyWays({
    ade: 'disable replication of the VM, and enable it again with ADE keys in the recovery region.',
    confidential: 'disable replication of the VM, and protect it by other means.',
    other:
      'Attach a disk encryption set of the recovery region to the replica disk, or disable replication of the VM and enable it again with a target disk encryption set.',
  }),
  failover: copyWays({
    ade: 'clean up the test failover; put the data of a disk that stays under the same ADE keys as its source.',
    confidential: 'clean up the test failover; recreate a disk that stays with the security profile of its source.',
    other:
      'Clean up the test failover; attach a disk encryption set of the same kind as that of its source to a disk that stays.',
  }),
} as const satisfies Readonly<Record<CopyKind, CopyWays>>;

function copyWays(told: Readonly<Record<'ade' | 'confidential' | 'other', string>>): CopyWays {
  return {
    everAde: {
      when: 'the source or the copy is or ever was under Azure Disk Encryption',
      text: `The source or the copy is or was under Azure Disk Encryption, and a disk that ever had it takes no customer-managed key: ${told.ade}`,
    },
    confidential: {
      when: 'the copy lost confidential disk encryption',
      text: `Confidential disk encryption is chosen when a disk is made and cannot be added: ${told.confidential}`,
    },
    other: { when: 'it lost a customer-managed key or double encryption', text: told.other },
  };
}

export function copyWaysOf(kind: CopyKind): readonly Way[] {
  return Object.values(COPY[kind]);
}

export function toCopyLikeSource({ lost }: Comparison, source: Guarded, copy: Guarded, kind: CopyKind): string {
  const ways: CopyWays = COPY[kind];
  if (source.everAde || copy.everAde) return ways.everAde.text;
  return lost.some((facet) => facet.includes('confidential')) ? ways.confidential.text : ways.other.text;
}
