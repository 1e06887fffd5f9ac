import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readJsonc } from '../../src/app/baseline/jsonc.ts';
import { baselineJsonSchemaText } from '../../src/app/baseline/schema.ts';
import { BaselineError, defaultBaseline, parseBaseline } from '../../src/app/baselineFile.ts';
import { DEFAULT_BASELINE } from '../../src/domain/baseline.ts';

const SUB = '11111111-1111-4111-8111-11111111111A';
const file = (extra: object): string => JSON.stringify({ name: 'Bank', version: '3', ...extra });
const rule = (id: string, where: object, set: object = { backup: { required: true } }): object => ({
  id,
  where,
  ...set,
});
const rules = (...list: readonly object[]): string => file({ rules: list });

describe('baseline file', () => {
  test('name and version alone mean the default rules', () => {
    const { baseline } = parseBaseline(file({}), 'b.json');
    expect(baseline).toEqual({ ...DEFAULT_BASELINE, name: 'Bank', version: '3' });
  });

  test('one rule changes, its neighbours stay', () => {
    const { baseline } = parseBaseline(file({ backup: { required: true } }), 'b.json');
    expect(baseline.backup).toEqual({ ...DEFAULT_BASELINE.backup, required: true });
  });

  test('the default reads back as itself', () => {
    expect(parseBaseline(defaultBaseline().text, 'default').baseline).toEqual(DEFAULT_BASELINE);
  });

  test('a rule takes its level, and what stands beside the level goes before it', () => {
    const { baseline } = parseBaseline(
      file({
        levels: { restricted: { backup: { required: true, immutability: 'Locked' }, keys: { expiryNoticeDays: 60 } } },
        rules: [
          rule(
            'db',
            { tags: { Data: ['Restricted', 'secret'] }, os: 'Linux' },
            { level: 'restricted', backup: { immutability: 'Unlocked' } },
          ),
        ],
      }),
      'b.json',
    );
    expect(baseline.rules).toEqual([
      {
        id: 'db',
        level: 'restricted',
        where: { tags: { data: ['restricted', 'secret'] }, os: ['linux'] },
        set: { backup: { required: true, immutability: 'Unlocked' }, keys: { expiryNoticeDays: 60 } },
      },
    ]);
  });

  test('ids are compared in lower case', () => {
    const { baseline } = parseBaseline(
      file({
        expectedSubscriptions: [SUB],
        exporting: { approvedExporters: [SUB] },
        rules: [rule('s', { subscription: SUB })],
      }),
      'b.json',
    );
    const lower = SUB.toLowerCase();
    expect(baseline.expectedSubscriptions).toEqual([lower]);
    expect(baseline.exporting.approvedExporters).toEqual([lower]);
    expect(baseline.rules[0]?.where.subscriptions).toEqual([lower]);
  });

  test('an attestation may name the address of a key; hash and selector come in lower case', () => {
    const url = 'https://kv-partner.vault.azure.net/keys/disks/0123';
    const attestations = [
      attestation({ subject: url, evidence: { reference: 'https://grc.example/1', sha256: 'AB'.repeat(32) } }),
      attestation({ id: 'AT-2', subject: undefined, where: { tags: { Data: 'Secret' } } }),
    ];
    expect(parseBaseline(file({ attestations }), 'b.json').baseline.attestations).toMatchObject([
      { subject: url, evidence: { sha256: 'ab'.repeat(32) } },
      { where: { tags: { data: ['secret'] } } },
    ]);
  });

  test('an acknowledged gap may be every source of a subscription, or one source in all', () => {
    const acknowledgedGaps = [
      acknowledged({ subscription: SUB }),
      acknowledged({ id: 'G-2', source: 'disks', subscription: '*' }),
    ];
    expect(parseBaseline(file({ acknowledgedGaps }), 'b.json').baseline.acknowledgedGaps).toEqual([
      acknowledged({ subscription: SUB.toLowerCase() }),
      acknowledged({ id: 'G-2', source: 'disks', subscription: '*' }),
    ]);
  });

  test('comments and a comma behind the last entry are read over, in strings they stay', () => {
    const text = `\uFEFF// ours
      { "name": "Bank // not a comment", /* two
      lines */ "version": "3",
        "expectedSubscriptions": [], // the last
      }`;
    expect(parseBaseline(text, 'b.jsonc').baseline.name).toBe('Bank // not a comment');
  });

  test.each([
    [
      'cut',
      '{',
      /^b\.json is not JSON: line 1, column 2: the end of the text stands where a name in double quotes, or }/,
    ],
    ['no value', '// x\n{ "name": }', /b\.json is not JSON: line 2, column 11: } stands where a value is expected\.$/],
    ['a name twice', '{ "name": "a",\n "name": "b" }', /line 2, column 2: "name" appears twice in one object\.$/],
    ['single quotes', "{ 'name': 1 }", /line 1, column 3: 'name': 1 } is not valid JSON\.$/],
    ['two values', '{} {}', /line 1, column 4: {} stands where the end of the text is expected\.$/],
    ['a comment without an end', '{} /* x', /line 1, column 4: \/\* x is not valid JSON\.$/],
    ['endless nesting', '['.repeat(5000), /is nested deeper than 100 levels\.$/],
    ['empty', '', /^b\.json is not JSON: line 1, column 1: the end of the text stands where a value is expected\.$/],
    ['a list', '[]', /^b\.json: \$: found \[\]; must be an object/],
    ['no name', '{"version":"1"}', /^b\.json: \$\.name: found nothing; must be a text of 1 to 100 characters\.$/],
    ['unknown field', file({ backups: {} }), /\$\.backups: found a field that is not one.+did you mean "backup"\?/],
    [
      'unknown inner field',
      file({ backup: { requierd: true } }),
      /\$\.backup\.requierd: .+did you mean "required"\? allowed here: "required", "maximumRecoveryPointAgeDays"/,
    ],
    ['wrong type', file({ backup: { required: 'yes' } }), /\$\.backup\.required: found "yes"; must be true or false\./],
    ['bad enum', file({ backup: { immutability: 'locked' } }), /found "locked"; must be one of "notAsked", "Unlocked"/],
    [
      'out of range',
      file({ keys: { expiryNoticeDays: -1 } }),
      /expiryNoticeDays: found -1; must be a whole number from 0 to 36500\./,
    ],
    ['null or a number', file({ restore: { provenWithinDays: '1y' } }), /found "1y"; must be .+ or null\./],
    [
      'bad check id',
      file({ exemptions: [exemption({ check: 'BKP3' })] }),
      /\$\.exemptions\[0\]\.check: found "BKP3"; must be one of "BKP-01"/,
    ],
    ['a check that does not exist', file({ exemptions: [exemption({ check: 'KEY-99' })] }), /found "KEY-99"/],
    [
      'bad date',
      file({ exemptions: [exemption({ expiresOn: '31.12.2026' })] }),
      /\$\.exemptions\[0\]\.expiresOn: found "31\.12\.2026"; must be a date yyyy-mm-dd/,
    ],
    ['no such day', file({ exemptions: [exemption({ expiresOn: '2026-02-30' })] }), /exemptions\[0\]\.expiresOn/],
    ['no last day', file({ exemptions: [exemption({ expiresOn: undefined })] }), /expiresOn: found nothing/],
    ['same id twice', file({ exemptions: [exemption({}), exemption({})] }), /\$\.exemptions\[1\]\.id: found "E1"/],
    [
      'bad GUID',
      file({ expectedSubscriptions: ['prod'] }),
      /\$\.expectedSubscriptions\[0\]: found "prod"; must be a G/,
    ],
    ['half an id', file({ exemptions: [exemption({ subject: 'disk-1' })] }), /subject: found "disk-1"; must be a full/],
    [
      'subject and selector',
      file({ exemptions: [exemption({ where: { os: 'Linux' } })] }),
      /\$\.exemptions\[0\]: found both subject and where/,
    ],
    [
      'an attestation of a check that is none',
      file({ attestations: [attestation({ check: 'KEY9' })] }),
      /found "KEY9"/,
    ],
    [
      'no hash',
      file({ attestations: [attestation({ evidence: { reference: 'D-1' } })] }),
      /\$\.attestations\[0\]\.evidence\.sha256: found nothing; must be a SHA-256 in hex, 64 digits/,
    ],
    [
      'ended before it began',
      file({ attestations: [attestation({ attestedOn: '2027-01-02' })] }),
      /\$\.attestations\[0\]\.expiresOn: found "2027-01-01"; which is before attestedOn \(2027-01-02\)/,
    ],
    [
      'an attestation of nothing',
      file({ attestations: [attestation({ subject: undefined })] }),
      /\$\.attestations\[0\]: found neither subject nor where/,
    ],
    [
      'an attestation twice',
      file({ attestations: [attestation({}), attestation({})] }),
      /\$\.attestations\[1\]\.id: found "AT-1"/,
    ],
    [
      'every gap acknowledged',
      file({ acknowledgedGaps: [acknowledged({ subscription: '*' })] }),
      /\$\.acknowledgedGaps\[0\]: found every source in every subscription; name the source, or the subscription/,
    ],
    [
      'a gap of no source',
      file({ acknowledgedGaps: [acknowledged({ source: 'disk' })] }),
      /\$\.acknowledgedGaps\[0\]\.source: found "disk"/,
    ],
    [
      'a gap without a subscription',
      file({ acknowledgedGaps: [acknowledged({ subscription: 'core' })] }),
      /\$\.acknowledgedGaps\[0\]\.subscription: found "core"; must be the GUID of a subscription, or \* for every one/,
    ],
    [
      'a gap twice',
      file({ acknowledgedGaps: [acknowledged({}), acknowledged({})] }),
      /\$\.acknowledgedGaps\[1\]\.id: found "G-1"/,
    ],
    ['neither', file({ exemptions: [exemption({ subject: undefined })] }), /found neither subject nor where/],
    ['selector of nothing', rules(rule('r', {})), /\$\.rules\[0\]\.where: found a selector without a condition/],
    ['selector of no tag', rules(rule('r', { tags: {} })), /\$\.rules\[0\]\.where: found a selector without/],
    ['selector of an empty list', rules(rule('r', { sku: [] })), /\$\.rules\[0\]\.where\.sku: found \[\]; must be/],
    [
      'selector of a bad OS',
      rules(rule('r', { os: 'BSD' })),
      /where\.os: found "BSD"; must be one of "Windows", "Linux"/,
    ],
    [
      'bad tag value',
      rules(rule('r', { tags: { 'cost centre': 7 } })),
      /\.tags\['cost centre'\]: found 7; must be a text/,
    ],
    ['rule that sets nothing', rules(rule('r', { os: 'Linux' }, {})), /\$\.rules\[0\]: found a rule that sets nothing/],
    [
      'no such level',
      rules(rule('r', { os: 'Linux' }, { level: 'gold' })),
      /found "gold"; this baseline has no levels/,
    ],
    ['rule id twice', rules(rule('r', { os: 'Linux' }), rule('r', { sku: 'x' })), /\$\.rules\[1\]\.id: found "r"/],
    [
      'tie',
      rules(rule('linux', { os: 'Linux' }), rule('db', { tags: { app: 'db' } }, { backup: { required: false } })),
      /\$\.rules\[1\]\.where: found a tie with "linux" over backup\.required; both can match/,
    ],
  ])('%s is one clear error', (_name, text, message) => {
    expect(() => parseBaseline(text, 'b.json')).toThrow(BaselineError);
    expect(() => parseBaseline(text, 'b.json')).toThrow(message);
  });

  test('every fault is told, a line for each', () => {
    const text = file({ backup: { required: 1, immutability: 2 }, keys: { x: 3 } });
    expect(() => parseBaseline(text, 'b.json')).toThrow(/^b\.json: .+\nb\.json: .+\nb\.json: .+$/);
  });
});

