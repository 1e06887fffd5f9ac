import { expect, test } from 'vitest';
import { armId, type ArmId } from '../../../../src/domain/armId.ts';
import type { Disk } from '../../../../src/domain/facts.ts';
import {
  cleanEstate,
  COLLECTION,
  DISK,
  JOB,
  OS_DISK,
  OS_REPLICA,
  PLATFORM,
  RESTORED,
  SNAPSHOT,
  VM,
} from '../../cleanEstate.ts';
import { both, madeFromReplica } from '../../drafts.ts';
import { baselineWith, diskId, id, type Draft } from '../../estateOf.ts';

const COPY = diskId('copy', 'rg-elsewhere');

/** A disk under the platform's key, copied from another disk or from a snapshot. */
const copyOf =
  (source: ArmId, facts: Partial<Disk> = {}) =>
  (draft: Draft): Draft => {
    draft.put('disks', COPY, {
      ...DISK,
      ...PLATFORM,
      creation: { ...DISK.creation, createOption: 'Copy', sourceResourceId: source },
      ...facts,
    });
    return draft;
  };

const SNAP = armId(id('Microsoft.Compute/snapshots', 'of-replica', 'rg-elsewhere'));
const snapshotOf =
  (source: ArmId, sourceUniqueId?: string) =>
  (draft: Draft): Draft => {
    const like = draft.rows.snapshots.get(SNAPSHOT);
    if (like === undefined) throw new Error('The clean estate has a snapshot.');
    const creation = { ...like.creation, sourceResourceId: source, sourceUniqueId };
    draft.put('snapshots', SNAP, { ...like, id: SNAP, resourceId: SNAP, name: 'of-replica', creation });
    return draft;
  };

test.each<[string, ArmId, (draft: Draft) => unknown]>([
  ['the replica', OS_REPLICA, (draft) => draft],
  ['a test-failover disk', diskId('vm-1-os-ASRtest', 'rg-north'), (draft: Draft) => testDisk(draft)],
])('a weaker snapshot of %s is a break of the source in R4, one as good is not', (_, source, given) => {
  const draft = cleanEstate();
  given(draft);
  snapshotOf(source)(draft);
  expect(draft.verdict('DR-06', SNAP)).toMatchObject({ status: 'Compliant' });
  draft.patch('snapshots', SNAP, PLATFORM);
  expect(draft.verdict('DR-06', SNAP)).toMatchObject({
    status: 'NonCompliant',
    because: 'The copy of the replica is not encrypted with a customer-managed key, unlike its source vm-1-os.',
  });
  expect(draft.chain(OS_DISK).requirements.R4.behind).toContain(`DR-06 ${SNAP}`);
});

test('a snapshot of a replica that is gone is judged, its source not known', () => {
  const draft = cleanEstate();
  snapshotOf(diskId('other-ASRReplica', 'rg-north'))(draft);
  expect(draft.verdict('DR-06', SNAP)).toMatchObject({ status: 'Unknown' });
});

const FAILED = diskId('vm-1-os-ASRtest', 'rg-north');
const testDisk = madeFromReplica('copy', 'vm-1-os-ASRtest', 'rg-north', {
  encryptionType: DISK.encryptionType,
  diskEncryptionSetId: DISK.diskEncryptionSetId,
});

test.each<[string, (draft: Draft) => unknown]>([
  ['a snapshot of the replica', both(snapshotOf(OS_REPLICA), copyOf(SNAP))],
  ['a snapshot of a test-failover disk', both(testDisk, snapshotOf(FAILED), copyOf(SNAP))],
  ['a test-failover disk', both(testDisk, copyOf(FAILED))],
])('a weaker disk copied from %s is a break of the source in R4', (_, given) => {
  const draft = cleanEstate();
  given(draft);
  expect(draft.verdict('DR-06', COPY)).toMatchObject({ status: 'NonCompliant' });
  for (const disk of [OS_DISK, COPY]) expect(draft.chain(disk).requirements.R4.behind).toContain(`DR-06 ${COPY}`);
  expect(draft.chain(COPY).requirements.R4.status).toBe('NonCompliant');
});

