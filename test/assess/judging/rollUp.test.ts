import { describe, expect, test } from 'vitest';
import { DEFAULT_BASELINE } from '../../../src/domain/baseline.ts';
import type { Status } from '../../../src/domain/check.ts';
import { REQUIREMENTS } from '../../../src/domain/requirement.ts';
import { cellOf, type Contribution } from '../../../src/assess/judging/rollUp.ts';
import {
  addExtension,
  ADE_KEK,
  adeEstate,
  cleanEstate,
  DATA_DISK,
  DATA_REPLICA,
  DES,
  DISK,
  ITEM,
  KEY,
  LONE_DISK,
  OS_DISK,
  OS_REPLICA,
  PLATFORM,
  RECOVERY_KEY,
  REPLICATED,
  RESTORED,
  SNAPSHOT,
  STAGING,
  VM,
} from '../cleanEstate.ts';
import { diskId, id, OTHER_SUB, SUB } from '../estateOf.ts';

function contribution(status: Status, because = `${status}.`): Contribution {
  return { status, because, check: 'KEY-01', subject: because };
}

describe('the weakest wins', () => {
  test.each<[readonly Status[], Status]>([
    [[], 'NotApplicable'],
    [['NotApplicable', 'NotApplicable'], 'NotApplicable'],
    [['NotApplicable', 'Compliant'], 'Compliant'],
    [['Compliant', 'Exempt'], 'Exempt'],
    [['Exempt', 'Unknown', 'Compliant'], 'Unknown'],
    [['Compliant', 'Unknown', 'NonCompliant', 'Exempt'], 'NonCompliant'],
  ])('%j → %s', (statuses, expected) => {
    expect(cellOf(statuses.map((status) => contribution(status))).status).toBe(expected);
  });

  test('the reason is that of the weakest, and what is behind stands weakest first', () => {
    const cell = cellOf([
      contribution('Compliant', 'good.'),
      contribution('NonCompliant', 'bad.'),
      contribution('NotApplicable'),
    ]);
    expect(cell).toEqual({ status: 'NonCompliant', because: 'bad.', behind: ['KEY-01 bad.', 'KEY-01 good.'] });
  });

  test('a Compliant cell says what was proven', () => {
    expect(cellOf([contribution('Compliant', 'One.'), contribution('Compliant', 'Two.')]).because).toBe('One. Two.');
  });
});

