import { counted } from '../../base/counted.ts';
import { EVERY, type AcknowledgedGapState } from '../../domain/acknowledgedGap.ts';
import { EVERY_SUBSCRIPTION } from '../../domain/estate.ts';
import type { Coverage, PopulationRow } from '../../domain/record.ts';
import { idCell, type Cell } from '../cell.ts';
import { gapRemedy } from '../gapRemedy.ts';
import type { PackIndex } from '../packIndex.ts';
import type { Listed, TableSheet } from '../sheet.ts';
import { day, inWords, list, sentence } from '../words.ts';
import { POPULATION_SHEET } from './names.ts';

export const populationAndGaps: Listed<TableSheet> = {
  kind: 'table',
  name: POPULATION_SHEET,
  holds: 'what was read, and what was not',
  tab: '8A3B12',
  about:
    'What could not be read (gaps) first, then the gaps that the baseline acknowledges, what earlier runs read, the answers that gaps limit, each subscription expected, what is not assessed, and the tie-out of rows counted, received and kept.',
  columns: [
    { title: 'Part', width: 14 },
    { title: 'Result', width: 18 },
    { title: 'Subscription', width: 28 },
    { title: 'Source or kind', width: 28 },
    { title: 'Counted by Azure', width: 11, right: true },
    { title: 'Rows received', width: 11, right: true },
    { title: 'Rows kept', width: 11, right: true },
    { title: 'Duplicates', width: 11, right: true },
    { title: 'Malformed', width: 11, right: true },
    { title: 'What it means', width: 60 },
    { title: 'What to do, whom to ask', width: 44 },
    { title: 'Resource id', width: 100 },
  ],
  frozenColumns: 2,
  printedColumns: 11,
  whenEmpty: 'No source was read.',
  *rows(index) {
    yield* gapRows(index);
    yield* acknowledgedRows(index);
    yield* earlierRows(index);
    yield* limitationRows(index);
    yield* coverageRows(index);
    yield* notAssessedRows(index);
    yield* tieOutRows(index);
  },
};

function* gapRows(index: PackIndex): Generator<readonly Cell[]> {
  for (const gap of index.record.gaps)
    yield [
      'Gap',
      sentence(inWords(gap.kind)),
      subscriptionText(gap.subscription, index),
      inWords(gap.source),
      ...[undefined, undefined, undefined, undefined, undefined],
      gap.because,
      gapRemedy(gap, (id) => index.subscription(id)),
      idCell(gap.subject),
    ];
}

const ACKNOWLEDGED: Readonly<Record<AcknowledgedGapState, readonly [state: string, what: string]>> = {
  inForce: ['In force', 'Close the gaps before that day.'],
  expired: ['Ended', 'Close the gaps or acknowledge them again; if none is left, remove it from the baseline.'],
  matchesNothing: ['Matches nothing', 'Remove it from the baseline.'],
};

/** What the organisation knows of and accepts for a time; it silences an alert and nothing else. */
function* acknowledgedRows(index: PackIndex): Generator<readonly Cell[]> {
  for (const { source, subscription, state, reason, expiresOn, id, gaps } of index.record.acknowledgedGaps ?? []) {
    const [told, remedy] = ACKNOWLEDGED[state];
    yield [
      'Acknowledged',
      told,
      subscriptionText(subscription, index),
      source === EVERY ? 'every source' : inWords(source),
      ...[undefined, undefined, undefined, undefined, undefined],
      `${id}, last day ${day(expiresOn)}: ${counted(gaps, 'gap')} of this run. Reason given: ${reason}`,
      remedy,
      undefined,
    ];
  }
}

/** What the run had no need or no time to read again. */
function* earlierRows(index: PackIndex): Generator<readonly Cell[]> {
  for (const { source, subscriptionId, run, answers, from, until } of index.record.earlierReadings ?? []) {
    const when = day(from) === day(until) ? `on ${day(from)}` : `from ${day(from)} to ${day(until)}`;
    const isDated = source === 'recoveryPoints';
    yield [
      'Earlier reading',
      counted(answers, 'answer'),
      subscriptionText(subscriptionId, index),
      inWords(source),
      ...[undefined, undefined, undefined, undefined, undefined],
      `Read ${when} by run ${run}, and not again by this one${isDated ? ': Azure’s hourly limits left no time within the time budget. Answers that rest on it are limited.' : ': what a recovery point holds never changes.'}`,
      isDated ? EARLIER_REMEDY : undefined,
      undefined,
    ];
  }
}

