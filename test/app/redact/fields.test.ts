import { readFileSync } from 'node:fs';
import { globSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { baselineJsonSchema } from '../../../src/app/baseline/schema.ts';
import { AZURE_WORDS } from '../../../src/app/redact/azureWords.ts';
import { BASELINE_FIELDS } from '../../../src/app/redact/baseline.ts';
import { ByKind } from '../../../src/app/redact/byKind.ts';
import { keepNamed, placesOf } from '../../../src/app/redact/fields.ts';
import { Pseudonyms } from '../../../src/app/redact/pseudonyms.ts';
import { ASKED } from '../../../src/collect/sources/list.ts';
import { machineInCollectionName, looksLikeReplica, momentInPointName } from '../../../src/domain/azureNames.ts';
import { parseKeyUrl } from '../../../src/domain/keyUrl.ts';

const by = new ByKind(new Pseudonyms(Buffer.alloc(32, 7)));
const DISK =
  '/subscriptions/11111111-2222-4333-8444-555555555555/resourceGroups/rg/providers/Microsoft.Compute/disks/d';

/** A row that holds only this value, at this path of a source's fields; a name that may be any is a canary too. */
function rowWith(path: string, value: unknown): Record<string, unknown> {
  const [step = '', ...rest] = path.split('.');
  const name = step === '*' ? 'canaryName' : step.replace(/\[\]$/, '');
  const inner = rest.length === 0 ? value : rowWith(rest.join('.'), value);
  return { [name]: step.endsWith('[]') ? [inner] : inner, canaryField: { canary: ['canary'] } };
}

const CANARIES: readonly unknown[] = [
  'canary',
  ' Canary-1 ',
  'canary@canary.example',
  '/subscriptions/canary/resourceGroups/canary/providers/Canary.Canary/canaries/canary?id=canary#canary',
  'https://canary.vault.azure.net:443/keys/canary/canary?sig=canary',
  'https://canary.example/canary',
  'AzureBackup_canary_1 ; VM;iaasvmcontainerv2;canary;canary',
  '["canary",{"canary":"canary"}]',
  '{"canary":"canary"}',
  '[canary',
  'canary*/read',
  "@Resource[canary:canary] StringEquals 'canary'",
  'canary\u0301🦜canary 金丝雀canary',
  ['canary', { canary: 'canary' }, ['canary']],
  { canary: 'canary' },
  '2026-11-23T06:00:00Z canary',
  'Standard_canary',
];

describe.each(ASKED.map((source) => [source.id, source] as const))('of a row of %s', (_, { fields }) => {
  const places = placesOf(fields);

  test.each(Object.keys(fields))('a canary at %s is taken, whatever it is', (path) => {
    for (const canary of CANARIES)
      for (const row of [rowWith(path, canary), JSON.stringify(rowWith(path, canary))])
        expect(JSON.stringify(keepNamed(row, places, by)), JSON.stringify(row)).not.toMatch(/canary|金|🦜/i);
  });

  test('nothing is left that no field names, and places of blocks and lists stay', () => {
    expect(keepNamed({ id: DISK, canaryField: 1, properties: { canary: true } }, places, by)).toEqual({
      id: by.id(DISK),
      properties: {},
    });
  });
});

describe('what is kept', () => {
  test('no word of Azure’s wins where a name stands', () => {
    for (const name of ['disks', 'Microsoft', 'Attached', 'backup-vaults', 'Reader', 'westeurope'])
      for (const kind of ['name', 'id', 'label', 'text', 'run'] as const)
        expect(by[kind](name), `${kind} ${name}`).not.toMatch(new RegExp(name.split('-').join('|'), 'i'));
    expect(by.id(DISK.replace('/rg/', '/disks/').replace(/d$/, 'subscriptions'))).toBe(
      `/subscriptions/${by.id('11111111-2222-4333-8444-555555555555')}/resourceGroups/${by.name('disks')}/providers/Microsoft.Compute/disks/${by.name('subscriptions')}`,
    );
  });

  test('words, sizes, regions, numbers and times stay where they are expected', () => {
    for (const word of [
      'EncryptionAtRestWithPlatformAndCustomerKeys',
      'Standard_E96-48ads_v6',
      'Premium_ZRS',
      'West Europe',
      'PowerState/deallocated',
      'Recoverable+ProtectedSubscription',
      'Microsoft.Compute/restorePointCollections/restorePoints/diskRestorePoints/beginGetAccess/action',
      'Microsoft.Comp*/read',
      '1.1',
    ])
      expect(by.word(word)).toBe(word);
    for (const time of ['2026-11-23T06:00:00.1234567Z', '12/25/2019 10:07:11 PM']) expect(by.time(time)).toBe(time);
    expect(by.number('-12.5')).toBe('-12.5');
    expect(by.role('Key Vault Crypto User')).toBe('Key Vault Crypto User');
    expect(by.condition("!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'}) OR NOT Exists @x")).toMatch(
      /^!\(ActionMatches\{'Microsoft\.Authorization\/roleAssignments\/write'\}\) OR NOT Exists @x\w+$/,
    );
  });

  test('what Azure’s services add to names is still recognised, and what they were given is not', () => {
    expect(machineInCollectionName(by.name('AzureBackup_vm-pay_1234567'))).toBe(by.name('vm-pay'));
    expect(by.name('AzureBackup_vm-pay_1234567')).not.toContain('1234567');
    expect(momentInPointName(by.name('AzureBackup_20261123_020000'))).toBe('2026-11-23T02:00:00Z');
    expect(looksLikeReplica({ name: by.name('pay-ASRReplica'), tags: {} })).toBe(true);
    expect(by.name('pay-ASRReplica')).toBe(`${by.name('pay')}-ASRReplica`);
    expect(by.name('pay-osdisk-20261123-020000')).toBe(`${by.name('pay')}-osdisk-20261123-020000`);
    expect(by.name('VM;iaasvmcontainerv2;rg-pay;vm-pay')).toBe(
      `VM;iaasvmcontainerv2;${by.name('rg-pay')};${by.name('vm-pay')}`,
    );
    const url = parseKeyUrl(by.id('https://kv-pay.vault.azure.net/keys/cmk/0123456789abcdef0123456789abcdef'));
    expect(url).toMatchObject({ vaultName: by.name('kv-pay'), kind: 'keys', name: by.name('cmk') });
    expect(url?.version).toMatch(/^[0-9a-f]{32}$/);
  });

  test('is the same wherever it stands and in whatever case', () => {
    expect(by.id(DISK.toUpperCase()).toLowerCase()).toBe(by.id(DISK).toLowerCase());
    expect(by.id(DISK).split('/').at(-1)).toBe(by.name('D'));
  });
});

test('every word that a check or a join knows is in the vocabulary', () => {
  const missing = new Set<string>();
  let seen = 0;
  for (const file of globSync('src/{assess,domain,collect}/**/*.ts'))
    for (const [, list = ''] of readFileSync(file, 'utf8').matchAll(/\bvalues\(((?:\s*'[A-Za-z0-9_]+',?)+\s*)\)/g))
      for (const [, value = ''] of list.matchAll(/'([^']+)'/g))
        seen += by.word(value) === value ? 1 : Number(missing.add(value).size > 0);
  for (const file of globSync('src/{assess,domain,collect}/**/*.ts'))
    for (const [, block = ''] of readFileSync(file, 'utf8').matchAll(/\bmeanings\(\{([\s\S]*?)\}\)/g))
      for (const [, value = ''] of block.matchAll(/^\s*([A-Za-z0-9_]+):/gm))
        seen += by.word(value) === value ? 1 : Number(missing.add(value).size > 0);
  expect([...missing]).toEqual([]);
  expect(seen).toBeGreaterThan(80);
  expect(AZURE_WORDS.size).toBeGreaterThan(400);
});

test('every field of a baseline is named, so that none is lost or left', () => {
  const paths: string[] = [];
  const walk = (schema: Record<string, unknown>, path: string): void => {
    const { properties, items, anyOf, additionalProperties } = schema as Record<string, Record<string, unknown>>;
    if (properties !== undefined)
      for (const [name, child] of Object.entries(properties))
        walk(child as Record<string, unknown>, path === '' ? name : `${path}.${name}`);
    else if (Array.isArray(anyOf)) walk(anyOf[0] as Record<string, unknown>, path);
    else if (items !== undefined) walk(items, `properties` in items ? `${path}[]` : path);
    else if (typeof additionalProperties === 'object') walk(additionalProperties, `${path}.*`);
    else paths.push(path);
  };
  walk(baselineJsonSchema() as Record<string, unknown>, '');
  expect(paths.filter((path) => path !== '$schema' && !(path in BASELINE_FIELDS))).toEqual([]);
  expect(Object.keys(BASELINE_FIELDS).filter((path) => !paths.includes(path))).toEqual([]);
});
