import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { redactPack } from '../../../src/app/redact/redactPack.ts';
import { verifyPack } from '../../../src/app/verify/verifyPack.ts';
import { contextOf, openPack } from '../../../src/pack/readPack.ts';
import { remadePack, type Said } from './remade.ts';
import { tinyPack } from './smallPack.ts';
import { temporaryFolder } from '../../stage/temporaryFolder.ts';

const folder = temporaryFolder();
const copy = join(folder.path, 'copy');
let original: string;
beforeAll(async () => {
  original = (await tinyPack(join(folder.path, 'out'))).packLocation;
  await redactPack({ pack: original, output: copy, mapping: join(folder.path, 'mapping.json') });
}, 120_000);
afterAll(() => folder.dispose());

let made = 0;
/** What verify finds where a pack is called redacted, or not, and made anew. */
async function called(
  from: string,
  redacted: boolean,
  change: (said: Said) => Partial<Said> = () => ({}),
): Promise<string> {
  const to = join(folder.path, `made-${String((made += 1))}`);
  await remadePack(from, to, (said) => ({ ...change(said), redacted }));
  const { steps } = await verifyPack({ pack: to, earlier: [], stopAtFirst: true });
  return steps.flatMap(({ differences }) => differences).join('\n');
}

const COPYS_NAME = 'run-xabcdefg-redacted';
const renamed = ({ context, carried }: Said): Partial<Said> => ({
  context: { ...context, runId: COPYS_NAME },
  carried: { ...carried, runId: COPYS_NAME },
});

test('an original that is called redacted is none', async () => {
  const found = await called(original, true);
  expect(found).toContain('but its run id cli-2026-11-16T06-00-00-000Z is not a pseudonym.');
  expect(found).toContain('holds something that redaction removes');
});

test('nor is one with the name of a copy', async () => {
  expect(await called(original, true, renamed)).toContain('holds something that redaction removes');
});

test('a copy that is not called so', async () => {
  expect(await called(copy, false)).toContain('is that of a redacted copy, but manifest.json does not say so.');
});

test.each<readonly [string, (raw: Record<string, unknown>) => Record<string, unknown>]>([
  ['a name', (raw) => ({ ...raw, name: 'payroll' })],
  ['a field that nobody knows', (raw) => ({ ...raw, note: 'x' })],
  ['a tag', (raw) => ({ ...raw, tags: { owner: 'somebody' } })],
])('a copy with %s that a redaction takes', async (_what, change) => {
  const found = await called(copy, true, ({ rows }) => ({
    rows: rows.map((row, at) => (at === 0 ? { ...row, raw: change(row.raw as Record<string, unknown>) } : row)),
  }));
  expect(found).toMatch(/holds something that redaction removes/);
});

test('a copy that is signed', async () => {
  const { signed } = await contextOf(await openPack(copy));
  expect(signed).toBe(false);
  expect(await called(copy, true, ({ context }) => ({ context: { ...context, signed: true } }))).toContain(
    'is neither signed nor has excerpts',
  );
});

test('a copy that is made anew as it was holds', async () => {
  expect(await called(copy, true)).toBe('');
});
