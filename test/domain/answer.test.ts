import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  ANSWER_KINDS,
  answerTextOf,
  applicableOf,
  countOf,
  decidedOf,
  qualifierOf,
  tallyOf,
  type Answer,
} from '../../src/domain/answer.ts';
import type { Status } from '../../src/domain/check.ts';

const STATUS = fc.constantFrom<Status[]>('Compliant', 'NonCompliant', 'Unknown', 'NotApplicable', 'Exempt');
const answers: fc.Arbitrary<Answer> = fc.record(
  {
    status: STATUS,
    limitations: fc.array(fc.constantFrom('disks a', 'vaults b'), { maxLength: 2 }),
    attested: fc.constant(true as const),
    attestation: fc.constant('AT-1'),
  },
  { requiredKeys: ['status'] },
);

test.each<[Answer, string]>([
  [{ status: 'Compliant' }, 'Compliant'],
  [{ status: 'Compliant', limitations: [] }, 'Compliant'],
  [{ status: 'Compliant', limitations: ['recoveryServicesVaults s'] }, 'Compliant – limited'],
  [{ status: 'NotApplicable', limitations: ['replicationDetails s'] }, 'NotApplicable – limited'],
  [{ status: 'Unknown', attested: true }, 'Unknown – attested'],
  [{ status: 'Unknown', attestation: 'AT-7' }, 'Unknown – attested'],
  // A limitation lifts no Unknown, and an attestation makes nothing Compliant.
  [{ status: 'Unknown', limitations: ['disks s'] }, 'Unknown'],
  [{ status: 'Compliant', attested: true, attestation: 'AT-7' }, 'Compliant'],
  [{ status: 'NonCompliant', limitations: ['disks s'], attestation: 'AT-7' }, 'NonCompliant'],
  [{ status: 'Exempt', limitations: ['disks s'] }, 'Exempt'],
])('%j reads %s', (answer, text) => {
  expect(answerTextOf(answer)).toBe(text);
});

test('every answer is counted once, under the words that it reads', () => {
  fc.assert(
    fc.property(fc.array(answers), (all) => {
      const tally = tallyOf(all);
      expect(ANSWER_KINDS.reduce((sum, kind) => sum + countOf(tally, kind), 0)).toBe(all.length);
      for (const kind of ANSWER_KINDS) {
        const same = all.filter((answer) => answer.status === kind.status && qualifierOf(answer) === kind.qualifier);
        expect(countOf(tally, kind)).toBe(same.length);
      }
      expect(applicableOf(tally.counts) - decidedOf(tally.counts)).toBe(tally.counts.Unknown);
      expect(applicableOf(tally.counts) + tally.counts.NotApplicable).toBe(all.length);
    }),
  );
});
