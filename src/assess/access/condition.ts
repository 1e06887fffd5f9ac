import { matches } from './actions.ts';
import { select, type Mask } from './capabilities.ts';

type Truth = boolean | undefined;

/**
 * Operations for which a condition is true whatever the request looks like. Nearly all conditions in use guard one
 * operation (`!(ActionMatches{'…'}) OR …`) and leave the others alone; the rest, and whatever cannot be read, stays open.
 * @see https://learn.microsoft.com/azure/role-based-access-control/conditions-format#how-a-condition-is-evaluated
 */
export function alwaysTrueFor(condition: string): Mask {
  const tokens = tokenise(condition);
  if (tokens === undefined) return 0;
  const holds = (action: string): boolean => evaluate(tokens, action) === true;
  return select('control', holds) | select('data', holds);
}

/** A condition and the version of the language that it is written in. */
export interface Conditional {
  readonly condition?: string | undefined;
  readonly conditionVersion?: string | undefined;
}

/** Whether there is a condition. A version without one says that there is, and that it was not shown. */
export function isConditional({ condition, conditionVersion }: Conditional): boolean {
  return isSet(condition) || isSet(conditionVersion);
}

/**
 * Operations that a condition, where there is one, leaves alone for certain. None where the condition is not shown, or is written in
 * another version of the language than the one that can be read.
 * @see https://learn.microsoft.com/rest/api/authorization/role-assignments/get#roleassignment
 */
export function sparedBy({ condition, conditionVersion }: Conditional): Mask {
  if (!isSet(condition) || (isSet(conditionVersion) && conditionVersion.trim() !== READABLE)) return 0;
  return alwaysTrueFor(condition);
}

const READABLE = '2.0';

function isSet(text: string | undefined): text is string {
  return text !== undefined && text.trim() !== '';
}

/** `…{values}` and `…[attribute]` are one token each, with what they hold. */
interface Token {
  readonly kind: 'open' | 'close' | 'and' | 'or' | 'not' | 'word' | 'values' | 'attribute';
  readonly text: string;
}

const TOKEN =
  /\s*(?:(\()|(\))|(&&)|(\|\|)|(!)|(\{(?:[^{}']|'[^']*')*\})|(\[[^\]]*\])|('[^']*')|([@A-Za-z0-9_.:/<>$\\-]+))/y;
const KINDS = ['open', 'close', 'and', 'or', 'not', 'values', 'attribute', 'word', 'word'] as const;

function tokenise(text: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
  const trimmed = text.trimEnd();
  const pattern = new RegExp(TOKEN);
  while (pattern.lastIndex < trimmed.length) {
    const match = pattern.exec(trimmed);
    if (match === null) return undefined;
    const group = match.findIndex((value, index) => index > 0 && (value as string | undefined) !== undefined);
    const kind = KINDS[group - 1];
    const value = match[group];
    if (kind === undefined || value === undefined) return undefined;
    tokens.push({ kind: keyword(kind, value), text: value });
  }
  const nested = tokens.filter((token) => token.kind === 'open' || token.kind === 'not').length;
  return nested > DEEPEST ? undefined : tokens;
}

/** Far more than any real condition has; the reader goes down one call at a time. */
const DEEPEST = 500;

function keyword(kind: Token['kind'], text: string): Token['kind'] {
  if (kind !== 'word') return kind;
  const word = text.toUpperCase();
  return word === 'AND' ? 'and' : word === 'OR' ? 'or' : word === 'NOT' ? 'not' : 'word';
}

/** Three-valued, by recursive descent; undefined for anything that depends on the request or that is not understood. */
function evaluate(tokens: readonly Token[], action: string): Truth {
  let at = 0;
  const state = { broken: false };

  const either = (): Truth => {
    let value = both();
    while (tokens[at]?.kind === 'or') {
      at += 1;
      const other = both();
      value = value === true || other === true ? true : value === false && other === false ? false : undefined;
    }
    return value;
  };
  const both = (): Truth => {
    let value = single();
    while (tokens[at]?.kind === 'and') {
      at += 1;
      const other = single();
      value = value === false || other === false ? false : value === true && other === true ? true : undefined;
    }
    return value;
  };
  const single = (): Truth => {
    const token = tokens[at];
    if (token?.kind === 'not') {
      at += 1;
      const value = single();
      return value === undefined ? undefined : !value;
    }
    if (token?.kind === 'open') {
      at += 1;
      const value = either();
      if (tokens[at]?.kind !== 'close') state.broken = true;
      at += 1;
      return value;
    }
    return comparison();
  };
  const comparison = (): Truth => {
    const first = tokens[at];
    const values = tokens[at + 1];
    if (first?.kind === 'word' && first.text.toLowerCase() === 'actionmatches' && values?.kind === 'values') {
      at += 2;
      return quoted(values.text).some((pattern) => matches(pattern, action));
    }
    const start = at;
    while (isOperand(tokens[at])) at += 1;
    if (at === start) state.broken = true;
    return undefined;
  };

  const value = either();
  return state.broken || at !== tokens.length ? undefined : value;
}

function isOperand(token: Token | undefined): boolean {
  return token?.kind === 'word' || token?.kind === 'values' || token?.kind === 'attribute';
}

function quoted(text: string): string[] {
  return [...text.matchAll(/'([^']*)'/g)].map((match) => match[1] ?? '');
}
