import { describe, expect, test } from 'vitest';
import type { Verdict } from '../../src/domain/check.ts';
import type { Gap } from '../../src/domain/estate.ts';
import { causesOf } from '../../src/report/causes.ts';
import { contentsOf } from './fixture.ts';

const { record } = contentsOf();
const [template] = record.verdicts;
if (template === undefined) throw new Error('The fixture has no verdict.');
const SEALED = '11111111-0000-0000-0000-000000000004';

function verdict(change: Partial<Verdict>): Verdict {
  return { ...(template as Verdict), gaps: [], because: 'It is not known.', ...change };
}

const unknown = (...gaps: readonly string[]): Verdict => verdict({ status: 'Unknown', gaps });

function gap(source: Gap['source'], subscription: string, kind: Gap['kind'] = 'notAuthorised'): Gap {
  return { source, subscription, kind, because: `No ${source} of ${subscription} were read.` };
}

function causes(verdicts: readonly Verdict[], gaps: readonly Gap[] = [], seen = true) {
  const coverage = [
    { subscriptionId: SEALED, name: 'contoso-sealed', expectedBy: ['scope' as const], seen, read: false },
  ];
  return causesOf({ verdicts, gaps, coverage, checks: record.checks }, (id) => (id === SEALED ? 'contoso-sealed' : id));
}

describe('causes of what is not known', () => {
  const gaps = [gap('replicatedItems', SEALED), gap('protectedItems', SEALED)];

  test('one line for a subscription that cannot be read, with its weight and its remedy', () => {
    const verdicts = [
      ...Array.from({ length: 96 }, () => unknown(`replicatedItems ${SEALED}`, `protectedItems ${SEALED}`)),
      verdict({ check: 'KEY-01', status: 'Unknown', because: 'Encryption type "?" is not one this version knows.' }),
    ];
    const [first, second, ...others] = causes(verdicts, gaps, false);
    expect(others).toEqual([]);
    expect(first?.line).toBe(
      '96 of 97 Unknown verdicts have one cause: subscription contoso-sealed cannot be read. Ask the owner of subscription contoso-sealed to grant the run identity Reader there, then run again.',
    );
    expect(second?.line).toMatch(
      /^1 of 97 Unknown verdicts has this cause: KEY-01 .+: Encryption type "\?" is not one/,
    );
  });

  test('what no gap explains names of what it is not known', () => {
    const subjects = ['restore-1', 'restore-2', 'restore-3'];
    const [cause] = causes(
      subjects.map((subjectName) =>
        verdict({ status: 'Unknown', check: 'RST-02', subjectName, because: 'It is not known.' }),
      ),
    );
    expect(cause?.line).toMatch(
      /^3 of 3 Unknown verdicts have one cause: RST-02 restore-1 and 2 more: It is not known\. /,
    );
    const job = { check: 'RST-02', subjectKind: 'restoreJob', subjectName: SEALED } as const;
    expect(causes([verdict({ status: 'Unknown', ...job })])[0]?.because).toBe(
      `RST-02 restore job ${SEALED}: It is not known`,
    );
  });

  test('limited answers count beside Unknown ones; what is attested does not count', () => {
    const verdicts = [
      unknown(`replicatedItems ${SEALED}`),
      verdict({ status: 'Compliant', limitations: [`protectedItems ${SEALED}`] }),
      verdict({ status: 'NotApplicable', limitations: [`protectedItems ${SEALED}`] }),
      verdict({ status: 'Unknown', attestation: 'AT-1' }),
      verdict({ status: 'Compliant' }),
      verdict({ status: 'NonCompliant' }),
    ];
    expect(causes(verdicts, gaps).map(({ unknown: one, limited }) => [one, limited])).toEqual([[1, 2]]);
    expect(causes(verdicts, gaps)[0]?.line).toMatch(/^1 of 1 Unknown and 2 of 2 limited verdicts have one cause: /);
  });

  test('an answer with gaps in two places counts once, for the heavier', () => {
    const other = '11111111-0000-0000-0000-000000000005';
    const verdicts = [
      unknown(`keys ${other}`, `replicatedItems ${SEALED}`),
      unknown(`replicatedItems ${SEALED}`),
      unknown(`keys ${other}`),
      unknown(`replicatedItems ${SEALED}`),
    ];
    expect(causes(verdicts, [...gaps, gap('keys', other, 'throttled')]).map(({ unknown: one }) => one)).toEqual([3, 1]);
  });

  test('where a person can answer, the remedy says what to attest', () => {
    const checks = [{ ...record.checks[0], id: 'KEY-02', attestable: 'the state of a key' }] as typeof record.checks;
    const unseen = verdict({ check: 'KEY-02', status: 'Unknown', because: 'The key lies in another tenant.' });
    const remedyOf = (one: Verdict): string | undefined =>
      causesOf({ verdicts: [one], gaps: [], coverage: [], checks }, String)[0]?.remedy;
    expect(remedyOf({ ...unseen, attestable: true })).toBe('A person can attest in the baseline the state of a key.');
    expect(remedyOf({ ...unseen, because: 'Key type "X" is not one this check knows.' })).toMatch(
      /^Azure gave no answer/,
    );
  });

  test('none where everything is known', () => {
    expect(causes([verdict({ status: 'Compliant' })], gaps)).toEqual([]);
  });
});