test('what was copied from an earlier disk with the id of the replica is none of it', () => {
  const draft = cleanEstate().patch('disks', OS_REPLICA, { uniqueId: 'B' });
  both(snapshotOf(OS_REPLICA, 'A'), copyOf(SNAP))(draft);
  expect(draft.chain(OS_DISK).requirements.R4.behind).not.toContain(`DR-06 ${COPY}`);
});

test('a circle of copies ends', () => {
  const draft = cleanEstate();
  both(snapshotOf(COPY), copyOf(SNAP))(draft);
  expect(draft.chain(COPY).requirements.R3.status).toBe('Unknown');
});

test('a collection that was copied to another region still tells the VM of what was restored from it', () => {
  const draft = cleanEstate();
  const copied = armId(id('Microsoft.Compute/restorePointCollections', 'copied', 'rg-north'));
  draft.put('restorePointCollections', copied, { sourceId: COLLECTION });
  const restored = draft.rows.disks.get(RESTORED);
  if (restored === undefined) throw new Error('The clean estate has a restored disk.');
  const sourceResourceId = `${copied}/restorePoints/p/diskRestorePoints/vm-1-os_0f0f0f0f-0000-4000-8000-000000000001`;
  draft.patch('disks', RESTORED, { ...PLATFORM, tags: {}, creation: { ...restored.creation, sourceResourceId } });
  expect(draft.verdict('RST-01', RESTORED)).toMatchObject({
    status: 'NonCompliant',
    because: expect.stringMatching(/unlike its source vm-1-os/) as string,
  });
});

test.each<[string, Partial<Disk>]>([
  ['says of itself that it was made empty', { creation: { ...DISK.creation, createOption: 'Empty' } }],
  ['was made before the job began', { timeCreated: '2026-11-19T10:15:00.000Z' }],
  ['was made after the job ended', { timeCreated: '2026-11-21T10:15:00.000Z' }],
])('a disk that bears the tag of a restore job, and %s, proves no restore', (_, facts) => {
  const draft = cleanEstate().patch('disks', RESTORED, facts);
  expect(draft.verdict('RST-02', JOB).status).toBe('Unknown');
  expect(draft.verdict('RST-04', VM, baselineWith({ restore: { provenWithinDays: 30 } })).status).not.toBe('Compliant');
});

const VERSION = armId(id('Microsoft.Compute/galleries', 'gal/images/teller/versions/1.0.0', 'rg-images'));
const IMAGE = armId(id('Microsoft.Compute/images', 'img', 'rg-images'));
const ofImage = (imageId: ArmId): Partial<Disk> => ({
  creation: { ...DISK.creation, createOption: 'FromImage', imageId, sourceResourceId: undefined },
});

test.each<[string, (draft: Draft) => unknown]>([
  [
    'a gallery version of a snapshot of the replica',
    (draft) => {
      snapshotOf(OS_REPLICA)(draft);
      draft.put('images', VERSION, {
        sourceId: undefined,
        disks: [{ lun: undefined, sourceId: SNAP }],
        published: undefined,
      });
    },
  ],
  [
    'a gallery version of an image of the replica',
    (draft) => {
      draft.put('images', VERSION, { sourceId: IMAGE, disks: [], published: undefined });
      draft.put('images', IMAGE, {
        sourceId: undefined,
        disks: [{ lun: undefined, sourceId: OS_REPLICA }],
        published: undefined,
      });
    },
  ],
])('a weaker disk made of %s is a break of the source in R4', (_, given) => {
  const draft = cleanEstate();
  given(draft);
  copyOf(OS_REPLICA, ofImage(VERSION))(draft);
  expect(draft.verdict('DR-06', COPY)).toMatchObject({ status: 'NonCompliant' });
  expect(draft.chain(OS_DISK).requirements.R4.behind).toContain(`DR-06 ${COPY}`);
});
