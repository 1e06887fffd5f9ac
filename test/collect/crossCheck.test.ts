import { describe, expect, test } from 'vitest';
import type { Fault } from '../../simulator/index.ts';
import { estate } from '../../simulator/estate/generator/index.ts';
import type { CrossCheck } from '../../src/domain/crossCheck.ts';
import { collectFrom } from './run.ts';

async function checked(faults: readonly Fault[] = [], seed = 'run-1', size = 12): Promise<CrossCheck> {
  const tenant = estate(7, 10);
  const { crossCheck } = await collectFrom({ tenant, faults, seed, crossCheckSize: size, sameRequestIds: true });
  if (crossCheck === undefined) throw new Error('A sample was asked for.');
  return crossCheck;
}

const changedKeys: Fault = {
  match: { table: 'resources', query: /compute\/disks'\n/ },
  effect: {
    kind: 'changeRow',
    where: (row) => row.type.toLowerCase() === 'microsoft.compute/disks',
    change: (row) => ({ ...row, properties: { ...(row.properties as object), networkAccessPolicy: 'Stale' } }),
  },
};

describe('a sample read again from ARM', () => {
  test('agrees where index and ARM hold the same; its requests are counted', async () => {
    const check = await checked();
    expect(check.subjects).toHaveLength(12);
    expect(check.subjects.filter(({ result }) => result !== 'agrees')).toEqual([]);
    expect(check).toMatchObject({
      seed: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      size: 12,
      agreementPercent: 100,
      requests: 12,
    });
    expect(check.fieldsAgreeing).toBe(check.fieldsCompared);
    expect(check.fieldsCompared).toBeGreaterThan(100);
  });

  test('each field in which the index holds something else is told', async () => {
    const check = await checked([changedKeys], 'run-1', 999);
    const disks = check.subjects.filter(({ source }) => source === 'disks');
    expect(disks.length).toBeGreaterThan(5);
    for (const { result, differences } of disks)
      expect([result, differences.map(({ field, graph }) => [field, graph])]).toEqual([
        'differs',
        [['networkAccessPolicy', '"Stale"']],
      ]);
    expect(check.fieldsCompared - check.fieldsAgreeing).toBe(disks.length);
    expect(check.agreementPercent).toBeLessThan(100);
  });

  test('the seed decides which, and nothing else does', async () => {
    const ids = (check: CrossCheck): readonly string[] => check.subjects.map(({ subject }) => subject);
    expect(ids(await checked([], 'a', 5))).toEqual(ids(await checked([], 'a', 5)));
    expect(ids(await checked([], 'a', 5))).not.toEqual(ids(await checked([], 'b', 5)));
  });

  test('what ARM does not answer for is told, and counts neither for nor against', async () => {
    const check = await checked(
      [
        {
          match: { service: 'arm', armPath: /compute\/(disks|diskencryptionsets)\/[^/]+$/i },
          effect: { kind: 'status', status: 403 },
        },
      ],
      'run-1',
      999,
    );
    const refused = check.subjects.filter(({ result }) => result === 'notRead');
    expect(refused.length).toBeGreaterThan(5);
    expect(refused[0]).toMatchObject({
      fields: 0,
      because: expect.stringMatching(/^ARM did not answer for it: .+\.$/) as string,
    });
    expect(check.agreementPercent).toBe(100);
  });
});