const EARLIER_REMEDY =
  'Nothing: the next run starts with what was read longest ago. To read more per run, raise UNBROKEN_TIME_BUDGET.';

/** Each place once, however many answers it limits. */
function* limitationRows(index: PackIndex): Generator<readonly Cell[]> {
  for (const { subscription, sources, disks, answers, because, remedy } of index.limitations())
    yield [
      'Limitation',
      `Limits ${counted(answers, 'answer')}`,
      subscription === EVERY_SUBSCRIPTION ? 'several subscriptions' : index.subscription(subscription),
      list(sources.map(inWords)),
      ...[undefined, undefined, undefined, undefined, undefined],
      `${counted(answers, 'answer')} of ${counted(disks, 'disk')} are true as far as could be read: ${because}`,
      remedy,
      undefined,
    ];
}

function* coverageRows(index: PackIndex): Generator<readonly Cell[]> {
  for (const row of index.record.coverage)
    yield [
      'Subscription',
      !row.seen ? 'Not seen' : row.read ? 'Read whole' : 'Not read whole',
      index.subscription(row.subscriptionId),
      undefined,
      ...[undefined, undefined, undefined, undefined, undefined],
      `${coverageText(row)} Expected by ${list(row.expectedBy.map((by) => EXPECTED_BY[by])) || 'nobody'}.`,
      undefined,
      idCell(`/subscriptions/${row.subscriptionId}`),
    ];
}

const EXPECTED_BY: Readonly<Record<Coverage['expectedBy'][number], string>> = {
  scope: 'the scope of the run',
  managementGroup: 'its management group',
  baseline: 'the baseline',
  listed: 'Azure’s own list',
};

function coverageText(row: Coverage): string {
  if (!row.seen) return 'Azure did not list it for this identity: nothing is known about it.';
  return row.read ? 'Not affected by any gap.' : 'Affected by at least one gap.';
}

function* notAssessedRows(index: PackIndex): Generator<readonly Cell[]> {
  for (const row of index.record.notAssessed)
    yield [
      'Not assessed',
      row.count === undefined ? 'Not counted' : 'Counted only',
      subscriptionText(row.subscriptionId, index),
      row.kind,
      row.count,
      ...[undefined, undefined, undefined, undefined],
      row.because,
      undefined,
      undefined,
    ];
}

function* tieOutRows(index: PackIndex): Generator<readonly Cell[]> {
  for (const row of index.record.population)
    yield [
      'Tie-out',
      row.whole ? 'Complete' : 'Incomplete',
      subscriptionText(row.subscriptionId, index),
      inWords(row.source),
      row.counted,
      row.received,
      row.kept,
      row.duplicates,
      row.malformed,
      tieOutText(row),
      undefined,
      undefined,
    ];
}

function tieOutText(row: PopulationRow): string {
  if (row.counted === undefined)
    return row.whole ? 'Read from ARM, which gives no count; not affected by any gap.' : 'Affected by a gap.';
  const accounted = row.kept + row.malformed;
  if (row.whole && row.duplicates > 0)
    return `${row.counted} counted, ${row.duplicates} repeated: a row that comes again unchanged is kept once. Not affected by any gap.`;
  if (accounted !== row.counted)
    return `Azure counts ${counted(row.counted, 'row')}, but ${counted(accounted, 'row')} are accounted for (kept and malformed).`;
  return row.whole
    ? 'Counted = kept + malformed; not affected by any gap.'
    : 'The count agrees, but it is affected by a gap.';
}

function subscriptionText(id: string, index: PackIndex): string {
  return id === EVERY_SUBSCRIPTION ? 'every subscription' : index.subscription(id);
}
