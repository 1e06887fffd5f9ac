import { customerKey, platformKey } from '../../documents/disk.ts';
import { addCluster } from '../../workload/cluster.ts';
import { disksOf } from '../../workload/machine.ts';
import { BUILT } from '../../workload/shared.ts';
import { place } from '../platform.ts';
import { goodKey, type ScenarioBuilder } from '../scenario.ts';

/** Two VMs, three shared disks: one replicated as it should be, one whose replica lost the key, one not replicated at all. */
const replicatedCluster: ScenarioBuilder = (bank) => {
  const platform = bank.platforms.payments;
  const encryption = goodKey(bank, 'payments');
  const good = customerKey(platform.diskEncryptionSetRecovery);
  const { nodes, shared, replicas } = addCluster(bank.world, {
    name: 'wsfc-sqlha',
    place: place('payments', 'rg-sqlha-weu'),
    platform,
    created: BUILT,
    nodes: ['vm-sqlha-01', 'vm-sqlha-02'],
    node: (index) => ({
      osDisk: { encryption },
      replication: {},
      // VM backup supports no shared disk, so all three are left out.
      ...(index === 0 ? { backup: { vault: platform.vault, excludedLuns: [0, 1, 2] } } : {}),
    }),
    sharedDisks: [
      { name: 'disk-sqlha-data', encryption, replicaEncryption: good },
      { name: 'disk-sqlha-log', encryption, replicaEncryption: platformKey },
      { name: 'disk-sqlha-quorum', encryption, replicaEncryption: undefined },
    ],
  });
  return {
    name: 'shared-disks-of-a-cluster',
    about:
      'Two VMs share three disks: one is replicated under a customer key, one fell to the platform key, one is not replicated.',
    disks: [
      ...nodes.flatMap(disksOf),
      ...shared,
      ...nodes.flatMap((node) => node.replication?.replicas ?? []),
      ...replicas,
    ],
  };
};

export const clusterScenarios: readonly ScenarioBuilder[] = [replicatedCluster];
