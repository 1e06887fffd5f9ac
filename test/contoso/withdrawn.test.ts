import { beforeAll, describe, expect, test } from 'vitest';
import { contoso, CONTOSO_SUBSCRIPTIONS, withOpenScenarios } from '../../simulator/estate/contoso/index.ts';
import { assessEstate } from '../../src/assess/assess.ts';
import type { Collected } from '../../src/collect/collectEstate.ts';
import { SOURCE_IDS } from '../../src/collect/sources/list.ts';
import { DEFAULT_BASELINE, type Baseline } from '../../src/domain/baseline.ts';
import { subscriptionOf, type ArmId } from '../../src/domain/armId.ts';
import { EVERY_SUBSCRIPTION, type Estate, type Gap } from '../../src/domain/estate.ts';
import type { AskedSourceId } from '../../src/domain/facts.ts';
import type { RunRecord } from '../../src/domain/record.ts';
import { REQUIREMENTS } from '../../src/domain/requirement.ts';
import { collectFrom } from '../collect/run.ts';

/** One answer: the rows of a source in a subscription. */
interface Answer {
  readonly source: AskedSourceId;
  readonly subscription: string;
}

let whole: Pick<Collected, 'estate' | 'coverage'>;
let before: ReadonlyMap<string, string>;

beforeAll(async () => {
  const tenant = contoso(1, withOpenScenarios());
  whole = await collectFrom({ tenant });
  before = cellsOf(assessed(whole));
}, 300_000);

function assessed({ estate, coverage }: typeof whole, baseline: Baseline = DEFAULT_BASELINE): RunRecord {
  return assessEstate({
    estate,
    coverage,
    population: [],
    notAssessed: [],
    baseline,
    baselineSha256: 'b'.repeat(64),
    scope: { tenantId: undefined, managementGroups: [], subscriptions: [] },
    codeVersion: '0.2.0',
  });
}

function cellsOf({ chains }: RunRecord): ReadonlyMap<string, string> {
  return new Map(
    chains.flatMap((row) =>
      REQUIREMENTS.map((id): [string, string] => {
        const { status, limitations } = row.requirements[id];
        return [`${row.disk} ${id}`, limitations === undefined ? status : `${status} – limited`];
      }),
    ),
  );
}

/** The estate as if these answers had been refused. */
function without(answers: readonly Answer[]): typeof whole {
  const gone = new Set(answers.map(({ source, subscription }) => `${source} ${subscription}`));
  const collections = SOURCE_IDS.map((source) => {
    const { rows, gaps } = whole.estate[source];
    const kept = [...rows].filter(([, row]) => !gone.has(`${source} ${row.subscriptionId}`));
    const own = answers.filter((answer) => answer.source === source);
    const more = own.map(({ subscription }): Gap => {
      const because = `${source} of ${subscription} was withdrawn.`;
      return { source, subscription, kind: 'notAuthorised', because };
    });
    return [source, { rows: new Map<unknown, unknown>(kept), gaps: [...gaps, ...more] }];
  });
  return { ...whole, estate: { ...whole.estate, ...Object.fromEntries(collections) } as Estate };
}

/** Cells that are plain Compliant, and were not. */
function gained(after: RunRecord): readonly string[] {
  return [...cellsOf(after)]
    .filter(([cell, text]) => text === 'Compliant' && before.get(cell) !== 'Compliant')
    .map(([cell]) => `${cell} was ${before.get(cell) ?? 'not there'}`);
}

const SUBSCRIPTIONS = Object.values(CONTOSO_SUBSCRIPTIONS).map(({ id }) => id.toLowerCase());
const EVERY: readonly Answer[] = SUBSCRIPTIONS.flatMap((subscription) =>
  SOURCE_IDS.filter((source) => source !== 'subscriptions').map((source) => ({ source, subscription })),
);

describe('withdrawing an answer never makes a cell plain Compliant that was not', () => {
  test.each(Object.values(CONTOSO_SUBSCRIPTIONS))('all of $name', ({ id }) => {
    const after = assessed(without(EVERY.filter(({ subscription }) => subscription === id.toLowerCase())));
    expect(gained(after)).toEqual([]);
    expect(after.state).toBe('INCOMPLETE');
  });

  // Every tenth; each in `check:native`.
  const step = process.env['UNBROKEN_NATIVE'] === '1' ? 1 : 10;
  test('one source in one subscription', () => {
    for (const [at, answer] of EVERY.entries())
      if (at % step === 3 % step) expect([answer, gained(assessed(without([answer])))]).toEqual([answer, []]);
  }, 600_000);
});

describe('a row that came and cannot be read', () => {
  const each = process.env['UNBROKEN_NATIVE'] === '1' ? 12 : 1;

  /** The estate as if this row had been unreadable, but for its id. */
  function unreadable(source: AskedSourceId, id: ArmId): typeof whole {
    const { rows, gaps } = whole.estate[source];
    const kept = new Map<ArmId, unknown>([...rows].filter(([key]) => key !== id));
    const subscription = subscriptionOf(id) === '' ? EVERY_SUBSCRIPTION : subscriptionOf(id);
    const gap: Gap = { source, subscription, subject: id, kind: 'malformedRow', because: `${id} cannot be read.` };
    return { ...whole, estate: { ...whole.estate, [source]: { rows: kept, gaps: [...gaps, gap] } } };
  }

  test('never makes a cell plain Compliant that was not', () => {
    for (const source of SOURCE_IDS) {
      const ids = [...whole.estate[source].rows.keys()];
      const step = Math.max(1, Math.floor(ids.length / each));
      for (const id of ids.filter((_, at) => at % step === Math.floor(step / 2)).slice(0, each))
        expect([source, id, gained(assessed(unreadable(source, id)))]).toEqual([source, id, []]);
    }
  }, 1_200_000);

  test('of a backup item concerns the VM that its id names: no other disk moves', () => {
    const items = [...whole.estate.protectedItems.rows.values()].filter(
      ({ backupManagementType: kind }) => kind === 'AzureIaasVM',
    );
    const { chains } = assessed(whole);
    const machineOf = new Map(chains.map((chain) => [chain.disk, chain.virtualMachine]));
    for (const item of items.filter((_, at) => at % Math.ceil(items.length / (3 * each)) === 0)) {
      const record = assessed(unreadable('protectedItems', item.id));
      const after = cellsOf(record);
      // Of a restored copy the item tells the source: without it the copy names none.
      const own = [...chains, ...record.chains].filter(({ virtualMachine, copyOf = '' }) =>
        [virtualMachine, machineOf.get(copyOf)].includes(item.sourceResourceId),
      );
      const moved = [...before].filter(([cell, text]) => after.get(cell) !== text).map(([cell]) => cell.split(' ')[0]);
      const mine = new Set(own.map(({ disk }) => disk));
      expect([item.id, moved.filter((disk) => !mine.has(disk ?? ''))]).toEqual([item.id, []]);
    }
  }, 600_000);
});

test('strict: Unknown wherever a limitation stands, and nothing else moves', () => {
  const [first = ''] = SUBSCRIPTIONS;
  const sealed = without(EVERY.filter(({ subscription }) => subscription === first));
  const limited = cellsOf(assessed(sealed));
  const strict = cellsOf(assessed(sealed, { ...DEFAULT_BASELINE, absence: 'strict' }));
  expect([...limited.values()].filter((text) => text.endsWith('limited')).length).toBeGreaterThan(10);
  for (const [cell, text] of limited)
    expect([cell, strict.get(cell)]).toEqual([cell, text.endsWith('limited') ? 'Unknown' : text]);
});
