import type { ArmId } from './armId.ts';

/**
 * How one copy of the bytes is protected: independent facets, never one string.
 * @see https://learn.microsoft.com/azure/virtual-machines/disk-encryption-overview
 */
export interface Protection {
  /** Whose key wraps the data at rest (server-side encryption). */
  readonly atRest: 'platform' | 'customer' | 'platformAndCustomer' | 'unknown';
  /** Azure Disk Encryption inside the guest, as declared by the control plane. */
  readonly guest: 'none' | 'adeBek' | 'adeKek' | 'unknown';
  /** Encryption at host: a property of the VM, so `off` for anything unattached, snapshots, replicas. */
  readonly host: 'on' | 'off' | 'unknown';
  readonly confidential: 'none' | 'platformKey' | 'customerKey' | 'vmGuestStateOnly' | 'unknown';
  /** The disk encryption set and key it depends on, where there is one. */
  readonly diskEncryptionSetId: ArmId | undefined;
  readonly keyUrl: string | undefined;
  /** Values that this version does not know, or that contradict each other, in words. Empty when all are known. */
  readonly doubts: readonly string[];
}

/** The method in force, in the words of the report. */
export type Method =
  | 'SSE with platform-managed key'
  | 'SSE with customer-managed key'
  | 'Double encryption at rest'
  | 'Azure Disk Encryption with KEK'
  | 'Azure Disk Encryption without KEK'
  | 'Confidential disk encryption with customer-managed key'
  | 'Confidential disk encryption with platform-managed key'
  | 'Unknown';
