import { beforeAll, describe, expect, test } from 'vitest';
import {
  contoso,
  CONTOSO_MANAGEMENT_GROUP,
  CONTOSO_UNREADABLE_SUBSCRIPTIONS,
} from '../../simulator/estate/contoso/index.ts';
import { simulatedCredential, type Fault } from '../../simulator/index.ts';
import { compileQuery } from '../../simulator/kql/index.ts';
import { NOT_ASSESSED_QUERIES } from '../../src/collect/requests/graphQueries.ts';
import { READ_ACTIONS } from '../../src/collect/readActions.ts';
import { GRAPH_SOURCES } from '../../src/collect/sources/list.ts';
import { collectFrom, type Run } from '../collect/run.ts';
import { isRegistered } from './registeredActions.ts';
import { roleFile } from './roles.ts';

const role = roleFile('evidenceReader');
/** Counted for whoever may read everything; no public list has the action. */
const NOT_REGISTERED = ['microsoft.azureresiliencemanagement/recoveryplans'];
const granted = new Set(role.actions.map((action) => action.toLowerCase()));

/** Keys are named without a version, as a vault names a key that it follows: the key itself is then read. One of an HSM keeps its version. */
const FOLLOWED_KEY: Fault = {
  match: { table: 'resources' },
  effect: {
    kind: 'changeRow',
    where: ({ type, name }) => type.toLowerCase() === 'microsoft.compute/diskencryptionsets' && name !== 'des-hsm',
    change: (row) => {
      const text = JSON.stringify(row.properties);
      return {
        ...row,
        properties: JSON.parse(text.replace(/("keyUrl":"[^"]+\/keys\/[^/"]+)\/\w+"/, '$1"')) as unknown,
      };
    },
  },
};

/** A week of Contoso Bank, read by somebody with these actions; without a list, by somebody who may read all. */
function week(actions?: readonly string[]): Promise<Run> {
  const credential = simulatedCredential({
    oid: '00000000-0000-4000-8000-00000000a0d1',
    ...(actions === undefined ? {} : { actions }),
  });
  return collectFrom({
    tenant: contoso(1),
    credential,
    scope: { tenantId: undefined, managementGroups: [CONTOSO_MANAGEMENT_GROUP], subscriptions: [] },
    faults: [{ effect: { kind: 'unreadable', subscriptions: CONTOSO_UNREADABLE_SUBSCRIPTIONS } }, FOLLOWED_KEY],
  });
}

const without = (action: string): readonly string[] => {
  expect(role.actions).toContain(action);
  return role.actions.filter((held) => held !== action);
};

describe('the custom role of the app’s identity', () => {
  test('names single read actions, each once, in order', () => {
    for (const action of role.actions) expect(action).toMatch(/^Microsoft\.\w+(\/\w+)+\/read$/);
    expect(granted.size).toBe(role.actions.length);
    expect([...role.actions].sort()).toEqual(role.actions);
  });

  test('holds what the sources say they need; if not, run `npm run docs`', () => {
    expect(role.actions).toEqual(READ_ACTIONS);
  });

  test('holds only what Azure registers: another action would have the whole role refused', () => {
    expect(role.actions.filter((action) => !isRegistered(action))).toEqual([]);
    expect(isRegistered('Microsoft.RecoveryServices/vaults/replicationProtectionClusters/read')).toBe(false);
  });

  test('covers every type that a query names', () => {
    const queries = [
      ...GRAPH_SOURCES.map(({ id, ask }) => [id, ask.kql] as const),
      ...Object.entries(NOT_ASSESSED_QUERIES),
    ];
    for (const [name, kql] of queries) {
      const { types } = compileQuery(kql);
      expect(types, `${name} must say which types it reads`).toBeDefined();
      for (const type of types ?? [])
        if (!NOT_REGISTERED.includes(type)) expect(granted, `${type}, read by ${name}`).toContain(`${type}/read`);
    }
  });
});

describe('a run with that role', () => {
  let whole: Run;
  let least: Run;
  beforeAll(async () => {
    whole = await week();
    least = await week(role.actions);
  });

  test('needs every action of the role and no other', () => {
    const needed = new Set(least.simulator.actions);
    expect(
      [...needed].filter((action) => !granted.has(action) && !NOT_REGISTERED.some((type) => action === `${type}/read`)),
      'missing in infra/roles/evidenceReader.json',
    ).toEqual([]);
    expect(
      [...granted].filter((action) => !needed.has(action)),
      'unused in infra/roles/evidenceReader.json',
    ).toEqual([]);
  });

  test('reads what one reads who may read everything', () => {
    expect(least.estate).toEqual(whole.estate);
    expect(least.population).toEqual(whole.population);
    expect(least.notAssessed).toEqual(whole.notAssessed);
    expect(least.estate.disks.rows.size).toBeGreaterThan(50);
  });

  test('asks for reads only', () => {
    const methods = new Set(
      least.simulator.log.map(({ method, service }) => (service === 'resourceGraph' ? 'query' : method)),
    );
    expect([...methods].sort()).toEqual(['GET', 'query']);
  });
});

describe('a role that lacks an action', () => {
  test('shows no row of that type, without a word', async () => {
    const { estate } = await week(without('Microsoft.Compute/disks/read'));
    expect(estate.disks.rows.size).toBe(0);
  });

  test('is refused by ARM, which is a gap', async () => {
    const action =
      'Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/protectedItems/recoveryPoints/read';
    const { estate } = await week(without(action));
    expect(estate.recoveryPoints.gaps.map(({ kind }) => kind)).toContain('notAuthorised');
    expect(estate.recoveryPoints.rows.size).toBe(0);
  });
});
