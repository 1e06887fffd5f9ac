import { describe, expect, test } from 'vitest';
import { failureMessage, mailMessage } from '../../src/report/mail.ts';
import { contentsOf, recordNaming, recordOf } from './fixture.ts';

const options = { attached: true, manifestSha256: 'd'.repeat(64) };
const mail = mailMessage(contentsOf(), options);

/** The words of an HTML mail, as a reader sees them. */
function words(html: string): string {
  return (
    html
      .replace(/<head>.*<\/head>/s, ' ')
      .replace(/<!--.*?-->/gs, ' ')
      // The preview that a list of mails shows repeats the subject.
      .replace(/<div style="display:none.*?<\/div>/s, ' ')
      .replace(/<[^>]+>/g, ' ')
      .replaceAll('&nbsp;', ' ')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&#39;', "'")
      .replaceAll('&amp;', '&')
      .replace(/\s+/g, ' ')
  );
}

describe('the mail of a run', () => {
  test('carries the verdict in its subject', () => {
    expect(mail.subject).toBe(
      '[NonCompliant] Disk encryption evidence – Management group contoso, 3 subscriptions – 2026-W48 – INCOMPLETE, 15 findings (1 new), 3 gaps',
    );
  });

  test('a clean run says so, and one without findings but with Unknown does not look clean', () => {
    const clean = contentsOf().record.chains.slice(0, 1);
    const complete = { state: 'COMPLETE', incompleteBecause: [], gaps: [], coverage: [], exemptions: [] } as const;
    expect(mailMessage(contentsOf(recordOf(clean, complete)), options).subject).toMatch(
      /^\[Compliant\] Disk encryption evidence – .* – 2026-W48 – no findings/,
    );
    const unknown = contentsOf().record.chains.filter(({ overall }) => overall === 'Unknown');
    expect(mailMessage(contentsOf(recordOf(unknown, complete)), options).subject).toMatch(
      /^\[Unknown\] Disk encryption evidence – .* – no findings.*, 1 disk unknown$/,
    );
  });

  test('names the key that signed the pack', () => {
    const keyId = 'https://kv-evidence.vault.azure.net/keys/unbroken/0f1e';
    const signed = contentsOf(undefined, { signed: true });
    expect(mailMessage(signed, { ...options, keyId }).text).toContain(`Signature: signed with key ${keyId}\n`);
    // A pack that is mailed again later.
    expect(mailMessage(signed, options).text).toContain(
      'Signature: signed with the key that manifest.sig.json names\n',
    );
    expect(mail.text).toContain('Signature: unsigned: hashes reveal accidental');
  });

  test('shows whose disks they are, not the number of the tenant', () => {
    const scopeText = 'tenant 6f1d2b84-3c5e-4a97-8b60-2e9d7c41f0a3: management group contoso';
    expect(mailMessage(contentsOf(undefined, { scopeText }), options).subject).toContain(
      ' – management group contoso – 2026-W48 – ',
    );
  });

  test('a scope cannot add a header line and is kept short', () => {
    const { subject } = mailMessage(
      contentsOf(undefined, { scopeText: `x\r\nBcc: a@example.com ${'y'.repeat(200)}` }),
      options,
    );
    expect(subject).not.toMatch(/[\r\n]/);
    expect(subject).toContain('… – 2026-W48 – ');
    expect(subject.length).toBeLessThan(180);
  });

  test('gaps come before answers, answers before findings', () => {
    for (const body of [mail.text, words(mail.html)]) {
      const places = [
        'INCOMPLETE: do not rely',
        'Contoso Closed is expected',
        'access was refused (403)',
        'R1 Own keys',
        'R7 Right method',
        'Findings, by cause',
        'EX-7 (EXP-04): last day 10 Dec 2026, 17 days left',
        'd'.repeat(64),
      ].map((part) => body.indexOf(part));
      expect(places.filter((place) => place < 0)).toEqual([]);
      expect(places).toEqual([...places].sort((a, b) => a - b));
    }
  });

  test('text and HTML say the same', () => {
    const inText = new Set(mail.text.replace(/https:\/\/\S+/g, '').match(/[\p{L}\d.%-]+/gu));
    const inHtml = new Set(words(mail.html).match(/[\p{L}\d.%-]+/gu));
    const missing = [...inText].filter((word) => !inHtml.has(word) && !/^-+$/.test(word));
    expect(missing).toEqual([]);
    expect([...inHtml].filter((word) => !inText.has(word))).toEqual([]);
  });

  test('the counts of each requirement add up to its disks', () => {
    const answers = [...mail.text.matchAll(/ {2}(\d+) disks: (.+)/g)];
    expect(answers).toHaveLength(7);
    for (const [, disks, counts] of answers)
      expect((counts ?? '').match(/\d+/g)?.reduce((sum, number) => sum + Number(number), 0)).toBe(Number(disks));
  });

  test('escapes every text from Azure', () => {
    const { html, text } = mailMessage(contentsOf(recordNaming(`<script>alert("x")</script>&'`)), options);
    expect(html).not.toContain('<script>');
    expect(html).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&amp;&#39;');
    expect(text).toContain(`<script>alert("x")</script>&'`);
    expect(html).not.toMatch(/<(img|script|link|iframe)/);
  });

  test('names where the pack is', () => {
    expect(mail.text).toContain('The workbook is attached');
    const linked = mailMessage(contentsOf(), {
      ...options,
      attached: false,
      workbookUrl: 'https://example.com/pack.xlsx?sig=a&b="c',
    });
    expect(linked.html).toContain('href="https://example.com/pack.xlsx?sig=a&amp;b=%22c"');
    expect(linked.text).toContain('Open the workbook: https://example.com/pack.xlsx?sig=a&b=%22c');
    expect(mailMessage(contentsOf(), { ...options, attached: false }).text).toContain('neither attached nor linked');
    expect(() => mailMessage(contentsOf(), { ...options, workbookUrl: 'javascript:alert(1)' })).toThrow(
      /must start with https/,
    );
  });

  test('shows the ten worst causes and says how many there are, and how many findings', () => {
    const { record } = contentsOf();
    const verdicts = record.verdicts.map((verdict, at) =>
      verdict.status === 'NonCompliant'
        ? {
            ...verdict,
            because: `Reason ${'abcdefghijklmnopqrstuvwxyz'.charAt(at % 26).repeat(1 + Math.floor(at / 26))}.`,
          }
        : verdict,
    );
    const { text } = mailMessage(contentsOf({ ...record, verdicts }), options);
    expect(text.match(/^\[(High|Medium|Low)\]/gm)).toHaveLength(10);
    expect(text).toMatch(/The 10 worst of \d\d causes behind 15 findings/);
    const reasons = [...text.matchAll(/Reason (\w+)\./g)].map(([, word]) => word);
    expect(new Set(reasons).size).toBe(reasons.length);
  });

  test('a first run compares with nothing', () => {
    expect(mailMessage(contentsOf(undefined, { previous: undefined }), options).text).toContain(
      'This is the first run',
    );
  });
});

test('a failed run says that there is no evidence, and why', () => {
  const failure = failureMessage({
    runId: 'run-9',
    scopeText: 'contoso',
    because: 'The token was refused <401>.',
    when: '2026-11-23T06:00:00Z',
  });
  expect(failure.subject).toBe('[No evidence] Disk encryption evidence – contoso – 2026-W48 – the run failed');
  expect(failure.text).toContain('The token was refused <401>.');
  expect(failure.html).toContain('The token was refused &lt;401&gt;.');
  expect(failure.text).toContain('Nothing can be concluded from this run');
});
