import { describe, expect, test } from 'vitest';
import type { BlastRadius, KeyDependence } from '../../../src/domain/lineage.ts';
import { readRecordLines, recordLines, recordSha256Of } from '../../../src/pack/recordLines.ts';
import {
  adeEstate,
  cleanEstate,
  COLLECTION,
  DATA_DISK,
  DES,
  ITEM,
  KEK,
  KEY,
  KEY_VAULT,
  LONE_DISK,
  OS_DISK,
  OS_REPLICA,
  RECOVERY_KEY,
  REPLICATED,
  RESTORED,
  SNAPSHOT,
  VAULT,
  VAULT_KEY,
} from '../cleanEstate.ts';
import type { Draft } from '../estateOf.ts';

const on = (draft: Draft, key: string): readonly KeyDependence[] =>
  (draft.assess().lineage ?? []).filter((one) => one.key === key);
const radius = (draft: Draft, key: string): BlastRadius | undefined =>
  draft.assess().blastRadius?.find((one) => one.key === key);

describe('what depends on a key', () => {
  test('disks, copies, snapshots and restore points depend on it through their set', () => {
    const found = on(cleanEstate(), KEY);
    expect(new Set(found.map(({ through }) => through))).toEqual(new Set([DES]));
    expect(new Set(found.map(({ keyVault }) => keyVault))).toEqual(new Set([KEY_VAULT]));
    const ids = found.map(({ kind, dependent }) => `${kind} ${dependent}`);
    for (const disk of [OS_DISK, DATA_DISK, LONE_DISK, RESTORED]) expect(ids).toContain(`disk ${disk}`);
    expect(ids).toContain(`snapshot ${SNAPSHOT}`);
    expect(ids).toContain(`restorePoint ${COLLECTION}`);
    expect(radius(cleanEstate(), KEY)).toMatchObject({
      through: [DES],
      disks: 3,
      restoredDisks: 1,
      replicas: 0,
      snapshots: 1,
      restorePoints: 1,
      protectedItems: 0,
    });
  });

  test('replicas and the disks that would fail over depend on the key of the recovery region', () => {
    const found = on(cleanEstate(), RECOVERY_KEY);
    expect(found.find(({ dependent }) => dependent === OS_REPLICA)).toMatchObject({ kind: 'disk', role: 'replica' });
    expect(found.find(({ dependent }) => dependent === REPLICATED)).toMatchObject({ kind: 'failoverTarget' });
    expect(radius(cleanEstate(), RECOVERY_KEY)).toMatchObject({ replicas: 2, failoverTargets: 1, disks: 0 });
  });

  test('a vault and the recovery points in it depend on the vault’s key', () => {
    const found = on(cleanEstate(), VAULT_KEY);
    expect(found.map(({ kind, dependent, through }) => [kind, dependent, through])).toEqual([
      ['recoveryPoints', ITEM, VAULT],
      ['recoveryServicesVault', VAULT, VAULT],
    ]);
  });

  test('recovery points that live in snapshots only do not need the vault’s key', () => {
    const draft = cleanEstate();
    for (const point of draft.rows.recoveryPoints.keys())
      draft.patch('recoveryPoints', point, { tiers: [{ type: 'InstantRP', status: 'Valid' }] });
    expect(on(draft, VAULT_KEY).map(({ kind }) => kind)).toEqual(['recoveryServicesVault']);
  });

  test('the key of Azure Disk Encryption: disks and recovery points, with nothing in between', () => {
    const found = on(adeEstate(), KEK);
    expect(found.every(({ through }) => through === undefined)).toBe(true);
    expect(found.map(({ kind, dependent }) => `${kind} ${dependent}`)).toEqual(
      expect.arrayContaining([`disk ${OS_DISK}`, `recoveryPoints ${ITEM}`]),
    );
  });

  test('a set that was not read stands for its key, so that what depends on it is not lost', () => {
    const draft = cleanEstate().lose('diskEncryptionSets', DES);
    expect(on(draft, KEY)).toEqual([]);
    const [first] = on(draft, DES);
    expect(first).toMatchObject({ keyUrl: undefined, keyVault: undefined, through: DES });
    expect(radius(draft, DES)).toMatchObject({ disks: 3, restoredDisks: 1 });
  });

  test('a disk under a platform key depends on none', () => {
    const draft = cleanEstate();
    draft.patch('disks', LONE_DISK, {
      encryptionType: 'EncryptionAtRestWithPlatformKey',
      diskEncryptionSetId: undefined,
    });
    expect((draft.assess().lineage ?? []).some(({ dependent }) => dependent === LONE_DISK)).toBe(false);
  });
});

describe('in the record', () => {
  test('every dependence once, in one order, and the radius counts them', () => {
    const { lineage = [], blastRadius = [] } = adeEstate().assess();
    const keys = lineage.map(({ key, kind, dependent, through }) => [key, kind, dependent, through ?? ''].join('\\n'));
    expect(keys).toEqual([...new Set(keys)].sort());
    expect(blastRadius.map(({ key }) => key)).toEqual([...new Set(lineage.map(({ key }) => key))]);
  });

  test('it is written and read again, and a record from before it keeps its hash', () => {
    const record = cleanEstate().assess();
    const lines = [...recordLines(record)];
    expect(lines.some((line) => line.includes('"kind":"blastRadius"'))).toBe(true);
    const again = readRecordLines(lines);
    expect(recordSha256Of(again)).toBe(recordSha256Of(record));
    expect(again.blastRadius).toHaveLength(record.blastRadius?.length ?? 0);
    const before = Object.fromEntries(
      Object.entries(record).filter(([name]) => name !== 'lineage' && name !== 'blastRadius'),
    ) as unknown as typeof record;
    const old = readRecordLines(recordLines(before));
    expect(old).not.toHaveProperty('lineage');
    expect(recordSha256Of(old)).toBe(recordSha256Of(before));
  });

  test('a line of it that is lost is told', () => {
    const lines = [...recordLines(cleanEstate().assess())];
    expect(() => readRecordLines(lines.filter((line) => !line.includes('"kind":"blastRadius"')))).toThrow(
      /blastRadius/,
    );
  });
});
