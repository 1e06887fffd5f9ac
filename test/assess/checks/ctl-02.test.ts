import { casesOf } from '../cases.ts';
import { ANN, CREW, CRYPTO_OFFICER, EVE, give, OWNER, SUBSCRIPTION } from '../cleanAccess.ts';
import { DATA_DISK, DES, KEY_VAULT, LONE_DISK, OS_DISK, PLATFORM, SNAPSHOT } from '../cleanEstate.ts';
import { SUB } from '../estateOf.ts';
import { approving, group } from '../drafts.ts';

casesOf('CTL-02', LONE_DISK, [
  { name: 'nobody has both', status: 'Compliant', because: /^Nobody outside the approved set/ },
  {
    name: 'one half each',
    given: (draft) => {
      give(draft, EVE, OWNER, SUBSCRIPTION);
      give(draft, ANN, CRYPTO_OFFICER, KEY_VAULT);
    },
    status: 'Compliant',
  },
  {
    name: 'one with both',
    given: (draft) => {
      give(draft, EVE, OWNER, SUBSCRIPTION);
      give(draft, EVE, CRYPTO_OFFICER, KEY_VAULT);
    },
    status: 'NonCompliant',
    because: /User eeee.*exports through Owner at .* uses the key through Key Vault Crypto Officer/,
  },
  {
    name: 'a right on one key of the vault, and the set does not tell its key',
    given: (draft) => {
      give(draft, EVE, OWNER, SUBSCRIPTION);
      draft.patch('diskEncryptionSets', DES, { keyUrl: undefined });
    },
    status: 'Unknown',
    because: /Which key of its vault/,
  },
  {
    name: 'both, on another disk only',
    given: (draft) => {
      give(draft, EVE, OWNER, OS_DISK);
      give(draft, EVE, CRYPTO_OFFICER, KEY_VAULT);
    },
    status: 'Compliant',
  },
  {
    name: 'both, through its snapshot',
    given: (draft) => {
      give(draft, EVE, OWNER, SNAPSHOT);
      give(draft, EVE, CRYPTO_OFFICER, KEY_VAULT);
    },
    subject: DATA_DISK,
    status: 'NonCompliant',
    because: /snapshot vm-1-data-snap/,
  },
  {
    name: 'approved for both',
    given: (draft) => {
      give(draft, ANN, OWNER, SUBSCRIPTION);
      give(draft, ANN, CRYPTO_OFFICER, KEY_VAULT);
    },
    baseline: approving([ANN], [ANN]),
    status: 'Compliant',
  },
  {
    name: 'approved for one half only',
    given: (draft) => {
      give(draft, ANN, OWNER, SUBSCRIPTION);
      give(draft, ANN, CRYPTO_OFFICER, KEY_VAULT);
    },
    baseline: approving([ANN]),
    status: 'NonCompliant',
  },
  {
    name: 'a group of exporters that the key user may be in',
    given: (draft) => {
      give(draft, CREW, OWNER, SUBSCRIPTION, group);
      give(draft, EVE, CRYPTO_OFFICER, KEY_VAULT);
    },
    status: 'Unknown',
    because: /Group cccc/,
  },
  {
    name: 'the group is approved',
    given: (draft) => {
      give(draft, CREW, OWNER, SUBSCRIPTION, group);
      give(draft, EVE, CRYPTO_OFFICER, KEY_VAULT);
    },
    baseline: approving([CREW]),
    status: 'Compliant',
  },
  {
    name: 'a group of exporters, and only the identities whose key it is',
    given: (draft) => give(draft, CREW, OWNER, SUBSCRIPTION, group),
    status: 'Compliant',
  },
  {
    name: 'platform key: there is no key to keep apart',
    given: (draft) => draft.patch('disks', LONE_DISK, PLATFORM),
    status: 'NotApplicable',
  },
  {
    name: 'set not read',
    given: (draft) => draft.lose('diskEncryptionSets', DES),
    status: 'Unknown',
    gaps: [`diskEncryptionSets ${SUB}`],
  },
  {
    name: 'assignments not read',
    given: (draft) => draft.gap('roleAssignments', '*'),
    status: 'Unknown',
    gaps: ['roleAssignments *'],
  },
  {
    name: 'snapshots not read',
    given: (draft) => draft.lose('snapshots', SNAPSHOT),
    status: 'Unknown',
    gaps: [`snapshots ${SUB}`],
  },
  {
    name: 'key in a vault that is not among those read',
    given: (draft) =>
      draft.patch('diskEncryptionSets', DES, {
        keyVaultId: undefined,
        keyUrl: 'https://kv-partner.vault.azure.net/keys/k/1',
      }),
    status: 'Unknown',
    because: /No key vault named kv-partner is among those read/,
  },
]);
