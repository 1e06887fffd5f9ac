import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ArmId } from '../../src/domain/armId.ts';
import { CHECKS } from '../../src/assess/checks/list.ts';
import type { Draft } from '../assess/estateOf.ts';
import { cook, recipe } from './estates.ts';

const DECLARED = new Map(
  CHECKS.map(({ id, remediation, ways }) => [id, [remediation, ...(ways ?? []).map(({ text }) => text)]]),
);

/** What no disk or VM that ever had ADE can take, said without a condition. */
const CLOSED_WAY = /switch (it )?on(?! with)|assign a disk encryption set|attach a disk encryption set/i;

/** Straight from the rows, apart from the code under test: any trace of ADE on the disk, or on a VM that holds it. */
function everAde(draft: Draft, subject: ArmId): boolean {
  const machine = draft.rows.virtualMachines.get(subject);
  if (machine !== undefined)
    return (
      traceOnMachine(draft, subject) ||
      [machine.osDisk, ...machine.dataDisks].some(
        (disk) => disk?.diskId !== undefined && traceOnDisk(draft, disk.diskId),
      )
    );
  return traceOnDisk(draft, subject);
}

function traceOnDisk(draft: Draft, id: ArmId): boolean {
  return draft.rows.disks.get(id)?.ade !== undefined || draft.rows.snapshots.get(id)?.ade !== undefined;
}

function traceOnMachine(draft: Draft, id: ArmId): boolean {
  const machine = draft.rows.virtualMachines.get(id);
  return machine?.ade !== undefined || [...draft.rows.vmExtensions.values()].some(({ vmId }) => vmId === id);
}

test('a remediation is one that the catalogue shows, and never closed to what was ever under ADE', () => {
  let withTrace = 0;
  fc.assert(
    fc.property(recipe, (made) => {
      const draft = cook(made);
      for (const { check, status, subject, remediation } of draft.assess().verdicts) {
        if (status !== 'NonCompliant') continue;
        expect(DECLARED.get(check), check).toContain(remediation);
        if (!everAde(draft, subject as ArmId)) continue;
        withTrace += 1;
        expect(remediation, check).not.toMatch(CLOSED_WAY);
      }
    }),
    { numRuns: 400 },
  );
  expect(withTrace).toBeGreaterThan(50);
});
