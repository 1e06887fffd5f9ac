import { oneLine } from './cleanText.ts';
import type { Block, MailMessage } from './mail/blocks.ts';
import { mailBlocks, mailIndex, overallStatus, verdictWords, type MailOptions } from './mail/content.ts';
import { htmlOf } from './mail/html.ts';
import { textOf } from './mail/text.ts';
import type { RunContents } from './packContents.ts';
import { isoWeek, moment, scopeInShort } from './words.ts';

export type { MailMessage } from './mail/blocks.ts';
export type { MailOptions } from './mail/content.ts';

/** Characters of a scope in a subject, so that verdict and date stay in sight. */
const SCOPE_IN_SUBJECT = 60;

/** The mail that announces a run's evidence. */
export function mailMessage(contents: RunContents, options: MailOptions): MailMessage {
  const index = mailIndex(contents);
  const verdict = verdictWords(contents, index);
  const status = overallStatus(contents, index);
  const subject = subjectOf(status, contents.scopeText, contents.record.asOf, verdict);
  const blocks = [...mailBlocks(contents, options, index)];
  const title = 'Encryption evidence: Azure managed disks';
  const footer = `Sent by Unbroken ${contents.record.codeVersion} for run ${contents.runId}. It read Azure only; nothing was changed.`;
  return {
    subject,
    html: htmlOf(title, `${status}: ${verdict}. ${contents.scopeText}`, blocks, footer),
    text: textOf(title, blocks, footer),
  };
}

/** What a run that failed has to say. */
export interface RunFailure {
  readonly runId: string;
  readonly scopeText: string;
  /** A sentence for a reader who does not run the program; never a secret. */
  readonly because: string;
  /** ISO 8601. */
  readonly when: string;
}

/** The mail that says that there is no evidence: a missing mail must never be the only sign. */
export function failureMessage(failure: RunFailure): MailMessage {
  const subject = subjectOf('No evidence', failure.scopeText, failure.when, 'the run failed');
  const blocks: readonly Block[] = [
    { kind: 'banner', tone: 'bad', text: 'No evidence from this run: it failed before a pack was finished.' },
    { kind: 'heading', text: 'Because' },
    { kind: 'paragraph', text: failure.because },
    { kind: 'heading', text: 'What this means' },
    {
      kind: 'list',
      items: [
        'Nothing can be concluded from this run, neither that disks are compliant nor that they are not.',
        'The pack of the last complete run stays the latest evidence.',
        'Fix the cause and start the run again, or wait for the next one.',
      ],
    },
    {
      kind: 'facts',
      code: false,
      rows: [
        ['Scope', failure.scopeText],
        ['When', moment(failure.when)],
        ['Run', failure.runId],
      ],
    },
  ];
  const title = 'No encryption evidence: the run failed';
  const footer = `Sent by Unbroken for run ${failure.runId}. It read Azure only; nothing was changed.`;
  return { subject, html: htmlOf(title, failure.because, blocks, footer), text: textOf(title, blocks, footer) };
}

/** `[NonCompliant] Disk encryption evidence – Contoso – 2026-W48 – 12 findings (3 new), 1 gap` */
function subjectOf(status: string, scopeText: string, when: string, words: string): string {
  const letters = Array.from(oneLine(scopeInShort(scopeText)));
  const scope =
    letters.length <= SCOPE_IN_SUBJECT ? letters.join('') : `${letters.slice(0, SCOPE_IN_SUBJECT - 1).join('')}…`;
  return oneLine(`[${status}] Disk encryption evidence – ${scope} – ${isoWeek(when)} – ${words}`);
}
