import { describe, expect, test } from 'vitest';
import { answerTextOf } from '../../src/domain/answer.ts';
import { csvLine, csvOfRecord } from '../../src/report/renderings/csv.ts';
import { htmlOfPack } from '../../src/report/renderings/html.ts';
import { jsonOfRecord } from '../../src/report/renderings/json.ts';
import { terminalJson } from '../../src/base/terminalText.ts';
import { oscalOf } from '../../src/report/renderings/oscal.ts';
import { SHEETS } from '../../src/report/sheets.ts';
import { contentsOf, recordOf } from './fixture.ts';

const HOSTILE = '<script>alert(1)</script>" onload="x';

function hostile(): ReturnType<typeof contentsOf> {
  const contents = contentsOf();
  const { record } = contents;
  const [verdict, ...verdicts] = record.verdicts;
  const [chain, ...chains] = record.chains;
  if (verdict === undefined || chain === undefined) throw new Error('The fixture is empty.');
  return {
    ...contents,
    record: {
      ...record,
      verdicts: [{ ...verdict, subjectName: '=cmd|calc', because: `He said "${HOSTILE}",\r\nand left.` }, ...verdicts],
      chains: [{ ...chain, name: HOSTILE }, ...chains],
    },
  };
}

test('the record as JSON comes in pieces of one entry, and is what it would be in one', () => {
  const { record } = hostile();
  const pieces = [...jsonOfRecord(record)];
  expect(pieces.join('')).toBe(`${terminalJson(record)}\n`);
  expect(pieces.length).toBeGreaterThan(record.verdicts.length + record.chains.length);
  const bare = { asOf: 'x', gaps: [], verdicts: [], lineage: undefined } as unknown as typeof record;
  expect([...jsonOfRecord(bare)].join('')).toBe('{"asOf":"x","gaps":[],"verdicts":[]}\n');
});

async function html(contents: ReturnType<typeof contentsOf>): Promise<string> {
  let text = '';
  for await (const piece of htmlOfPack(contents)) text += piece;
  return text;
}

describe('HTML', () => {
  test('is one file without script, with every sheet, whose links lead somewhere', async () => {
    const text = await html(contentsOf());
    for (const { name } of SHEETS) expect(text).toContain(`>${name}</a>`);
    expect(text).not.toMatch(/<(script|link|img|iframe|object)\b|\bon\w+="|url\(|@import/i);
    const ids = new Set([...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    const inner = [...text.matchAll(/href="#([^"]*)"/g)].map(([, id]) => id);
    expect(inner.length).toBeGreaterThan(SHEETS.length);
    expect(inner.filter((id) => !ids.has(id))).toEqual([]);
    expect([...text.matchAll(/href="([^#"][^"]*)"/g)].every(([, href]) => href?.startsWith('https://'))).toBe(true);
  });

  test('a name is text, whatever it holds', async () => {
    const text = await html(hostile());
    expect(text).not.toContain('<script');
    expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&quot; onload=&quot;x');
  });
});

describe('CSV', () => {
  test('has a row for each verdict and nothing that a spreadsheet takes for a formula', () => {
    const { record } = hostile();
    const text = [...csvOfRecord(record)].join('');
    expect(text.startsWith('\ufeffcheck,check version,status,')).toBe(true);
    expect(text).toContain(",'=cmd|calc,");
    expect(text).toContain('"He said ""<script>alert(1)</script>"" onload=""x"", and left."');
    // Nor does what a resource is called begin a line: there are as many as rows.
    expect(text.split(/[\n\u2028\u2029]/)).toHaveLength(record.verdicts.length + 2);
    expect(text.split('\r\n')).toHaveLength(record.verdicts.length + 2);
  });
});

describe('CSV', () => {
  test.each([
    '=1+1',
    '+1',
    '-1',
    '@SUM(A1)',
    '\t=1',
    ' =1',
    '\u00a0=1',
    '＝1',
    '＋1',
    '－1',
    '＠SUM',
    '\u3000＝1',
    '−1',
  ])('%j is no formula', (text) => {
    expect(csvLine([text]).replace(/^"/, '')).toMatch(/^'/);
  });

  test.each(['a=1', 'a-b', '1+1', '日本＝1'])('%j is what it was', (text) => {
    expect(csvLine([text])).toBe(`${text}\r\n`);
  });
});

describe('OSCAL', () => {
  type Results = {
    'assessment-results': {
      results: [
        {
          observations: { uuid: string; props: { name: string; value: string }[] }[];
          findings: { title: string; target: { status: { state: string; reason: string } } }[];
        },
      ];
    };
  };

  test('one record gives one document; a check is satisfied only where everything is Compliant', () => {
    const contents = contentsOf();
    const { record } = contents;
    const text = [...oscalOf(contents)].join('');
    expect(text).toBe([...oscalOf(contentsOf())].join(''));
    expect(text).toBe(`${JSON.stringify(JSON.parse(text), null, 1)}\n`);
    const [{ observations, findings }] = (JSON.parse(text) as Results)['assessment-results'].results;
    expect(observations).toHaveLength(
      record.verdicts.filter((one) => one.status !== 'NotApplicable' || one.limitations !== undefined).length,
    );
    expect(new Set(observations.map(({ uuid }) => uuid)).size).toBe(observations.length);
    for (const check of record.checks) {
      const answers = record.verdicts.filter((verdict) => verdict.check === check.id).map(answerTextOf);
      const applying = answers.filter((answer) => answer !== 'NotApplicable');
      const { status } = findings.find(({ title }) => title.startsWith(check.id))?.target ?? { status: undefined };
      expect(status?.state).toBe(applying.every((one) => one === 'Compliant') ? 'satisfied' : 'not-satisfied');
      if (applying.includes('NonCompliant')) expect(status?.reason).toBe('fail');
    }
  });

  test('a run without a single verdict is a document too', () => {
    const empty = { ...contentsOf(), record: recordOf([], { verdicts: [] }) };
    const text = [...oscalOf(empty)].join('');
    expect(text).not.toMatch(/: \[\]/);
    expect(text).toBe(`${JSON.stringify(JSON.parse(text), null, 1)}\n`);
  });
});
