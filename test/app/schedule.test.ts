import { expect, test } from 'vitest';
import { scheduleFault } from '../../src/app/schedule.ts';
import { atStart } from '../../src/functions/atStart.ts';

test.each([
  '0 0 6 * * 1',
  ' 0  0 6 * * 1 ',
  '0 6 * * 1',
  '*/15 * * * * *',
  '0 0 6 1,15 * *',
  '0 0 6-18/2 * * 1-5',
  '0 0 6 * * Mon',
  '0 0 6 * jan-Mar monday,FRI',
  '59 59 23 31 12 6',
  '0 0 6 29 2 *',
  '0 5/10 * * * *',
])('%j can be read', (text) => {
  expect(scheduleFault(text)).toBeUndefined();
});

test.each([
  [undefined, 'is not set'],
  ['  ', 'is not set'],
  ['Mondays', 'has 1 fields'],
  ['0 0 6 * * 1 2026', 'has 7 fields'],
  ['0 0 24 * * 1', '"24" as its hour'],
  ['60 0 6 * * 1', '"60" as its second'],
  ['0 0 6 0 * *', '"0" as its day'],
  ['0 0 6 * 13 *', '"13" as its month'],
  ['0 0 6 * * 7', '"7" as its day of the week'],
  ['0 0 6 * * Mondai', '"Mondai" as its day of the week'],
  ['0 0 six * * 1', '"six" as its hour'],
  ['0 0 6 ? * 1', '"?" as its day'],
  ['0 0 6 L * *', '"L" as its day'],
  ['0 0 6 * * 1#2', '"1#2" as its day of the week'],
  ['0 */0 6 * * 1', '"*/0" as its minute'],
  ['0 0 6 1, * *', '"1," as its day'],
  ['0 0 -1 * * *', '"-1" as its hour'],
  ['0 0 *-5 * * *', '"*-5" as its hour'],
  ['0 0 6 31 2,4 *', 'names a day that none of its months has'],
  ['07.00:00:00', 'has 1 fields'],
  ['%UNBROKEN_SCHEDULE%', 'has 1 fields'],
])('%j is told, with the remedy', (text, fault) => {
  expect(scheduleFault(text)).toContain(`UNBROKEN_SCHEDULE ${fault.startsWith('"') ? 'has ' : ''}${fault}`);
  expect(scheduleFault(text)).toContain('0 0 6 * * 1');
});

test('the app says it as soon as it starts, and says nothing of a good one', () => {
  const lines: string[] = [];
  atStart((line) => lines.push(line), { UNBROKEN_SCHEDULE: '0 0 6 * * 1' });
  expect(lines).toEqual([]);
  atStart((line) => lines.push(line), { UNBROKEN_SCHEDULE: '0 0 66 * * 1' });
  atStart((line) => lines.push(line), {});
  expect(lines.map((line) => (JSON.parse(line) as { signal: string }).signal)).toEqual([
    'scheduleFault',
    'scheduleFault',
  ]);
});
