import { expect, test } from 'vitest';
import { armId } from '../../../src/domain/armId.ts';
import { casesOf } from '../cases.ts';
import { ANN, CREW, DISK_BACKUP_READER, EVE, give, GROUP, OWNER, SUBSCRIPTION, TOP } from '../cleanAccess.ts';
import { cleanEstate } from '../cleanEstate.ts';
import { OTHER_SUB, SUB, type Draft } from '../estateOf.ts';
import { approving, deny, group } from '../drafts.ts';

const CONDITION = "@Resource[x] StringEquals 'y'";

casesOf('EXP-03', SUBSCRIPTION, [
  { name: 'nobody', status: 'Compliant', because: /^No principal can export/ },
  {
    name: 'somebody, by role and scope',
    given: (draft) => give(draft, EVE, OWNER, SUBSCRIPTION),
    status: 'NonCompliant',
    because: new RegExp(`User ${EVE} through Owner at ${SUBSCRIPTION}\\.$`),
    remediation: /Remove the role assignment/,
  },
  {
    name: 'inherited from a management group: a finding there',
    given: (draft) => give(draft, EVE, OWNER, TOP),
    subject: armId(TOP),
    status: 'NonCompliant',
  },
  {
    name: 'inherited from a management group: none here',
    given: (draft) => give(draft, EVE, OWNER, TOP),
    status: 'Compliant',
  },
  {
    name: 'an approved person',
    given: (draft) => give(draft, ANN, OWNER, SUBSCRIPTION),
    baseline: approving([ANN.toUpperCase()]),
    status: 'Compliant',
    because: /is approved: 1 grant\.$/,
  },
  {
    name: 'approved to use keys only',
    given: (draft) => give(draft, ANN, OWNER, SUBSCRIPTION),
    baseline: approving([], [ANN]),
    status: 'NonCompliant',
  },
  {
    name: 'a group, whose members nobody sees',
    given: (draft) => give(draft, CREW, OWNER, GROUP, group),
    subject: GROUP,
    status: 'NonCompliant',
    because: /members are not visible/,
  },
  {
    name: 'an approved group',
    given: (draft) => give(draft, CREW, OWNER, GROUP, group),
    baseline: approving([CREW]),
    subject: GROUP,
    status: 'Compliant',
  },
  {
    name: 'denied at the subscription alone: the disks in it are not',
    given: (draft) => {
      give(draft, EVE, DISK_BACKUP_READER, SUBSCRIPTION);
      deny(draft, SUBSCRIPTION, { actions: ['*'] }, { doNotApplyToChildScopes: true });
    },
    status: 'NonCompliant',
  },
  {
    name: 'under a condition that may stop it',
    given: (draft) => give(draft, EVE, OWNER, SUBSCRIPTION, { condition: CONDITION }),
    status: 'Unknown',
    because: /condition/,
  },
  ...[
    { condition: "!(ActionMatches{'Microsoft.Network/*'})", conditionVersion: '1.0' },
    { conditionVersion: '2.0' },
  ].map((under) => ({
    name: `under a condition ${under.condition === undefined ? 'that is not shown' : 'in a language that is not known'}`,
    given: (draft: Draft) => give(draft, EVE, OWNER, SUBSCRIPTION, under),
    status: 'Unknown' as const,
    because: /condition/,
  })),
  {
    name: 'a role that nobody read',
    given: (draft) => give(draft, EVE, 'ffffffff', SUBSCRIPTION),
    status: 'Unknown',
    because: /role definition was not among those read/,
  },
  {
    name: 'denied',
    given: (draft) => {
      give(draft, EVE, OWNER, SUBSCRIPTION);
      deny(draft, SUBSCRIPTION, { actions: ['Microsoft.Compute/*'] });
    },
    status: 'Compliant',
  },
  {
    name: 'assignments of the subscription not read',
    given: (draft) => draft.gap('roleAssignments', SUB),
    status: 'Unknown',
    gaps: [`roleAssignments ${SUB}`],
  },
  {
    name: 'assignments above the subscriptions not read',
    given: (draft) => draft.gap('roleAssignments', '*'),
    status: 'Unknown',
    gaps: ['roleAssignments *'],
  },
  {
    name: 'assignments elsewhere not read',
    given: (draft) => draft.gap('roleAssignments', OTHER_SUB),
    status: 'Compliant',
  },
  {
    name: 'somebody, and deny assignments that were not read',
    given: (draft) => {
      give(draft, EVE, OWNER, SUBSCRIPTION);
      draft.gap('denyAssignments', SUB);
    },
    status: 'Unknown',
    gaps: [`denyAssignments ${SUB}`],
  },
  {
    name: 'not a single assignment was shown',
    given: (draft) => {
      draft.rows.roleAssignments.clear();
    },
    status: 'Unknown',
    because: /No role assignments were returned/,
    gaps: [`roleAssignments ${SUB}`],
  },
  { never: 'NotApplicable', because: 'Roles can be given at every scope.' },
]);

test('each grant is shown with who, role, scope and what it lets them do', () => {
  const draft = cleanEstate();
  give(draft, EVE, DISK_BACKUP_READER, GROUP);
  expect(draft.verdict('EXP-03', GROUP).evidence).toEqual({
    Grants: 1,
    'Outside the approved set': 1,
    'Not determined': 0,
    'Outside 1': `User ${EVE}; Disk Backup Reader at ${GROUP}; can Microsoft.Compute/disks/beginGetAccess/action`,
  });
});
