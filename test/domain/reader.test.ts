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

test('an answer that could not be read, and does not say what it is about, may be about any row that was asked for', () => {
  const only = { ids: new Set([key('asked')]), because: 'Nobody asked.' };
  const nameless: Gap = { source: 'keyVaults', subscription: '*', kind: 'malformedRow', because: 'It has no ID.' };
  const reading = (gap: Gap) =>
    readEstate({ asOf: '', keyVaults: { rows: new Map(), gaps: [gap], only } } as unknown as Estate, {
      inScope: new Set([SUB]),
    });
  expect(reading(nameless).find('keyVaults', key('asked'))).toEqual({ kind: 'unsure', gaps: [nameless] });
  expect(reading({ ...nameless, subscription: SUB }).find('keyVaults', key('asked'))).toMatchObject({ kind: 'unsure' });
  expect(reading({ ...nameless, subscription: 'other' }).find('keyVaults', key('asked'))).toEqual({ kind: 'absent' });
  expect(reading({ ...nameless, subject: key('other') }).find('keyVaults', key('asked'))).toEqual({ kind: 'absent' });
});
