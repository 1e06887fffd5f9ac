import { sha256Of } from '../base/io/sha256.ts';
import { by } from '../base/order.ts';
import type { Evidence, Verdict } from '../domain/check.ts';
import { cutText } from './columns.ts';

/** A time, or a day, as Azure and this code write it. */
const TIME = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}.*)?$/;

/**
 * Facts that move every week though nothing changed: which recovery point is the newest and how many there are, how old
 * something is, how many rows a subscription has. Recovery points are judged per protected item.
 */
export const MOVING_FACTS: ReadonlySet<string> = new Set([
  'Recovery point',
  'Usable recovery points',
  'RPO in seconds',
  'Rows read',
]);

/** SHA-256 of the facts behind a verdict, times and ages left out: equal for as long as the estate stands still. */
export function evidenceSha256(evidence: Evidence): string {
  const facts = Object.entries(evidence)
    .filter(([name, value]) => !MOVING_FACTS.has(name) && !(typeof value === 'string' && TIME.test(value)))
    .sort(by(([key]) => key));
  return sha256Of(JSON.stringify(facts));
}

export { steadyText as steadyReason } from '../base/steadyText.ts';

/** The gaps behind an Unknown as one text; undefined where there are none. */
export function gapText(verdict: Pick<Verdict, 'gaps'>): string | undefined {
  return verdict.gaps.length === 0 ? undefined : cutText(verdict.gaps.join('; '));
}

/** The gaps that limit a verdict as one text; undefined where none does. */
export function limitationText({ limitations = [] }: Pick<Verdict, 'limitations'>): string | undefined {
  return limitations.length === 0 ? undefined : cutText(limitations.join('; '));
}
