import type { KeyLink } from './subjects.ts';

/** The vault as a subject: its id or, in another tenant where no id is known, its address. Undefined if neither is known. */
export function vaultSubjectOf(key: KeyLink): string | undefined {
  return key.vaultId ?? (key.otherTenant ? /^https:\/\/[^/]+/.exec(key.subject)?.[0] : undefined);
}

/** A secret is judged only if no key encryption key wraps it: secrets are never read. */
export function isJudged(link: KeyLink, _index: number, all: readonly KeyLink[]): boolean {
  return link.use !== 'adeSecret' || !all.some((other) => other.use === 'adeKek');
}
