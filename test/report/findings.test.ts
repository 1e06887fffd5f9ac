import { describe, expect, test } from 'vitest';
import { findingKey } from '../../src/domain/record.ts';
import { findingsOf } from '../../src/report/findings.ts';
import { EXCEL_LIMITS } from '../../src/report/workbook/limits.ts';
import { PackIndex } from '../../src/report/packIndex.ts';
import { contentsOf, recordOf } from './fixture.ts';
import { CLOSED, diskId, PRODUCTION } from './fixtureDisks.ts';

const contents = contentsOf();
const { record } = contents;

describe('findingsOf', () => {
  test('takes NonCompliant verdicts, coverage holes and ended exemptions, nothing else', () => {
    const findings = findingsOf(record, contents.lives);
    const nonCompliant = record.verdicts.filter(({ status }) => status === 'NonCompliant').length;
    expect(findings.filter(({ origin }) => origin === 'verdict')).toHaveLength(nonCompliant);
    expect(findings.filter(({ origin }) => origin === 'coverage').map(({ subscriptionId }) => subscriptionId)).toEqual([
      CLOSED,
    ]);
    expect(findings.filter(({ origin }) => origin === 'exemption').map(({ exemption }) => exemption)).toEqual(['EX-3']);
  });

  test('takes an ended attestation, and none that is in force', () => {
    const attestation = {
      id: 'AT-1',
      check: 'KEY-02' as const,
      subject: diskId('pay-web-01_OsDisk'),
      statement: 'It is enabled.',
      evidence: { reference: 'D-1', sha256: '0'.repeat(64) },
      attestedBy: 'CISO',
      attestedOn: '2026-01-01',
      expiresOn: '2026-11-01',
      covers: 0,
    };
    const of = (state: 'expired' | 'inForce') =>
      findingsOf({ ...record, attestations: [{ ...attestation, state }] }, contents.lives).filter(
        ({ origin }) => origin === 'attestation',
      );
    expect(of('inForce')).toEqual([]);
    expect(of('expired')).toMatchObject([
      { key: 'ATTESTATION AT-1', check: 'KEY-02', severity: 'Medium', subjectName: 'pay-web-01_OsDisk', ageDays: 0 },
    ]);
  });

  test('reports a hole once when POP-01 already does', () => {
    const [verdict] = record.verdicts;
    if (verdict === undefined) throw new Error('The fixture has no verdict.');
    const reported = {
      ...verdict,
      check: 'POP-01' as const,
      subject: `/subscriptions/${CLOSED}`,
      subscriptionId: CLOSED,
      status: 'NonCompliant' as const,
    };
    const findings = findingsOf({ ...record, verdicts: [...record.verdicts, reported] }, new Map());
    expect(findings.filter(({ check }) => check === 'POP-01')).toHaveLength(1);
  });

  test('a subscription that was seen but not read whole is a hole too', () => {
    const coverage = [
      { subscriptionId: PRODUCTION, name: 'Production', expectedBy: ['listed' as const], seen: true, read: false },
    ];
    expect(findingsOf(recordOf([], { coverage, exemptions: [] }), new Map()).map(({ because }) => because)).toEqual([
      'Subscription Production was seen but not read whole: see its gaps.',
    ]);
  });

  test('counts age in whole days from the first sight; an unknown life begins now', () => {
    const key = findingKey('KEY-01', diskId('pay-web-01_OsDisk').toLowerCase());
    expect(findingsOf(record, contents.lives).find((finding) => finding.key === key)).toMatchObject({
      firstSeen: '2026-09-07T06:00:00.000Z',
      ageDays: 77,
    });
    expect(findingsOf(record, new Map()).find((finding) => finding.key === key)).toMatchObject({
      firstSeen: record.asOf,
      ageDays: 0,
    });
  });

  test('sorts the same whatever the order of the verdicts', () => {
    const reversed = { ...record, verdicts: [...record.verdicts].reverse() };
    expect([...findingsOf(reversed, contents.lives)]).toEqual([...findingsOf(record, contents.lives)]);
  });

  test('a record that nobody sorted is not read again for each comparison', () => {
    const [found] = record.verdicts.filter(({ status }) => status === 'NonCompliant');
    if (found === undefined) throw new Error('The fixture has no finding.');
    const many = Array.from({ length: 500 }, (_none, at) => ({
      ...found,
      subject: `${found.subject}-${String(at * 7)}`,
    }));
    let read = 0;
    const verdicts = Object.assign([...many].reverse(), {
      at: (place: number) => {
        read += 1;
        return many[many.length - 1 - place];
      },
    });
    const findings = findingsOf({ ...record, verdicts }, new Map());
    expect(findings.length).toBeGreaterThanOrEqual(many.length);
    expect(read).toBeLessThan(4 * many.length);
  });
});

describe('the index', () => {
  test('names owners by the tag in any case, and how many disks a finding decides', () => {
    const shared = findingKey('BKP-03', '/subscriptions/x/vault');
    const chains = record.chains.slice(0, 5).map((chain, at) => ({
      ...chain,
      tags: { OWNER: `team-${String(at)}` },
      requirements: { ...chain.requirements, R2: { ...chain.requirements.R2, behind: [shared] } },
    }));
    const [verdict] = record.verdicts;
    if (verdict === undefined) throw new Error('The fixture has no verdict.');
    const vault = {
      ...verdict,
      check: 'BKP-03' as const,
      subject: '/subscriptions/x/vault',
      status: 'NonCompliant' as const,
    };
    const index = new PackIndex(
      { ...contents, record: { ...record, chains, verdicts: [vault] }, ownerTag: 'owner' },
      EXCEL_LIMITS,
    );
    const finding = index.findings.find(({ key }) => key === shared);
    if (finding === undefined) throw new Error('The vault is no finding.');
    expect(finding.disks).toBe(5);
    expect(index.ownersOf(finding)).toBe('team-0, team-1, team-2 and 2 more');
    expect(index.chainOf(finding)).toBe(0);
  });
});
