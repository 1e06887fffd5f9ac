import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CATALOGUE } from '../../src/assess/checks/catalogue.ts';
import { CHECKS } from '../../src/assess/checks/list.ts';
import { defineCheck } from '../../src/assess/checks/shared/defineCheck.ts';
import { compliant, nonCompliant } from '../../src/assess/checks/shared/outcome.ts';
import { FRAMEWORK_IDS, FRAMEWORKS } from '../../src/domain/controls.ts';
import { cleanEstate } from './cleanEstate.ts';

const FOLDER = new URL('../../src/assess/checks/', import.meta.url);

/** The checks of the first catalogue, by hand: ids are permanent, so none of these ever goes. */
const FIRST = {
  R1: ['KEY-01', 'KEY-02', 'KEY-03', 'KEY-04', 'KEY-05'],
  R2: ['BKP-01', 'BKP-02', 'BKP-03', 'BKP-04', 'BKP-05', 'BKP-06', 'BKP-07', 'BKP-08'],
  R3: ['RST-01', 'RST-02', 'RST-03', 'RST-04', 'RST-05', 'RST-06'],
  R4: ['DR-01', 'DR-02', 'DR-03', 'DR-04', 'DR-05', 'DR-06', 'DR-07'],
  R5: ['CTL-01', 'CTL-02', 'KEY-02', 'KEY-03'],
  R6: ['EXP-01', 'EXP-02', 'EXP-03', 'EXP-04', 'RST-05'],
  R7: ['BKP-08', 'MTH-01', 'MTH-02', 'MTH-03', 'MTH-04'],
} as const;

test('every file of the folder is in the list, under its own id', () => {
  const files = readdirSync(FOLDER).filter((name) => /^[a-z]+-\d+\.ts$/.test(name));
  expect(files.map((name) => name.replace('.ts', '').toUpperCase()).sort()).toEqual(CHECKS.map((check) => check.id));
});

test('the list is sorted and names each check once', () => {
  const ids = CHECKS.map((check) => check.id);
  expect(ids).toEqual([...new Set(ids)].sort());
});

test.each(Object.entries(FIRST))('%s is answered by the checks that it always had', (requirement, ids) => {
  const answering = CATALOGUE.filter((entry) => (entry.answers as readonly string[]).includes(requirement));
  expect(answering.map((entry) => entry.id)).toEqual(expect.arrayContaining([...ids, 'POP-01']));
});

test.each(['EXP-01', 'EXP-02', 'EXP-03', 'POP-01'])('%s does not roll up: it is shown beside what does', (id) => {
  expect(CATALOGUE.find((entry) => entry.id === id)?.rollsUp).toBe(false);
});

test('each check says what an auditor needs', () => {
  for (const { meta } of CATALOGUE) {
    expect(meta.title).not.toMatch(/^Ensure|\.$/);
    expect(meta.limits).toMatch(/\.$/);
    expect(meta.version).toBeGreaterThanOrEqual(1);
    expect(meta.remediation).toMatch(/\.$/);
    expect(meta.learnMore).toMatch(/^https:\/\/learn\.microsoft\.com\//);
  }
});

test('each check lists the controls that it supports once, in the order of the frameworks', () => {
  const known = FRAMEWORKS.flatMap(({ controls }) => controls.map(({ name }) => name));
  expect(new Set(known).size).toBe(known.length);
  expect(FRAMEWORK_IDS).toHaveLength(FRAMEWORKS.length);
  for (const { id, controls } of CHECKS) {
    expect(controls, id).toEqual(known.filter((name) => controls.includes(name)));
    if (id !== 'POP-01') expect(controls, id).not.toEqual([]);
  }
});

test.each(CHECKS.map(({ id }) => id))('the table of cases of %s is in its own file', (id) => {
  const text = readFileSync(new URL(`checks/${id.toLowerCase()}.test.ts`, import.meta.url), 'utf8');
  expect([...text.matchAll(/^casesOf\('([A-Z]+-\d+)'/gm)].map(([, table]) => table)).toEqual([id]);
});

// The default baseline requires no restore interval: RST-04 is tried in the bank by test/app/run/carried.test.ts.
test('every check but RST-04 has a verdict in the made-up bank', () => {
  const golden = readFileSync(new URL('../golden/contoso-week-1.txt', import.meta.url), 'utf8');
  for (const { id } of CHECKS.filter((check) => check.id !== 'RST-04'))
    expect(golden, id).toMatch(new RegExp(`^${id} (Compliant|NonCompliant) `, 'm'));
});

test('joins hold facts and gaps, never a verdict', () => {
  const joins = new URL('../chain/joins/', FOLDER);
  for (const name of readdirSync(joins)) {
    const text = readFileSync(new URL(name, joins), 'utf8');
    expect(text, name).not.toMatch(/\b(NonCompliant|Compliant|NotApplicable)\b/);
  }
});

test('no built-in wording of a verdict is left without its period', () => {
  for (const verdict of cleanEstate().assess().verdicts) expect(verdict.because).toMatch(/\.$/);
});

test('the compiler refuses an aspect that a check does not need, or that its subjects do not have', () => {
  const meta = {
    version: 1,
    answers: ['R1'],
    title: 'A test',
    severity: 'Low',
    rollsUp: true,
    remediation: '',
    limits: '',
    learnMore: '',
    controls: [],
  } as const;
  const check = defineCheck({
    ...meta,
    id: 'KEY-99',
    subject: 'disk',
    needs: ['guarded'],
    assess: (aspects) => {
      // @ts-expect-error `keys` is not among the aspects that it needs
      const keys: unknown = aspects.keys;
      return keys === undefined ? compliant(`${aspects.guarded.method}.`) : nonCompliant('It saw more than it needs.');
    },
  });
  defineCheck({
    ...meta,
    id: 'KEY-98',
    subject: 'keyVault',
    // @ts-expect-error a key vault has no aspect `guarded`
    needs: ['guarded'],
    assess: () => compliant('.'),
  });
  defineCheck({
    ...meta,
    id: 'KEY-97',
    subject: 'disk',
    alsoJudges: ['snapshot'],
    // @ts-expect-error a snapshot has no aspect `attachments`, which a disk has
    needs: ['bytes', 'attachments'],
    assess: () => compliant('.'),
  });
  expect(check.needs).toEqual(['guarded']);
});