test.each(['/', '/providers/Microsoft.Management/managementGroups/mg-core', '/subscriptions/0'])(
  'an exemption of EXP-03 may name the scope %s',
  (subject) => {
    const text = file({ exemptions: [exemption({ check: 'EXP-03', subject })] });
    expect(parseBaseline(text, 'b.json').baseline.exemptions).toMatchObject([{ subject }]);
  },
);

test('baseline.schema.json is current (else: npm run docs)', () => {
  expect(readFileSync('baseline.schema.json', 'utf8')).toBe(baselineJsonSchemaText());
});

function attestation(change: object): object {
  return {
    id: 'AT-1',
    check: 'KEY-02',
    subject: `/subscriptions/${SUB}/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/v/keys/k/1`,
    statement: 'The partner showed it.',
    evidence: { reference: 'D-1', sha256: '0'.repeat(64) },
    attestedBy: 'CISO',
    attestedOn: '2026-01-01',
    expiresOn: '2027-01-01',
    ...change,
  };
}

function acknowledged(change: object): object {
  return { id: 'G-1', source: '*', subscription: SUB, reason: 'It moves.', expiresOn: '2027-01-01', ...change };
}

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

test('reads what JSON.parse reads, as it reads it', () => {
  fc.assert(
    fc.property(fc.json({ depthSize: 'medium' }), fc.constantFrom(undefined, 1, '\t'), (json, indent) => {
      const text = JSON.stringify(JSON.parse(json), null, indent);
      expect(readJsonc(text)).toEqual(JSON.parse(json));
    }),
    { numRuns: 300 },
  );
});
