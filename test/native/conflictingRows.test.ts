import { expect, test } from 'vitest';
import { withOpenScenarios } from '../../simulator/estate/contoso/index.ts';
import { bankEvidence } from '../alterations/bank.ts';
import { contradict } from '../alterations/contradictions.ts';

test('a second row that says otherwise moves to Unknown what depends on it, and nothing else', async () => {
  const { found, tried } = await contradict(await bankEvidence(1, withOpenScenarios()), { seed: 1, share: 1 });
  expect(found).toEqual([]);
  expect(tried).toBeGreaterThan(1000);
}, 1_800_000);
