import { counted } from '../base/counted.ts';
import { answerText } from '../domain/answer.ts';
import type { Change, Qualifier } from '../domain/record.ts';
import { list } from './words.ts';

type Moved = Pick<Change, 'before' | 'after' | 'qualifierBefore' | 'qualifierAfter'>;

/** `Compliant → Compliant – limited`; `none` if there was no verdict, or is none any more. */
export function moveText({ before, after, qualifierBefore, qualifierAfter }: Moved): string {
  const told = (status: Moved['before'], qualifier: Qualifier | undefined): string =>
    status === undefined ? 'none' : answerText(status, qualifier);
  return `${told(before, qualifierBefore)} → ${told(after, qualifierAfter)}`;
}

/** Whether the status stayed and only its qualifier began or ended. */
export function isQualifierMove({ kind, before, after }: Pick<Change, 'kind' | 'before' | 'after'>): boolean {
  return kind === 'changed' && before === after;
}

const QUALIFIER_MOVES = [
  { field: 'qualifierAfter', qualifier: 'limited', title: 'Verdicts that became limited', clause: 'became limited' },
  { field: 'qualifierBefore', qualifier: 'limited', title: 'Verdicts no longer limited', clause: 'no longer limited' },
  { field: 'qualifierAfter', qualifier: 'attested', title: 'Verdicts newly attested', clause: 'newly attested' },
  {
    field: 'qualifierBefore',
    qualifier: 'attested',
    title: 'Verdicts no longer attested',
    clause: 'no longer attested',
  },
] as const;

/** The moves in which the status stayed, by kind; kinds that do not occur are left out. */
export function qualifierMoves(
  changes: readonly Change[],
): readonly { readonly title: string; readonly clause: string; readonly moved: readonly Change[] }[] {
  const moves = changes.filter(isQualifierMove);
  return QUALIFIER_MOVES.map(({ field, qualifier, title, clause }) => ({
    title,
    clause,
    moved: moves.filter((change) => change[field] === qualifier),
  })).filter(({ moved }) => moved.length > 0);
}

/** What moved in one run, in a sentence or a few. */
export function changesInWords(changes: readonly Change[]): string {
  const of = (kind: Change['kind']): number => changes.filter((change) => change.kind === kind).length;
  const others = changes.filter((change) => change.kind === 'changed' && !isQualifierMove(change)).length;
  const moved = list([
    counted(of('new'), 'new finding'),
    `${String(of('closed'))} closed`,
    counted(others, 'other changed verdict'),
    ...qualifierMoves(changes).map(({ moved: those, clause }) => `${counted(those.length, 'verdict')} ${clause}`),
  ]);
  const [came, went] = [of('appeared'), of('disappeared')];
  const turnover = [
    ...(came === 0 ? [] : [`${counted(came, 'verdict')} appeared`]),
    ...(went === 0 ? [] : [`${counted(went, 'verdict')} disappeared, which is never counted as a fix`]),
  ];
  return turnover.length === 0 ? `${moved}.` : `${moved}. ${list(turnover)}.`;
}
