import { named, quotation } from '../../base/quotation.ts';
import { sha256OfChunks } from '../../base/io/sha256.ts';
import { counted } from '../../base/counted.ts';
import { findingKey, type RunRecord } from '../../domain/record.ts';
import type { Sequence } from '../../domain/sequence.ts';
import { PART } from '../../pack/parts.ts';
import { linesIn, type Pack } from '../../pack/readPack.ts';
import type { Recomputed } from './recompute.ts';
import { firstDifference } from './firstDifference.ts';
import { sameJson } from '../../domain/sameJson.ts';
import { Differences, type Step, type Wording } from './step.ts';
import type { PackRecord } from './packRecord.ts';

type Key<Entry> = (entry: Entry) => string;
type Lists = {
  readonly [Name in keyof RunRecord as RunRecord[Name] extends Sequence<object> ? Name : never]: Key<
    RunRecord[Name] extends Sequence<infer Entry> ? Entry : never
  >;
};

/** How an entry of each list is named in a difference. */
const LISTS: Lists = {
  checks: ({ id }) => id,
  coverage: ({ subscriptionId }) => subscriptionId,
  population: ({ source, subscriptionId }) => `${source} ${subscriptionId}`,
  gaps: (gap) => [gap.source, gap.subscription, gap.subject ?? '', gap.kind, gap.because].join(' '),
  notAssessed: ({ kind, subscriptionId }) => `${kind} ${subscriptionId}`,
  verdicts: ({ check, subject }) => findingKey(check, subject),
  chains: ({ disk }) => disk,
  summary: ({ requirement, subscriptionId }) => `${requirement} ${subscriptionId}`,
  exemptions: ({ id }) => id,
  policyExemptions: ({ id }) => id,
};
const WORD: { readonly [Name in keyof Lists]: string } = {
  checks: 'Check',
  coverage: 'Coverage of subscription',
  population: 'Population of',
  gaps: 'Gap',
  notAssessed: 'Not assessed',
  verdicts: 'Verdict',
  chains: 'Chain of disk',
  summary: 'Summary',
  exemptions: 'Exemption',
  policyExemptions: 'Exemption from Azure Policy',
};

/**
 * The record says what the raw rows and the baseline give, entry by entry.
 * @param worded what was computed, in the words of the record if another version wrote it
 */
export async function checkRecord(
  pack: Pack,
  { record, sha256, isComputed }: PackRecord,
  again: Recomputed | undefined,
  worded: RunRecord | undefined,
  wording: Wording,
  onEarlierRun: readonly string[],
): Promise<Step> {
  const differences = new Differences(wording);
  if (again === undefined || worded === undefined)
    differences.add('The record cannot be recomputed, because the answers cannot be read.');
  else if (!isComputed) {
    const names = Object.keys(LISTS) as (keyof Lists)[];
    for (const name of names) compareList(name, record, worded, differences);
    compareHead(record, worded, new Set<string>(names), (what) => {
      differences.add(what);
    });
    if (differences.count === 0) compareWords(record, again.record, differences);
    if ((await unpackedSha256(pack)) !== sha256)
      differences.add(`${PART.record} is not in a record's canonical form: it was rewritten by something else.`);
  }
  trusted(differences);
  for (const sentence of onEarlierRun) differences.trust(sentence);
  const { verdicts, chains, summary, population, coverage, exemptions } = record;
  return differences.step(
    'record',
    `${counted(verdicts.length, 'verdict')}, ${counted(chains.length, 'chain')} (R1–R7 of each disk), ${counted(summary.length, 'summary row')}, ${counted(population.length, 'tie-out')}, ${counted(coverage.length, 'subscription')} and ${counted(exemptions.length, 'exemption')} were recomputed from ${counted(again?.rows ?? 0, 'raw row')} and the baseline, and the record says the same.`,
  );
}

/** A list with so many entries more than twice the computed ones is not compared entry by entry. */
const FAR_MORE = 10_000;

function compareList(name: keyof Lists, record: RunRecord, again: RunRecord, differences: Differences): void {
  const key = LISTS[name] as Key<object>;
  const word = WORD[name];
  const [told, computed]: readonly Sequence<object>[] = [record[name], again[name]];
  if (told === undefined || computed === undefined || sameJson(told, computed)) return;
  const before = differences.count;
  if (told.length > FAR_MORE + 2 * computed.length) {
    differences.add(
      `The record holds ${String(told.length)} ${name}; ${String(computed.length)} follow from the raw rows.`,
    );
    return;
  }
  const left = new Map(told.map((entry) => [key(entry), entry]));
  const right = new Map(computed.map((entry) => [key(entry), entry]));
  for (const [id, entry] of left) {
    const other = right.get(id);
    const what = other === undefined ? undefined : firstDifference(entry, other);
    if (other === undefined)
      differences.add(`${word} ${idNamed(id)} is in the record but does not follow from the raw rows.`);
    else if (what !== undefined)
      differences.add(`${word} ${idNamed(id)}: in the record ${what} as the raw rows give it.`);
  }
  for (const id of right.keys())
    if (!left.has(id)) differences.add(`${word} ${idNamed(id)} follows from the raw rows, but the record lacks it.`);
  if (differences.count === before) differences.add(`The record's ${name} are repeated or in another order.`);
}

/** As it stands where it is plain words: a source, ids. */
function idNamed(id: string): string {
  const words = id.split(' ');
  return words.length <= 2 ? words.map((word) => (word === '' ? '' : named(word))).join(' ') : quotation(id);
}

/** Where two records that say the same differ in wording. */
function compareWords(record: RunRecord, again: RunRecord, differences: Differences): void {
  const reads = (otherwise: string): void => {
    differences.reads(otherwise);
  };
  const names = Object.keys(LISTS) as (keyof Lists)[];
  for (const name of names) {
    const key = LISTS[name] as Key<object>;
    const [told, computed]: readonly Sequence<object>[] = [record[name], again[name]];
    const others = computed?.[Symbol.iterator]();
    for (const entry of told ?? []) {
      const what = firstDifference(entry, others?.next().value);
      if (what !== undefined)
        reads(`${WORD[name]} ${idNamed(key(entry))}: in the record ${what} as this version words it.`);
    }
  }
  compareHead(record, again, new Set<string>(names), reads);
}

function compareHead(
  record: RunRecord,
  again: RunRecord,
  lists: ReadonlySet<string>,
  add: (difference: string) => void,
): void {
  const head = (of: RunRecord): object => Object.fromEntries(Object.entries(of).filter(([key]) => !lists.has(key)));
  const what = firstDifference(head(record), head(again));
  if (what !== undefined) add(`The record's head: ${what} as computed.`);
}

function trusted(differences: Differences): void {
  differences.trust(
    'The id, the moment, the scope and the version that the run states about itself, and that Azure gave these answers to it, at these times and after so many tries: the request ids in observations.jsonl.gz can be shown to Microsoft, not checked here.',
  );
  differences.trust(
    'That the answers kept are complete: an answer that was left out together with all that follows from it leaves no trace here.',
  );
}

async function unpackedSha256(pack: Pack): Promise<string> {
  return sha256OfChunks(ended(linesIn(pack, PART.record)));
}

async function* ended(lines: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const line of lines) yield `${line}\n`;
}
