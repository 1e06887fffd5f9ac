import { expect, test } from 'vitest';
import type { Gap } from '../../src/domain/estate.ts';
import { gapSentences, reasonsBesideGaps } from '../../src/report/gapSummary.ts';
import { recordOf } from './fixture.ts';

const gap = (source: Gap['source'], subscription: string, kind: Gap['kind']): Gap => ({
  source,
  subscription,
  kind,
  because: `No ${source} were read.`,
});
const name = (id: string): string => `sub-${id}`;

test('a gap alone keeps its sentence, gaps of one kind in one subscription become one line', () => {
  expect(
    gapSentences(
      [
        gap('disks', 'a', 'notAuthorised'),
        gap('snapshots', 'b', 'throttled'),
        gap('keys', 'a', 'notAuthorised'),
        gap('keys', 'a', 'notAuthorised'),
        gap('vmExtensions', '*', 'truncated'),
      ],
      name,
    ),
  ).toEqual([
    'sub-a: the identity may not read it. 3 gaps: disks and keys (2 times).',
    'sub-b, snapshots: No snapshots were read.',
    'every subscription, VM extensions: No vmExtensions were read.',
  ]);
});

test('many sources are named in part, and none is lost from the count', () => {
  const sources = [
    'disks',
    'virtualMachines',
    'vmExtensions',
    'snapshots',
    'diskEncryptionSets',
    'keyVaults',
    'recoveryServicesVaults',
    'protectedItems',
    'restoreJobs',
    'keys',
  ] as const;
  expect(
    gapSentences(
      sources.map((source) => gap(source, 'a', 'serviceError')),
      name,
    ),
  ).toEqual([
    'sub-a: Azure gave no usable answer. 10 gaps: disks, virtual machines, VM extensions, snapshots, disk encryption sets, key vaults, Recovery Services vaults, protected items and 2 more sources.',
  ]);
});

test('reasons that only repeat a gap become one, all others stay', () => {
  const gaps = [gap('disks', 'a', 'notAuthorised'), gap('keys', 'a', 'notAuthorised')];
  const incompleteBecause = [
    'The population of disks shrank by 40 %.',
    'disks: No disks were read.',
    'No keys were read.',
  ];
  expect(reasonsBesideGaps(recordOf([], { gaps, incompleteBecause }))).toEqual([
    'The population of disks shrank by 40 %.',
    '2 gaps, summarised below.',
  ]);
});
