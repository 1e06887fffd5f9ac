import { expect, test } from 'vitest';
import { createTallies } from '../../../../src/collect/rows/tallies.ts';
import { armId, type ArmId } from '../../../../src/domain/armId.ts';
import type { Image } from '../../../../src/domain/facts.ts';
import { cleanEstate, DISK, OS_DISK, PLATFORM, RESTORED, SNAPSHOT, VM } from '../../cleanEstate.ts';
import { diskId, id, OTHER_SUB, SUB, vmId, type Draft } from '../../estateOf.ts';

const COPY = diskId('from-image', 'rg-elsewhere');
const VERSION = armId(id('Microsoft.Compute/galleries', 'gal/images/teller/versions/1.0.0', 'rg-images'));
const IMAGE = armId(id('Microsoft.Compute/images', 'img', 'rg-images'));
const SNAP = armId(id('Microsoft.Compute/snapshots', 'of-restored', 'rg-images'));

/** A disk under the platform's key, made of an image. */
function madeOf(draft: Draft, imageId: ArmId, imageLun?: number): Draft {
  draft.put('disks', COPY, {
    ...DISK,
    ...PLATFORM,
    creation: {
      ...DISK.creation,
      createOption: 'FromImage',
      imageId,
      ...(imageLun === undefined ? {} : { imageLun }),
    },
  });
  return draft;
}

function image(draft: Draft, at: ArmId, facts: Partial<Image>): Draft {
  draft.put('images', at, { sourceId: undefined, disks: [], published: '2026-11-21T00:00:00.000Z', ...facts });
  return draft;
}

function snapshotOfRestored(draft: Draft): Draft {
  const like = draft.rows.snapshots.get(SNAPSHOT);
  if (like === undefined) throw new Error('The clean estate has a snapshot.');
  const creation = { ...like.creation, sourceResourceId: RESTORED };
  draft.put('snapshots', SNAP, {
    ...like,
    id: SNAP,
    resourceId: SNAP,
    name: 'of-restored',
    creation,
    timeCreated: '2026-11-20T12:00:00.000Z',
  });
  return draft;
}

const GOLDEN = vmId('golden', 'rg-images');

function goldenMachine(draft: Draft): Draft {
  const machine = draft.rows.virtualMachines.get(VM);
  const osDisk = machine?.osDisk;
  if (machine === undefined || osDisk === undefined) throw new Error('The clean estate has a VM.');
  draft.put('virtualMachines', GOLDEN, {
    ...machine,
    id: GOLDEN,
    resourceId: GOLDEN,
    name: 'golden',
    osDisk: { ...osDisk, diskId: RESTORED },
    dataDisks: [],
  });
  return draft;
}

test.each<[string, (draft: Draft) => unknown]>([
  [
    'a version in a gallery, of the restored disk',
    (draft) => madeOf(image(draft, VERSION, { disks: [{ lun: undefined, sourceId: RESTORED }] }), VERSION),
  ],
  [
    'a version in a gallery, of a snapshot of it',
    (draft) =>
      madeOf(image(snapshotOfRestored(draft), VERSION, { disks: [{ lun: undefined, sourceId: SNAP }] }), VERSION),
  ],
  [
    'a data disk in an image',
    (draft) =>
      madeOf(
        image(draft, IMAGE, {
          disks: [
            { lun: undefined, sourceId: undefined },
            { lun: 2, sourceId: RESTORED },
          ],
        }),
        IMAGE,
        2,
      ),
  ],
  [
    'an image of the VM that holds it',
    (draft) => madeOf(image(goldenMachine(draft), IMAGE, { sourceId: GOLDEN }), IMAGE),
  ],
  [
    'a version of an image of the VM that holds it',
    (draft) => {
      image(goldenMachine(draft), IMAGE, { sourceId: GOLDEN });
      madeOf(image(draft, VERSION, { sourceId: IMAGE, disks: [{ lun: undefined, sourceId: undefined }] }), VERSION);
    },
  ],
])('a weaker disk made of %s is a weaker restored copy', (_, given) => {
  const draft = cleanEstate();
  given(draft);
  expect(draft.verdict('RST-01', COPY)).toMatchObject({
    status: 'NonCompliant',
    because: expect.stringMatching(/unlike its source vm-1-os/) as string,
  });
  expect(draft.chain(OS_DISK).requirements.R3.behind).toContain(`RST-01 ${COPY}`);
});

test.each<[string, (draft: Draft) => unknown]>([
  ['whose disk is gone', (draft) => image(draft, VERSION, { disks: [{ lun: undefined, sourceId: diskId('gone') }] })],
  ['that names nothing', (draft) => image(draft, VERSION, {})],
  ['that names itself', (draft) => image(draft, VERSION, { sourceId: VERSION })],
  ['that is gone', (draft) => draft],
  [
    'that does not say when, where what has the id now is younger than the disk made of it',
    (draft) => {
      image(draft, VERSION, { disks: [{ lun: undefined, sourceId: RESTORED }], published: undefined });
      draft.patch('disks', RESTORED, { timeCreated: '2026-11-23T20:00:00.000Z' });
    },
  ],
  [
    'made before the disk that has the id now',
    (draft) =>
      image(draft, VERSION, { disks: [{ lun: undefined, sourceId: RESTORED }], published: '2026-11-01T00:00:00.000Z' }),
  ],
])('a disk made of an image %s is no restored copy', (_, given) => {
  const draft = cleanEstate();
  given(draft);
  madeOf(draft, VERSION);
  expect(draft.assess().verdicts.some(({ check, subject }) => check === 'RST-01' && subject === COPY)).toBe(false);
  expect(draft.chain(COPY).requirements.R3).toMatchObject({ status: 'NotApplicable' });
  expect(draft.chain(COPY).requirements.R3.limitations).toBeUndefined();
});

