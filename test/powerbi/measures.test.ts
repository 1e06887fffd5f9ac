import fc from 'fast-check';
import { expect, test } from 'vitest';
import { measuresOver } from './measures.ts';

const WEEK = '2026-11-16T06:00:00.000Z';
const RUNS = [{ asOf: WEEK }];

/** The row of a requirement, with counts that a version before 0.2.0 did not have left out. */
function row(requirement: string, counts: Readonly<Record<string, number>>): object {
  const { compliant = 0, nonCompliant = 0, unknown = 0, exempt = 0, notApplicable = 0 } = counts;
  const population = compliant + nonCompliant + unknown + exempt + notApplicable;
  return { asOf: WEEK, requirement, population, compliant, nonCompliant, unknown, exempt, notApplicable, ...counts };
}

const KINDS = [
  ...['Compliant', 'Compliant – limited', 'NonCompliant', 'Unknown', 'Unknown – attested', 'Exempt'],
  ...['Not applicable', 'Not applicable – limited'],
];

test('the eight counts add up to the answers: none is counted twice, none left out', () => {
  const part = fc.tuple(fc.nat(50), fc.nat(50));
  fc.assert(
    fc.property(part, part, part, fc.nat(50), fc.nat(50), (compliant, unknown, not, nonCompliant, exempt) => {
      const counts = {
        compliant: compliant[0] + compliant[1],
        compliantLimited: compliant[1],
        unknown: unknown[0] + unknown[1],
        unknownAttested: unknown[1],
        notApplicable: not[0] + not[1],
        notApplicableLimited: not[1],
        nonCompliant,
        exempt,
      };
      const { value } = measuresOver([row('R1', counts)], RUNS);
      expect(KINDS.map((name) => value(name))).toEqual([...compliant, nonCompliant, ...unknown, exempt, ...not]);
      expect(KINDS.reduce((sum, name) => sum + (value(name) ?? 0), 0)).toBe(value('Answers given'));
    }),
  );
});

test('rows of versions that did not count limited and attested ones read as plain', () => {
  const { value } = measuresOver([row('R1', { compliant: 3, unknown: 2, notApplicable: 1 })], RUNS);
  expect(KINDS.map((name) => value(name))).toEqual([3, undefined, 0, 2, undefined, 0, 1, undefined]);
});

test('shares count limited as compliant, attested as undetermined and exempt as decided', () => {
  const counts = { compliant: 4, compliantLimited: 1, nonCompliant: 1, unknown: 2, unknownAttested: 2, exempt: 1 };
  const { value } = measuresOver([row('R1', { ...counts, notApplicable: 9 })], RUNS);
  expect(value('Decided')).toBe(6);
  expect(value('Compliance of decided %')).toBe(0.666);
  expect(value('Compliance %')).toBe(0.5);
  expect(value('Unknown %')).toBe(0.25);
  expect(value('R1 of decided %')).toBe(0.666);
  expect(value('R2 of decided %')).toBeUndefined();
});

test.each([
  ['Backup', 'R2', 'No backup'],
  ['DR', 'R4', 'No DR copy'],
])('%s coverage at most counts what might be in a place that was not read', (name, requirement, none) => {
  const counts = { compliant: 2, unknown: 3, unknownAttested: 1, notApplicable: 5, notApplicableLimited: 4 };
  const { value } = measuresOver([row(requirement, counts)], RUNS);
  expect(value(`${name} coverage proven %`)).toBe(0.2);
  expect(value(`${name} coverage %`)).toBe(0.9);
  expect(
    [`${name} proven`, `${name} unknown`, `${name} unknown – attested`, none, `${none} – limited`].map((one) =>
      value(one),
    ),
  ).toEqual([2, 2, 1, 1, 4]);
});

test('a change is of one run against the one before', () => {
  const before = { ...row('R1', { compliant: 1, unknown: 1 }), asOf: '2026-11-09T06:00:00.000Z' };
  const { value } = measuresOver(
    [before, row('R1', { compliant: 3, unknown: 1 })],
    [{ asOf: '2026-11-09T06:00:00.000Z' }, ...RUNS],
  );
  expect(value('Change against previous run')).toBe(0.25);
  expect(value('Change against previous run', { week: ['2026-11-09T06:00:00.000Z'] })).toBeUndefined();
});

test('a measure that needs more of the language is refused, not guessed', () => {
  const { value } = measuresOver([row('R1', { compliant: 1 })], RUNS);
  expect(() => value('Open findings')).toThrow(/not known|expected|understood/);
  expect(() => value('No such measure')).toThrow('The model has no measure No such measure.');
});
