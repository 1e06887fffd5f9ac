import type { RunRecord } from '../domain/record.ts';

const GUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
/** The same as Site Recovery writes it, without hyphens. */
const BARE_GUID = '[0-9a-f]{32}';
/** A resource's path in a text, without the sign that ends a sentence or a list; or a GUID that stands alone. */
const PATH_OR_GUID = new RegExp(
  `/subscriptions/(${GUID})(?:/[^\\s,;"]*[^\\s,;".:)])?|\\b(${GUID}|${BARE_GUID})\\b`,
  'gi',
);
/** Of the shorter of the two. */
const GUID_LENGTH = 32;
/** Letters before a GUID among which its name would stand already. */
const BEFORE = 120;

/**
 * Names for the GUIDs of a text: subscriptions, and resources that are called by one (a replicated item). Nobody knows a
 * subscription by its number. Identities have no name here: the run does not read the directory.
 */
export class NamedIds {
  readonly #names = new Map<string, string>();

  /** @param named what else is called by a GUID (`guidNameOf`) */
  constructor({ coverage }: Pick<RunRecord, 'coverage'>, named: Iterable<readonly [guid: string, name: string]>) {
    for (const [guid, name] of named) this.#keep(guid, name);
    for (const { subscriptionId, name } of coverage) this.#keep(subscriptionId, name);
  }

  #keep(id: string, name: string): void {
    if (name !== '' && !name.toLowerCase().includes(id.toLowerCase())) this.#names.set(id.toLowerCase(), name);
  }

  /** The text with a name beside each GUID that has one and is not named already. */
  beside(text: string): string {
    if (text.length < GUID_LENGTH) return text;
    return text.replace(
      PATH_OR_GUID,
      (found: string, inPath: string | undefined, alone: string | undefined, at: number, whole: string) => {
        const name = this.#names.get((inPath ?? alone ?? '').toLowerCase());
        if (name === undefined || whole.slice(Math.max(0, at - BEFORE), at).includes(name)) return found;
        const beside = inPath === undefined || found.length === SUBSCRIPTION_LENGTH ? ` (${name})` : ` (in ${name})`;
        return whole.startsWith(beside, at + found.length) ? found : found + beside;
      },
    );
  }
}

/** The GUID that a resource is called by; undefined for one with a name of its own. */
export function guidNameOf(subject: string): string | undefined {
  const last = subject.slice(subject.lastIndexOf('/') + 1);
  return LONE_GUID.test(last) ? last : undefined;
}

const LONE_GUID = new RegExp(`^(?:${GUID}|${BARE_GUID})$`, 'i');
const SUBSCRIPTION_LENGTH = '/subscriptions/'.length + 36;