describe('what a disk takes from its links', () => {
  test('a requirement is not applicable where nothing that it asks about exists', () => {
    const row = cleanEstate().chain(LONE_DISK);
    expect(row.requirements.R2.status).toBe('NotApplicable');
    expect(row.requirements.R3.status).toBe('NotApplicable');
    expect(row.requirements.R4.status).toBe('NotApplicable');
  });

  test('R1 and R5: a disabled key reaches every disk on it', () => {
    const draft = cleanEstate().patch('keys', KEY, { enabled: false });
    for (const disk of [OS_DISK, DATA_DISK, LONE_DISK]) {
      expect(draft.chain(disk).requirements.R1.status).toBe('NonCompliant');
      expect(draft.chain(disk).requirements.R5.behind[0]).toBe(`KEY-02 ${KEY}`);
    }
    expect(draft.chain(OS_REPLICA).requirements.R1.status).toBe('Compliant');
  });

  test('R2: a weak snapshot reaches its disk alone, and a snapshot of it too', () => {
    const draft = cleanEstate();
    const row = draft.rows.snapshots.get(SNAPSHOT);
    if (row === undefined) throw new Error('The clean estate has a snapshot.');
    draft.put('snapshots', id('Microsoft.Compute/snapshots', 'copy-of-snap'), {
      ...row,
      id: diskId('x').replace(/disks\/x$/, 'snapshots/copy-of-snap') as typeof row.id,
      name: 'copy-of-snap',
      ...PLATFORM,
      creation: { ...row.creation, sourceResourceId: row.resourceId },
    });
    expect(draft.chain(DATA_DISK).requirements.R2.because).toMatch(
      /^The snapshot is not encrypted with a customer-managed key/,
    );
    expect(draft.chain(OS_DISK).requirements.R2.status).toBe('Compliant');
  });

  test('R3: a weak copy reaches its source and its own row', () => {
    const draft = cleanEstate().patch('disks', RESTORED, PLATFORM);
    expect(draft.chain(OS_DISK).requirements.R3.behind[0]).toBe(`RST-01 ${RESTORED}`);
    expect(draft.chain(RESTORED).requirements.R3.status).toBe('NonCompliant');
    expect(draft.chain(DATA_DISK).requirements.R3.status).toBe('Compliant');
  });

  test('R3: a copy of unknown origin leaves the disks that it may be of Unknown, not passed', () => {
    const draft = cleanEstate();
    for (const source of ['restorePointCollections', 'restoreJobs', 'restoreJobDetails'] as const)
      draft.rows[source].clear();
    const cell = draft.chain(OS_DISK).requirements.R3;
    expect(cell.behind).toContain(`RST-01 ${OS_DISK}`);
    expect(draft.chain(DATA_DISK).requirements.R3.behind).not.toContain(`RST-01 ${DATA_DISK}`);
  });

  test('R3 and R6: a staging account reaches the disks of the VM that was restored', () => {
    const draft = cleanEstate().patch('storageAccounts', STAGING, { keySource: 'Microsoft.Storage' });
    for (const requirement of ['R3', 'R6'] as const)
      expect(draft.chain(OS_DISK).requirements[requirement].behind).toContain(`RST-05 ${STAGING}`);
    expect(draft.chain(LONE_DISK).requirements.R6.behind).not.toContain(`RST-05 ${STAGING}`);
  });

  test('R4: a weak replica reaches its source and its own row', () => {
    const draft = cleanEstate().patch('disks', DATA_REPLICA, PLATFORM);
    expect(draft.chain(DATA_DISK).requirements.R4.behind[0]).toMatch(/^DR-0[37] /);
    expect(draft.chain(DATA_DISK).requirements.R4.behind).toContain(`DR-03 ${DATA_REPLICA}`);
    expect(draft.chain(OS_DISK).requirements.R4.behind).not.toContain(`DR-03 ${DATA_REPLICA}`);
    expect(draft.chain(DATA_REPLICA).requirements.R4.status).toBe('NonCompliant');
  });

  test('R6 is Compliant through ADE', () => {
    const draft = adeEstate().patch('snapshots', SNAPSHOT, { ...PLATFORM, ade: ADE_KEK });
    expect(draft.chain(DATA_DISK).requirements.R6.status).toBe('Compliant');
  });

  test('export checks are shown, not rolled up', () => {
    const cell = cleanEstate().chain(OS_DISK).requirements.R6;
    expect(cell.behind.some((line) => /^EXP-0[123] /.test(line))).toBe(false);
  });

  test('overall is the weakest of R1 to R7', () => {
    for (const row of cleanEstate().assess().chains) {
      const statuses = REQUIREMENTS.map((requirement) => row.requirements[requirement].status);
      expect(row.overall).toBe(
        (['NonCompliant', 'Unknown', 'Exempt', 'Compliant'] as const).find((status) => statuses.includes(status)),
      );
    }
  });

  test('a VM that a disk names but nobody read leaves its requirements Unknown', () => {
    const draft = cleanEstate().lose('virtualMachines', VM);
    const { R2, R4, R7 } = draft.chain(OS_DISK).requirements;
    for (const cell of [R2, R4, R7]) {
      expect(cell.status).toBe('Unknown');
      expect(cell.behind.some((line) => line.endsWith(VM))).toBe(true);
    }
  });

  test('a gap in another subscription does not touch what Azure bounds by subscription', () => {
    const clean = cleanEstate().chain(OS_DISK).requirements;
    const draft = cleanEstate().gap('snapshots', OTHER_SUB).gap('protectedItems', OTHER_SUB).gap('disks', OTHER_SUB);
    expect(draft.chain(OS_DISK).requirements).toEqual(clean);
  });

  test('a confidential source has no such bound for its copies', () => {
    const confidential = { ...PLATFORM, securityType: 'ConfidentialVM_DiskEncryptedWithPlatformKey' };
    const draft = cleanEstate()
      .patch('disks', OS_DISK, confidential)
      .patch('disks', RESTORED, confidential)
      .gap('disks', OTHER_SUB);
    expect(draft.chain(OS_DISK).requirements.R3).toMatchObject({
      status: 'Compliant',
      limitations: [`disks ${OTHER_SUB}`],
    });
  });

  test('a limitation is counted apart, and is none where the answer is weaker', () => {
    const draft = cleanEstate().gap('restoreJobs', OTHER_SUB);
    const { R1, R3 } = draft.chain(OS_DISK).requirements;
    expect([R1.limitations, R3.status, R3.limitations]).toEqual([undefined, 'Compliant', [`restoreJobs ${OTHER_SUB}`]]);
    const record = draft.assess();
    for (const { overall, requirements, limitations } of record.chains) {
      const stands = overall === 'Compliant' || overall === 'NotApplicable';
      const cells = REQUIREMENTS.flatMap((requirement) => requirements[requirement].limitations ?? []);
      expect(limitations ?? []).toEqual(stands ? [...new Set(cells)].sort() : []);
    }
    for (const { requirement, subscriptionId, counts, limited } of record.summary) {
      const cells = record.chains.filter((row) => subscriptionId === '*' || row.subscriptionId === subscriptionId);
      const marked = cells.filter((row) => row.requirements[requirement].limitations !== undefined);
      expect(marked.length).toBe((limited?.Compliant ?? 0) + (limited?.NotApplicable ?? 0));
      expect(marked.every((row) => /^(Compliant|NotApplicable)$/.test(row.requirements[requirement].status))).toBe(
        true,
      );
      expect(counts.Compliant).toBeGreaterThanOrEqual(limited?.Compliant ?? 0);
    }
    const strict = draft.chain(OS_DISK, { ...DEFAULT_BASELINE, absence: 'strict' });
    expect([strict.requirements.R3.status, strict.limitations]).toEqual(['Unknown', undefined]);
  });
});

