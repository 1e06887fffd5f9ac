import { armId } from '../domain/armId.ts';
import type { ArmClients } from './arm.ts';
import type { Ledger } from './ledger.ts';
import { inParallel } from './parallel.ts';

/**
 * Reads the deny assignments of each subscription, with those that it inherits. Resource Graph has none, and no client
 * among the dependencies lists them.
 * @see https://learn.microsoft.com/rest/api/authorization/deny-assignments/list
 */
export async function readDenyAssignments(
  ledger: Ledger,
  arm: ArmClients,
  subscriptions: readonly string[],
  concurrency: number,
): Promise<void> {
  await inParallel(concurrency, subscriptions, async (subscription) => {
    const scope = `/subscriptions/${subscription}`;
    const path = `${scope}/providers/Microsoft.Authorization/denyAssignments?api-version=2022-04-01`;
    await ledger.readArm({
      source: 'denyAssignments',
      about: armId(scope),
      onlyThat: false,
      what: `The deny assignments of subscription ${subscription}`,
      shape: 'list',
      call: (onResponse) => arm.get(path, onResponse),
    });
  });
}
