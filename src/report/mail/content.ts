import { counted } from '../../base/counted.ts';
import type { Status } from '../../domain/check.ts';
import type { Change } from '../../domain/record.ts';
import { REQUIREMENT_TEXT, REQUIREMENTS } from '../../domain/requirement.ts';
import { SIGNATURE } from '../../pack/parts.ts';
import { acknowledgementSentences } from '../acknowledgements.ts';
import { foremost, gapsBesideCauses } from '../causes.ts';
import { changesInWords } from '../changeText.ts';
import { groupsOf } from '../findings/findingGroups.ts';
import { gapSentences, reasonsBesideGaps } from '../gapSummary.ts';
import { EXCEL_LIMITS } from '../workbook/limits.ts';
import { excerptSentences, overallTally, overallSentence } from '../overall.ts';
import type { RunContents } from '../packContents.ts';
import { PackIndex } from '../packIndex.ts';
import { daysLeft } from '../sheets/exemptions.ts';
import { ALL_SUBSCRIPTIONS } from '../sheets/requirements.ts';
import { compliantOfApplicable, compliantOfDecided, day, moment, percent, SHARES_TEXT } from '../words.ts';
import type { Block, FindingLine } from './blocks.ts';

const REASONS_SHOWN = 5;
const CAUSES_SHOWN = 5;
const GAPS_SHOWN = 5;
const CHANGES_SHOWN = 10;
const FINDINGS_SHOWN = 10;
const EXEMPTIONS_SHOWN = 20;
/** Days ahead in which an exemption's end is announced. */
const EXEMPTION_NOTICE_DAYS = 30;

export interface MailOptions {
  /** Where a reader can open the workbook after signing in; left out where nobody could. */
  readonly workbookUrl?: string | undefined;
  /** Where storage keeps it, for those who have access there: a browser cannot sign in to it. */
  readonly keptAt?: string | undefined;
  readonly attached: boolean;
  /** Of the pack's manifest, lower-case hex: this mail is the witness of it. */
  readonly manifestSha256: string;
  /** URL of the key that signed the manifest, with its version; left out where the signature alone names it. */
  readonly keyId?: string | undefined;
}

/** The run in one word; a run that could not read everything is never Compliant. */
export function overallStatus({ record }: RunContents, index: PackIndex<RunContents>): Status {
  if (index.findings.length > 0) return 'NonCompliant';
  const unsure = record.state === 'INCOMPLETE' || record.gaps.length > 0 || overallTally(record).counts.Unknown > 0;
  return unsure ? 'Unknown' : 'Compliant';
}

/** `12 findings (3 new), 1 gap`, worst first; a run without findings still says what is Unknown. */
export function verdictWords(contents: RunContents, index: PackIndex<RunContents>): string {
  const { record } = contents;
  const unknown = overallTally(record).counts.Unknown;
  const fresh = contents.changes.filter((change) => change.kind === 'new').length;
  const phrases = [
    ...(record.state === 'INCOMPLETE' ? ['INCOMPLETE'] : []),
    index.findings.length === 0
      ? 'no findings'
      : `${counted(index.findings.length, 'finding')}${fresh === 0 ? '' : ` (${fresh} new)`}`,
    ...(record.gaps.length === 0 ? [] : [counted(record.gaps.length, 'gap')]),
    ...(unknown === 0 || index.findings.length > 0 ? [] : [`${counted(unknown, 'disk')} unknown`]),
  ];
  return phrases.join(', ');
}

/** The index for a mail: links within the workbook do not matter to it. */
export function mailIndex(contents: RunContents): PackIndex<RunContents> {
  return new PackIndex(contents, EXCEL_LIMITS);
}

