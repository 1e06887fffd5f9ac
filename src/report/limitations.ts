import { count } from '../base/counted.ts';
import { EVERY_SUBSCRIPTION, type Gap } from '../domain/estate.ts';
import type { RunRecord } from '../domain/record.ts';
import type { RequirementId } from '../domain/requirement.ts';
import { compareText } from '../base/order.ts';
import { gapRemedy } from './gapRemedy.ts';
import { inWords, list } from './words.ts';

/** Kinds of resource named in one cell for one place; more are counted. */
const NAMED = 2;

/** `source subscription`, as a verdict names a gap. */
function placeOf(name: string): { readonly source: string; readonly subscription: string } {
  const [source = '', subscription = EVERY_SUBSCRIPTION] = name.split(' ');
  return { source, subscription: subscription === '' ? EVERY_SUBSCRIPTION : subscription };
}

function whereText(subscription: string, nameOf: (id: string) => string): string {
  return subscription === EVERY_SUBSCRIPTION ? 'several subscriptions' : nameOf(subscription);
}

/** What was not read and might hold something about the subject; undefined where nothing limits it. */
export function limitationText(
  limitations: readonly string[] | undefined,
  nameOf: (id: string) => string,
): string | undefined {
  if (limitations === undefined || limitations.length === 0) return undefined;
  const places = new Map<string, string[]>();
  for (const { source, subscription } of limitations.map(placeOf)) {
    const sources = places.get(subscription);
    if (sources === undefined) places.set(subscription, [inWords(source)]);
    else sources.push(inWords(source));
  }
  const texts = [...places].map(([subscription, sources]) => {
    const what = sources.length <= NAMED ? list(sources) : `${count(sources.length)} kinds of resource`;
    return `${what} in ${whereText(subscription, nameOf)}`;
  });
  return `Not read: ${texts.join('; ')}.`;
}

/** A place that was not read and limits answers: named once, with what to do about it. */
export interface Limitation {
  /** GUID, or `*` for several. */
  readonly subscription: string;
  /** Kinds of resource that were not read there, sorted. */
  readonly sources: readonly string[];
  /** Disks with at least one answer that it limits, and how many answers. */
  readonly disks: number;
  readonly answers: number;
  readonly because: string;
  readonly remedy: string;
}

/** Every limitation of a run, the one that limits most answers first. */
export function limitationsOf(
  record: RunRecord,
  asked: readonly RequirementId[],
  nameOf: (id: string) => string,
): readonly Limitation[] {
  const found = new Map<string, { sources: Set<string>; disks: number; answers: number }>();
  for (const chain of record.chains) {
    const inChain = new Set<string>();
    for (const id of asked) {
      const inCell = new Set<string>();
      for (const name of chain.requirements[id].limitations ?? []) {
        const { source, subscription } = placeOf(name);
        let own = found.get(subscription);
        if (own === undefined) found.set(subscription, (own = { sources: new Set(), disks: 0, answers: 0 }));
        own.sources.add(source);
        inCell.add(subscription);
      }
      for (const subscription of inCell) {
        const own = found.get(subscription);
        if (own !== undefined) own.answers += 1;
        inChain.add(subscription);
      }
    }
    for (const subscription of inChain) {
      const own = found.get(subscription);
      if (own !== undefined) own.disks += 1;
    }
  }
  return [...found]
    .map(([subscription, { sources, disks, answers }]): Limitation => {
      const gap = gapBehind(record.gaps, subscription, sources);
      const isEarlier = (gap === undefined || !sources.has(gap.source)) && readEarlier(record, subscription, sources);
      return {
        subscription,
        sources: [...sources].sort(compareText),
        disks,
        answers,
        because: isEarlier
          ? `${list([...sources].sort(compareText).map(inWords))} in ${whereText(subscription, nameOf)} were read by an earlier run, and not again by this one`
          : `${list([...sources].sort(compareText).map(inWords))} in ${whereText(subscription, nameOf)} could not be read${gap === undefined ? '' : `: ${gap.because}`}`,
        remedy: isEarlier
          ? gapRemedy({ kind: 'noTime', subscription }, nameOf)
          : gap === undefined
            ? 'Include it in the scope, or say in the baseline where the vaults are (vaultSubscriptions), then run again.'
            : gapRemedy({ kind: gap.kind, subscription }, nameOf),
      };
    })
    .sort((a, b) => b.answers - a.answers || compareText(a.subscription, b.subscription));
}

function gapBehind(gaps: readonly Gap[], subscription: string, sources: ReadonlySet<string>): Gap | undefined {
  const there = gaps.filter(
    (gap) => sources.has(gap.source) && (subscription === EVERY_SUBSCRIPTION || gap.subscription === subscription),
  );
  return there[0] ?? gaps.find((gap) => gap.subscription === subscription);
}

function readEarlier({ earlierReadings = [] }: RunRecord, subscription: string, sources: ReadonlySet<string>): boolean {
  return earlierReadings.some(
    (one) => sources.has(one.source) && (subscription === EVERY_SUBSCRIPTION || one.subscriptionId === subscription),
  );
}
