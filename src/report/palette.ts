import type { Qualifier } from '../domain/answer.ts';
import type { Severity, Status } from '../domain/check.ts';

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

export const STATUS_TINT: Readonly<Record<Status, Tint>> = {
  Compliant: { fill: 'E3F1DC', text: '1E4D20' },
  NonCompliant: { fill: 'FADBD8', text: '7B1610' },
  Unknown: { fill: 'FFF1CC', text: '5E4600' },
  Exempt: { fill: 'DDE6F6', text: '1D3A6E' },
  NotApplicable: { fill: 'EDEFF1', text: '4B535B' },
};

/** Of an answer that is limited or attested, in place of its status's: the words say which status it is. */
export const QUALIFIER_TINT: Readonly<Record<Qualifier, Tint>> = {
  limited: { fill: 'F0F4D3', text: '424A0A' },
  attested: { fill: 'FBE6CE', text: '693C00' },
};

export const SEVERITY_TINT: Readonly<Record<Severity, Tint>> = {
  High: STATUS_TINT.NonCompliant,
  Medium: STATUS_TINT.Unknown,
  Low: STATUS_TINT.NotApplicable,
};
