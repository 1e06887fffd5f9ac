import * as z from 'zod';
import { armId } from '../../domain/armId.ts';
import type { PlanStep, RecoveryPlan } from '../../domain/facts.ts';
import { defineSource, kql } from '../defineSource.ts';
import type { Block, Row } from '../rows/reading.ts';
import { COMMON, RESOURCE, under } from './shared/columns.ts';
import { needed } from './shared/permissions.ts';
import { vaultOf } from './shared/vaultIds.ts';

const STEP = {
  actionName: 'name',
  failoverTypes: 'word',
  failoverDirections: 'word',
  'customDetails.instanceType': 'word',
  'customDetails.description': 'text',
  'customDetails.runbookId': 'id',
  'customDetails.path': 'text',
} as const;

export const recoveryPlans = defineSource({
  id: 'recoveryPlans',
  title: 'recovery plans',
  ask: {
    of: 'resourceGraph',
    types: ['Microsoft.RecoveryServices/vaults/replicationRecoveryPlans'],
    kql: kql`
// A row is a recovery plan of Azure Site Recovery, with its groups and what is done around them.
recoveryservicesresources
| where type =~ 'microsoft.recoveryservices/vaults/replicationrecoveryplans'
| project id, name, type, subscriptionId, resourceGroup, location, tags, properties
| order by id asc
`,
    columns: z.object(RESOURCE),
  },
  read: toRecoveryPlan,
  live: { by: 'question' },
  fields: {
    ...COMMON,
    'properties.groups[].replicationProtectedItems[].id': 'id',
    ...under('properties.groups[].startGroupActions[]', STEP),
    ...under('properties.groups[].endGroupActions[]', STEP),
  },
});

/** @see https://learn.microsoft.com/rest/api/site-recovery/replication-recovery-plans/get */
function toRecoveryPlan({ resource, properties }: Row): RecoveryPlan {
  const groups = properties.list('groups');
  const items = groups.flatMap((group) => group.list('replicationProtectedItems'));
  return {
    ...resource,
    vaultId: vaultOf(resource.id),
    itemIds: [...new Set(items.map((item) => armId(needed(item, 'id'))))],
    steps: groups
      .flatMap((group) => [...group.list('startGroupActions'), ...group.list('endGroupActions')])
      .map(toPlanStep),
  };
}

function toPlanStep(action: Block): PlanStep {
  const details = action.block('customDetails');
  return {
    name: action.text('actionName'),
    kind: details?.text('instanceType'),
    text: ['description', 'runbookId', 'path'].flatMap((name) => details?.text(name) ?? []).join(' ') || undefined,
    failoverTypes: action.texts('failoverTypes'),
    failoverDirections: action.texts('failoverDirections'),
  };
}
