import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { contoso, CONTOSO_UNREADABLE_SUBSCRIPTIONS } from '../../simulator/estate/contoso/index.ts';
import { parseBaseline } from '../../src/app/baselineFile.ts';
import { assessEstate } from '../../src/assess/assess.ts';
import { REQUIREMENTS } from '../../src/domain/requirement.ts';
import { BANK_BASELINE } from '../app/run/stage.ts';
import { collectFrom } from '../collect/run.ts';

/** R1 to R7: Compliant, Not compliant, Unknown, – not applicable. By hand, with one subscription sealed; never regenerated. */
const EXPECTED: readonly (readonly [disk: string, cells: string, why: string])[] = [
  [
    'vm-aml-01-osdisk',
    'C U N – C U C',
    'A vault of the sealed subscription might hold more backups (R2) and restores with a staging account (R6); R3 fails by a copy that was read; no agent, so not replicated.',
  ],
  [
    'disk-archive-2019',
    'C U U U C C C',
    'No VM holds it: backups, restores and a replication of it might all lie in the sealed subscription. Under a customer key its snapshots cannot.',
  ],
  [
    'vm-teller-01-osdisk',
    'N U U – – U N',
    'Under the platform key copies of it may lie anywhere, also open to export (R6); it is not replicated, for the VM has no agent.',
  ],
  [
    'vm-ledger-01-osdisk',
    'C U U N C U C',
    'As vm-aml-01-osdisk, but nothing that was read fails R3; what fails R4 is proven and stays.',
  ],
  [
    'vm-ledger-01-osdisk-ASRReplica',
    'C U U C C C C',
    'The item of the replica was read, so R4 stands; backups and restores of the replica itself might lie elsewhere.',
  ],
  [
    'vm-clearing-01-osdisk',
    'C U U – U U N',
    'As above; the identity that may read its ADE secrets might belong to a resource of the sealed subscription (R5).',
  ],
  ['vm-tax-01-osdisk', 'C U N – C N C', 'An open link and a weaker copy were read: both stay.'],
  [
    'vm-aml-01-osdisk-20261110-074500',
    'N U N U – U N',
    'A restored copy that no VM holds, under the platform key: its own backups and replication might lie elsewhere.',
  ],
  [
    'vm-trustees-01-osdisk',
    'C U U N C U C',
    'Vaults, key and replica lie in another subscription that was read: as vm-ledger-01-osdisk.',
  ],
  [
    'vm-outpost-01-osdisk',
    'N U U – – U N',
    'Restored into another subscription that was read; R3 is Unknown by its job already, the rest as vm-teller-01-osdisk.',
  ],
];

const LETTER = { Compliant: 'C', NonCompliant: 'N', Unknown: 'U', NotApplicable: '–', Exempt: 'E' } as const;

test('strict: what a gap elsewhere limits is Unknown, as the hand-written list has it', async () => {
  const tenant = contoso(1);
  const { estate, coverage, population } = await collectFrom({
    tenant,
    scope: { tenantId: undefined, managementGroups: ['contoso'], subscriptions: [] },
    faults: [{ effect: { kind: 'unreadable', subscriptions: CONTOSO_UNREADABLE_SUBSCRIPTIONS } }],
  });
  const { baseline } = parseBaseline(readFileSync(BANK_BASELINE, 'utf8'), BANK_BASELINE.pathname);
  const { chains, state } = assessEstate({
    estate,
    coverage,
    population,
    notAssessed: [],
    baseline: { ...baseline, absence: 'strict' },
    baselineSha256: '',
    scope: { tenantId: undefined, managementGroups: ['contoso'], subscriptions: [] },
    codeVersion: '0.2.0',
  });
  expect(state).toBe('INCOMPLETE');
  const cells = new Map(
    chains.map(({ name, requirements }) => [name, REQUIREMENTS.map((id) => LETTER[requirements[id].status]).join(' ')]),
  );
  expect(EXPECTED.map(([disk]) => [disk, cells.get(disk)])).toEqual(
    EXPECTED.map(([disk, expected]) => [disk, expected]),
  );
  expect(chains.flatMap(({ limitations }) => limitations ?? [])).toEqual([]);
}, 300_000);
