import { by } from '../base/order.ts';
import type { Evidence } from '../domain/check.ts';

/** The facts behind a verdict in words, by name: the record's file sorts them, and either must read the same. */
export function evidenceText(evidence: Evidence, between: string): string {
  return Object.entries(evidence)
    .sort(by(([key]) => key))
    .map(([name, value]) => `${name} = ${value === null ? 'not said' : String(value)}`)
    .join(between);
}
