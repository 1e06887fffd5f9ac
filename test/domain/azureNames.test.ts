import { expect, test } from 'vitest';
import { LIVE_QUERIES } from '../../src/collect/live/liveQueries.ts';
import {
  looksLikeReplica,
  looksLikeTestFailoverDisk,
  machineInCollectionName,
  momentInPointName,
  regionName,
  RESTORE_TAG,
  testFailoverDiskName,
  TAGS_OF_AZURE,
} from '../../src/domain/azureNames.ts';

test.each([
  ['AzureBackup_vm-pay-01_3458764513821', 'vm-pay-01'],
  ['azurebackup_vm_2_17', 'vm_2'],
  ['AzureBackup_vm-pay-01', undefined],
  ['own-AzureBackup_vm_1', undefined],
])('the collection %s holds the points of %s', (name, machine) => {
  expect(machineInCollectionName(name)).toBe(machine);
});

test.each([
  ['AzureBackup_20261123_020000', '2026-11-23T02:00:00Z'],
  ['azurebackup_20261123_020000', '2026-11-23T02:00:00Z'],
  ['nightly', undefined],
  ['AzureBackup_20261123_02000', undefined],
])('the restore point %s is of %s', (name, moment) => {
  expect(momentInPointName(name)).toBe(moment);
});

test('replicas and test-failover disks are recognised in any case, and what is only alike is not', () => {
  const names = (...all: string[]): boolean[] => all.map((name) => looksLikeReplica({ name, tags: {} }));
  expect(names('d-ASRReplica', 'd-asrreplica', 'ms-asr-1', 'asrseeddisk-d')).toEqual([true, true, true, true]);
  expect(names('d', 'asrreplica', 'd-asrreplica-2', 'x-ms-asr-1')).toEqual([false, false, false, false]);
  expect(looksLikeReplica({ name: 'd', tags: { 'ASR-ReplicaDisk': '' } })).toBe(true);
  expect(looksLikeTestFailoverDisk({ name: testFailoverDiskName('d') })).toBe(true);
  expect(looksLikeTestFailoverDisk({ name: 'd-asrtest-2' })).toBe(false);
});

test('the query for a live disk asks by the tag that the joins recognise, and redaction leaves it', () => {
  expect(LIVE_QUERIES.liveDisk.toLowerCase()).toContain(`contains '${RESTORE_TAG}'`);
  expect(TAGS_OF_AZURE).toContain(RESTORE_TAG);
});

test.each([
  ['westeurope', 'westeurope'],
  ['West Europe', 'westeurope'],
  ['', undefined],
  [' ', undefined],
  [undefined, undefined],
])('the region %s is compared as %s', (location, name) => {
  expect(regionName(location)).toBe(name);
});
