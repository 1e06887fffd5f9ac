import { count, counted } from '../base/counted.ts';
import { terminalLine } from '../base/terminalText.ts';
import type { RunDifference } from '../domain/difference.ts';
import { armId, resourceGroupOf } from '../domain/armId.ts';
import type { Change } from '../domain/record.ts';
import { isQualifierMove, moveText, qualifierMoves } from './changeText.ts';
import { CAUSE_TEXT } from './sheets/changes.ts';
import { differenceCounts, versionText, type Earlier } from './sheets/difference.ts';
import { gapSentences } from './gapSummary.ts';
import { inWords, list, moment, sentence } from './words.ts';

/** Lines on a terminal for each kind of difference. */
const SHOWN = 25;

/** What moved between two runs, for a terminal. */
export function differenceText(
  earlier: Earlier,
  later: Earlier,
  difference: RunDifference,
  nameOf: (subscriptionId: string) => string,
): string {
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
  const { changes } = difference;
  const told = tellingApart(changes);
  const moves = (moved: readonly Change[]): readonly string[] => movesInWords(moved, told);
  for (const kind of ['new', 'closed', 'changed'] as const)
    section(`${sentence(kind)}:`, moves(changes.filter((change) => change.kind === kind && !isQualifierMove(change))));
  for (const { title, moved } of qualifierMoves(changes)) section(`${title}:`, moves(moved));
  for (const kind of ['appeared', 'disappeared'] as const)
    section(`${sentence(kind)}:`, moves(changes.filter((change) => change.kind === kind)));
  section('Gaps opened:', gapSentences(difference.gapsOpened, nameOf));
  section('Gaps closed:', gapSentences(difference.gapsClosed, nameOf));
  section(
    'Subscriptions:',
    difference.coverage.map(({ name, before, after }) => `${name}: ${before} → ${after}`),
  );
  section(
    'Population:',
    difference.population.map(
      ({ source, subscriptionId, before, after }) =>
        `${inWords(source)} in ${subscriptionId === '' ? 'no subscription' : nameOf(subscriptionId)}: ${String(before ?? 0)} → ${String(after ?? 0)}`,
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

/** Subjects named in one line; the rest is counted. */
const NAMED = 3;

/** One line for all subjects of a check that moved alike, in the order in which they occur. */
function movesInWords(moved: readonly Change[], told: (change: Change) => string): readonly string[] {
  const groups = new Map<string, { readonly check: string; readonly move: string; readonly subjects: string[] }>();
  for (const change of moved) {
    const { check } = change;
    const move = `${moveText(change)} (${CAUSE_TEXT[change.cause]}). ${change.because}`;
    const key = `${check} ${move}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { check, move, subjects: [told(change)] });
    else group.subjects.push(told(change));
  }
  return [...groups.values()].map(({ check, move, subjects }) => {
    const named = subjects.slice(0, NAMED);
    const rest = subjects.length - named.length;
    return `${check} ${list(rest > 0 ? [...named, `${count(rest)} more`] : named)}: ${move}`;
  });
}

/** The name of a subject; with its resource group where another has the same name. */
function tellingApart(changes: readonly Change[]): (change: Change) => string {
  const subjects = new Map<string, Set<string>>();
  for (const { subjectName, subject } of changes) {
    const known = subjects.get(subjectName);
    if (known === undefined) subjects.set(subjectName, new Set([subject]));
    else known.add(subject);
  }
  return ({ subjectName, subject }) => {
    const group = resourceGroupOf(armId(subject));
    return (subjects.get(subjectName)?.size ?? 0) < 2 || group === '' ? subjectName : `${subjectName} (${group})`;
  };
}

/** Labels as wide as the longest, numbers to the right. */
function countLines(counts: readonly (readonly [string, number])[]): readonly string[] {
  const label = Math.max(...counts.map(([text]) => text.length));
  const number = Math.max(...counts.map(([, value]) => count(value).length));
  return counts.map(([text, value]) => `${text.padEnd(label)}  ${count(value).padStart(number)}`);
}
