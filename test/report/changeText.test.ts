import { expect, test } from 'vitest';
import type { Change } from '../../src/domain/record.ts';
import { changesInWords, moveText } from '../../src/report/changeText.ts';

const change = (part: Partial<Change>): Change => ({
  ...{ kind: 'changed', check: 'KEY-01', subject: '/s', subjectName: 's', subscriptionId: '', cause: 'coverage' },
  ...{ before: 'Compliant', after: 'Compliant', because: 'It moved.' },
  ...part,
});

test('a move in words, with what stands beside the status', () => {
  expect(moveText(change({ qualifierAfter: 'limited' }))).toBe('Compliant → Compliant – limited');
  expect(moveText(change({ before: 'Unknown', qualifierBefore: 'attested', after: undefined }))).toBe(
    'Unknown – attested → none',
  );
});

test('what moved in a run: limitations and attestations apart from verdicts that changed', () => {
  expect(
    changesInWords([
      change({ kind: 'new', before: undefined, after: 'NonCompliant' }),
      change({ kind: 'closed', before: 'NonCompliant' }),
      change({ before: 'Unknown' }),
      change({ qualifierBefore: 'limited' }),
      change({ qualifierBefore: 'limited' }),
      change({ before: 'Unknown', after: 'Unknown', qualifierAfter: 'attested' }),
      change({ kind: 'appeared', before: undefined }),
      change({ kind: 'disappeared', after: undefined }),
    ]),
  ).toBe(
    '1 new finding, 1 closed, 1 other changed verdict, 2 verdicts no longer limited and 1 verdict newly attested. 1 verdict appeared and 1 verdict disappeared, which is never counted as a fix.',
  );
  expect(changesInWords([])).toBe('0 new findings, 0 closed and 0 other changed verdicts.');
});
