import { roleAssignmentRow, ROLES } from '../documents/authorization.ts';
import {
  diskEncryptionSetDocument,
  diskEncryptionSetPrincipal,
  keyDocument,
  keyUrl,
  keyVaultDocument,
  keyVersionDocument,
  type DiskEncryptionSetSpec,
  type KeySpec,
  managedHsmDocument,
  type KeyVaultSpec,
  type ManagedHsmSpec,
} from '../documents/keyVault.ts';
import { resourceId, type Place } from '../documents/place.ts';
import { recoveryVaultDocument, vaultEncryptionDocument, type RecoveryVaultSpec } from '../documents/recoveryVault.ts';
import type { TableName } from '../rows.ts';
import type { ArmDocument } from '../../tenant.ts';
import type { Sink } from './platform.ts';

/** Dates of things that stay as they are between the weeks. */
export const BUILT = '2025-03-10T09:00:00.000Z';
export const KEY_CREATED = '2026-06-01T08:00:00.000Z';
export const KEY_EXPIRES = '2027-06-01T08:00:00.000Z';

/** A sink that also takes rows which are no ARM resources, e.g. role assignments. */
export interface SharedSink extends Sink {
  readonly tenantId: string;
  readonly addRow: (table: TableName, row: ArmDocument) => void;
}

export function addKeyVault(sink: SharedSink, spec: Omit<KeyVaultSpec, 'tenantId'>): string {
  return sink.add(keyVaultDocument({ ...spec, tenantId: sink.tenantId }));
}

export function addManagedHsm(sink: SharedSink, spec: Omit<ManagedHsmSpec, 'tenantId'>): string {
  return sink.add(managedHsmDocument({ ...spec, tenantId: sink.tenantId }));
}

/** Adds a key with one version and returns the version's URL. */
export function addKey(sink: SharedSink, spec: Omit<KeySpec, 'created'> & { readonly created?: string }): string {
  const whole: KeySpec = {
    created: KEY_CREATED,
    notBefore: KEY_CREATED,
    expires: KEY_EXPIRES,
    rotateAfter: 'P6M',
    ...spec,
  };
  sink.add(keyDocument(whole));
  sink.add(keyVersionDocument(whole));
  return keyUrl(whole);
}

/** Adds a disk encryption set whose identity may wrap and unwrap with its key. */
export function addDiskEncryptionSet(
  sink: SharedSink,
  where: Place,
  name: string,
  spec: Omit<DiskEncryptionSetSpec, 'place' | 'name' | 'tenantId' | 'keyUrl'> & {
    readonly key: string;
    /** False: its identity has lost its role on the key vault. */
    readonly access?: boolean;
  },
): string {
  const { key, access, ...rest } = spec;
  const { keyVaultId } = rest;
  const id = resourceId(where, 'Microsoft.Compute/diskEncryptionSets', name);
  if (access !== false && keyVaultId !== undefined)
    sink.addRow(
      'authorizationresources',
      roleAssignmentRow(sink.tenantId, {
        scope: keyVaultId,
        role: ROLES.encryptionUser,
        principalId: diskEncryptionSetPrincipal(id),
        principalType: 'ServicePrincipal',
        created: BUILT,
      }),
    );
  return sink.add(
    diskEncryptionSetDocument({
      place: where,
      name,
      tenantId: sink.tenantId,
      keyUrl: key,
      lastRotation: KEY_CREATED,
      ...rest,
    }),
  );
}

export function addRecoveryVault(sink: SharedSink, spec: Omit<RecoveryVaultSpec, 'tenantId'>): string {
  const whole = { ...spec, tenantId: sink.tenantId };
  sink.add(vaultEncryptionDocument(whole));
  return sink.add(recoveryVaultDocument(whole));
}
