import { casesOf, gapIn } from '../cases.ts';
import { REPLICATED, VM } from '../cleanEstate.ts';
import { type Draft, vmId } from '../estateOf.ts';
import { detail } from '../drafts.ts';

casesOf('DR-07', REPLICATED, [
  { name: 'relies on encryption at host', status: 'NonCompliant', remediation: /recovery plan/ },
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
