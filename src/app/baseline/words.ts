import { counted } from '../../base/counted.ts';
import type { Baseline } from '../../domain/baseline.ts';
import type { AcceptedMethod, Rules } from '../../domain/rules.ts';

const METHODS: Readonly<Record<AcceptedMethod, string>> = {
  customerKey: 'a customer-managed key',
  confidentialCustomerKey: 'confidential disk encryption with a customer-managed key',
  adeWithKek: 'Azure Disk Encryption with a key encryption key',
  adeWithoutKek: 'Azure Disk Encryption without one',
  confidentialPlatformKey: 'confidential disk encryption with a platform-managed key',
  platformKey: 'a platform-managed key',
};

type Words = { readonly [G in keyof Rules]: { readonly [S in keyof Baseline[G]]: (value: Baseline[G][S]) => string } };

const asked = (what: string): ((value: boolean) => string) => {
  return (value) => `${what} ${value ? 'is required' : 'is not required'}`;
};
const disks = (left: string): ((value: readonly string[]) => string) => {
  return (value) =>
    `${value.length === 0 ? 'no disk' : counted(value.length, 'named disk')} may be left out of ${left}`;
};
const principals = (what: string): ((value: readonly string[]) => string) => {
  return (value) =>
    `${value.length === 0 ? 'nobody is' : counted(value.length, 'named principal is', 'named principals are')} approved to ${what}`;
};

const WORDS: Words = {
  atRest: {
    acceptedMethods: (value) => `accepted methods: ${value.map((method) => METHODS[method]).join(', or ')}`,
    requireDoubleEncryption: asked('double encryption at rest, where the SKU can have it,'),
  },
  keys: {
    requireSoftDelete: asked('soft delete of key vaults'),
    requirePurgeProtection: asked('purge protection of key vaults'),
    maximumVersionAgeDays: (value) => `a key version that does not rotate is at most ${counted(value, 'day')} old`,
    expiryNoticeDays: (value) => `a key is a finding ${counted(value, 'day')} before it expires`,
  },
  backup: {
    required: (value) =>
      value ? 'every VM must be backed up' : 'backup is not required; it is assessed where it exists',
    maximumRecoveryPointAgeDays: (value) => `the newest recovery point is at most ${counted(value, 'day')} old`,
    maximumCarriedDays: (value) =>
      `an earlier run’s reading is carried forward for up to ${counted(value, 'day')} if there is no time to read it again`,
    requireVaultCustomerKey: asked('a customer-managed key on backup vaults'),
    requireVaultInfrastructureEncryption: asked('infrastructure encryption of backup vaults'),
    requireSoftDelete: asked('soft delete of backup vaults'),
    immutability: (value) =>
      value === 'notAsked'
        ? 'immutability of backup vaults is not required'
        : `backup vaults are immutable, ${value} at least`,
    approvedExcludedDisks: disks('the backup'),
  },
  restore: {
    provenWithinDays: (value) =>
      value === null ? 'restores need not be proven' : `a restore has to be proven every ${counted(value, 'day')}`,
    requireStagingCustomerKey: asked('a customer-managed key on staging accounts of restores'),
  },
  dr: {
    required: (value) =>
      value ? 'every VM must be replicated' : 'replication is not required; it is assessed where it exists',
    maximumRpoMinutes: (value) => `the recovery point objective is at most ${counted(value, 'minute')}`,
    requireCacheCustomerKey: asked('a customer-managed key on cache accounts of Site Recovery'),
    approvedUnreplicatedDisks: disks('the replication'),
  },
  exporting: {
    private: (value) =>
      value === 'deny'
        ? 'a download through a disk access is a finding'
        : 'a download through a disk access is accepted',
    approvedExporters: principals('export disks'),
    approvedKeyUsers: principals('use or export keys'),
  },
  methods: {
    requireTempDiskEncryption: asked('encryption of temp disks and caches'),
    retirementHorizonMonths: (value) => `a method that retires within ${counted(value, 'month')} is a finding`,
  },
};

/** How far the absence of a row is believed, in words without a period. */
export function absenceInWords({ vaultSubscriptions, absence }: Pick<Baseline, 'vaultSubscriptions' | 'absence'>): {
  readonly vaultSubscriptions: string;
  readonly absence: string;
} {
  return {
    vaultSubscriptions:
      vaultSubscriptions.length === 0
        ? 'backup and DR vaults may be in any subscription'
        : `every backup and DR vault lies in ${counted(vaultSubscriptions.length, 'named subscription')}: with ${vaultSubscriptions.length === 1 ? 'it' : 'those'} read, that no item protects a VM is proven`,
    absence:
      absence === 'strict'
        ? 'an answer is Unknown if a row might be in a place that could not be read'
        : 'an answer stands, but is limited, if a row might be in a place that could not be read',
  };
}

/** One setting (`group.setting`) in words, without a period. */
export function settingInWords(field: string, value: unknown): string {
  const [group = '', setting = ''] = field.split('.');
  const words = WORDS as Readonly<Record<string, Readonly<Record<string, ((value: never) => string) | undefined>>>>;
  return words[group]?.[setting]?.(value as never) ?? `${field} is ${JSON.stringify(value)}`;
}
