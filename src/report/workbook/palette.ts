import type { AnswerKind } from '../../domain/answer.ts';
import type { Severity, Status } from '../../domain/check.ts';

/** A light tint with dark text on it: contrast of at least 4.5 to 1, tested. Hex without `#`. */
export interface Tint {
  readonly fill: string;
  readonly text: string;
}

export const PAPER: Tint = { fill: 'FFFFFF', text: '1F2328' };
export const MUTED: Tint = { fill: 'FFFFFF', text: '57606A' };
export const HEADER: Tint = { fill: 'DCE6F1', text: '14283F' };
export const HEADING: Tint = { fill: 'FFFFFF', text: '14283F' };
export const LINK: Tint = { fill: 'FFFFFF', text: '0B5394' };
/** To be filled in by hand. */
export const INPUT: Tint = { fill: 'FFFBE6', text: '1F2328' };
export const RULE = 'C5CED8';

/** What an answer is coloured by. */
export type AnswerLook = Status | 'limited' | 'attested' | 'notApplicableLimited';

/** The one rule for it: where nothing applies, a limitation is no shade of green. */
export function lookOf({ status, qualifier }: AnswerKind): AnswerLook {
  return qualifier === 'limited' && status === 'NotApplicable' ? 'notApplicableLimited' : (qualifier ?? status);
}

export const STATUS_TINT: Readonly<Record<Status, Tint>> = {
  Compliant: { fill: 'E3F1DC', text: '1E4D20' },
  NonCompliant: { fill: 'FADBD8', text: '7B1610' },
  Unknown: { fill: 'FFF1CC', text: '5E4600' },
  Exempt: { fill: 'DDE6F6', text: '1D3A6E' },
  NotApplicable: { fill: 'EDEFF1', text: '4B535B' },
};

/** By `lookOf`; the words in the cell say which answer it is. */
export const ANSWER_TINT: Readonly<Record<AnswerLook, Tint>> = {
  ...STATUS_TINT,
  limited: { fill: 'F0F4D3', text: '424A0A' },
  attested: { fill: 'FBE6CE', text: '693C00' },
  notApplicableLimited: { fill: 'E2DFD6', text: '48443A' },
};

/** Of the bars: darker than the tints, for they carry no text. */
export const BAR_COLOUR: Readonly<Record<AnswerLook, string>> = {
  Compliant: '3F8F46',
  limited: 'A5BD3F',
  attested: 'D98A2B',
  NonCompliant: 'C0392B',
  Unknown: 'E0A800',
  Exempt: '5B7FC7',
  NotApplicable: 'C9CED4',
  notApplicableLimited: '9A958A',
};

export const SEVERITY_TINT: Readonly<Record<Severity, Tint>> = {
  High: STATUS_TINT.NonCompliant,
  Medium: STATUS_TINT.Unknown,
  Low: STATUS_TINT.NotApplicable,
};
