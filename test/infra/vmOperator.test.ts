import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { matches } from '../../src/assess/access/actions.ts';
import type { Capability } from '../../src/assess/access/capabilities.ts';
import { access, assigned, DISK, role, SNAPSHOT, SUBSCRIPTION } from '../assess/access/build.ts';
import { INFRA, roleFile } from './roles.ts';
import { WAYS } from './waysToCopyADisk.ts';

const operator = roleFile('vm-operator-no-export');
const doc = readFileSync(join(INFRA, '..', 'docs', 'restrict-disk-export.md'), 'utf8');

const OPERATOR = '5f0d1c1e-0000-4000-8000-000000000001';
const ANN = '00000000-0000-4000-8000-0000000000aa';

/** Virtual Machine Contributor, in so far as it matters here: it may not export, but it may loosen a disk. */
const CONTRIBUTOR = {
  guid: '9980e02c-c2be-4d73-94e8-173b1dc7cf3c',
  actions: ['Microsoft.Compute/virtualMachines/*', 'Microsoft.Compute/disks/write', 'Microsoft.Compute/disks/read'],
};

/** Everything by which EXP-03 calls somebody able to take a disk away, or to give himself that. */
const EXPORTS: readonly Capability[] = [
  'exportDisk',
  'exportSnapshot',
  'exportRestorePoint',
  'loosenDisk',
  'loosenSnapshot',
  'grantAccess',
  'dataExport',
];

describe('the VM operator who must not take a disk away', () => {
  test('is an allow-list: single operations, no wildcard, each once, in order', () => {
    for (const action of operator.actions) expect(action).toMatch(/^Microsoft\.\w+(\/\w+)+\/(read|write|action)$/);
    expect([...new Set(operator.actions)].sort()).toEqual(operator.actions);
    const writes = operator.actions.filter((action) => /\/(write|delete)$/.test(action));
    expect(writes).toEqual(['Microsoft.Support/supportTickets/write']);
  });

  test.each(WAYS)('cannot: $what', ({ actions, plane }) => {
    expect(actions.length).toBeGreaterThan(0);
    // It has no data actions at all: test/native/infra looks at what is compiled.
    const held: readonly string[] = plane === 'control' ? operator.actions : [];
    for (const action of actions)
      expect(
        held.filter((pattern) => matches(pattern, action)),
        action,
      ).toEqual([]);
  });

  test('by the very judgement of EXP-03, holds nothing that exports', () => {
    const who = access({
      roles: [role(OPERATOR, operator.name, { actions: operator.actions })],
      assignments: [assigned(ANN, OPERATOR, SUBSCRIPTION)],
    });
    for (const capability of EXPORTS)
      for (const id of [DISK, SNAPSHOT, SUBSCRIPTION])
        expect(who.holders(capability, id), `${capability} at ${id}`).toEqual({ holders: [], doubts: [], gaps: [] });
  });

  test('that judgement does see what the usual role lets slip', () => {
    const who = access({
      roles: [role(CONTRIBUTOR.guid, 'Virtual Machine Contributor', { actions: CONTRIBUTOR.actions })],
      assignments: [assigned(ANN, CONTRIBUTOR.guid, SUBSCRIPTION)],
    });
    expect(who.holders('loosenDisk', DISK).holders.map(({ principalId }) => principalId)).toEqual([ANN]);
  });
});

describe('docs/restrict-disk-export.md', () => {
  test('names every way, with each operation and the page that says so', () => {
    for (const { what, actions, source } of WAYS) {
      expect(doc).toContain(what);
      expect(doc).toContain(source);
      for (const action of actions) expect(doc, action).toContain(`\`${action}\``);
    }
  });

  test('names every operation of the role', () => {
    for (const action of operator.actions) expect(doc, action).toContain(`\`${action}\``);
  });
});
