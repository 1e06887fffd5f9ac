import { expect, test } from 'vitest';
import type { ArmCall, Calls } from '../../src/collect/defineSource.ts';
import { workedOut } from '../../src/collect/workedOut.ts';

async function whats(calls: Calls, most = Number.POSITIVE_INFINITY): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const call of calls) {
    if (found.length === most) break;
    found.push('what' in call ? call.what : call.because);
  }
  return found;
}

test.each([
  ['a few calls are worked out once', 1_000, 1],
  ['many are worked out each time, for they are not held', 1_001, 3],
])('%s', async (_title, count, times) => {
  let made = 0;
  const expected = Array.from({ length: count }, (_none, at) => String(at));
  const calls = workedOut(() => {
    made += 1;
    return expected.map((what) => ({ what }) as ArmCall);
  });
  for (let time = 0; time < 3; time += 1) expect(await whats(calls)).toEqual(expected);
  expect(made).toBe(times);
});

test('calls that were not gone through to their end are worked out again', async () => {
  const calls = workedOut(() => ['a', 'b'].map((what) => ({ what }) as ArmCall));
  expect(await whats(calls, 1)).toEqual(['a']);
  expect(await whats(calls)).toEqual(['a', 'b']);
});
