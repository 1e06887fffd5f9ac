import { describe, expect, test } from 'vitest';
import { isUndetermined } from '../../src/app/runSummary.ts';
import { exitCodeOf, FAIL_ON, type FailOn } from '../../src/cli/exitCodes.ts';
import type { Verdict } from '../../src/domain/check.ts';

const sent = [{ ok: true }];

describe('the exit code', () => {
  const findingsOnly: readonly FailOn[] = ['findings'];
  const undeterminedOnly: readonly FailOn[] = ['undetermined'];
  test.each<[string, boolean, boolean, readonly FailOn[], number]>([
    ['nothing to tell', false, false, FAIL_ON, 0],
    ['a finding', true, false, FAIL_ON, 1],
    ['something undetermined', false, true, FAIL_ON, 2],
    ['both', true, true, FAIL_ON, 2],
    ['both, findings asked for', true, true, findingsOnly, 1],
    ['undetermined alone, findings asked for', false, true, findingsOnly, 0],
    ['both, undetermined asked for', true, true, undeterminedOnly, 2],
    ['a finding alone, undetermined asked for', true, false, undeterminedOnly, 0],
  ])('of %s', (_, findings, undetermined, failOn, code) => {
    expect(exitCodeOf({ findings, undetermined, deliveries: sent }, failOn)).toBe(code);
    expect(exitCodeOf({ findings, undetermined, deliveries: [...sent, { ok: false }] }, failOn)).toBe(3);
  });
});

describe('undetermined', () => {
  type Part = Parameters<typeof isUndetermined>[0];
  const verdict = (status: Verdict['status'], attestation?: string): Pick<Verdict, 'status' | 'attestation'> => ({
    status,
    ...(attestation === undefined ? {} : { attestation }),
  });
  const complete = { state: 'COMPLETE', gaps: [] } as const;
  const gap = { source: 'disks', subscription: '*', kind: 'throttled', because: 'Azure asked to wait.' } as const;
  test.each<[string, Part, boolean]>([
    ['answers', { ...complete, verdicts: [verdict('Compliant'), verdict('NonCompliant'), verdict('Exempt')] }, false],
    ['an Unknown', { ...complete, verdicts: [verdict('Unknown')] }, true],
    ['an attested Unknown', { ...complete, verdicts: [verdict('Unknown', 'AT-1')] }, false],
    ['one of two attested', { ...complete, verdicts: [verdict('Unknown', 'AT-1'), verdict('Unknown')] }, true],
    ['a gap', { ...complete, gaps: [gap], verdicts: [verdict('Compliant')] }, true],
    ['a gap beside what is attested', { ...complete, gaps: [gap], verdicts: [verdict('Unknown', 'AT-1')] }, true],
    ['an INCOMPLETE run', { ...complete, state: 'INCOMPLETE', verdicts: [] }, true],
  ])('%s', (_, record, expected) => {
    expect(isUndetermined(record)).toBe(expected);
  });
});
