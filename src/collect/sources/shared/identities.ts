import type { Fields } from '../../defineSource.ts';
import type { Block } from '../../rows/reading.ts';

export const IDENTITY: Fields = {
  'identity.type': 'word',
  'identity.principalId': 'id',
  'identity.userAssignedIdentities.*.principalId': 'id',
};

/** Object ids of a resource's managed identities, lower case, sorted. `identity` is the resource's own block. */
export function principalsOf(identity: Block | undefined): readonly string[] {
  if (identity === undefined) return [];
  const users = identity.block('userAssignedIdentities');
  const assigned = (users?.names() ?? []).map((name) => users?.block(name)?.text('principalId'));
  const all = [identity.text('principalId'), ...assigned].filter((id): id is string => id !== undefined);
  return [...new Set(all.map((id) => id.toLowerCase()))].sort();
}
