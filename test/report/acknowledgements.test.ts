import { expect, test } from 'vitest';
import { acknowledgementSentences } from '../../src/report/acknowledgements.ts';

const SUB = '00000000-0000-0000-0000-000000000001';
const entry = { id: 'G-1', source: 'disks', subscription: SUB, reason: 'It moves.', expiresOn: '2026-12-31' } as const;
const told = (change: object): readonly string[] =>
  acknowledgementSentences({ acknowledgedGaps: [{ ...entry, state: 'inForce', gaps: 2, ...change }] }, () => 'core');

test('each acknowledged gap in a sentence: what holds, what ended, what is no longer needed', () => {
  expect(told({})).toEqual([
    'Acknowledged until 31 Dec 2026 (G-1): 2 gaps in disks, subscription core. Reason given: It moves.',
  ]);
  expect(told({ state: 'expired' })).toEqual([
    'Acknowledged gap G-1 (disks, subscription core) ended on 31 Dec 2026: 2 gaps are still there; close them, or acknowledge again.',
  ]);
  expect(told({ state: 'expired', gaps: 0 })[0]).toContain('the gap is closed; remove it from the baseline.');
  expect(told({ state: 'matchesNothing', gaps: 0, source: '*' })).toEqual([
    'Acknowledged gap G-1 (every source, subscription core) matches no gap of this run: take it out of the baseline.',
  ]);
  expect(acknowledgementSentences({}, String)).toEqual([]);
});
