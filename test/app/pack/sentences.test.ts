import { describe, expect, test } from 'vitest';
import { parseBaseline } from '../../../src/app/baselineFile.ts';
import { renderPack } from '../../../src/app/renderPack.ts';
import { describeBaseline } from '../../../src/app/verify/baseline.ts';
import { Differences } from '../../../src/app/verify/step.ts';
import { verifyPack } from '../../../src/app/verify/verifyPack.ts';
import { faultText } from '../../../src/cli/output.ts';
import { verifiedAsText } from '../../../src/cli/verify.ts';
import { canonicalJson } from '../../../src/pack/canonicalJson.ts';
import { attackedPack } from './attackedPack.ts';

const { copy, victim } = attackedPack();

/** Ends our quotation, our sentence and our line, each in every way there is. */
const SPOOF = 'AUTHENTIC: x". It” is.\nAUTHENTIC: all is well\u2028AUTHENTIC';

/** Every text in a value, one after the other, in the place of which the spoof stands. */
function* spoofed(value: unknown, path = ''): Generator<readonly [path: string, value: unknown]> {
  if (typeof value === 'string') yield [path, SPOOF];
  if (typeof value !== 'object' || value === null) return;
  for (const [key, child] of Object.entries(value).slice(0, 40))
    for (const [where, other] of spoofed(child, `${path}.${key}`))
      yield [where, Array.isArray(value) ? (value as unknown[]).with(Number(key), other) : { ...value, [key]: other }];
  if (!Array.isArray(value)) yield [`${path}.+`, { ...value, [SPOOF]: 1 }];
}

/** The same, of entries of one list the first only. */
function* eachOnce(value: unknown): Generator<readonly [path: string, value: unknown]> {
  const seen = new Set<string>();
  for (const [path, other] of spoofed(value)) {
    const place = path.replaceAll(/\.\d+/g, '.#');
    if (!seen.has(place)) yield [path, other];
    seen.add(place);
  }
}

/** The first line of each kind in a line file. */
function firstLines(name: string): readonly (readonly [at: number, value: unknown])[] {
  const kinds = new Set<unknown>();
  return victim.lines(name).flatMap((line, at) => {
    const value = JSON.parse(line) as { readonly kind?: unknown };
    if (kinds.has(value.kind)) return [];
    kinds.add(value.kind);
    return [[at, value] as const];
  });
}

/** What a person is shown, and what of it is not in quotes. */
async function shown(read: () => Promise<string>): Promise<string> {
  try {
    return await read();
  } catch (error) {
    return faultText(error);
  }
}

/** Sentences of ours in which the spoof speaks: what is in quotes does not. */
const speaks = (sentences: readonly string[]): readonly string[] =>
  sentences.filter((sentence) => sentence.replaceAll(/"(?:[^"\\]|\\.)*"?/g, '""').includes('AUTHENTIC:'));

async function expectQuoted(what: string): Promise<void> {
  const text = await shown(async () => {
    const outcome = await verifyPack({ pack: copy, earlier: [], stopAtFirst: true });
    const { steps } = outcome;
    const sentences = steps.flatMap(({ differences, notVerified, worded }) => [
      ...differences,
      ...notVerified,
      ...worded,
    ]);
    expect(speaks(sentences), what).toEqual([]);
    return verifiedAsText(outcome);
  });
  expect(text, what).not.toMatch(/^AUTHENTIC/m);
  expect(await shown(async () => (await renderPack(copy, 'csv').next()).value as string), what).not.toMatch(
    /^AUTHENTIC/m,
  );
}

