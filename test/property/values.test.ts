import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nameOf, type ArmId } from '../../src/domain/armId.ts';
import type { CheckId } from '../../src/domain/check.ts';
import type { SourceId } from '../../src/domain/facts.ts';
import type { Protection } from '../../src/domain/protection.ts';
import { compareProtection } from '../../src/assess/checks/shared/notWeaker.ts';
import type { Guarded } from '../../src/assess/chain/subjects.ts';
import {
  adeEstate,
  CACHE,
  cleanEstate,
  EXTENSION,
  ITEM,
  LONE_DISK,
  OS_DISK,
  OS_REPLICA,
  POINT,
  REPLICATED,
  RESTORED,
  SNAPSHOT,
  STAGING,
  VAULT,
  VM,
} from '../assess/cleanEstate.ts';
import { BACKUP_VAULT, diskBackupEstate, INSTANCE } from '../assess/diskBackupEstate.ts';
import type { Draft } from '../assess/estateOf.ts';

/** Each open enum that a check reads, and the verdict that depends on it. */
const READ: readonly (readonly [SourceId, ArmId, string, CheckId, string, (() => Draft)?])[] = [
  ['disks', OS_DISK, 'encryptionType', 'KEY-01', OS_DISK],
  ['disks', OS_DISK, 'encryptionType', 'MTH-01', OS_DISK],
  ['disks', OS_DISK, 'encryptionType', 'RST-01', RESTORED],
  ['disks', OS_DISK, 'securityType', 'MTH-01', OS_DISK],
  ['disks', RESTORED, 'encryptionType', 'RST-01', RESTORED],
  ['disks', OS_REPLICA, 'encryptionType', 'DR-03', OS_REPLICA],
  ['disks', LONE_DISK, 'networkAccessPolicy', 'EXP-01', LONE_DISK],
  ['disks', LONE_DISK, 'diskState', 'EXP-02', LONE_DISK],
  ['disks', LONE_DISK, 'dataAccessAuthMode', 'MTH-04', LONE_DISK],
  ['snapshots', SNAPSHOT, 'encryptionType', 'BKP-05', SNAPSHOT],
  ['snapshots', SNAPSHOT, 'securityType', 'BKP-05', SNAPSHOT],
  ['protectedItems', ITEM, 'protectionState', 'BKP-01', VM],
  ['protectedItems', ITEM, 'currentProtectionState', 'BKP-01', VM],
  ['protectedItems', ITEM, 'healthStatus', 'BKP-01', VM],
  ['recoveryServicesVaults', VAULT, 'softDeleteState', 'BKP-06', VAULT],
  ['backupVaults', BACKUP_VAULT, 'softDeleteState', 'BKP-06', BACKUP_VAULT, diskBackupEstate],
  ['backupInstances', INSTANCE, 'currentProtectionState', 'BKP-01', INSTANCE, diskBackupEstate],
  ['backupInstances', INSTANCE, 'protectionStatus', 'BKP-01', INSTANCE, diskBackupEstate],
  ['vaultEncryptions', VAULT, 'encryptionAtRestType', 'BKP-03', VAULT],
  ['vaultEncryptions', VAULT, 'lastUpdateStatus', 'BKP-03', VAULT],
  ['storageAccounts', CACHE, 'keySource', 'DR-05', CACHE],
  ['storageAccounts', STAGING, 'keySource', 'RST-05', STAGING],
  ['storageAccounts', STAGING, 'publicNetworkAccess', 'RST-05', STAGING],
  ['replicationDetails', REPLICATED, 'protectionState', 'DR-01', VM],
  ['replicationDetails', REPLICATED, 'replicationHealth', 'DR-01', VM],
  ['recoveryPoints', POINT, 'encryptionMechanism', 'BKP-02', ITEM, adeEstate],
  ['vmExtensions', EXTENSION, 'encryptionOperation', 'KEY-01', OS_DISK, adeEstate],
  ['vmExtensions', EXTENSION, 'volumeType', 'KEY-01', OS_DISK, adeEstate],
  ['vmExtensions', EXTENSION, 'provisioningState', 'KEY-01', OS_DISK, adeEstate],
];

describe('a value that nobody knows', () => {
  for (const [source, row, field, check, subject, from = cleanEstate] of READ)
    test(`${check} of ${nameOf(subject)} was Compliant and becomes Unknown by ${source}.${field} of ${nameOf(row)}`, () => {
      expect(from().verdict(check, subject).status).toBe('Compliant');
      fc.assert(
        // No value that Azure has starts with a tilde.
        fc.property(fc.string({ maxLength: 12 }), (text) => {
          const draft = from().patch(source, row, { [field]: `~${text}` });
          expect(draft.verdict(check, subject).status).toBe('Unknown');
        }),
        { numRuns: 8 },
      );
    });
});

describe('not weaker', () => {
  const protection = fc.record<Protection>({
    atRest: fc.constantFrom('platform', 'customer', 'platformAndCustomer', 'unknown'),
    guest: fc.constantFrom('none', 'adeBek', 'adeKek', 'unknown'),
    host: fc.constantFrom('on', 'off', 'unknown'),
    confidential: fc.constantFrom('none', 'vmGuestStateOnly', 'platformKey', 'customerKey', 'unknown'),
    diskEncryptionSetId: fc.constant(undefined),
    keyUrl: fc.constant(undefined),
    doubts: fc.constant([]),
  });
  const guarded = (of: Protection): Guarded => ({
    protection: of,
    method: 'Unknown',
    gaps: [],
    guestGaps: [],
    everAde: false,
    adeDeclaredBy: undefined,
  });
  const compare = (source: Protection, copy: Protection) => compareProtection(guarded(source), guarded(copy)).result;
  const hasUnknown = ({ atRest, guest, confidential }: Protection) => [atRest, guest, confidential].includes('unknown');

  test('a copy equal to its source is not weaker, if both are known', () => {
    fc.assert(
      fc.property(protection, (one) => {
        expect(compare(one, one)).toBe(hasUnknown(one) ? 'unknown' : 'notWeaker');
      }),
    );
  });

  test('an unknown facet is never "not weaker"', () => {
    fc.assert(
      fc.property(protection, protection, (source, copy) => {
        if (hasUnknown(source) || hasUnknown(copy)) expect(compare(source, copy)).not.toBe('notWeaker');
      }),
    );
  });

  test('is transitive', () => {
    fc.assert(
      fc.property(protection, protection, protection, (a, b, c) => {
        if (compare(a, b) === 'notWeaker' && compare(b, c) === 'notWeaker') expect(compare(a, c)).toBe('notWeaker');
      }),
      { numRuns: 2000 },
    );
  });

  test('encryption at host is never compared on a copy', () => {
    fc.assert(
      fc.property(protection, protection, fc.constantFrom('on' as const, 'off' as const), (source, copy, host) => {
        expect(compare({ ...source, host: 'on' }, { ...copy, host })).toBe(compare(source, copy));
      }),
    );
  });
});
