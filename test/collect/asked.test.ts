import { beforeAll, describe, expect, test } from 'vitest';
import { contoso, CONTOSO_MANAGEMENT_GROUP } from '../../simulator/estate/contoso/index.ts';
import { simulatedCredential } from '../../simulator/index.ts';
import { armClients } from '../../src/collect/requests/arm.ts';
import { askingArm } from '../../src/collect/requests/askAzure.ts';
import { Keeper } from '../../src/collect/requests/keeper.ts';
import { countAttempts } from '../../src/collect/requests/attempts.ts';
import type { AnySource } from '../../src/collect/defineSource.ts';
import { gapsOfUnasked, readDetails } from '../../src/collect/details.ts';
import { countQuery } from '../../src/collect/requests/graphQueries.ts';
import { createIntake, type Intake } from '../../src/collect/intake.ts';
import { ASKED, isGraphSource, SOURCE_IDS, SOURCES } from '../../src/collect/sources/list.ts';
import type { AskedSourceId } from '../../src/domain/facts.ts';
import { plainTenant } from './plainTenant.ts';
import { collectFrom, type Run } from './run.ts';

const NOW = { asOf: '2026-11-24T06:00:00.000Z' };
const ONE_BY_ONE = { concurrency: 1, pace: { isHeld: () => false, onChange: () => () => undefined } };

/** As somebody sees it who knows only what went over the wire, and what came of it. */
function isAccountedFor(source: AnySource, { observations, estate }: Run): boolean {
  const { id, needs } = source;
  const count = isGraphSource(source) ? countQuery(source.ask) : undefined;
  const wasAsked = observations.some(({ source: of, request }) => of === id || request === count);
  const hadNoParents = needs.length > 0 && needs.every((need) => estate[need].gaps.length === 0);
  return wasAsked || estate[id].gaps.length > 0 || hadNoParents;
}

describe('after a run', () => {
  let bank: Run;
  beforeAll(async () => {
    bank = await collectFrom({
      tenant: contoso(1),
      scope: { tenantId: undefined, managementGroups: [CONTOSO_MANAGEMENT_GROUP], subscriptions: [] },
    });
  }, 120_000);

  test('of a bank every source was asked for', () => {
    expect(ASKED.filter((source) => !isAccountedFor(source, bank)).map(({ id }) => id)).toEqual([]);
  });

  test('of a tenant that has nothing to ask ARM about, that is known', async () => {
    const run = await collectFrom({ tenant: plainTenant([1]) });
    expect(ASKED.filter((source) => !isAccountedFor(source, run)).map(({ id }) => id)).toEqual([]);
    expect(run.estate.recoveryPoints).toMatchObject({ rows: new Map(), gaps: [] });
  });

  test('what was not asked for since its parents could not be listed is a gap', async () => {
    const run = await collectFrom({
      tenant: plainTenant([1]),
      faults: [{ match: { table: 'recoveryservicesresources' }, effect: { kind: 'status', status: 500 } }],
    });
    for (const id of ['recoveryPoints', 'diskExclusions', 'replicationDetails', 'restoreJobDetails'] as const)
      expect(run.estate[id].gaps, id).not.toEqual([]);
    expect(run.estate.recoveryPoints.gaps[0]?.because).toBe(
      'The recovery points were not queried, because not all protected items were read.',
    );
  });
});

describe('the collector', () => {
  const intake = (): Intake => {
    const attempts = countAttempts(() => undefined);
    const connection = { endpoint: 'https://localhost', credential: simulatedCredential({ oid: 'x' }) };
    return createIntake({
      askArm: askingArm({
        attempts,
        arm: armClients(connection, attempts),
        clock: { now: () => new Date(0), sleep: () => Promise.resolve() },
        keeper: new Keeper(
          () => undefined,
          () => undefined,
        ),
      }),
      report: () => undefined,
    });
  };
  const unasked = (run: Intake): readonly string[] => gapsOfUnasked(run, SOURCE_IDS).map(({ source }) => source);

  test('makes a gap of every source that nobody asked for', async () => {
    const run = intake();
    expect(unasked(run)).toEqual(SOURCE_IDS);
    await readDetails(run, [SOURCES.recoveryPoints, SOURCES.keys], run.given([], NOW), ONE_BY_ONE);
    expect(unasked(run)).toEqual(SOURCE_IDS.filter((id) => id !== 'recoveryPoints' && id !== 'keys'));
    expect(gapsOfUnasked(run, ['disks'])).toEqual([
      {
        source: 'disks',
        subscription: '*',
        kind: 'notRead',
        because: 'The managed disks were not queried by this run.',
      },
    ]);
  });

  test('asks for a source after those that it needs, in whichever order they are listed', async () => {
    const order: AskedSourceId[] = [];
    const noting = (source: AnySource): AnySource => ({
      ...source,
      ask: { of: 'arm', calls: () => (order.push(source.id), []) },
    });
    const listed = [SOURCES.keys, SOURCES.diskRestorePoints, SOURCES.restorePoints, SOURCES.recoveryPoints];
    const run = intake();
    await readDetails(run, [...listed, SOURCES.diskExclusions].map(noting), run.given([], NOW), ONE_BY_ONE);
    expect(order).toEqual(['restorePoints', 'diskExclusions', 'diskRestorePoints', 'recoveryPoints', 'keys']);
  });

  test('refuses sources that need each other', async () => {
    const needing = (source: AnySource, ...needs: AskedSourceId[]): AnySource => ({ ...source, needs });
    const circle = [needing(SOURCES.keys, 'denyAssignments'), needing(SOURCES.denyAssignments, 'keys')];
    const run = intake();
    await expect(readDetails(run, circle, run.given([], NOW), ONE_BY_ONE)).rejects.toThrow('need each other');
  });
});
