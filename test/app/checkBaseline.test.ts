import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { estate } from '../../simulator/estate/generator/index.ts';
import { startSimulator, type Simulator } from '../../simulator/index.ts';
import { alone, checkBaseline, onAzure, onPack } from '../../src/app/baseline/checkBaseline.ts';
import { baselineJsonSchemaText } from '../../src/app/baseline/schema.ts';
import { START, startBaseline } from '../../src/app/baseline/startBaseline.ts';
import { settingInWords } from '../../src/app/baseline/words.ts';
import { BaselineError, parseBaseline } from '../../src/app/baselineFile.ts';
import { readSettings } from '../../src/app/settings.ts';
import { fieldsOf } from '../../src/assess/judging/rules/fields.ts';
import { baselineAsText, baselineExitCode } from '../../src/cli/baselineText.ts';
import { DEFAULT_BASELINE } from '../../src/domain/baseline.ts';
import { PackReadError } from '../../src/pack/packReadError.ts';
import { tinyPack } from './pack/smallPack.ts';
import { temporaryFolder } from '../stage/temporaryFolder.ts';

const folder = temporaryFolder();
let pack: string;
beforeAll(async () => {
  pack = (await tinyPack(join(folder.path, 'out'))).packLocation;
});
afterAll(() => folder.dispose());

const EXEMPTION = { category: 'Waiver', justification: 'x', approvedBy: 'y', expiresOn: '2027-12-31' };
function baseline(name: string, extra: object): string {
  const file = join(folder.path, name);
  writeFileSync(file, JSON.stringify({ name: 'Bank', version: '3', ...extra }));
  return file;
}

describe('baseline check', () => {
  test('alone: the file in words, without an estate', async () => {
    const file = baseline('alone.json', { backup: { required: true } });
    const check = await checkBaseline(file, alone);
    expect(check.everywhere.filter(({ own }) => own)).toEqual([
      { field: 'backup.required', words: 'every VM must be backed up', own: true },
    ]);
    expect(check.against).toBeUndefined();
    expect(baselineAsText(check)).toContain('  * every VM must be backed up\n');
    expect(baselineExitCode(check)).toBe(0);
  });

  test('on a pack: which selector hits how many, which hits none, and what narrower rules leave to it', async () => {
    const file = baseline('pack.json', {
      levels: { gold: { backup: { required: true } } },
      rules: [
        { id: 'premium', where: { sku: ['Premium_LRS', 'StandardSSD_LRS', 'Standard_LRS'] }, level: 'gold' },
        { id: 'linux', where: { os: ['Linux', 'Windows'], sku: 'Premium_LRS' }, backup: { required: false } },
        { id: 'none', where: { resourceGroup: 'nowhere' }, level: 'gold' },
      ],
      exemptions: [
        { ...EXEMPTION, id: 'E1', check: 'KEY-01', where: { resourceGroup: 'nowhere' } },
        { ...EXEMPTION, id: 'E2', check: 'KEY-01', where: { sku: 'Premium_LRS' }, expiresOn: '2020-01-01' },
      ],
    });
    const check = await checkBaseline(file, () => onPack(pack));
    const [premium, linux, none] = check.rules.map(({ reach }) => reach);
    expect(premium?.hits.disk).toBeGreaterThan(0);
    expect(premium?.hits.disk).toBeLessThanOrEqual(check.against?.disks ?? 0);
    expect(linux?.hits.disk).toBeGreaterThan(0);
    expect(premium?.decides).toBe((premium?.hits.disk ?? 0) + (premium?.hits.snapshot ?? 0) - (linux?.decides ?? 0));
    expect(none).toMatchObject({ decides: 0, hits: { disk: 0, virtualMachine: 0 } });
    expect(check.exemptions.map(({ state }) => state)).toEqual(['matchesNothing', 'expired']);
    expect(check.against?.before).toBeDefined();
    const text = baselineAsText(check);
    expect(text).toMatch(/none: resource group nowhere \(level gold\)\n.+\n {4}→ MATCHES NOTHING\n/);
    expect(text).toContain('last day 2020-01-01 → ENDED');
    expect(baselineExitCode(check)).toBe(1);
  });

  test('on a pack: where a rule hits all, its findings are counted beside those of the pack', async () => {
    const check = await checkBaseline(baseline('same.json', {}), () => onPack(pack));
    const { nonCompliant, unknown, exempt } = check.against ?? {};
    expect({ nonCompliant, unknown, exempt }).toEqual(check.against?.before);
    const strict = await checkBaseline(baseline('strict.json', { atRest: { requireDoubleEncryption: true } }), () =>
      onPack(pack),
    );
    expect(strict.against?.nonCompliant).toBeGreaterThan(nonCompliant ?? 0);
  });

  describe('live', () => {
    let azure: Simulator;
    beforeAll(async () => {
      azure = await startSimulator({ tenant: estate(7, 10), quota: false, armQuota: false });
    });
    afterAll(async () => azure.close());

    test('Azure is read now', async () => {
      const ca = join(folder.path, 'ca.pem');
      writeFileSync(ca, azure.ca);
      const settings = readSettings({
        UNBROKEN_ENDPOINT: azure.endpoint,
        UNBROKEN_CA_FILE: ca,
        UNBROKEN_ACCESS_TOKEN: (await azure.credential.getToken()).token,
      });
      const file = baseline('live.json', {
        rules: [{ id: 'all', where: { os: ['Linux', 'Windows'] }, dr: { required: true } }],
      });
      const check = await checkBaseline(file, (loaded) => onAzure(settings, loaded, () => undefined));
      expect(check.against).toMatchObject({ estate: 'Azure, read now', before: undefined });
      expect(check.rules[0]?.reach?.hits.disk).toBeGreaterThan(0);
    });
  });

  test.each([
    [
      'a file that is not there',
      () => checkBaseline(join(folder.path, 'none.json'), alone),
      BaselineError,
      /none\.json cannot be read/,
    ],
    [
      'a bad file',
      () => checkBaseline(baseline('bad.json', { dr: 1 }), alone),
      BaselineError,
      /\$\.dr: found 1; must be an object/,
    ],
    [
      'a pack that is not there',
      () => checkBaseline(baseline('b.json', {}), () => onPack('nope')),
      PackReadError,
      /There is no pack at nope/,
    ],
  ] as const)('%s is one clear error', async (_, check, kind, message) => {
    await expect(check()).rejects.toThrow(kind);
    await expect(check()).rejects.toThrow(message);
  });
});

