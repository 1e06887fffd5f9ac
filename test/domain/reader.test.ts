import { expect, test } from 'vitest';
import { armId } from '../../src/domain/armId.ts';
import type { Estate, Gap } from '../../src/domain/estate.ts';
import { readEstate } from '../../src/domain/reader.ts';

const SUB = '11111111-1111-4111-8111-111111111111';
const key = (name: string) =>
  armId(`/subscriptions/${SUB}/resourcegroups/g/providers/microsoft.keyvault/vaults/${name}`);

test('of rows asked for one by one, absence is known of those asked for, whatever else is missing', () => {
  const wide: Gap = { source: 'keyVaults', subscription: '*', kind: 'notRead', because: 'Not all were read.' };
  const own: Gap = { ...wide, subscription: SUB, subject: key('refused'), kind: 'notAuthorised', because: 'Refused.' };
  const only = { ids: new Set([key('gone'), key('refused')]), because: 'Nobody asked.' };
  const estate = { asOf: '', keyVaults: { rows: new Map(), gaps: [wide, own], only } } as unknown as Estate;
  const reader = readEstate(estate, { inScope: new Set([SUB]) });
  expect(reader.find('keyVaults', key('gone'))).toEqual({ kind: 'absent' });
  expect(reader.find('keyVaults', key('refused'))).toEqual({ kind: 'unsure', gaps: [own] });
  expect(reader.find('keyVaults', key('other'))).toMatchObject({
    kind: 'unsure',
    gaps: [{ kind: 'notRead', subject: key('other'), because: 'Nobody asked.' }],
  });
  expect(reader.gapsIn('keyVaults')).toContain(wide);
  const elsewhere = readEstate(estate, { inScope: new Set() });
  expect(elsewhere.find('keyVaults', key('gone'))).toMatchObject({ kind: 'unsure' });
});
