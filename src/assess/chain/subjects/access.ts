import { armId, type ArmId } from '../../../domain/armId.ts';
import type { Coverage } from '../../../domain/record.ts';
import { exportScopes } from '../../access/judge.ts';
import { ROOT } from '../../access/scope.ts';
import { compareText } from '../../../base/order.ts';
import { identityOfNamed } from '../identity.ts';
import type { Joins } from '../joins.ts';
import type { Identity, Subject } from '../subjects.ts';

/**
 * Every scope at which the power to export is granted, each grant once, and every subscription, so that the absence of such
 * grants is stated too.
 */
export function scopeSubjects({ access }: Joins, coverage: readonly Coverage[]): readonly Subject<'scope'>[] {
  const names = new Map(coverage.map((row) => [armId(`/subscriptions/${row.subscriptionId}`), row.name]));
  const scopes = new Set<ArmId>([...names.keys(), ...exportScopes(access.index)]);
  return [...scopes]
    .sort(compareText)
    .map((scope) => ({ identity: identityOfScope(scope, names.get(scope)), aspects: { scope, access } }));
}

function identityOfScope(scope: ArmId, name: string | undefined): Identity {
  const identity = identityOfNamed(scope);
  return { ...identity, name: name ?? (scope === ROOT ? 'The tenant' : identity.name) };
}
