import { count, counted } from '../base/counted.ts';
import { terminalLine } from '../base/terminalText.ts';
import type { RunDifference } from '../domain/difference.ts';
import type { Gap } from '../domain/estate.ts';
import type { Change } from '../domain/record.ts';
import { isQualifierMove, moveText, qualifierMoves } from './changeText.ts';
import { CAUSE_TEXT } from './sheets/changes.ts';
import { differenceCounts, versionText, type Earlier } from './sheets/difference.ts';
import { inWords, moment, sentence } from './words.ts';

/** Lines on a terminal for each kind of difference. */
const SHOWN = 25;

/** What moved between two runs, for a terminal. */
export function differenceText(earlier: Earlier, later: Earlier, difference: RunDifference): string {
  const lines = [
    `From ${earlier.runId}, as of ${moment(earlier.asOf)}`,
    `to   ${later.runId}, as of ${moment(later.asOf)}`,
    '',
    ...countLines(differenceCounts(difference)),
  ];
  const section = (title: string, entries: readonly string[]): void => {
    if (entries.length === 0) return;
    lines.push('', title, ...entries.slice(0, SHOWN).map((entry) => `  ${entry}`));
    if (entries.length > SHOWN)
      lines.push(`  … and ${counted(entries.length - SHOWN, 'more line')}: --json or --xlsx shows all.`);
  };
  const moves = (changes: readonly Change[]): readonly string[] =>
    changes.map(
      (change) =>
        `${change.check} ${change.subjectName}: ${moveText(change)} (${CAUSE_TEXT[change.cause]}). ${change.because}`,
    );
  const { changes } = difference;
  for (const kind of ['new', 'closed', 'changed'] as const)
    section(`${sentence(kind)}:`, moves(changes.filter((change) => change.kind === kind && !isQualifierMove(change))));
  for (const { title, moved } of qualifierMoves(changes)) section(`${title}:`, moves(moved));
  for (const kind of ['appeared', 'disappeared'] as const)
    section(`${sentence(kind)}:`, moves(changes.filter((change) => change.kind === kind)));
  const gapText = ({ source, because }: Gap): string => `${inWords(source)}: ${because}`;
  section('Gaps opened:', difference.gapsOpened.map(gapText));
  section('Gaps closed:', difference.gapsClosed.map(gapText));
  section(
    'Subscriptions:',
    difference.coverage.map(({ name, before, after }) => `${name}: ${before} → ${after}`),
  );
  section(
    'Population:',
    difference.population.map(
      ({ source, subscriptionId, before, after }) =>
        `${inWords(source)} in ${subscriptionId === '' ? 'no subscription' : subscriptionId}: ${String(before ?? 0)} → ${String(after ?? 0)}`,
    ),
  );
  section(
    'Baseline:',
    difference.baseline.map(({ path, before, after }) => `${path}: ${before ?? 'absent'} → ${after ?? 'absent'}`),
  );
  section(
    'Rules:',
    difference.rules.map(({ check, before, after }) => `${check}: ${versionText(before)} → ${versionText(after)}`),
  );
  return `${lines.map(terminalLine).join('\n')}\n`;
}

/** Labels as wide as the longest, numbers to the right. */
function countLines(counts: readonly (readonly [string, number])[]): readonly string[] {
  const label = Math.max(...counts.map(([text]) => text.length));
  const number = Math.max(...counts.map(([, value]) => count(value).length));
  return counts.map(([text, value]) => `${text.padEnd(label)}  ${count(value).padStart(number)}`);
}
