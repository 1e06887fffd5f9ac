import { describe, expect, test } from 'vitest';
import type { Change } from '../../src/domain/record.ts';
import { failureCard, runCard } from '../../src/report/card.ts';
import { contentsOf, recordNaming } from './fixture.ts';

interface Card {
  readonly version: string;
  readonly fallbackText: string;
  readonly body: readonly Readonly<Record<string, unknown>>[];
  readonly actions?: readonly { readonly url: string }[];
}

function cardOf(json: string): Card {
  const { attachments } = JSON.parse(json) as { readonly attachments: readonly { readonly content: Card }[] };
  const [attachment] = attachments;
  if (attachment === undefined) throw new TypeError('no card');
  return attachment.content;
}

/** What a reader sees, line by line. */
function lines({ body }: Card): readonly string[] {
  return body.flatMap((element) => {
    if (element['type'] === 'RichTextBlock')
      return [(element['inlines'] as readonly { readonly text: string }[]).map(({ text }) => text).join('')];
    if (element['type'] === 'FactSet')
      return (element['facts'] as readonly { readonly title: string; readonly value: string }[]).map(
        ({ title, value }) => `${title}: ${value}`,
      );
    return [String(element['text'])];
  });
}

describe('the card of a run', () => {
  const card = cardOf(runCard(contentsOf(), undefined));
  const text = lines(card);

  test('says the verdict first, then gaps, answers and what is new', () => {
    expect(text.slice(0, 3)).toEqual([
      'Disk encryption evidence',
      'NonCompliant: INCOMPLETE, 15 findings (1 new), 3 gaps',
      'Management group contoso, 3 subscriptions – 2026-W48',
    ]);
    const places = ['Gaps', 'Answers', 'New findings'].map((heading) => text.indexOf(heading));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places.every((place) => place > 0)).toBe(true);
    expect(text.filter((line) => /^R\d /.test(line)).map((line) => line.slice(0, 2))).toEqual([
      ...['R1', 'R2', 'R3', 'R4', 'R5', 'R6', 'R7'],
    ]);
    expect(text.at(-1)).toMatch(/^Run .*, as of 23 Nov 2026/);
    expect(card.fallbackText).toContain('NonCompliant');
    expect(card.version).toBe('1.4');
  });

  test('has a link only where one is given', () => {
    expect(card.actions).toBeUndefined();
    const url = 'https://func.azurewebsites.net/api/evidence/run/workbook';
    expect(cardOf(runCard(contentsOf(), url)).actions).toEqual([
      { type: 'Action.OpenUrl', title: 'Open the workbook', url },
    ]);
  });

  test('names of Azure are never read as Markdown: they stand in text runs alone', () => {
    const name = '[click](https://evil.example) **x** disk_a_b';
    const named = cardOf(runCard(contentsOf(recordNaming(name), { changes: [change(name)] }), undefined));
    const [element] = named.body.filter((candidate) => JSON.stringify(candidate).includes('evil.example'));
    expect(element?.['type']).toBe('RichTextBlock');
    const marked = named.body.filter(({ type }) => type === 'TextBlock' || type === 'FactSet');
    expect(JSON.stringify(marked)).not.toContain('evil.example');
  });

  test('fits, however much there is to say', () => {
    const long = '"\\🔐'.repeat(2000);
    const gaps = Array.from({ length: 500 }, (_, index) => ({
      source: 'disks' as const,
      subscription: `00000000-0000-0000-0000-${String(index).padStart(12, '0')}`,
      kind: 'notAuthorised' as const,
      because: long,
    }));
    const record = { ...contentsOf().record, gaps, incompleteBecause: Array.from({ length: 500 }, () => long) };
    const changes = Array.from({ length: 500 }, () => change(long));
    const json = runCard(contentsOf(record, { changes, scopeText: long }), 'https://a.example');
    expect(Buffer.byteLength(json, 'utf8')).toBeLessThanOrEqual(20_000);
    expect(lines(cardOf(json)).join('\n')).toMatch(/\d more new findings, in the workbook/);
  });
});

test('the card of a failure says why, and that nothing follows from it', () => {
  const failure = {
    runId: 'r-1',
    scopeText: 'Contoso',
    because: 'The identity was refused.',
    when: '2026-11-23T06:00:00Z',
  };
  const text = lines(cardOf(failureCard(failure))).join('\n');
  expect(text).toContain('The identity was refused.');
  expect(text).toContain('Nothing can be concluded');
  expect(text).toContain('r-1');
});

function change(name: string): Change {
  return {
    kind: 'new',
    check: 'KEY-01',
    subject: '/x',
    subjectName: name,
    subscriptionId: '00000000-0000-0000-0000-000000000001',
    before: 'Compliant',
    after: 'NonCompliant',
    because: 'It is a platform key.',
    cause: 'estate',
  };
}
