import { expect, test } from 'vitest';
import { exitCodeOf } from '../../src/cli/exitCodes.ts';
import type { Status } from '../../src/domain/check.ts';

type Ended = Parameters<typeof exitCodeOf>[0];

function ended(statuses: readonly Status[], more: Partial<Ended['record']> = {}, ...mails: boolean[]): Ended {
  return {
    record: { gaps: [], state: 'COMPLETE', verdicts: statuses.map((status) => ({ status })), ...more },
    deliveries: mails.map((ok) => ({ ok })),
  };
}

const gap = { source: 'disks', subscription: '*', kind: 'throttled', because: 'Azure asked to wait.' } as const;

test.each<[string, Ended, number]>([
  ['all compliant', ended(['Compliant', 'NotApplicable', 'Exempt']), 0],
  ['a finding', ended(['Compliant', 'NonCompliant']), 1],
  ['a finding and an Unknown', ended(['NonCompliant', 'Unknown']), 2],
  ['a gap beside compliant verdicts', ended(['Compliant'], { gaps: [gap] }), 2],
  ['an incomplete run', ended(['Compliant'], { state: 'INCOMPLETE' }), 2],
  ['a mail that did not go out', ended(['Compliant'], {}, true, false), 3],
  ['mails that went out', ended(['Compliant'], {}, true, true), 0],
])('%s', (_, outcome, code) => {
  expect(exitCodeOf(outcome)).toBe(code);
});
