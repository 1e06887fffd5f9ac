import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { diffPacks } from '../../../src/app/diffPacks.ts';
import { explain } from '../../../src/app/explain.ts';
import { redactPack } from '../../../src/app/redact/redactPack.ts';
import { renderPack } from '../../../src/app/renderPack.ts';
import { readSettings } from '../../../src/app/settings.ts';
import { verifyPack } from '../../../src/app/verify/verifyPack.ts';
import { canonicalJson } from '../../../src/pack/canonicalJson.ts';
import { JsonLines } from '../../../src/pack/lineFile.ts';
import { growPacked } from '../../../src/pack/packedSequence.ts';
import { attackedPack } from './attackedPack.ts';

const { folder, original, copy, victim } = attackedPack();

/** Far more than the rows of ten disks allow, and nothing to a machine. */
const MANY = 120_000;

/** Puts lines behind the head of a line file, which announces them. */
function announce(name: string, list: string, line: string): void {
  const lines = victim.lines(name);
  const head = JSON.parse(lines[0] ?? '') as { counts: Record<string, number> };
  head.counts[list] = (head.counts[list] ?? 0) + MANY;
  const file = new JsonLines(copy, name);
  file.addLine(canonicalJson(head));
  for (let at = 0; at < MANY; at += 1) file.addLine(line);
  for (const other of lines.slice(1)) file.addLine(other);
  file.close();
  victim.rehash(false);
  const manifest = victim.manifest();
  const parts = victim.parts.map((part) => (part.name === name ? { ...part, rows: lines.length + MANY } : part));
  victim.writeManifest({ ...manifest, parts });
}

/** Everything that reads a pack, with what it says of one that it does not read. */
const READERS: Readonly<Record<string, () => Promise<string>>> = {
  verify: async () =>
    (await verifyPack({ pack: copy, earlier: [], stopAtFirst: true })).steps
      .flatMap(({ differences }) => differences)
      .join('\n'),
  render: async () => (await renderPack(copy, 'json').next()).value as string,
  'render --unverified': async () => (await renderPack(copy, 'json', { unverified: true }).next()).value as string,
  diff: async () => (await diffPacks(original, copy)).text,
  explain: async () =>
    JSON.stringify(await explain('vm-1', { settings: readSettings({}), pack: copy, folder: folder.path })),
  redact: async () =>
    JSON.stringify(
      await redactPack({ pack: copy, output: join(folder.path, 'r'), mapping: join(folder.path, 'm.json') }),
    ),
};
const told = (read: () => Promise<string>): Promise<string> =>
  read().catch((error: unknown) => (error instanceof Error ? error.message : ''));

const RECORD_LISTS = [
  'checks',
  'coverage',
  'population',
  'gaps',
  'notAssessed',
  'summary',
  'exemptions',
  'attestations',
  'policyExemptions',
  'chains',
  'verdicts',
  'lineage',
  'blastRadius',
] as const;

describe('a list that no run of these rows can have is refused before it is loaded', () => {
  test.each(RECORD_LISTS)('%s of the record', async (list) => {
    announce('record.jsonl.gz', list, `{"entry":{"id":"x","subject":"x"},"kind":"${list}"}`);
    const began = performance.now();
    expect(await told(READERS['verify'] as () => Promise<string>)).toMatch(
      new RegExp(`The record's head announces \\d+ ${list}, more than the rows and questions of this pack allow`),
    );
    expect(performance.now() - began).toBeLessThan(20_000);
  });

  const life = '{"entry":{"key":"x","life":{}},"kind":"lives"}';
  test('lives of the context', async () => {
    announce('context.jsonl.gz', 'lives', life);
    expect(await told(READERS['verify'] as () => Promise<string>)).toContain('lives, more than the rows and questions');
  });

  test('more lines than the head announces are not read on either', async () => {
    announce('context.jsonl.gz', 'lives', life);
    const [head = '', ...rest] = victim.lines('context.jsonl.gz');
    victim.writeLines('context.jsonl.gz', [head.replace(/"lives":\d+/, '"lives":0'), ...rest.slice(0, 50)]);
    victim.rehash();
    expect(await told(READERS['verify'] as () => Promise<string>)).toMatch(/Line 2 of the context is/);
  });
});

describe('what a first run cannot have is refused by whoever reads', () => {
  const change = canonicalJson({
    kind: 'changes',
    entry: {
      ...{ check: 'KEY-01', subject: '/x', subjectName: 'x', subscriptionId: 'x' },
      ...{ kind: 'new', because: 'x', cause: 'estate' },
    },
  });
  test.each(Object.entries(READERS))('changes, by %s', async (name, read) => {
    announce('context.jsonl.gz', 'changes', change);
    const said = await told(read);
    // Neither of them reads the context of a pack whose record it shows.
    if (name === 'render --unverified') expect(said).toMatch(/^\{/);
    else expect(said).toMatch(/context of a first run announces 120000 changes|fails verification/);
  });
});

test('a README of millions of lines is a difference, and not held against one line after the other', async () => {
  victim.write('README.txt', Buffer.from('x\n'.repeat(4 << 20)));
  victim.rehash();
  const began = performance.now();
  expect(await told(READERS['verify'] as () => Promise<string>)).toContain('README.txt has over 1048576 bytes');
  victim.write('README.txt', Buffer.from('x\n'.repeat(1 << 19)));
  victim.rehash();
  expect(await told(READERS['verify'] as () => Promise<string>)).toMatch(/README\.txt, line 1 reads "x"; rendered/);
  expect(performance.now() - began).toBeLessThan(20_000);
});

test('entries that are few and long do not stay in memory', () => {
  const growing = growPacked()<{ readonly text: string }>();
  for (let at = 0; at < 100; at += 1) growing.add({ text: 'x'.repeat(500_000) });
  const whole = growing.whole();
  expect(Array.isArray(whole)).toBe(false);
  expect([whole.length, whole.at(99)?.text.length]).toEqual([100, 500_000]);
});