test('a replicated disk that no VM holds any more still needs the keys of its failover', () => {
  const draft = cleanEstate().patch('disks', DATA_DISK, { managedBy: [] });
  draft.patch('virtualMachines', VM, { dataDisks: [] }).patch('keys', RECOVERY_KEY, { enabled: false });
  const { R4 } = draft.chain(DATA_DISK).requirements;
  expect(R4).toMatchObject({ status: 'NonCompliant', because: expect.stringContaining('target key') as string });
  expect(R4.behind).toContain(`DR-04 ${REPLICATED}`);
});

describe('roles', () => {
  test('each disk of the clean estate', () => {
    const rows = cleanEstate().assess().chains;
    expect(Object.fromEntries(rows.map((row) => [row.name, [row.role, row.copyOf]]))).toEqual({
      'vm-1-os': ['source', undefined],
      'vm-1-data': ['source', undefined],
      'disk-alone': ['unattached', undefined],
      'vm-1-osdisk-20261120-101500': ['restored', OS_DISK],
      'vm-1-os-ASRReplica': ['replica', OS_DISK],
      'vm-1-data-ASRReplica': ['replica', DATA_DISK],
    });
  });

  test('a leftover test-failover disk', () => {
    const draft = cleanEstate();
    const test = draft.put('disks', id('Microsoft.Compute/disks', 'vm-1-os-ASRtest', 'rg-north'), DISK);
    expect(draft.chain(test)).toMatchObject({ role: 'testFailover', copyOf: OS_DISK });
  });

  test('chain rows carry what a report needs', () => {
    const draft = cleanEstate().patch('disks', OS_DISK, { tags: { owner: 'core' } });
    expect(draft.chain(OS_DISK)).toMatchObject({
      resourceId: id('Microsoft.Compute/disks', 'vm-1-os'),
      subscriptionId: SUB,
      virtualMachine: VM,
      method: 'SSE with customer-managed key',
      tags: { owner: 'core' },
      protection: {
        atRest: 'customer',
        guest: 'none',
        host: 'on',
        confidential: 'none',
        diskEncryptionSetId: DES,
        doubts: [],
      },
    });
  });
});

