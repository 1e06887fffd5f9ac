import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LocalOutcome } from '../../../src/app/localRun.ts';
import { ByKind } from '../../../src/app/redact/byKind.ts';
import { Pseudonyms } from '../../../src/app/redact/pseudonyms.ts';
import { redactPack } from '../../../src/app/redact/redactPack.ts';
import { verifyPack } from '../../../src/app/verify/verifyPack.ts';
import { openPack, recordOf } from '../../../src/pack/readPack.ts';
import { smallBankPack } from './smallPack.ts';
import { temporaryFolder } from '../../stage/temporaryFolder.ts';

const folder = temporaryFolder();
const output = join(folder.path, 'shared');
const mapping = join(folder.path, 'mapping.json');
let original: LocalOutcome;

beforeAll(async () => {
  original = await smallBankPack(2, join(folder.path, 'out'));
  await redactPack({ pack: original.packLocation, output, mapping });
}, 300_000);
afterAll(() => folder.dispose());

/** Every text of the copy, unpacked. */
async function textsOf(where: string): Promise<string> {
  const { names } = await openPack(where);
  return names
    .map((name) => {
      const bytes = readFileSync(join(where, name));
      if (name.endsWith('.gz')) return gunzipSync(bytes).toString('utf8');
      if (name.endsWith('.xlsx'))
        return Object.values(unzipSync(bytes))
          .map((file) => strFromU8(file))
          .join('\n');
      return bytes.toString('utf8');
    })
    .join('\n')
    .toLowerCase();
}

const secret = (): Buffer =>
  Buffer.from((JSON.parse(readFileSync(mapping, 'utf8')) as { secret: string }).secret, 'hex');
const pseudonyms = (): Record<string, string> =>
  (JSON.parse(readFileSync(mapping, 'utf8')) as { pseudonyms: Record<string, string> }).pseudonyms;

describe('a redacted copy', () => {
  test('is verified like any pack, and so is the original', async () => {
    for (const pack of [output, original.packLocation]) {
      const verified = await verifyPack({ pack, earlier: [] });
      expect(verified.steps.flatMap(({ differences }) => differences)).toEqual([]);
    }
  });

  test('says of each disk what the original says, under its pseudonym', async () => {
    const copy = await recordOf(await openPack(output));
    const by = new ByKind(new Pseudonyms(secret()));
    const overall = (chains: typeof copy.chains, name: (text: string) => string): readonly string[] =>
      chains
        .map(
          (chain) =>
            `${name(chain.name)} ${chain.role} ${Object.values(chain.requirements)
              .map(({ status }) => status)
              .join(' ')}`,
        )
        .sort();
    expect(overall(copy.chains, (text) => text.toLowerCase())).toEqual(
      overall(original.record.chains, (name) => by.name(name).toLowerCase()),
    );
  });

  test('holds no subscription, tenant, resource or people of the original', async () => {
    const text = await textsOf(output);
    const { record } = original;
    const secrets = new Set([
      record.scope.tenantId ?? '',
      'contoso',
      ...record.coverage.flatMap(({ subscriptionId, name }) => [subscriptionId, name.toLowerCase()]),
      ...record.chains.flatMap(({ name, resourceGroup }) => [name.toLowerCase(), resourceGroup.toLowerCase()]),
      ...record.verdicts.map(({ subjectName }) => subjectName.toLowerCase()).filter((name) => /[a-z]{3}.*-/.test(name)),
    ]);
    expect(secrets.size).toBeGreaterThan(40);
    const leaks = [...secrets].filter((name) => name.length > 5 && text.includes(name));
    expect(leaks).toEqual([]);
  });

  test('has the same pseudonyms again with the same mapping, others without', async () => {
    const before = pseudonyms();
    await redactPack({ pack: original.packLocation, output: join(folder.path, 'again'), mapping });
    expect(pseudonyms()).toEqual(before);
    expect(readFileSync(join(folder.path, 'again', 'manifest.json'))).toEqual(
      readFileSync(join(output, 'manifest.json')),
    );
  });

  test('is not written into itself, over something, or from a pack that does not hold', async () => {
    const pack = original.packLocation;
    await expect(
      redactPack({ pack, output: join(folder.path, 'x'), mapping: join(folder.path, 'x', 'm.json') }),
    ).rejects.toThrow('would lie inside the copy');
    await expect(redactPack({ pack, output, mapping })).rejects.toThrow('already exists');
  });
  test('of two begun at once into one place the first is whole, and the other leaves it alone', async () => {
    const pack = original.packLocation;
    const place = join(folder.path, 'contested');
    const both = await Promise.allSettled(
      ['one', 'other'].map((name) => redactPack({ pack, output: place, mapping: join(folder.path, `${name}.json`) })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await verifyPack({ pack: place, earlier: [] })).holds).toBe(true);
  }, 60_000);
});