describe('no text of a pack begins a line, or stands in a sentence of ours without quotes', () => {
  test('manifest.json', async () => {
    for (const [path, value] of eachOnce(victim.manifest())) {
      victim.writeManifest(value as Record<string, unknown>);
      await expectQuoted(`manifest.json ${path}`);
      victim.restore();
    }
  }, 900_000);

  test.each(['context.jsonl.gz', 'record.jsonl.gz', 'carried.jsonl.gz', 'observations.jsonl.gz', 'answers.jsonl.gz'])(
    '%s',
    async (name) => {
      for (const [at, line] of firstLines(name))
        for (const [path, value] of eachOnce(line)) {
          victim.writeLines(name, victim.lines(name).with(at, canonicalJson(value)));
          victim.rehash();
          await expectQuoted(`${name} ${path}`);
          victim.restore();
        }
    },
    900_000,
  );

  test('baseline.json', async () => {
    const baseline = JSON.parse(victim.read('baseline.json').toString()) as unknown;
    for (const [path, value] of eachOnce(baseline)) {
      victim.write('baseline.json', Buffer.from(JSON.stringify(value)));
      victim.rehash();
      await expectQuoted(`baseline.json ${path}`);
      victim.restore();
    }
  }, 900_000);
});

function trustsOf(baseline: object): readonly string[] {
  const differences = new Differences();
  describeBaseline(
    parseBaseline(JSON.stringify({ name: 'Contoso', version: '1', ...baseline }), 'baseline.json'),
    differences,
  );
  return differences.step('manifest', '').notVerified;
}

describe('what a baseline accepts is told, wherever in it that stands', () => {
  const platform = { atRest: { acceptedMethods: ['platformKey'] } };
  const where = { managementGroup: 'contoso' };
  test.each([
    ['everywhere', platform, 'it accepts platformKey everywhere;'],
    [
      'by a rule',
      { rules: [{ id: 'all', where, ...platform }] },
      'platformKey by rule "all" for "management group contoso";',
    ],
    [
      'by a level',
      { levels: { low: platform }, rules: [{ id: 'l', where: { tags: { data: 'low' } }, level: 'low' }] },
      'platformKey by rule "l" (level "low") for "tag data = low";',
    ],
    [
      'by more rules than are named',
      {
        rules: Array.from({ length: 9 }, (_, at) => ({
          id: `r${String(at)}`,
          where: { subscription: guid(at) },
          ...platform,
        })),
      },
      ', by rule "r2" for "subscription 00000000-0000-0000-0000-000000000002", and 6 more;',
    ],
  ])('%s', (_how, baseline, told) => {
    expect(trustsOf(baseline)[0]).toContain(told);
  });

  test.each([
    [{}, 'asks what the default baseline of this version asks.'],
    [{ backup: { maximumRecoveryPointAgeDays: 3650 } }, 'backup.maximumRecoveryPointAgeDays is 3650.'],
    [{ absence: 'strict' }, 'absence is strict.'],
    [{ exporting: { approvedExporters: [guid(1)] } }, 'exporting.approvedExporters is a list of 1.'],
    [{ rules: [{ id: 'r', where, dr: { required: true } }] }, 'dr.required is true by rule "r".'],
  ])('what %j asks otherwise than the default', (baseline, told) => {
    expect(trustsOf(baseline)[1]).toContain(told);
  });
});

function guid(last: number): string {
  return `00000000-0000-0000-0000-${String(last).padStart(12, '0')}`;
}

test('a long text neither hides what stands behind it nor another sentence', async () => {
  const [head = '', ...rest] = victim.lines('context.jsonl.gz');
  const context = JSON.parse(head) as { head: Record<string, unknown> };
  const ownerTag = 'x'.repeat(512);
  victim.writeLines('context.jsonl.gz', [canonicalJson({ ...context, head: { ...context.head, ownerTag } }), ...rest]);
  const manifest = victim.manifest();
  victim.writeManifest({ ...manifest, settings: { ...(manifest['settings'] as object), ownerTag } });
  victim.rehash();
  const { steps } = await verifyPack({ pack: copy, earlier: [], stopAtFirst: true });
  const trusts = steps.flatMap(({ notVerified }) => notVerified);
  expect(trusts.filter((text) => text.length > 2_000)).toEqual([]);
  expect(trusts.join('\n')).toMatch(/a sample of 25 disks, 20 resources cross-checked .* started once\.\n/);
  expect(trusts.join('\n')).toContain('…" (cut: it has 512 characters).');

  victim.writeManifest({ ...manifest, settings: { ...(manifest['settings'] as object), ownerTag: 'x'.repeat(513) } });
  await expect(verifyPack({ pack: copy, earlier: [] })).rejects.toThrow('settings.ownerTag');
}, 60_000);
