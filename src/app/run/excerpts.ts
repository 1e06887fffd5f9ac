import { createHash } from 'node:crypto';
import { narrowRecord } from '../../assess/narrow.ts';
import type { RunRecord } from '../../domain/record.ts';
import type { FactRows, PackContents, RunContents } from '../../report/packContents.ts';
import type { RunRequest } from '../runRequest.ts';
import type { RunDependencies } from './dependencies.ts';

/** What recipients of some subscriptions get: the same run, seen through these. */
export interface Excerpt {
  /** Path inside the pack. */
  readonly name: string;
  /** Lower-cased GUIDs, sorted. */
  readonly subscriptions: readonly string[];
}

/** One excerpt for each set of subscriptions that some recipient of the run is limited to. */
export function excerptsOf({ mail }: RunDependencies, { recipients }: RunRequest): readonly Excerpt[] {
  const found = recipients.map((recipient) => excerptFor(mail?.scopes, recipient));
  const byName = new Map(found.flatMap((excerpt) => (excerpt === undefined ? [] : [[excerpt.name, excerpt] as const])));
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Undefined for a recipient who gets everything. */
export function excerptFor(
  scopes: ReadonlyMap<string, readonly string[]> | undefined,
  recipient: string,
): Excerpt | undefined {
  const subscriptions = scopes?.get(recipient.toLowerCase());
  if (subscriptions === undefined) return undefined;
  const hash = createHash('sha256').update(subscriptions.join(','), 'utf8').digest('hex');
  return { name: `excerpts/UNBROKEN-excerpt-${hash.slice(0, 12)}.xlsx`, subscriptions };
}

/** What mail and README say, of some subscriptions only. */
export function narrowRun<C extends RunContents>(contents: C, { subscriptions }: Excerpt): C {
  const within = new Set(subscriptions);
  const { previous } = contents;
  return {
    ...contents,
    record: narrowRecord(contents.record, within),
    scopeText: `${wordsFor(contents.record, within)} of: ${contents.scopeText}`,
    changes: contents.changes.filter(({ subscriptionId }) => within.has(subscriptionId)),
    // Its counts over all subscriptions are not those of these.
    previous: previous === undefined ? undefined : { ...previous, summary: undefined },
  };
}

/** The whole workbook's contents, of some subscriptions only. */
export function narrowPack(contents: PackContents, excerpt: Excerpt): PackContents {
  const within = new Set(excerpt.subscriptions);
  const others = contents.record.coverage.map(({ subscriptionId }) => subscriptionId).filter((id) => !within.has(id));
  return {
    ...narrowRun(contents, excerpt),
    earlier: [],
    facts: narrowFacts(contents.facts, within),
    observations: contents.observations
      .filter(({ request, kind }) => kind !== 'arm' || !others.some((id) => request.toLowerCase().includes(id)))
      .map((observation) => ({
        ...observation,
        subscriptions: observation.subscriptions.filter((id) => within.has(id)),
      })),
  };
}

function narrowFacts(facts: FactRows, within: ReadonlySet<string>): FactRows {
  return async function* (source) {
    for await (const row of facts(source)) if (within.has(row.subscriptionId)) yield row;
  };
}

function wordsFor(record: RunRecord, within: ReadonlySet<string>): string {
  const names = record.coverage.filter(({ subscriptionId }) => within.has(subscriptionId)).map(({ name }) => name);
  return names.length === 0
    ? 'no subscription'
    : names.length <= 3
      ? names.join(', ')
      : `${names.length} subscriptions`;
}