test('an image that could not be read limits the answer of what was made of it, and of nothing else', () => {
  const draft = cleanEstate().gap('images', OTHER_SUB);
  madeOf(draft, armId(VERSION.replace(SUB, OTHER_SUB)));
  expect(draft.chain(COPY).requirements.R3.limitations).toEqual([`images ${OTHER_SUB}`]);
  expect(draft.chain(OS_DISK).requirements.R3.limitations ?? []).not.toContain(`images ${OTHER_SUB}`);
  // Azure's own images lie in nobody's group.
  madeOf(
    draft,
    armId(`/Subscriptions/${OTHER_SUB}/Providers/Microsoft.Compute/Locations/westeurope/Publishers/canonical`),
  );
  expect(draft.chain(COPY).requirements.R3.limitations).toBeUndefined();
});

test('rows of images and of disks that were made of them', () => {
  const { images, disks } = createTallies();
  const base = `/subscriptions/${SUB}/resourceGroups/rg/providers/Microsoft.Compute`;
  images.add(
    {
      id: `${base}/galleries/g/images/i/versions/1.0.0`,
      properties: {
        publishingProfile: { publishedDate: '2026-01-01T00:00:00Z' },
        storageProfile: {
          source: { id: `${base}/images/m`, virtualMachineId: null },
          osDiskImage: { sizeInGB: 30, source: { id: `${base}/snapshots/s` } },
          dataDiskImages: [{ lun: 1, source: { id: `${base}/disks/d` } }],
        },
      },
      subscriptionId: SUB,
    },
    1,
  );
  images.add(
    {
      id: `${base}/images/m`,
      properties: {
        sourceVirtualMachine: { id: `${base}/virtualMachines/v` },
        storageProfile: { osDisk: { snapshot: { id: `${base}/snapshots/t` } }, dataDisks: [] },
      },
      subscriptionId: SUB,
    },
    1,
  );
  const at = (path: string): string => `${base}/${path}`.toLowerCase();
  expect([...images.rows().values()]).toMatchObject([
    {
      sourceId: at('images/m'),
      published: '2026-01-01T00:00:00.000Z',
      disks: [
        { lun: undefined, sourceId: at('snapshots/s') },
        { lun: 1, sourceId: at('disks/d') },
      ],
    },
    { sourceId: at('virtualmachines/v'), disks: [{ lun: undefined, sourceId: at('snapshots/t') }] },
  ]);
  const version = `${base}/galleries/g/images/i/versions/1.0.0`;
  disks.add(
    {
      id: `${base}/disks/x`,
      properties: {
        creationData: {
          createOption: 'FromImage',
          imageReference: { id: version },
          galleryImageReference: { id: version, lun: 1 },
        },
      },
      subscriptionId: SUB,
    },
    1,
  );
  expect([...disks.rows().values()]).toMatchObject([{ creation: { imageId: version.toLowerCase(), imageLun: 1 } }]);
});

const BY_GALLERY = `/SharedGalleries/${SUB}-GAL/Images/teller/Versions/1.0.0`;

function madeOfShared(draft: Draft, sharedImageId: string): Draft {
  draft.put('disks', COPY, {
    ...DISK,
    ...PLATFORM,
    creation: { ...DISK.creation, createOption: 'FromImage', sharedImageId },
  });
  return draft;
}

test('a version that a shared gallery names is followed as any other', () => {
  const draft = madeOfShared(cleanEstate(), BY_GALLERY);
  image(draft, VERSION, { disks: [{ lun: undefined, sourceId: RESTORED }] });
  expect(draft.verdict('RST-01', COPY)).toMatchObject({ status: 'NonCompliant' });
  expect(draft.chain(OS_DISK).requirements.R3.status).toBe('NonCompliant');
});

test.each([
  ['that was not read', BY_GALLERY],
  ['of a gallery elsewhere', BY_GALLERY.replace(SUB, OTHER_SUB)],
  ['whose name tells no subscription', '/SharedGalleries/gal/Images/teller/Versions/1.0.0'],
])('a version in a shared gallery %s limits the answer of what was made of it', (_, name) => {
  const draft = madeOfShared(cleanEstate(), name);
  const { status, limitations = [] } = draft.chain(COPY).requirements.R3;
  expect({ status, limited: limitations.length > 0 }).toEqual({ status: 'NotApplicable', limited: true });
  expect(draft.chain(OS_DISK).requirements.R3.limitations).toBeUndefined();
});
