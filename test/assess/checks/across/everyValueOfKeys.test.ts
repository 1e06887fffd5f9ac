import * as keyVault from '@azure/arm-keyvault';
import * as siteRecovery from '@azure/arm-recoveryservices-siterecovery';
import * as vaults from '@azure/arm-recoveryservices';
import { CRYPTO_OFFICER, EVE, give, READER, SUBSCRIPTION } from '../../cleanAccess.ts';
import { cleanEstate, DES, KEY, KEY_VAULT, REPLICATED, VM, OS_DISK } from '../../cleanEstate.ts';
import { detail, item, policy, osLeg } from '../../drafts.ts';
import { type Draft } from '../../estateOf.ts';
import * as compute from './computeValues.ts';
import { everyValue } from './valueWalks.ts';

const readByEve = (draft: Draft): Draft => {
  give(draft, EVE, READER, SUBSCRIPTION);
  return draft.patch('keyVaults', KEY_VAULT, { enableRbacAuthorization: false });
};

/** Replication, keys and who may use them. */
everyValue([
  {
    of: 'replication health',
    known: siteRecovery.KnownProtectionHealth,
    check: 'DR-01',
    subject: VM,
    given: (draft, replicationHealth) => item({ replicationHealth })(draft),
    answers: { Compliant: ['Normal'], NonCompliant: ['Warning', 'Critical'], Unknown: ['None'] },
  },
  {
    of: 'failover health',
    known: siteRecovery.KnownProtectionHealth,
    check: 'DR-01',
    subject: VM,
    given: (draft, failoverHealth) => detail({ failoverHealth })(draft),
    answers: { Compliant: ['None', 'Normal', 'Warning'], NonCompliant: ['Critical'] },
  },
  {
    of: 'the state of a replicated disk',
    known: compute.REPLICATED_DISK_STATE,
    check: 'DR-02',
    subject: OS_DISK,
    given: (draft, diskState) => osLeg({ diskState })(draft),
    answers: {
      Compliant: ['Protected'],
      NonCompliant: ['InitialReplicationPending', 'InitialReplicationFailed'],
      Unknown: ['Unavailable'],
    },
  },
  {
    of: 'Azure Disk Encryption of a replicated VM whose disks have none',
    known: siteRecovery.KnownVmEncryptionType,
    check: 'DR-04',
    subject: REPLICATED,
    given: (draft, vmEncryptionType) => detail({ vmEncryptionType })(draft),
    answers: { Compliant: ['NotEncrypted'], Unknown: ['OnePassEncrypted', 'TwoPassEncrypted'] },
  },
  {
    of: 'the type of a key',
    known: keyVault.KnownJsonWebKeyType,
    check: 'KEY-02',
    subject: KEY,
    given: (draft, keyType) => draft.patch('keys', KEY, { keyType }),
    answers: { Compliant: ['RSA', 'RSA-HSM'], NonCompliant: ['EC', 'EC-HSM'] },
  },
  {
    of: 'the only operation that a key permits',
    known: keyVault.KnownJsonWebKeyOperation,
    check: 'KEY-02',
    subject: KEY,
    given: (draft, operation) => draft.patch('keys', KEY, { keyOps: [operation] }),
    answers: {
      NonCompliant: ['encrypt', 'decrypt', 'sign', 'verify', 'wrapKey', 'unwrapKey', 'import', 'release'],
    },
    // Whatever it is, it is neither of the two that are needed.
    unlisted: 'NonCompliant',
  },
  {
    of: 'the recovery level of a key in a vault with purge protection',
    known: keyVault.KnownDeletionRecoveryLevel,
    check: 'KEY-03',
    subject: KEY_VAULT,
    given: (draft, recoveryLevel) => draft.patch('keys', KEY, { recoveryLevel }),
    answers: {
      Compliant: ['Recoverable', 'Recoverable+ProtectedSubscription'],
      Unknown: ['Purgeable', 'Recoverable+Purgeable'],
    },
  },
  {
    of: 'the identity type of a set that names one identity',
    known: vaults.KnownResourceIdentityType,
    check: 'KEY-05',
    subject: DES,
    given: (draft, identityType) => draft.patch('diskEncryptionSets', DES, { identityType }),
    answers: {
      Compliant: ['SystemAssigned', 'UserAssigned'],
      Unknown: ['None', 'SystemAssigned, UserAssigned'],
    },
  },
  {
    of: 'the only word of an access policy',
    known: keyVault.KnownKeyPermissions,
    check: 'CTL-01',
    subject: KEY_VAULT,
    from: () => readByEve(cleanEstate()),
    given: (draft, word) => draft.patch('keyVaults', KEY_VAULT, { accessPolicies: [policy(EVE, word)] }),
    answers: {
      NonCompliant: ['all', 'decrypt', 'unwrapKey', 'backup', 'release'],
      Compliant: [
        'encrypt',
        'wrapKey',
        'sign',
        'verify',
        'get',
        'list',
        'create',
        'update',
        'import',
        'delete',
        'restore',
        'recover',
        'purge',
        'rotate',
        'getrotationpolicy',
        'setrotationpolicy',
      ],
    },
  },
  {
    of: 'the kind of a principal who may use keys',
    known: compute.PRINCIPAL_TYPE,
    check: 'CTL-01',
    subject: KEY_VAULT,
    given: (draft, principalType) => give(draft, EVE, CRYPTO_OFFICER, SUBSCRIPTION, { principalType }),
    answers: { NonCompliant: ['User', 'Group', 'ServicePrincipal', 'ForeignGroup', 'Device'] },
  },
]);
