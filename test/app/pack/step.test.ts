import { expect, test } from 'vitest';
import { Differences, type Step } from '../../../src/app/verify/step.ts';

function stepOf(differences: number, wordings: number): Step {
  const step = new Differences('another');
  for (let at = 0; at < differences; at += 1) step.add(`Cell ${String(at)} is wrong.`);
  for (let at = 0; at < wordings; at += 1) step.reads(`Cell ${String(at)} reads otherwise.`);
  return step.step('workbook', '');
}

test('a thousand wordings are told, so that none hides behind twenty others; all are counted', () => {
  expect(stepOf(0, 999).worded).toHaveLength(999);
  const { worded, wordings } = stepOf(0, 1_001);
  expect([worded.length, wordings]).toEqual([1_000, 1_001]);
});

test('what a step takes over from another keeps its whole count, told or not', () => {
  const all = new Differences('another');
  all.reads('A title reads otherwise.');
  all.take('one.xlsx', stepOf(30, 1_500));
  all.take('other.xlsx', stepOf(0, 2));
  const { count, wordings, differences, worded } = all.step('excerpts', '');
  expect([count, wordings]).toEqual([30, 1_503]);
  expect([differences[0], worded[1]]).toEqual(['one.xlsx: Cell 0 is wrong.', 'one.xlsx: Cell 0 reads otherwise.']);
});
