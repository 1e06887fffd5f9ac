import { DAY } from '../base/time.ts';
import { applicableOf, decidedOf } from '../domain/answer.ts';
import type { Severity, SubjectKind } from '../domain/check.ts';
import { nameOf } from '../domain/armId.ts';
import type { DiskRole } from '../domain/diskRole.ts';
import type { ChainRow, Counts } from '../domain/record.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

export const SEVERITIES: readonly Severity[] = ['High', 'Medium', 'Low'];

// Written by hand: the names that Intl gives differ between versions of its data, and the pack must not.

/** `23 Nov 2026`, in UTC; the text itself when it is not a date. */
export function day(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  return `${String(date.getUTCDate())} ${MONTHS[date.getUTCMonth()] ?? ''} ${String(date.getUTCFullYear())}`;
}

/** `23 Nov 2026 06:00:12 UTC`. */
export function moment(iso: string): string {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? iso : `${day(iso)} ${date.toISOString().slice(11, 19)} UTC`;
}

/** The ISO 8601 week of a moment in UTC, e.g. `2026-W48`: the week belongs to the year of its Thursday. */
export function isoWeek(iso: string): string {
  const thursday = new Date(iso);
  if (Number.isNaN(thursday.getTime())) return iso;
  const weekday = (thursday.getUTCDay() + 6) % 7;
  thursday.setUTCDate(thursday.getUTCDate() + 3 - weekday);
  const year = thursday.getUTCFullYear();
  const week = 1 + Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / (7 * DAY));
  return `${year}-W${String(week).padStart(2, '0')}`;
}

/** Whole days from one moment to a later one; negative when it lies before. */
export function daysBetween(from: string, to: string): number {
  return Math.floor((Date.parse(to) - Date.parse(from)) / DAY);
}

/** A share between 0 and 1 in tenths of a per cent, rounded down so that only a whole population reads 100%. */
export function share(part: number, whole: number): number | undefined {
  return whole === 0 ? undefined : Math.floor((part / whole) * 1000) / 1000;
}

export function percent(value: number | undefined): string {
  return value === undefined ? '–' : `${(value * 100).toFixed(1)}%`;
}

/** `a, b and c`. */
export function list(items: readonly string[]): string {
  return items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`;
}

/** `restoredDisk` → `restored disk`; what Azure writes with capitals keeps them. */
export function inWords(name: SubjectKind | DiskRole | (string & {})): string {
  return name
    .replace(/[A-Z]+(?![a-z])|[A-Z]/g, (capital) => ` ${capital.toLowerCase()}`)
    .replace(/^vm\b/, 'VM')
    .replace(/^recovery services/, 'Recovery Services');
}

/** With a capital at its start. */
export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A scope for a subject line: without the tenant's GUID, which says nothing there. */
export function scopeInShort(scopeText: string): string {
  return scopeText.replace(/\btenant [0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}: /g, '');
}

/** Sum of a requirement's counts: equals the population, or the table says that it does not. */
export function sumOf(counts: Counts): number {
  return applicableOf(counts) + counts.NotApplicable;
}

/** Compliant, limited ones included, among those that are decided: neither Unknown nor NotApplicable. */
export function compliantOfDecided(counts: Counts): number | undefined {
  return share(counts.Compliant, decidedOf(counts));
}

/** Compliant, limited ones included, among those to which the question applies. */
export function compliantOfApplicable(counts: Counts): number | undefined {
  return share(counts.Compliant, applicableOf(counts));
}

/** Unknown among the answers to questions that arise, rounded up: 0% means that nothing is open. */
export function undecidedOf(all: readonly Counts[]): number | undefined {
  const whole = all.reduce((sum, counts) => sum + applicableOf(counts), 0);
  const unknown = all.reduce((sum, counts) => sum + counts.Unknown, 0);
  return whole === 0 ? undefined : Math.ceil((unknown / whole) * 1000) / 1000;
}

/** What both shares are of, in one sentence. */
export const SHARES_TEXT =
  'Of decided: compliant among the disks with a yes or no. Of applicable: compliant among all disks to which the question applies, Unknown included. Both count limited ones as compliant and are rounded down.';

/** The names of the VMs that hold a disk; undefined where none does. */
export function holdersText({ virtualMachine, otherVirtualMachines = [] }: ChainRow): string | undefined {
  return virtualMachine === undefined ? undefined : [virtualMachine, ...otherVirtualMachines].map(nameOf).join(', ');
}