/** The whole mail, gaps before results. */
export function* mailBlocks(
  contents: RunContents,
  options: MailOptions,
  index: PackIndex<RunContents>,
): Generator<Block> {
  const { record } = contents;
  if (record.state === 'COMPLETE')
    yield { kind: 'banner', tone: 'good', text: 'COMPLETE: the whole population was read.' };
  else {
    yield { kind: 'banner', tone: 'bad', text: 'INCOMPLETE: do not rely on this run for the whole scope.' };
    const reasons = reasonsBesideGaps(record);
    yield {
      kind: 'list',
      items: [...reasons.slice(0, REASONS_SHOWN), ...more(reasons.length - REASONS_SHOWN, 'reason')],
    };
  }
  for (const text of excerptSentences(contents)) yield { kind: 'paragraph', text };
  yield { kind: 'paragraph', text: overallSentence(contents) };
  yield* notKnownBlocks(index);
  yield* answerBlocks(index);
  yield* changeBlocks(index);
  yield* findingBlocks(index);
  yield* exemptionBlocks(index);
  yield* packBlocks(contents, options);
}

/** Why answers are not known or limited, the heaviest cause first, with what to do; then the gaps that no cause stands for. */
function* notKnownBlocks(index: PackIndex<RunContents>): Generator<Block> {
  const { gaps } = index.record;
  const name = (id: string): string => index.subscription(id);
  yield { kind: 'heading', text: 'What is not known, and whom to ask' };
  if (gaps.length === 0) yield { kind: 'paragraph', text: 'No gap: everything that Azure counted was read.' };
  const causes = index.causes();
  const beside = gapSentences(gapsBesideCauses(gaps, causes), name);
  const acknowledged = acknowledgementSentences(index.record, name);
  const shown = foremost(causes, CAUSES_SHOWN);
  const items = [
    ...shown.map(({ line }) => line),
    ...more(causes.length - shown.length, 'cause'),
    ...beside.slice(0, GAPS_SHOWN),
    ...more(beside.length - GAPS_SHOWN, 'kind of gap', 'kinds of gap'),
    ...acknowledged.slice(0, GAPS_SHOWN),
    ...more(acknowledged.length - GAPS_SHOWN, 'acknowledged gap'),
  ];
  if (items.length > 0) yield { kind: 'list', items };
}

function* answerBlocks(index: PackIndex<RunContents>): Generator<Block> {
  yield { kind: 'heading', text: 'Answers' };
  yield {
    kind: 'answers',
    rows: REQUIREMENTS.flatMap((requirement) => {
      const row = index.record.summary.find(
        (candidate) => candidate.requirement === requirement && candidate.subscriptionId === ALL_SUBSCRIPTIONS,
      );
      if (row === undefined) return [];
      return [
        {
          title: `${requirement} ${REQUIREMENT_TEXT[requirement].title}`,
          disks: row.population,
          tally: row,
          ofDecided: percent(compliantOfDecided(row.counts)),
          ofApplicable: percent(compliantOfApplicable(row.counts)),
        },
      ];
    }),
  };
  yield { kind: 'note', text: SHARES_TEXT };
}

function* changeBlocks(index: PackIndex<RunContents>): Generator<Block> {
  const { previous, changes } = index.contents;
  yield { kind: 'heading', text: 'Since the last run' };
  if (previous === undefined) {
    yield { kind: 'paragraph', text: 'This is the first run: there is nothing to compare with.' };
    return;
  }
  const of = (kind: Change['kind']): readonly Change[] => changes.filter((change) => change.kind === kind);
  const [opened, closed] = [of('new'), of('closed')];
  yield { kind: 'paragraph', text: `Compared with ${day(previous.asOf)}: ${changesInWords(changes)}` };
  for (const [changed, word] of [
    [opened, 'New'],
    [closed, 'Closed'],
  ] as const)
    if (changed.length > 0)
      yield {
        kind: 'list',
        items: [
          ...changed
            .slice(0, CHANGES_SHOWN)
            .map((change) => `${word}: ${change.check} ${change.subjectName}. ${change.because}`),
          ...more(changed.length - CHANGES_SHOWN, `${word.toLowerCase()} finding`),
        ],
      };
}