describe('traps of the peers', () => {
  test('same VM name in two RGs: each has its own backup', () => {
    const draft = cleanEstate();
    const machine = draft.rows.virtualMachines.get(VM);
    if (machine === undefined) throw new Error('The clean estate has a VM.');
    const twin = draft.put('virtualMachines', id('Microsoft.Compute/virtualMachines', 'vm-1', 'rg-other'), {
      ...machine,
      id: VM.replace('rg-app', 'rg-other') as typeof VM,
      resourceGroup: 'rg-other',
      osDisk: undefined,
      dataDisks: [],
    });
    expect(draft.verdict('BKP-01', VM).status).toBe('Compliant');
    expect(draft.verdict('BKP-01', twin).status).toBe('NotApplicable');
    expect(draft.verdict('DR-01', twin).status).toBe('NotApplicable');
  });

  test('id casing: one disk, however Azure writes its id', () => {
    const draft = cleanEstate();
    const snapshot = draft.rows.snapshots.get(SNAPSHOT);
    if (snapshot === undefined) throw new Error('The clean estate has a snapshot.');
    draft.patch('snapshots', SNAPSHOT, {
      ...PLATFORM,
      creation: {
        ...snapshot.creation,
        sourceResourceId: DATA_DISK.replace('/subscriptions', '/Subscriptions').toUpperCase(),
      },
    });
    expect(draft.verdict('BKP-05', SNAPSHOT).status).toBe('NonCompliant');
    expect(draft.chain(DATA_DISK).requirements.R2.behind[0]).toBe(`BKP-05 ${SNAPSHOT}`);
  });

  test('disk with no encryption block = Unknown, the rest of the subscription survives', () => {
    const draft = cleanEstate();
    const before = draft.assess();
    draft.patch('disks', LONE_DISK, { encryptionType: undefined, diskEncryptionSetId: undefined });
    const after = draft.assess();
    expect(after.chains).toHaveLength(before.chains.length);
    expect(draft.verdict('KEY-01', LONE_DISK).status).toBe('Unknown');
    const others = (record: typeof before) => record.verdicts.filter((verdict) => verdict.subject !== LONE_DISK);
    expect(others(after)).toEqual(others(before));
  });

  test('a disk that ever had ADE is never told to take a customer key or encryption at host', () => {
    const draft = adeEstate()
      .patch('disks', OS_DISK, { ade: { ...ADE_KEK, enabled: false } })
      .patch('disks', DATA_DISK, { ade: undefined });
    draft.rows.vmExtensions.clear();
    for (const verdict of [
      draft.verdict('KEY-01', OS_DISK),
      draft.verdict('MTH-01', OS_DISK),
      draft.verdict('MTH-02', VM),
    ]) {
      expect(verdict.status).toBe('NonCompliant');
      expect(verdict.remediation).toMatch(/upload/);
      expect(verdict.remediation).not.toMatch(/switch on encryption at host|assign a disk encryption set/);
    }
    expect(draft.verdict('KEY-01', DATA_DISK).remediation).toMatch(/assign a disk encryption set/);
  });

  test('a disk of a scale set instance is Unknown where its VM would tell', () => {
    const instance = VM.replace('virtualmachines/vm-1', 'virtualmachinescalesets/vmss/virtualmachines/0') as typeof VM;
    const draft = cleanEstate().patch('disks', LONE_DISK, { managedBy: [instance] });
    const { protection } = draft.chain(LONE_DISK);
    expect([protection.host, protection.guest]).toEqual(['unknown', 'unknown']);
    expect(protection.doubts).toHaveLength(2);
  });

  test('a shared disk whose VMs disagree is Unknown', () => {
    const draft = adeEstate();
    const machine = draft.rows.virtualMachines.get(VM);
    if (machine === undefined) throw new Error('The clean estate has a VM.');
    const second = draft.put('virtualMachines', id('Microsoft.Compute/virtualMachines', 'vm-2'), {
      ...machine,
      id: VM.replace('vm-1', 'vm-2') as typeof VM,
      name: 'vm-2',
    });
    draft.patch('disks', DATA_DISK, { managedBy: [VM, second], maxShares: 2 });
    addExtension(draft);
    expect(draft.chain(DATA_DISK).protection.guest).toBe('unknown');
  });

  test('replicated, but no replica is named: Unknown, not passed', () => {
    const draft = cleanEstate();
    const detail = draft.rows.replicationDetails.get(REPLICATED);
    if (detail === undefined) throw new Error('The clean estate is replicated.');
    draft.patch('replicationDetails', REPLICATED, {
      disks: detail.disks.map((disk) => ({ ...disk, recoveryReplicaDiskId: undefined })),
    });
    expect(draft.chain(OS_DISK).requirements.R4.behind).toContain(`DR-03 ${OS_DISK}`);
  });

  test('a backup item of another machine is not its backup', () => {
    const draft = cleanEstate().patch('protectedItems', ITEM, { sourceResourceId: `${VM}0` as typeof VM });
    expect(draft.verdict('BKP-01', VM).status).toBe('NotApplicable');
  });
});
