import type { AskedSourceId } from '../../src/domain/facts.ts';
import type { Alteration } from './places.ts';

/** A field that Azure leaves out to say something: that it is missing is an answer, and no worse than another. */
export interface MeantAbsence {
  readonly source: AskedSourceId;
  /** As `Place.path` spells it. */
  readonly path: string;
  /** What its absence says. */
  readonly says: string;
  /** Set where Azure always sends the list, and only an empty one says so. */
  readonly onlyEmpty?: true;
  /** Set where no row of the bank shows it, but a recorded document does. */
  readonly onlyRecorded?: true;
  /** Set where of the bank an open scenario alone shows it. */
  readonly onlyOpen?: true;
  /** Set where no row of the bank shows it, but a case of `test/assess/checks/across/stateBeside.test.ts` does. */
  readonly onlyByHand?: true;
  readonly learnMore: string;
}

/** The whole list: of every other field, a missing, blank or renamed one never makes a verdict Compliant. */
export const MEANT_ABSENCES: readonly MeantAbsence[] = [
  {
    source: 'diskEncryptionSets',
    path: 'properties.autoKeyRotationError',
    says: 'the last automatic rotation had no error',
    learnMore: 'https://learn.microsoft.com/rest/api/compute/disk-encryption-sets/get#diskencryptionset',
  },
  {
    source: 'diskEncryptionSets',
    path: 'properties.federatedClientId',
    says: 'the key lies in the tenant of the set',
    learnMore: 'https://learn.microsoft.com/azure/virtual-machines/disks-cross-tenant-customer-managed-keys',
  },
  {
    source: 'disks',
    path: 'properties.dataAccessAuthMode',
    says: 'an export asks for no Entra authentication',
    learnMore: 'https://learn.microsoft.com/rest/api/compute/disks/get#dataaccessauthmode',
  },
  {
    source: 'disks',
    path: 'properties.encryptionSettingsCollection',
    says: 'Azure Disk Encryption was never on',
    learnMore: 'https://learn.microsoft.com/rest/api/compute/disks/get#encryptionsettingscollection',
  },
  {
    source: 'disks',
    path: 'properties.lastOwnershipUpdateTime',
    says: 'since Azure keeps this time, it was neither attached nor detached, nor its VM started or deallocated',
    onlyByHand: true,
    learnMore: 'https://learn.microsoft.com/rest/api/compute/disks/get#disk',
  },
  {
    source: 'disks',
    path: 'properties.securityProfile',
    says: 'the disk is of no VM with trusted launch or confidential computing',
    onlyRecorded: true,
    learnMore: 'https://learn.microsoft.com/rest/api/compute/disks/get#disksecurityprofile',
  },
  {
    source: 'keyVaults',
    path: 'properties.accessPolicies[].applicationId',
    says: 'the access policy counts whichever application asks',
    onlyByHand: true,
    learnMore: 'https://learn.microsoft.com/rest/api/keyvault/keyvault/vaults/get#accesspolicyentry',
  },
  {
    source: 'keys',
    path: 'properties.attributes.exp',
    says: 'the key never expires',
    learnMore: 'https://learn.microsoft.com/rest/api/keyvault/keyvault/keys/get-version#keyattributes',
  },
  {
    source: 'keys',
    path: 'properties.keyOps',
    says: 'the key permits every operation',
    onlyOpen: true,
    learnMore: 'https://www.rfc-editor.org/rfc/rfc7517#section-4.3',
  },
  {
    source: 'restorePoints',
    path: 'properties.restorePoints',
    says: 'the collection holds no restore point',
    onlyEmpty: true,
    learnMore: 'https://learn.microsoft.com/rest/api/compute/restore-point-collections/get',
  },
  {
    source: 'roleDefinitions',
    path: 'properties.permissions[].actions',
    says: 'the role allows no action',
    onlyEmpty: true,
    learnMore: 'https://learn.microsoft.com/rest/api/authorization/role-definitions/get#permission',
  },
  {
    source: 'snapshots',
    path: 'properties.copyCompletionError',
    says: 'no copy in the background failed',
    onlyByHand: true,
    learnMore: 'https://learn.microsoft.com/rest/api/compute/snapshots/get#copycompletionerror',
  },
  {
    source: 'snapshots',
    path: 'properties.snapshotAccessState',
    says: 'the snapshot may be used once it is made',
    onlyByHand: true,
    learnMore: 'https://learn.microsoft.com/rest/api/compute/snapshots/get#snapshotaccessstate',
  },
  {
    source: 'virtualMachines',
    path: 'properties.securityProfile',
    says: 'neither encryption at host nor a security type was asked for',
    learnMore: 'https://learn.microsoft.com/rest/api/compute/virtual-machines/get#securityprofile',
  },
  {
    source: 'virtualMachines',
    path: 'properties.securityProfile.encryptionAtHost',
    says: 'encryption at host is off',
    learnMore: 'https://learn.microsoft.com/rest/api/compute/virtual-machines/get#securityprofile',
  },
];

/** Whether what an alteration leaves is an answer of Azure's own, and no worse than another. */
export function isMeant(source: AskedSourceId, path: string, how: Alteration): boolean {
  const meant = MEANT_ABSENCES.find((one) => one.source === source && one.path === path);
  if (meant === undefined || how === 'unlisted') return false;
  return meant.onlyEmpty !== true || how === 'blank';
}
