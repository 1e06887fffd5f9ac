import { describe, expect, test } from 'vitest';
import { DEFAULT_BASELINE, type Baseline, type Exemption } from '../../../src/domain/baseline.ts';
import { cleanEstate, LONE_DISK, OS_DISK, PLATFORM } from '../cleanEstate.ts';
import { verdictIn } from '../estateOf.ts';

const WAIVER: Exemption = {
  id: 'E-1',
  check: 'KEY-01',
  subject: LONE_DISK.toUpperCase(),
  category: 'Waiver',
  justification: 'Vendor appliance.',
  approvedBy: 'ciso@contoso.example',
  expiresOn: '2026-11-24',
};

function under(...exemptions: readonly Exemption[]): Baseline {
  return { ...DEFAULT_BASELINE, exemptions };
}

const weak = () => cleanEstate().patch('disks', LONE_DISK, PLATFORM);

describe('an exemption', () => {
  test('covers a NonCompliant verdict up to and including its last day, and shows what is beneath', () => {
    const record = weak().assess(under(WAIVER));
    expect(verdictIn(record, 'KEY-01', LONE_DISK)).toMatchObject({
      status: 'Exempt',
      beneath: 'NonCompliant',
      exemption: 'E-1',
      because: 'Only a platform-managed key protects it.',
    });
    expect(record.exemptions).toEqual([{ ...WAIVER, state: 'inForce', covers: 1 }]);
  });

  test('does not cover another check of the same disk', () => {
    const record = weak().assess(under(WAIVER));
    expect(verdictIn(record, 'MTH-01', LONE_DISK)).toMatchObject({ status: 'NonCompliant', exemption: undefined });
  });

  test('is Exempt in the roll-up, and hides nothing weaker', () => {
    const both = under(WAIVER, { ...WAIVER, id: 'E-2', check: 'MTH-01' });
    const row = weak().chain(LONE_DISK, both);
    expect(row.requirements.R7.status).toBe('Exempt');
    expect(row.requirements.R1.status).toBe('Exempt');
    expect(weak().chain(LONE_DISK, under(WAIVER)).requirements.R7.status).toBe('NonCompliant');
  });

  test('expired: the finding stands, and the exemption itself is reported', () => {
    const record = weak().assess(under({ ...WAIVER, expiresOn: '2026-11-23' }));
    expect(verdictIn(record, 'KEY-01', LONE_DISK)).toMatchObject({
      status: 'NonCompliant',
      beneath: undefined,
      exemption: 'E-1',
    });
    expect(record.exemptions[0]?.state).toBe('expired');
  });

  test('of two for one verdict, the one in force counts', () => {
    const record = weak().assess(under({ ...WAIVER, id: 'A-0', expiresOn: '2025-01-01' }, WAIVER));
    expect(verdictIn(record, 'KEY-01', LONE_DISK)).toMatchObject({ status: 'Exempt', exemption: 'E-1' });
    expect(record.exemptions.map((exemption) => exemption.state)).toEqual(['expired', 'inForce']);
  });

  test('never touches Unknown', () => {
    const draft = cleanEstate().patch('disks', LONE_DISK, { encryptionType: '?' });
    const record = draft.assess(under(WAIVER));
    expect(verdictIn(record, 'KEY-01', LONE_DISK)).toMatchObject({ status: 'Unknown', exemption: undefined });
    expect(record.exemptions[0]?.state).toBe('inForce');
  });

  test('that is not needed, or matches nothing, is reported', () => {
    const record = cleanEstate().assess(
      under(WAIVER, { ...WAIVER, id: 'E-9', subject: `${OS_DISK}-typo` }, { ...WAIVER, id: 'E-0', check: 'CTL-01' }),
    );
    expect(Object.fromEntries(record.exemptions.map((exemption) => [exemption.id, exemption.state]))).toEqual({
      'E-0': 'matchesNothing',
      'E-1': 'notNeeded',
      'E-9': 'matchesNothing',
    });
  });
});

test('an exemption from Azure Policy is told and changes no verdict', () => {
  const plain = weak().assess();
  const draft = weak();
  draft.put('policyExemptions', `${LONE_DISK}/providers/microsoft.authorization/policyexemptions/px`, {
    scope: LONE_DISK,
    displayName: 'x',
    description: undefined,
    category: 'Waiver',
    expiresOn: undefined,
    policyAssignmentId: undefined,
    policyDefinitionReferenceIds: [],
  });
  const record = draft.assess();
  expect(record.policyExemptions).toMatchObject([{ scope: LONE_DISK, category: 'Waiver' }]);
  expect({ ...record, policyExemptions: [] }).toEqual(plain);
});
