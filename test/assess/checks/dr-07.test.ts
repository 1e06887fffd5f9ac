import { casesOf, gapIn, moreCasesOf } from '../cases.ts';
import { REPLICATED, VM } from '../cleanEstate.ts';
import { armId } from '../../../src/domain/armId.ts';
import { SUB, type Draft, vmId } from '../estateOf.ts';
import type { PlanStep } from '../../../src/domain/facts.ts';
import { detail, item, plan } from '../drafts.ts';

casesOf('DR-07', REPLICATED, [
  {
    name: 'relies on encryption at host, and no plan holds it',
    status: 'NonCompliant',
    because: /no recovery plan includes it/,
    remediation: /recovery plan/,
  },
  {
    name: 'does not use it',
    given: (draft) => draft.patch('virtualMachines', VM, { encryptionAtHost: false }),
    status: 'NotApplicable',
  },
  {
    name: 'flag has no known value',
    given: (draft) => draft.patch('virtualMachines', VM, { encryptionAtHost: undefined }),
    status: 'Unknown',
  },
  {
    name: 'VM lost',
    given: (draft) => draft.lose('virtualMachines', VM),
    status: 'Unknown',
    gaps: gapIn('virtualMachines'),
  },
  { name: 'VM gone', given: (draft) => draft.drop('virtualMachines', VM), status: 'Unknown' },
  {
    name: 'details lost',
    given: (draft) => draft.lose('replicationDetails', REPLICATED),
    status: 'Unknown',
    gaps: gapIn('replicationDetails'),
  },
  ...([true, false] as const).map((on) => ({
    name: `failed over, encryption at host ${on ? 'on' : 'off'} there`,
    given: (draft: Draft) => {
      const machine = draft.rows.virtualMachines.get(VM);
      if (machine === undefined) throw new Error('The clean estate has a VM.');
      const there = vmId('vm-1', 'rg-north');
      draft.put('virtualMachines', there, { ...machine, id: there, resourceId: there, encryptionAtHost: on });
      detail({ activeLocation: 'Recovery', recoveryVmId: there })(draft);
    },
    status: on ? ('Compliant' as const) : ('NonCompliant' as const),
  })),
]);

const NAMES: readonly Partial<PlanStep>[] = [
  { name: 'Switch encryption at host on' },
  { name: 'EncryptionAtHost' },
  { name: 'Step 3', text: 'Deallocate the VM, then enable host-based encryption.' },
  {
    name: 'Script',
    kind: 'AutomationRunbookActionDetails',
    text: '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Automation/automationAccounts/aa/runbooks/Enable-EncryptionAtHost',
  },
  { name: 'Enable EAH' },
  { name: 'RunEAH', kind: 'ScriptActionDetails', text: '\\\\server\\scripts\\run.ps1' },
  {
    name: 'Encryption at host',
    failoverTypes: ['UnplannedFailover', 'TestFailover'],
    failoverDirections: ['PrimaryToRecovery'],
  },
  { name: 'Encryption at host', failoverTypes: ['AnotherFailover'], failoverDirections: ['Sideways'] },
  { name: 'ENCRYPTION_AT_HOST' },
  { name: 'EAHOn' },
  { name: 'EaH' },
  { name: 'enableeah.ps1' },
  { name: 'Step 1', text: 'Turn on encryption for the host of each VM.' },
  { name: 'Step 1', text: 'Encrypt at VM host' },
  { name: 'Step 1', text: 'az vm update --encryption-at-host true' },
  { name: 'Step 1', text: '$vm.SecurityProfile.EncryptionAtHost = $true' },
  { name: 'Step 1', text: 'server-side encryption at rest and on the host' },
  { name: 'Step 1', text: 'Host-level disk encryption' },
  { name: 'Step 1', text: 'Verschlüsselung auf dem Host einschalten' },
  { name: 'Hostverschlüsselung' },
  { name: 'Étape 2', text: 'Activer le chiffrement sur l’hôte' },
  { name: 'cifrado en el host' },
  { name: 'ホストでの暗号化' },
];
const OTHERS: readonly Partial<PlanStep>[] = [
  { name: 'Open the firewall', text: 'Tell the host of the database which encryption its clients use.' },
  { name: 'Encryption at host', failoverTypes: ['TestFailover'] },
  { name: 'Encryption at host', failoverDirections: ['RecoveryToPrimary'] },
  { name: 'Rehearsal' },
  { name: 'Heahther' },
  { name: 'Restore the host name' },
  { name: 'Check that disk encryption is on' },
];
const OTHER_ITEM = armId(`${REPLICATED}-other`);

moreCasesOf('DR-07', REPLICATED, [
  ...NAMES.map((step, index) => ({
    name: `a plan that holds it says so, ${index}`,
    given: plan(step),
    status: 'Unknown' as const,
    because: /^Declared by plan: /,
  })),
  ...OTHERS.map((step, index) => ({
    name: `a plan that holds it says nothing of it, ${index}`,
    given: plan(step),
    status: 'NonCompliant' as const,
    because: /no step of its recovery plans mentions/,
  })),
  {
    name: 'a step of a kind that is not known',
    given: plan({ name: 'After the boot', kind: 'LogicAppActionDetails' }),
    status: 'Unknown',
    because: /"LogicAppActionDetails"/,
  },
  {
    name: 'a step that does not tell its kind',
    given: plan({ name: 'After the boot', kind: undefined }),
    status: 'Unknown',
    because: /of kind \(not said\)/,
  },
  { name: 'a step that tells nothing', given: plan({}), status: 'Unknown', because: /cannot be determined/ },
  {
    name: 'a step of a kind that is not known, for test failovers alone',
    given: plan({ name: 'After the boot', kind: 'LogicAppActionDetails', failoverTypes: ['TestFailover'] }),
    status: 'NonCompliant',
  },
  {
    name: 'a plan that says so holds another item',
    given: plan(NAMES[0], [OTHER_ITEM]),
    status: 'NonCompliant',
    because: /no recovery plan includes it/,
  },
  {
    name: 'of two plans, one says so',
    given: (draft) => plan(NAMES[0], [REPLICATED, OTHER_ITEM])(plan(undefined)(draft)),
    status: 'Unknown',
  },
  {
    name: 'the plans of its vault were not read',
    given: (draft) => draft.gap('recoveryPlans', SUB),
    status: 'Unknown',
    gaps: gapIn('recoveryPlans'),
  },
  {
    name: 'a plan says so while others were not read',
    given: (draft) => plan(NAMES[0])(draft).gap('recoveryPlans', SUB),
    status: 'Unknown',
    because: /^Declared by plan: /,
  },
  {
    name: 'plans elsewhere were not read',
    given: (draft) => draft.gap('recoveryPlans', '00000000-0000-0000-0000-00000000000e'),
    status: 'NonCompliant',
  },
  {
    name: 'active location not known',
    given: detail({ activeLocation: 'Both' }),
    status: 'Unknown',
    because: /"Both"/,
  },
  { name: 'active location not said', given: detail({ activeLocation: undefined }), status: 'Unknown' },
  { name: 'provider not known', given: item({ instanceType: 'A3A' }), status: 'Unknown', because: /"A3A"/ },
]);