function* findingBlocks(index: PackIndex<RunContents>): Generator<Block> {
  const { findings } = index;
  const groups = groupsOf(index.record, findings);
  yield {
    kind: 'heading',
    text:
      groups.length > FINDINGS_SHOWN
        ? `The ${String(FINDINGS_SHOWN)} worst of ${counted(groups.length, 'cause')} behind ${counted(findings.length, 'finding')}`
        : 'Findings, by cause',
  };
  if (findings.length === 0) {
    yield { kind: 'paragraph', text: 'None. What is Unknown is not a finding: see the answers above.' };
    return;
  }
  yield {
    kind: 'findings',
    rows: groups.slice(0, FINDINGS_SHOWN).map((group): FindingLine => {
      const finding = group.worst;
      const portal = index.portal(finding.subject);
      const owner = index.ownersOf(finding);
      const age = group.ageDays === 0 ? 'new' : `${counted(group.ageDays, 'day')} old`;
      const facts = [...(group.size === '' ? [] : [group.size]), age, ...(owner === '' ? [] : [`owner ${owner}`])];
      return {
        severity: group.severity,
        title: group.title,
        detail: `${finding.because} ${finding.remediation} (${facts.join(', ')})`.trim(),
        url: portal?.kind === 'web' ? portal.url : undefined,
      };
    }),
  };
}

function* exemptionBlocks(index: PackIndex<RunContents>): Generator<Block> {
  const { asOf, exemptions } = index.record;
  const ending = exemptions
    .filter(({ state }) => state === 'inForce')
    .map((exemption) => ({ exemption, left: daysLeft(exemption.expiresOn, asOf) }))
    .filter(({ left }) => left <= EXEMPTION_NOTICE_DAYS)
    .sort((a, b) => a.left - b.left);
  if (ending.length === 0) return;
  yield { kind: 'heading', text: `Exemptions that end within ${String(EXEMPTION_NOTICE_DAYS)} days` };
  yield {
    kind: 'list',
    items: [
      ...ending
        .slice(0, EXEMPTIONS_SHOWN)
        .map(
          ({ exemption, left }) =>
            `${exemption.id} (${exemption.check}): last day ${day(exemption.expiresOn)}, ${counted(left, 'day')} left; approved by ${exemption.approvedBy}.`,
        ),
      ...more(ending.length - EXEMPTIONS_SHOWN, 'exemption'),
    ],
  };
}

function* packBlocks(contents: RunContents, options: MailOptions): Generator<Block> {
  yield { kind: 'heading', text: 'The evidence' };
  yield { kind: 'paragraph', text: whereText(contents, options) };
  if (options.workbookUrl !== undefined) yield { kind: 'button', text: 'Open the workbook', url: options.workbookUrl };
  yield {
    kind: 'facts',
    code: false,
    rows: [
      ['Scope', contents.scopeText],
      ['As of', moment(contents.record.asOf)],
      ['Run', contents.runId],
      ['Baseline', `${contents.record.baseline.name}, version ${contents.record.baseline.version}`],
      ['Code version', contents.record.codeVersion],
      ['Signature', signatureText(contents, options)],
    ],
  };
  yield {
    kind: 'facts',
    code: true,
    rows: [
      ...(options.attached || options.keptAt === undefined ? [] : [['Kept at', options.keptAt] as const]),
      ['Manifest SHA-256', options.manifestSha256],
      ['Record SHA-256', contents.recordSha256],
      ['Previous manifest SHA-256', contents.previous?.manifestSha256 ?? 'none: first run'],
    ],
  };
  yield {
    kind: 'note',
    text: 'Keep this mail: its manifest hash is proof that a pack is the one announced here.',
  };
}

function signatureText({ signed }: RunContents, { keyId }: MailOptions): string {
  if (!signed) return 'unsigned: hashes reveal accidental, not deliberate, change';
  return `signed with ${keyId === undefined ? `the key that ${SIGNATURE} names` : `key ${keyId}`}`;
}

function whereText(contents: RunContents, options: MailOptions): string {
  if (options.attached) return 'The workbook is attached; the whole pack with the raw rows is kept with the run.';
  if (options.workbookUrl !== undefined) return 'The workbook is too large to attach: sign in and open it below.';
  return `The workbook is neither attached nor linked: ask the operators of Unbroken for run ${contents.runId}.`;
}

function more(number: number, one: string, many = `${one}s`): readonly string[] {
  return number > 0 ? [`and ${counted(number, `more ${one}`, `more ${many}`)}, in the workbook.`] : [];
}
