import { expect, test } from 'vitest';
import { CHECKS } from '../../../src/assess/checks/list.ts';

test('no check tells anyone to delete a disk that Site Recovery keeps', () => {
  const own = CHECKS.filter(({ id }) => id === 'DR-03' || id === 'DR-06');
  expect(own).toHaveLength(2);
  for (const { id, remediation, ways } of own)
    for (const text of [remediation, ...(ways ?? []).map((way) => way.text)])
      expect(text, id).not.toMatch(/delete the copy/i);
});
