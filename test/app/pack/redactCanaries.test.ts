import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LocalOutcome } from '../../../src/app/localRun.ts';
import { redactPack } from '../../../src/app/redact/redactPack.ts';
import { FORMATS, renderPack } from '../../../src/app/renderPack.ts';
import { verifyPack } from '../../../src/app/verify/verifyPack.ts';
import { carriedOf, openPack, rawRowsOf, recordOf } from '../../../src/pack/readPack.ts';
import { Canaries, withCanaries } from './canaries.ts';
import { weeklyPacks } from './twoWeeks.ts';
import { temporaryFolder } from '../../stage/temporaryFolder.ts';

const folder = temporaryFolder();
afterAll(() => folder.dispose());
const canaries = new Canaries();
const group = canaries.text('contoso');

/** Asks nothing new of the estate, but names all that a baseline can name. */
const BASELINE = {
  name: 'canary name of a baseline',
  version: 'canary version',
  expectedSubscriptions: [],
  levels: { 'canary level': { keys: { expiryNoticeDays: 31 } } },
  rules: [
    { id: 'canary rule', level: 'canary level', where: { managementGroup: group } },
    {
      id: 'canary rule of names',
      where: {
        resourceGroup: [canaries.text('rg-ledger-weu'), 'canary-group'],
        tags: { [canaries.text('owner')]: ['canary owner'], canaryTag: 'canary value' },
        sku: ['Standard_D4s_v5', 'canary_sku'],
      },
      keys: { maximumVersionAgeDays: 366 },
      backup: {
        approvedExcludedDisks: [
          '/subscriptions/11111111-2222-4333-8444-555555555555/resourceGroups/canary/providers/Canary.Compute/canaries/canary',
        ],
      },
    },
  ],
  attestations: [
    {
      id: 'canary attestation',
      check: 'CTL-01',
      where: { tags: { canaryTag: 'canary value' } },
      statement: 'A canary says that it holds.',
      evidence: { reference: 'https://canary.example/canary', sha256: 'c'.repeat(64) },
      attestedBy: 'canary@canary.example',
      attestedOn: '2026-11-01',
      expiresOn: '2027-01-31',
    },
  ],
  acknowledgedGaps: [
    {
      id: 'canary gap',
      source: '*',
      subscription: '11111111-2222-4333-8444-555555555555',
      reason: 'A canary knows of it.',
      expiresOn: '2027-01-31',
    },
  ],
  exemptions: [
    {
      id: 'canary exemption',
      check: 'KEY-01',
      where: { tags: { canaryTag: 'canary value' } },
      category: 'Waiver',
      justification: 'A canary has approved of it.',
      approvedBy: 'canary@canary.example',
      expiresOn: '2027-01-31',
      ticket: 'CANARY-4711',
    },
  ],
};

let weeks: readonly LocalOutcome[];
const copies: string[] = [];

beforeAll(async () => {
  const baseline = join(folder.path, 'baseline.json');
  writeFileSync(baseline, JSON.stringify(BASELINE));
  const settings = {
    UNBROKEN_MANAGEMENT_GROUPS: group,
    UNBROKEN_BASELINE: baseline,
    UNBROKEN_OWNER_TAG: canaries.text('owner'),
  };
  const tenant = (one: Parameters<typeof withCanaries>[0]): typeof one => withCanaries(one, canaries);
  weeks = await weeklyPacks(join(folder.path, 'out'), [
    { week: 1, tenant, settings },
    { week: 2, tenant, settings },
  ]);
  for (const [at, { packLocation }] of weeks.entries()) {
    const output = join(folder.path, `copy${String(at)}`);
    await redactPack({ pack: packLocation, output, mapping: join(folder.path, 'mapping.json') });
    copies.push(output);
  }
}, 300_000);

/** Every text of a pack by where it stands: names of parts, parts unpacked, what is inside of a workbook. */
async function textsOf(where: string): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for (const name of (await openPack(where)).names) {
    const bytes = readFileSync(join(where, name));
    texts.set(`name of ${name}`, name);
    if (name.endsWith('.gz')) texts.set(name, gunzipSync(bytes).toString('utf8'));
    else if (name.endsWith('.xlsx'))
      for (const [inner, file] of Object.entries(unzipSync(bytes))) texts.set(`${name}!${inner}`, strFromU8(file));
    else texts.set(name, bytes.toString('utf8'));
  }
  return texts;
}

const leaksIn = (texts: ReadonlyMap<string, string>, what: RegExp): readonly string[] =>
  [...texts].flatMap(([where, text]) =>
    [...text.matchAll(what)]
      .slice(0, 3)
      .map(({ index }) => `${where}: ${text.slice(Math.max(0, index - 60), index + 40)}`),
  );

describe.each([0, 1])('an estate whose every free string is a canary, week %i', (at) => {
  test('has canaries in its pack, and restores and findings to speak of', async () => {
    const where = weeks[at]?.packLocation ?? '';
    const texts = await textsOf(where);
    for (const part of [
      'raw/disks.jsonl.gz',
      'baseline.json',
      'record.jsonl.gz',
      'observations.jsonl.gz',
      'answers.jsonl.gz',
    ])
      expect(texts.get(part)?.match(/canary/gi)?.length ?? 0, part).toBeGreaterThan(5);
    expect(weeks[at]?.record.verdicts.length).toBeGreaterThan(150);
    expect((await carriedOf(await openPack(where))).own.restores.length).toBeGreaterThan(0);
  });

  test('has none in any part of the copy, its workbook and what is rendered from it', async () => {
    const texts = new Map(await textsOf(copies[at] ?? ''));
    for (const format of FORMATS) {
      let text = '';
      for await (const piece of renderPack(copies[at] ?? '', format)) text += piece;
      texts.set(format, text);
    }
    expect(leaksIn(texts, /canary|c{64}/gi)).toEqual([]);
    expect(readdirSync(copies[at] ?? '').join(' ')).not.toMatch(/canary/i);
  });

  test('has no GUID of the original in the copy', async () => {
    const guids = new Set<string>();
    const pack = await openPack(weeks[at]?.packLocation ?? '');
    for await (const { raw } of rawRowsOf(pack))
      for (const [guid] of JSON.stringify(raw).matchAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi))
        guids.add(guid.toLowerCase());
    guids.delete('00000000-0000-0000-0000-000000000000');
    const found = leaksIn(await textsOf(copies[at] ?? ''), /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi).filter(
      (text) => [...guids].some((guid) => text.toLowerCase().includes(guid)),
    );
    expect(guids.size).toBeGreaterThan(50);
    expect(found).toEqual([]);
  });

  test('is verified like any pack, and says the same', async () => {
    const { steps, holds } = await verifyPack({ pack: copies[at] ?? '', earlier: [] });
    expect(steps.flatMap(({ differences }) => differences)).toEqual([]);
    expect(holds).toBe(true);
    const statuses = ({ verdicts }: LocalOutcome['record']): readonly string[] =>
      verdicts.map(({ check, status, severity }) => `${check} ${status} ${severity}`).sort();
    expect(statuses(await recordOf(await openPack(copies[at] ?? '')))).toEqual(
      statuses(weeks[at]?.record as LocalOutcome['record']),
    );
  });
});
