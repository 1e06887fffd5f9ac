import { describe, expect, test } from 'vitest';
import { CAPABILITIES } from '../../../src/assess/access/capabilities.ts';
import { access, assigned, DISK, KEY, SUBSCRIPTION } from './build.ts';
import { BUILT_IN } from './builtInRoles.ts';

describe('what the built-in roles let their holders do', () => {
  test.each(BUILT_IN.map((row) => [row.definition.roleName, row] as const))('%s', (_, { definition, can }) => {
    const index = access({ assignments: [assigned('ann', definition.name, SUBSCRIPTION)], roles: [definition] });
    for (const resource of [SUBSCRIPTION, DISK, KEY]) {
      const held = CAPABILITIES.filter((capability) => index.holders(capability, resource).holders.length > 0);
      expect([...held].sort()).toEqual([...can].sort());
      for (const capability of can) expect(index.holders(capability, resource).holders[0]?.doubts).toEqual([]);
    }
  });
});
