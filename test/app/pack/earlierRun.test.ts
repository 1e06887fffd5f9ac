import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LocalOutcome } from '../../../src/app/localRun.ts';
import { redactPack } from '../../../src/app/redact/redactPack.ts';
import { FIELDS } from '../../../src/app/verify/earlierRun.ts';
import { verifyPack, type VerifyOutcome } from '../../../src/app/verify/verifyPack.ts';
import { parseBaseline } from '../../../src/app/baselineFile.ts';
import type { Observation } from '../../../src/domain/observation.ts';
import { observationsOf, openPack } from '../../../src/pack/readPack.ts';
import type { Tenant } from '../../../simulator/tenant.ts';
import { remadePack, type Said } from './remade.ts';
import { copyOfPack } from './smallPack.ts';
import { Victim } from './tamper.ts';
import { weeklyPacks } from './twoWeeks.ts';
import { temporaryFolder } from '../../stage/temporaryFolder.ts';

const folder = temporaryFolder();
afterAll(() => folder.dispose());

/** A bank that has lost most of its disks since last week. */
function shrunk(tenant: Tenant): Tenant {
  return {
    ...tenant,
    rows: (table, only) => {
      let disks = 0;
      return [...tenant.rows(table, only)].filter(
        ({ type }) => type.toLowerCase() !== 'microsoft.compute/disks' || (disks += 1) < 4,
      );
    },
  };
}

let weeks: readonly [LocalOutcome, LocalOutcome];
/** Of the second week without the first. */
let alone: VerifyOutcome;
beforeAll(async () => {
  weeks = (await weeklyPacks(join(folder.path, 'out'), [{ week: 1 }, { week: 2, tenant: shrunk }])) as [
    LocalOutcome,
    LocalOutcome,
  ];
  alone = await verifyPack({ pack: weeks[1].packLocation, earlier: [] });
}, 300_000);

const differencesIn = ({ steps }: VerifyOutcome): readonly string[] => steps.flatMap(({ differences }) => differences);
const trustsIn = ({ steps }: VerifyOutcome): readonly string[] => steps.flatMap(({ notVerified }) => notVerified);

/** A trust for each group of fields that depend on the run before. */
const TRUSTS = [
  /^How large 1 population that shrank had been in the previous run: give its pack with --previous\.$/,
  /^\d+ changes since run .*, its time and its counts, the trend over 1 run, and when \d+ findings were first seen: give its pack/,
  /^That earlier runs saw the \d+ carried restores? and watched restores in \d+ subscriptions: the previous pack was not given\.$/,
  /^The packs before run /,
];

describe('a second week that lost disks, and changed in all that depends on the first', () => {
  test('has something in each of these fields', () => {
    const { record, changes } = weeks[1];
    expect(record.shrunkSources).toEqual(['disks']);
    expect(record.incompleteBecause.at(-1)).toMatch(/^disks shrank from \d+ to \d+ rows/);
    expect(changes.length).toBeGreaterThan(0);
  });

  test('holds without the first, and says what is taken on trust', () => {
    expect(differencesIn(alone)).toEqual([]);
    for (const trust of TRUSTS)
      expect(
        trustsIn(alone).filter((sentence) => trust.test(sentence)),
        String(trust),
      ).toHaveLength(1);
  });

  test('holds with the first, and takes none of it on trust', async () => {
    const chained = await verifyPack({ pack: weeks[1].packLocation, earlier: [weeks[0].packLocation] });
    expect(differencesIn(chained)).toEqual([]);
    for (const trust of TRUSTS) expect(trustsIn(chained).filter((sentence) => trust.test(sentence))).toEqual([]);
  });

  test('is redacted, and the copy holds', async () => {
    const output = join(folder.path, 'copy');
    await redactPack({ pack: weeks[1].packLocation, output, mapping: join(folder.path, 'mapping.json') });
    expect(differencesIn(await verifyPack({ pack: output, earlier: [] }))).toEqual([]);
  });

  test('the first run of a scope lists none of it', async () => {
    const first = await verifyPack({ pack: weeks[0].packLocation, earlier: [] });
    expect(differencesIn(first)).toEqual([]);
    for (const trust of TRUSTS) expect(trustsIn(first).filter((sentence) => trust.test(sentence))).toEqual([]);
  });
});

test.each(['record', 'context', 'carried', 'observations'])(
  'a first week whose %s was cut is a difference, as every pack that is not what it says',
  async (part) => {
    const first = join(folder.path, `cut-${part}`);
    await copyOfPack(weeks[0].packLocation, first);
    const victim = new Victim(first);
    victim.writeLines(`${part}.jsonl.gz`, victim.lines(`${part}.jsonl.gz`).slice(0, -1));
    const found = await verifyPack({ pack: weeks[1].packLocation, earlier: [first], stopAtFirst: true });
    expect(found.word).toBe('DIFFERS');
    expect(differencesIn(found).join('\n')).toContain(`Earlier pack ${first}: ${part}.jsonl.gz has`);
  },
);

