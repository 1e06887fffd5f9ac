import { qualifierOf, type Answer, type Tally } from '../domain/answer.ts';
import type { Severity, Status } from '../domain/check.ts';
import type { Qualifier } from '../domain/record.ts';

/** What a cell shows: every kind is written as itself, never as a formula. */
export type Cell =
  | undefined
  | string
  | number
  | { readonly kind: 'moment'; readonly iso: string }
  | { readonly kind: 'day'; readonly iso: string }
  | { readonly kind: 'share'; readonly value: number | undefined }
  /** With `to`, a link to what lies behind it as long as the sheet takes links. */
  | {
      readonly kind: 'status';
      readonly status: Status;
      readonly qualifier?: Qualifier | undefined;
      readonly to?: LinkTarget | undefined;
    }
  | { readonly kind: 'severity'; readonly severity: Severity }
  | { readonly kind: 'code'; readonly text: string }
  /** Long and without spaces: stays on one line, for looking up and copying. */
  | { readonly kind: 'id'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly to: LinkTarget; readonly plain: string }
  /** Calculated by the program that opens the workbook, from cells that a person fills in: written by code alone, never taken from a value. */
  | { readonly kind: 'formula'; readonly formula: string }
  /** Empty, to be filled in by hand. */
  | { readonly kind: 'input' }
  | { readonly kind: 'bar'; readonly tally: Tally };

/** Where a link leads: a page outside, or a cell of this workbook. */
export type LinkTarget =
  | { readonly kind: 'web'; readonly url: string }
  | { readonly kind: 'cell'; readonly sheet: string; readonly row: number };

export const INPUT: Cell = { kind: 'input' };

/** So many empty cells: columns that a part of a sheet does not have. */
export function blanks(cells: number): readonly Cell[] {
  return Array<Cell>(cells).fill(undefined);
}

/** What Azure says of a switch. */
export function yesNoCell(value: boolean | undefined): Cell {
  return value === undefined ? 'not said' : value ? 'yes' : 'no';
}

/** A date and time in UTC as a real date; empty when Azure gave none. */
export function momentCell(iso: string | undefined): Cell {
  return iso === undefined || iso === '' ? undefined : { kind: 'moment', iso };
}

export function dayCell(iso: string | undefined): Cell {
  return iso === undefined || iso === '' ? undefined : { kind: 'day', iso };
}

export function idCell(text: string | undefined): Cell {
  return text === undefined || text === '' ? undefined : { kind: 'id', text };
}

/** A status of another time, with what stood beside it where that is known. */
export function statusCell(status: Status | undefined, qualifier?: Qualifier): Cell {
  return status === undefined ? undefined : { kind: 'status', status, qualifier };
}

/** A verdict's or requirement's answer, with what limits or attests it in words. */
export function answerCell(answer: Answer | undefined, to?: LinkTarget): Cell {
  return answer === undefined
    ? undefined
    : { kind: 'status', status: answer.status, qualifier: qualifierOf(answer), to };
}

/** A link, or its plain text where there is no target. `plain` stands in the cell where the sheet can take no more links. */
export function linkCell(text: string, to: LinkTarget | undefined, plain: string = text): Cell {
  return to === undefined ? plain : { kind: 'link', text, to, plain };
}
