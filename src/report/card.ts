import { count, counted } from '../base/counted.ts';
import { answerWords } from './answerColumns.ts';
import { oneLine } from './cleanText.ts';
import { mailIndex, overallStatus, verdictWords } from './mail/content.ts';
import type { RunFailure } from './mail.ts';
import { gapSentences, reasonsBesideGaps } from './gapSummary.ts';
import { overallSentence } from './overall.ts';
import type { RunContents } from './packContents.ts';
import { ALL_SUBSCRIPTIONS } from './sheets/requirements.ts';
import { compliantOfApplicable, compliantOfDecided, isoWeek, moment, percent, scopeInShort } from './words.ts';
import { REQUIREMENT_TEXT, REQUIREMENTS } from '../domain/requirement.ts';
import type { Status } from '../domain/check.ts';

// A card for Teams: https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-reference#adaptive-card

/**
 * Teams takes 28,672 bytes with what it wraps around a card, which grew one of 24,453 bytes beyond that.
 * @see https://github.com/MicrosoftDocs/msteams-docs/issues/11274
 * @see https://learn.microsoft.com/microsoftteams/limits-specifications-teams
 */
const BYTES_AT_MOST = 20_000;
/** Lines of each list, most first; the first that fits is taken. */
const LINES = [5, 3, 1, 0];
const CHARACTERS_A_LINE = 300;

/** Colours of Adaptive Cards; the word is always beside them. */
const COLOUR: Readonly<Record<Status, string>> = {
  Compliant: 'Good',
  NonCompliant: 'Attention',
  Unknown: 'Warning',
  Exempt: 'Accent',
  NotApplicable: 'Default',
};

type Element = Readonly<Record<string, unknown>>;

/** The card that announces a run's evidence, as a Teams workflow takes it; with a link only where a reader could sign in. */
export function runCard(contents: RunContents, workbookUrl: string | undefined): string {
  const { record, runId, scopeText } = contents;
  const index = mailIndex(contents);
  const status = overallStatus(contents, index);
  const verdict = verdictWords(contents, index);
  const gaps = gapSentences(record.gaps, (id) => index.subscription(id));
  const fresh = contents.changes.filter(({ kind }) => kind === 'new');
  const closed = contents.changes.filter(({ kind }) => kind === 'closed').length;
  return fitting((lines) =>
    message(`${status}: ${verdict}`, workbookUrl, [
      title('Disk encryption evidence'),
      plain(`${status}: ${verdict}`, { weight: 'Bolder', color: COLOUR[status] }),
      plain(`${scopeInShort(scopeText)} – ${isoWeek(record.asOf)}`, { isSubtle: true }),
      ...(record.state === 'INCOMPLETE'
        ? [
            plain('INCOMPLETE: do not rely on this run for the whole scope.', { weight: 'Bolder', color: 'Attention' }),
            ...listed(reasonsBesideGaps(record), lines, 'reason'),
          ]
        : []),
      plain(overallSentence({ record })),
      heading('Gaps'),
      ...(gaps.length === 0
        ? [plain('None: everything that Azure counted was read.')]
        : listed(gaps, lines, 'kind of gap', 'kinds of gap')),
      heading('Answers'),
      { type: 'FactSet', facts: REQUIREMENTS.flatMap((id) => factOf(contents, id)) },
      heading('New findings'),
      ...(contents.previous === undefined
        ? [plain('This is the first run: there is nothing to compare with.')]
        : [
            ...listed(
              fresh.map(({ check, subjectName, because }) => `${check} ${subjectName}. ${because}`),
              lines,
              'new finding',
            ),
            plain(`${fresh.length === 0 ? 'None. ' : ''}Closed since the last run: ${count(closed)}.`),
          ]),
      plain(`Run ${runId}, as of ${moment(record.asOf)}.`, { ...SMALL }),
    ]),
  );
}

/** The card that says that there is not evidence. */
export function failureCard({ runId, scopeText, because, when }: RunFailure): string {
  return fitting(() =>
    message('No evidence: the run failed', undefined, [
      title('Disk encryption evidence'),
      plain('No evidence from this run: it failed before a pack was finished.', {
        weight: 'Bolder',
        color: 'Attention',
      }),
      plain(`${scopeInShort(scopeText)} – ${isoWeek(when)}`, { isSubtle: true }),
      plain(because),
      plain('Nothing can be concluded from it. The pack of the last complete run stays the latest evidence.'),
      plain(`Run ${runId}, ${moment(when)}.`, { ...SMALL }),
    ]),
  );
}

/** A card to try the webhook with. */
export function testCard(): string {
  return message('Unbroken: test', undefined, [plain('This is a test by unbroken doctor. Nothing was assessed.')]);
}

const SMALL = { isSubtle: true, size: 'Small' };

function factOf({ record }: RunContents, id: (typeof REQUIREMENTS)[number]): readonly Element[] {
  const row = record.summary.find(
    ({ requirement, subscriptionId }) => requirement === id && subscriptionId === ALL_SUBSCRIPTIONS,
  );
  if (row === undefined) return [];
  const value = [
    `${percent(compliantOfDecided(row.counts))} of decided`,
    `${percent(compliantOfApplicable(row.counts))} of applicable`,
    ...answerWords(row),
  ].join(', ');
  return [{ title: `${id} ${REQUIREMENT_TEXT[id].title}`, value }];
}

function title(text: string): Element {
  return { type: 'TextBlock', text, size: 'Large', weight: 'Bolder', wrap: true };
}

function heading(text: string): Element {
  return { type: 'TextBlock', text, weight: 'Bolder', separator: true, wrap: true };
}

/**
 * Text of others as it is: a TextBlock and a fact read Markdown in it, a TextRun does not.
 * @see https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-format#format-cards-with-markdown
 * @see https://adaptivecards.io/explorer/TextRun.html
 */
function plain(text: string, style: Element = {}): Element {
  const letters = Array.from(oneLine(text));
  const shown = letters.length <= CHARACTERS_A_LINE ? letters : [...letters.slice(0, CHARACTERS_A_LINE - 1), '…'];
  return { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: shown.join(''), ...style }] };
}

function listed(texts: readonly string[], lines: number, one: string, many = `${one}s`): readonly Element[] {
  const shown = texts.slice(0, lines).map((text) => plain(`• ${text}`));
  const left = texts.length - shown.length;
  const more = shown.length === 0 ? counted(left, one, many) : `and ${counted(left, `more ${one}`, `more ${many}`)}`;
  return left === 0 ? shown : [...shown, plain(`${more}, in the workbook.`)];
}

/** What a workflow takes that starts "when a Teams webhook request is received". Version 1.4: Teams knows up to 1.5. */
function message(fallbackText: string, url: string | undefined, body: readonly Element[]): string {
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    fallbackText: oneLine(fallbackText),
    msteams: { width: 'Full' },
    body,
    ...(url === undefined ? {} : { actions: [{ type: 'Action.OpenUrl', title: 'Open the workbook', url }] }),
  };
  const contentType = 'application/vnd.microsoft.card.adaptive';
  return JSON.stringify({ type: 'message', attachments: [{ contentType, contentUrl: null, content }] });
}

function fitting(make: (lines: number) => string): string {
  const cards = LINES.map(make);
  return cards.find((card) => Buffer.byteLength(card, 'utf8') <= BYTES_AT_MOST) ?? cards.at(-1) ?? '';
}
