import { withoutEnd } from '../../base/withoutEnd.ts';
import { ancestorOfType, armId } from '../../domain/armId.ts';
import type { ReplicationMark } from '../../domain/facts.ts';
import { defineSource } from '../defineSource.ts';
import type { Row } from '../rows/reading.ts';
import { ofEachSubscription } from './shared/eachSubscription.ts';
import { COMMON } from './shared/columns.ts';

/**
 * The links that Site Recovery leaves on a VM that it protects, in the VM's own subscription. Resource Graph has none.
 * @see https://learn.microsoft.com/rest/api/resources/resource-links/list-at-subscription
 * @see https://github.com/Azure/azure-policy/blob/master/built-in-policies/policyDefinitions/Compute/RecoveryServices_DisasterRecovery_Audit.json
 */
export const replicationMarks = defineSource({
  id: 'replicationMarks',
  title: 'links of Site Recovery on virtual machines',
  ask: {
    of: 'arm',
    calls: ofEachSubscription('The resource links', 'Microsoft.Resources/links?api-version=2016-09-01'),
  },
  read: toReplicationMark,
  live: { by: 'nothing', because: 'Links of Site Recovery on virtual machines were not read by the live answer.' },
  fields: {
    ...COMMON,
    'properties.targetId': 'id',
  },
  actions: [{ action: 'Microsoft.Resources/links/read', limit: 'arm' }],
});

/** Those of replication as people set it up, and as a policy did. */
const OF_SITE_RECOVERY = /^ASR-(?:Policy-)?Protect-/i;

/** Undefined for a link of anybody else, and on a classic machine, which is not assessed. Ids in links end with a slash. */
function toReplicationMark({ resource, properties }: Row): ReplicationMark | undefined {
  const target = withoutEnd(properties.text('targetId') ?? '', '/');
  const vmId = ancestorOfType(resource.id, 'microsoft.compute/virtualmachines');
  if (vmId === undefined || !OF_SITE_RECOVERY.test(resource.name)) return undefined;
  return { ...resource, vmId, targetId: target === '' ? undefined : armId(target) };
}
