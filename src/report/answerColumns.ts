import { count } from '../base/counted.ts';
import { ANSWER_KINDS, answerText, countOf, type AnswerKind, type Tally } from '../domain/answer.ts';
import type { Status } from '../domain/check.ts';

/** `Compliant – limited`: what a kind of answer is called wherever it is counted. */
export function kindText({ status, qualifier }: AnswerKind): string {
  return answerText(status, qualifier);
}

/** The statuses as a heading can break them: `NotApplicable` is one word in Azure, and would be split in a narrow column. */
const HEADING: Partial<Readonly<Record<Status, string>>> = {
  NonCompliant: 'Non-compliant',
  NotApplicable: 'Not applicable',
};

function headingOf({ status, qualifier }: AnswerKind): string {
  const words = HEADING[status] ?? status;
  return qualifier === undefined ? words : `${words} – ${qualifier}`;
}

/** The columns of a table that counts answers, each kind for itself; in a row they add up to the population. */
export const ANSWER_COLUMNS = ANSWER_KINDS.map((kind) => ({ title: headingOf(kind), width: 13, right: true as const }));

export function answerCounts(tally: Tally): readonly number[] {
  return ANSWER_KINDS.map((kind) => countOf(tally, kind));
}

/** `Compliant 12`, `Unknown – attested 3`: the kinds that occur. */
export function answerWords(tally: Tally): readonly string[] {
  return ANSWER_KINDS.filter((kind) => countOf(tally, kind) > 0).map(
    (kind) => `${kindText(kind)} ${count(countOf(tally, kind))}`,
  );
}

/** One character for each kind in a text bar, so that a bar reads without colour. */
const BLOCK: Readonly<Record<Status, string>> = {
  Compliant: '█',
  NonCompliant: '▒',
  Unknown: '?',
  Exempt: '▤',
  NotApplicable: '·',
};
const QUALIFIED_BLOCK: Partial<Readonly<Record<Status, string>>> = {
  Compliant: '▓',
  Unknown: '!',
  NotApplicable: ':',
};

export function blockOf({ status, qualifier }: AnswerKind): string {
  return (qualifier === undefined ? undefined : QUALIFIED_BLOCK[status]) ?? BLOCK[status];
}

/** `█ Compliant  ▓ Compliant – limited …`: what the characters of a bar stand for. */
export const BAR_LEGEND = ANSWER_KINDS.map((kind) => `${blockOf(kind)} ${kindText(kind)}`).join('  ');
