import { describe, expect, test } from 'vitest';
import { BaselineError, defaultBaseline, parseBaseline } from '../../src/app/baselineFile.ts';
import { DEFAULT_BASELINE } from '../../src/domain/baseline.ts';

const file = (extra: object): string => JSON.stringify({ name: 'Bank', version: '3', ...extra });

describe('baseline file', () => {
  test('name and version alone mean the default rules', () => {
    const { baseline } = parseBaseline(file({}), 'b.json');
    expect(baseline).toEqual({ ...DEFAULT_BASELINE, name: 'Bank', version: '3' });
  });

  test('one rule changes, its neighbours stay', () => {
    const { baseline } = parseBaseline(file({ backup: { required: true } }), 'b.json');
    expect(baseline.backup).toEqual({ ...DEFAULT_BASELINE.backup, required: true });
  });

  test('frameworks are those that the report shall show', () => {
    expect(parseBaseline(file({ frameworks: ['SOC 2'] }), 'b.json').baseline.frameworks).toEqual(['SOC 2']);
    expect(() => parseBaseline(file({ frameworks: ['NIST'] }), 'b.json')).toThrow(
      /b\.json: frameworks\.0: found "NIST"; .*"NIST SP 800-53 r5"/,
    );
  });

  test('the default reads back as itself', () => {
    expect(parseBaseline(defaultBaseline().text, 'default').baseline).toEqual(DEFAULT_BASELINE);
  });

  test.each([
    ['not JSON', '{', /b\.json is not JSON/],
    ['no name', '{"version":"1"}', /b\.json: name: found nothing/],
    ['unknown field', file({ backups: {} }), /"backups" is not a field of a baseline/],
    ['unknown inner field', file({ backup: { requierd: true } }), /backup: "requierd" is not a field/],
    ['wrong type', file({ backup: { required: 'yes' } }), /backup\.required: found "yes"/],
    ['bad enum', file({ backup: { immutability: 'locked' } }), /backup\.immutability: found "locked"/],
    [
      'bad check id',
      file({ exemptions: [exemption({ check: 'BKP3' })] }),
      /exemptions\.0\.check: found "BKP3"; must be a check id/,
    ],
    [
      'bad date',
      file({ exemptions: [exemption({ expiresOn: '31.12.2026' })] }),
      /exemptions\.0\.expiresOn: found "31\.12\.2026"; must be a date/,
    ],
    ['no such day', file({ exemptions: [exemption({ expiresOn: '2026-02-30' })] }), /exemptions\.0\.expiresOn/],
    ['same id twice', file({ exemptions: [exemption({}), exemption({})] }), /the id "E1" stands twice/],
    ['bad GUID', file({ expectedSubscriptions: ['prod'] }), /expectedSubscriptions\.0: found "prod"; must be a GUID/],
  ])('%s is one clear error', (_name, text, message) => {
    expect(() => parseBaseline(text, 'b.json')).toThrow(BaselineError);
    expect(() => parseBaseline(text, 'b.json')).toThrow(message);
  });
});

function exemption(change: object): object {
  return {
    id: 'E1',
    check: 'BKP-03',
    subject: '/subscriptions/0/resourceGroups/r/providers/Microsoft.Compute/disks/d',
    category: 'Waiver',
    justification: 'moved next quarter',
    approvedBy: 'CISO',
    expiresOn: '2026-12-31',
    ...change,
  };
}
