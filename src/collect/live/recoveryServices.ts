import type { ProtectedItem, ReplicatedItem } from '../../domain/facts.ts';
import { armPath } from '../armPath.ts';
import type { Reading } from '../vaultDetails.ts';

/** One replicated item with its disks: a list of its whole vault would be pages of others. @see https://learn.microsoft.com/rest/api/site-recovery/replication-protected-items/get */
export async function readReplicatedItem({ ledger, arm }: Reading, item: ReplicatedItem): Promise<void> {
  const path = armPath(item.resourceId);
  await ledger.readArm({
    source: 'replicationDetails',
    about: item.id,
    onlyThat: true,
    what: `The replicated item ${item.name}`,
    shape: 'single',
    call: (onResponse) =>
      arm
        .siteRecovery(path.subscription)
        .replicationProtectedItems.get(
          path.after('vaults'),
          path.resourceGroup,
          path.after('replicationFabrics'),
          path.after('replicationProtectionContainers'),
          path.after('replicationProtectedItems'),
          { onResponse, requestOptions: { timeout: arm.timeout } },
        ),
  });
}

/** The disks left out of one item's backups. @see https://learn.microsoft.com/rest/api/backup/protected-items/get */
export async function readItemExclusion({ ledger, arm }: Reading, item: ProtectedItem): Promise<void> {
  const path = armPath(item.resourceId);
  const fabric = path.after('backupFabrics');
  await ledger.readArm({
    source: 'diskExclusions',
    about: item.id,
    onlyThat: true,
    what: `The disks left out of the backups of ${item.friendlyName ?? item.name}`,
    shape: 'single',
    call: (onResponse) =>
      arm
        .backup(path.subscription)
        .protectedItems.get(
          path.after('vaults'),
          path.resourceGroup,
          fabric === '' ? 'Azure' : fabric,
          path.after('protectionContainers'),
          path.after('protectedItems'),
          { onResponse, requestOptions: { timeout: arm.timeout } },
        ),
  });
}