/** Every field that depends on the run before, said otherwise; by the name that `FIELDS` gives it. */
const ALTERED: Readonly<Record<string, (said: Said) => Partial<Said>>> = {
  'record.state': ({ record }) => ({ record: { ...record, state: 'COMPLETE', incompleteBecause: [] } }),
  'record.incompleteBecause': ({ record }) => ({
    record: { ...record, incompleteBecause: record.incompleteBecause.slice(0, -1) },
  }),
  'record.shrunkSources': ({ record }) => {
    const { shrunkSources, ...rest } = record;
    expect(shrunkSources).toBeDefined();
    return { record: { ...rest, incompleteBecause: rest.incompleteBecause.slice(0, -1) } };
  },
  'record.acknowledgedUntil': ({ record }) => ({ record: { ...record, acknowledgedUntil: '2027-01-31' } }),
  'record.acknowledgedGaps': ({ record }) => ({
    record: {
      ...record,
      acknowledgedGaps: [
        {
          ...{ id: 'G-1', source: 'disks', subscription: '*', reason: 'It is known.', expiresOn: '2027-01-31' },
          ...{ state: 'inForce', gaps: 1 },
        },
      ],
    },
  }),
  'record.gaps': ({ record, carried }) => ({
    record: {
      ...record,
      gaps: [
        { source: 'carriedRestores', subscription: '*', kind: 'notRead', because: 'They were lost.' },
        ...record.gaps,
      ],
    },
    carried: { ...carried, earlier: { restores: [], watches: [] } },
  }),
  'context.previous': ({ context }) => ({
    context: {
      ...context,
      ...(context.previous === undefined
        ? {}
        : { previous: { ...context.previous, asOf: '2026-11-15T06:00:00.000Z', summary: [] } }),
    },
  }),
  'context.changes': ({ context }) => ({ context: { ...context, changes: context.changes.slice(1) } }),
  'context.lives': ({ context }) => ({ context: { ...context, lives: new Map() } }),
  'context.earlier': ({ context }) => ({ context: { ...context, earlier: [] } }),
  'carried.earlier': ({ carried }) => ({ carried: { ...carried, earlier: { ...carried.earlier, watches: [] } } }),
  'manifest.previousManifestSha256': ({ context }) => ({
    context: {
      ...context,
      ...(context.previous === undefined ? {} : { previous: { ...context.previous, manifestSha256: 'a'.repeat(64) } }),
    },
  }),
};

test('every field that depends on the run before is tried', () => {
  const named = Object.entries(FIELDS).flatMap(([part, fields]) =>
    Object.entries(fields).flatMap(([field, stands]) => (stands === 'alone' ? [] : [`${part}.${field}`])),
  );
  expect(Object.keys(ALTERED).sort()).toEqual(named.sort());
});

test.each(Object.entries(ALTERED))(
  '%s said otherwise is a difference when the first is given',
  async (name, change) => {
    const pack = join(folder.path, name);
    await remadePack(weeks[1].packLocation, pack, change);
    const { holds } = await verifyPack({ pack, earlier: [weeks[0].packLocation], stopAtFirst: true });
    expect(holds).toBe(false);
    const without = await verifyPack({ pack, earlier: [], stopAtFirst: true });
    if (without.holds) expect(trustsIn(without).length).toBeLessThanOrEqual(trustsIn(alone).length);
  },
);

test('the same changes made by nobody: a pack made again as it was still holds', async () => {
  const pack = join(folder.path, 'same');
  await remadePack(weeks[1].packLocation, pack, () => ({}));
  expect(differencesIn(await verifyPack({ pack, earlier: [weeks[0].packLocation] }))).toEqual([]);
});

/** Ended with 0 although the first pack was given. */
const MORE: Readonly<Record<string, (said: Said) => Partial<Said>>> = {
  'a change told 41 times': ({ context }) => ({
    context: {
      ...context,
      changes: [...context.changes, ...Array.from({ length: 40 }, () => context.changes[0])].flatMap(
        (change) => change ?? [],
      ),
    },
  }),
  'another baseline under the same name and version': ({ baseline, record }) => {
    const other = parseBaseline(`${baseline.text} `, 'baseline.json');
    return { baseline: other, record: { ...record, baseline: { ...record.baseline, sha256: other.sha256 } } };
  },
  'an answer of the first run given out as one of the second': ({ observations }) => ({
    // Not of the first one, by which samples are drawn: that is found without the first pack.
    observations: observations.with(1, { ...observations[1], requestIds: firstIds } as Observation),
  }),
};
let firstIds: readonly string[];
test.each(Object.entries(MORE))('%s is a difference when the first is given', async (name, change) => {
  firstIds = (await observationsOf(await openPack(weeks[0].packLocation))).at(1)?.requestIds ?? [];
  const pack = join(folder.path, name.replaceAll(' ', '-'));
  await remadePack(weeks[1].packLocation, pack, change);
  const { steps } = await verifyPack({ pack, earlier: [weeks[0].packLocation], stopAtFirst: true });
  expect(steps.flatMap(({ differences }) => differences).join('\n')).toMatch(
    /listed more than once|under the same name and version|both have the request id/,
  );
});

describe('findings of which the history is said to know nothing', () => {
  const lifeOf = async (
    made: string,
    change: (lives: Said['context']['lives']) => Said['context']['lives'],
  ): Promise<VerifyOutcome> => {
    const to = join(folder.path, made);
    await remadePack(
      weeks[1].packLocation,
      to,
      ({ context }) => ({ context: { ...context, lives: change(context.lives) } }),
      'left',
    );
    return verifyPack({ pack: to, earlier: [], stopAtFirst: true });
  };

  test('all of them: the record has findings, and the run kept a history', async () => {
    expect(differencesIn(await lifeOf('lives-none', () => new Map())).join('\n')).toMatch(
      /The record has \d+ findings of which the history knows nothing, though the run kept one: the first is /,
    );
  });

  test('one of them', async () => {
    expect(differencesIn(await lifeOf('lives-less', (lives) => new Map([...lives].slice(1)))).join('\n')).toContain(
      'The record has 1 finding of which the history knows nothing',
    );
  });
});
