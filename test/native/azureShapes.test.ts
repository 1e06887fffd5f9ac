import { format } from 'prettier';
import { beforeAll, describe, expect, test } from 'vitest';
import { contoso, withOpenScenarios } from '../../simulator/estate/contoso/index.ts';
import { estate } from '../../simulator/estate/generator/index.ts';
import { ANSWERS, azureDocuments, exampleFiles, isPlaced, recordedFolders, rowColumns } from './shapes/azure.ts';
import { differencesOf, textOf, unrecorded, type Difference, type Ours } from './shapes/compare.ts';
import { LISTED, listedFor } from './shapes/listed.ts';
import { shapesPage } from './shapes/page.ts';
import { simulatedDocuments } from './shapes/simulated.ts';
import { UNVERIFIED } from './shapes/unverified.ts';

const references = azureDocuments();
const columns = rowColumns();
let ours: readonly Ours[] = [];
let differences: readonly Difference[] = [];

beforeAll(async () => {
  const manager = { subscription: 'workplace', tenantId: '6f1d2b84-0000-4a97-8b60-2e9d7c41f0a3' } as const;
  const authorizations = [{ principalId: manager.tenantId, name: 'Operators', role: manager.tenantId }];
  const bank = contoso(1, withOpenScenarios(), [{ ...manager, authorizations }]);
  ours = [...(await simulatedDocuments(bank)), ...(await simulatedDocuments(estate(4, 300)))];
  differences = differencesOf(references, ours, columns);
}, 300_000);

const unlisted = (found: readonly Difference[]): readonly string[] =>
  found.filter((difference) => listedFor(difference) === undefined).map(textOf);

describe('the simulator beside Azure', () => {
  test('every recorded document and every example has its place', () => {
    expect(references.filter(({ kind }) => kind.startsWith(' ') || kind === '').map(({ file }) => file)).toEqual([]);
    expect(exampleFiles().filter((file) => !isPlaced(file))).toEqual([]);
    expect(recordedFolders().filter((folder) => ANSWERS.includes(folder))).toHaveLength(ANSWERS.length);
    expect(references.filter(({ recorded }) => recorded).length).toBeGreaterThan(120);
  });

  test('no difference is unlisted', () => expect(unlisted(differences)).toEqual([]));

  test('no entry of the list stands for nothing', () => {
    const used = new Set(differences.map(listedFor));
    expect(LISTED.filter((entry) => !used.has(entry))).toEqual([]);
  });

  test('a kind without a recording is named with what it is built from', () =>
    expect(unrecorded(references, ours)).toEqual(Object.keys(UNVERIFIED).sort()));

  test('the page tells the same', async () => {
    const page = shapesPage(differences, references, unrecorded(references, ours));
    const pretty = await format(page, { parser: 'markdown', singleQuote: true, printWidth: 120 });
    await expect(pretty).toMatchFileSnapshot('../../docs/azure-shapes.md');
  });
});

const ITEM = 'microsoft.recoveryservices/vaults/backupfabrics/protectioncontainers/protecteditems';

/** The first of our documents of a kind in a channel, changed. */
function altered(kind: string, change: (properties: Record<string, unknown>) => void): readonly Ours[] {
  const found = ours.find((document) => document.kind.startsWith(kind) && document.channel === 'get');
  if (found === undefined) throw new Error(`The simulator has no ${kind}.`);
  const document = structuredClone(found.document) as { properties: Record<string, unknown> };
  change(document.properties);
  return [...ours.filter((other) => other !== found), { ...found, document }];
}

describe('an altered document is noticed', () => {
  test.each<[string, string, (properties: Record<string, unknown>) => void, string]>([
    ['another name', 'microsoft.compute/disks', (bag) => (bag['diskColour'] = 'blue'), 'diskColour | only ours'],
    ['another casing', ITEM, (bag) => (bag['VaultId'] = bag['vaultId']), 'VaultId | other casing'],
    ['another type', ITEM, (bag) => (bag['isArchiveEnabled'] = 'false'), 'isArchiveEnabled | other type'],
    [
      'a name that is missing',
      'microsoft.compute/snapshots',
      (bag) => delete bag['uniqueId'],
      'uniqueId | sometimes missing',
    ],
    [
      'another nesting',
      'microsoft.compute/disks',
      (bag) => (bag['creationData'] = { options: {} }),
      'creationData.options | only ours',
    ],
    [
      'a disk list where only counts stand',
      `${ITEM}/recoverypoints`,
      (bag) => (bag['recoveryPointDiskConfiguration'] = { includedDisks: [] }),
      'recoveryPointDiskConfiguration.includedDisks | only ours',
    ],
  ])('%s', (_, kind, change, told) => {
    const found = unlisted(differencesOf(references, altered(kind, change), columns));
    expect(found.length).toBeGreaterThan(0);
    expect(found.some((text) => text.includes(told))).toBe(true);
  });
});
