import { beforeAll, describe, expect, test } from 'vitest';
import { estate } from '../../simulator/estate/generator/index.ts';
import { assessEstate } from '../../src/assess/assess.ts';
import { DEFAULT_BASELINE } from '../../src/domain/baseline.ts';
import type { ChainRow, RunRecord } from '../../src/domain/record.ts';
import { REQUIREMENTS, type RequirementId } from '../../src/domain/requirement.ts';
import { remembered } from '../collect/remembered.ts';
import { collectFrom } from '../collect/run.ts';

const SUBSCRIPTIONS = 10;
const tenant = remembered(estate(4, 1000, SUBSCRIPTIONS));
const ids = [...tenant.rows('resourcecontainers')].flatMap(({ type, subscriptionId }) =>
  /subscriptions$/i.test(type) && subscriptionId !== undefined ? [subscriptionId.toLowerCase()] : [],
);

/** The record of the bank by a caller who cannot read these subscriptions. */
async function seenWithout(sealed: readonly string[]): Promise<RunRecord> {
  const {
    estate: read,
    coverage,
    population,
  } = await collectFrom({
    tenant,
    scope: { tenantId: undefined, managementGroups: ['meridian'], subscriptions: [] },
    faults: [{ effect: { kind: 'unreadable', subscriptions: sealed } }],
  });
  return assessEstate({
    estate: read,
    coverage,
    population,
    notAssessed: [],
    baseline: DEFAULT_BASELINE,
    baselineSha256: '',
    scope: { tenantId: undefined, managementGroups: ['meridian'], subscriptions: [] },
    codeVersion: '0.2.0',
  });
}

let whole: ReadonlyMap<string, ChainRow>;
let links: { readonly all: number; readonly crossing: number };

beforeAll(async () => {
  const record = await seenWithout([]);
  whole = new Map(record.chains.map((chain) => [chain.disk, chain]));
  const behind = record.chains.flatMap(({ subscriptionId, requirements }) =>
    [...new Set(REQUIREMENTS.flatMap((id) => requirements[id].behind))].flatMap((name) => {
      const of = /\/subscriptions\/([^/]+)\//.exec(name)?.[1];
      return of === undefined ? [] : [of !== subscriptionId];
    }),
  );
  links = { all: behind.length, crossing: behind.filter(Boolean).length };
}, 300_000);

test('the bank has ten subscriptions, and a twentieth of the links behind its cells crosses one', () => {
  expect(ids).toHaveLength(SUBSCRIPTIONS);
  expect(links.all).toBeGreaterThan(1000);
  expect(links.crossing / links.all).toBeGreaterThanOrEqual(0.05);
});

/** Disks that were read, with the requirements that are Unknown for the gap alone. */
function blinded({ chains }: RunRecord): readonly (readonly [string, RequirementId])[] {
  return chains.flatMap(({ disk, requirements }) =>
    REQUIREMENTS.filter(
      (id) => requirements[id].status === 'Unknown' && whole.get(disk)?.requirements[id].status !== 'Unknown',
    ).map((id) => [disk, id] as const),
  );
}

/** Of every family of four, the first serves the others. */
describe('one subscription of ten cannot be read', () => {
  test.each([2, 9])(
    'number %i, which serves no other: no requirement is Unknown for it in more than 5 % of the disks',
    async (at) => {
      const record = await seenWithout([ids[at] ?? '']);
      expect(record.state).toBe('INCOMPLETE');
      expect(record.chains.length).toBeGreaterThan(800);
      const cells = blinded(record);
      for (const id of REQUIREMENTS)
        expect([id, cells.filter(([, of]) => of === id).length <= record.chains.length * 0.05]).toEqual([id, true]);
      expect(better(record)).toEqual([]);
    },
    300_000,
  );

  test('one that serves others: only what hangs on a resource in it is Unknown', async () => {
    const sealed = ids[0] ?? '';
    const record = await seenWithout([sealed]);
    const cells = blinded(record);
    expect(cells.length).toBeGreaterThan(100);
    const hangsOnIt = ([disk]: readonly [string, RequirementId]): boolean =>
      Object.values(whole.get(disk)?.requirements ?? {}).some(({ behind }) =>
        behind.some((name) => name.includes(sealed)),
      );
    expect(cells.filter((cell) => !hangsOnIt(cell))).toEqual([]);
    expect(better(record)).toEqual([]);
  }, 300_000);
});

/** Cells that are plain Compliant, and are not where everything was read. */
function better({ chains }: RunRecord): readonly string[] {
  return chains.flatMap(({ disk, requirements }) =>
    REQUIREMENTS.filter(
      (id) =>
        requirements[id].status === 'Compliant' &&
        requirements[id].limitations === undefined &&
        whole.get(disk)?.requirements[id].status !== 'Compliant',
    ).map((id) => `${id} ${disk}`),
  );
}