describe('baseline init', () => {
  test('writes the built-in default with comments, and the schema beside it', async () => {
    const file = join(folder.path, 'new.jsonc');
    const schema = join(folder.path, 'baseline.schema.json');
    expect(await startBaseline(file)).toEqual({ written: [file, schema], kept: undefined });
    const { name, version, ...rules } = parseBaseline(readFileSync(file, 'utf8'), file).baseline;
    expect({ ...DEFAULT_BASELINE, name, version }).toEqual({ ...rules, name, version });
    expect(readFileSync(schema, 'utf8')).toBe(baselineJsonSchemaText());
  });

  test('its examples are baselines too', () => {
    const uncommented = START.replace(/^( *)\/\/ (?=["{} ]*(?:["{}]))/gm, '$1').replaceAll('…', 'x');
    const { baseline: read } = parseBaseline(uncommented, 'examples');
    expect(read.rules.map(({ id }) => id)).toEqual(['secret data', 'sandbox']);
    expect(read.exemptions.map(({ id }) => id)).toEqual(['EX-1']);
    expect(read.attestations.map(({ id }) => id)).toEqual(['AT-1']);
    expect(read.acknowledgedGaps.map(({ id }) => id)).toEqual(['GAP-1']);
  });

  test('overwrites nothing', async () => {
    const file = join(folder.path, 'mine.jsonc');
    writeFileSync(file, 'mine');
    await expect(startBaseline(file)).rejects.toThrow(/mine\.jsonc already exists and is not overwritten/);
    expect(readFileSync(file, 'utf8')).toBe('mine');
    await expect(startBaseline(join(folder.path, 'no', 'such.jsonc'))).rejects.toThrow(/cannot be written/);
  });

  test('a schema of another version is left, and told', async () => {
    const schema = join(folder.path, 'baseline.schema.json');
    writeFileSync(schema, '{}');
    expect(await startBaseline(join(folder.path, 'other.jsonc'))).toMatchObject({ kept: schema });
    expect(readFileSync(schema, 'utf8')).toBe('{}');
    expect(existsSync(join(folder.path, 'other.jsonc'))).toBe(true);
  });
});

test('every setting has words', () => {
  for (const [field, value] of fieldsOf(DEFAULT_BASELINE))
    expect(settingInWords(field, value)).not.toMatch(new RegExp(`^${field} is`));
});
