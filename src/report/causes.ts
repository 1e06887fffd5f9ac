import { count } from '../base/counted.ts';
import { compareText } from '../base/order.ts';
import { steadyText } from '../base/steadyText.ts';
import { EVERY_SUBSCRIPTION, type Gap, type GapKind } from '../domain/estate.ts';
import type { CheckId, CheckMeta, Verdict } from '../domain/check.ts';
import type { RunRecord } from '../domain/record.ts';
import { oneLine } from './cleanText.ts';
import { guidNameOf } from './namedIds.ts';
import { gapRemedy } from './gapRemedy.ts';
import { GAP_KIND_TEXT } from './gapSummary.ts';
import { subscriptionNames } from './subscriptionNames.ts';
import { inWords, list } from './words.ts';

/** Why verdicts are Unknown or limited. */
export interface Cause {
  /** Verdicts that are Unknown for it; attested ones are answered already and not counted. */
  readonly unknown: number;
  /** Verdicts that are Compliant or NotApplicable, limited by it. */
  readonly limited: number;
  /** `96 of 98 Unknown verdicts have one cause`. */
  readonly weight: string;
  /** A clause without a period: `subscription contoso-sealed cannot be read`. */
  readonly because: string;
  /** What to do and whom to ask; a sentence. */
  readonly remedy: string;
  /** All three in one line. */
  readonly line: string;
  /** The gaps that it stands for; undefined if no gap is behind it. */
  readonly place: Pick<Gap, 'subscription' | 'kind'> | undefined;
}

/** Kinds of resource named in one line; the rest is counted. */
const NAMED = 3;

/** Where something could not be read, and why. */
interface Place {
  readonly subscription: string;
  readonly kind: GapKind;
  readonly sources: Set<string>;
  /** What Azure said, where the place has one gap only. */
  readonly because: Set<string>;
}

interface Weighed {
  unknown: number;
  limited: number;
}

/**
 * Why verdicts are Unknown or limited, one cause each, the heaviest first. A verdict with several gaps behind it counts for the
 * one that most verdicts share, so that the counts add up.
 * @param nameOf the name of a subscription
 */
export function causesOf(
  record: Pick<RunRecord, 'verdicts' | 'gaps' | 'checks' | 'coverage'>,
  nameOf: (id: string) => string,
): readonly Cause[] {
  const { places, weights, total } = weighingOf(record);
  const checks = new Map(record.checks.map((check) => [check.id, check]));
  const unread = new Set(record.coverage.filter(({ seen }) => !seen).map(({ subscriptionId }) => subscriptionId));
  return [...weights]
    .map(([key, { unknown, limited, check, subject, attestable }]): Cause => {
      const place = places.get(key);
      const told =
        place === undefined
          ? {
              because: reasonText(check, subject, unknown, key),
              remedy: remedyWithoutGap(attestable ? checks.get(check)?.attestable : undefined),
            }
          : {
              because: placeText(place, unread.has(place.subscription), nameOf),
              remedy: gapRemedy(place, nameOf),
            };
      const weight = weightText({ unknown, limited }, total);
      return { unknown, limited, weight, ...told, place, line: `${weight}: ${told.because}. ${told.remedy}` };
    })
    .sort((a, b) => b.unknown + b.limited - a.unknown - a.limited || compareText(a.because, b.because));
}

/** Causes before they are put into words. */
interface Weighing {
  /** By `placeKey`. */
  readonly places: ReadonlyMap<string, Place>;
  /** By `placeKey` of the gaps, or by the words of a reason without one; with what the first verdict is of. */
  readonly weights: ReadonlyMap<string, Weighed & OfFirst>;
  readonly total: Weighed;
}

type WeighedRecord = Pick<RunRecord, 'verdicts' | 'gaps'>;

const weighings = new WeakMap<WeighedRecord['verdicts'], WeakMap<WeighedRecord['gaps'], Weighing>>();

/** Weighed once for history, workbook, mail and summary: verdicts may be a million and lie packed. */
function weighingOf(record: WeighedRecord): Weighing {
  let byGaps = weighings.get(record.verdicts);
  if (byGaps === undefined) weighings.set(record.verdicts, (byGaps = new WeakMap()));
  let weighing = byGaps.get(record.gaps);
  if (weighing === undefined) byGaps.set(record.gaps, (weighing = weigh(record)));
  return weighing;
}

/** Of the first of several verdicts. */
interface OfFirst {
  readonly check: CheckId;
  readonly subject: string;
  /** It is Unknown for a reason that a person can attest. */
  readonly attestable: boolean;
}

/** Verdicts with the same places behind them, or with none and the same words. */
interface Alike extends Weighed, OfFirst {
  /** Places, the first of the record first. */
  readonly keys: readonly string[];
}

function weigh({ verdicts, gaps }: WeighedRecord): Weighing {
  const places = placesOf(gaps);
  const keysOf = keysByName(places);
  const alike = new Map<string, Alike>();
  for (const verdict of verdicts) {
    const isUnknown = verdict.status === 'Unknown';
    if (isUnknown && verdict.attestation !== undefined) continue;
    const keys = keysOf((isUnknown ? verdict.gaps : verdict.limitations) ?? []);
    if (!isUnknown && keys.length === 0) continue;
    const group = keys.length === 0 ? wordsOf(verdict) : keys.join('\n');
    let own = alike.get(group);
    if (own === undefined) alike.set(group, (own = { unknown: 0, limited: 0, ...firstOf(verdict), keys }));
    own[isUnknown ? 'unknown' : 'limited'] += 1;
  }
  const shared = new Map<string, number>();
  for (const { keys, unknown, limited } of alike.values())
    for (const key of keys) shared.set(key, (shared.get(key) ?? 0) + unknown + limited);
  const weights = new Map<string, Weighed & OfFirst>();
  const total = { unknown: 0, limited: 0 };
  for (const [group, { keys, unknown, limited, check, subject, attestable }] of alike) {
    const key = heaviest(keys, shared) ?? group;
    let own = weights.get(key);
    if (own === undefined) weights.set(key, (own = { unknown: 0, limited: 0, check, subject, attestable }));
    for (const sum of [own, total]) {
      sum.unknown += unknown;
      sum.limited += limited;
    }
  }
  return { places, weights, total };
}

/** Causes named even where each is behind one answer only. */
const LIGHT_SHOWN = 2;

/** The causes to name on a first page: the heaviest, at most `most`; of those behind one answer each a few, where there are many. */
export function foremost(causes: readonly Cause[], most: number): readonly Cause[] {
  if (causes.length <= most) return causes;
  const heavy = causes.filter(({ unknown, limited }) => unknown + limited > 1).length;
  return causes.slice(0, Math.min(most, Math.max(heavy, LIGHT_SHOWN)));
}

/** Lines of causes that are kept beside a run for those who ask over HTTP; the Cover says the same. */
const LINES_KEPT = 5;

/** The heaviest causes in a line each. */
export function causeLines(record: Pick<RunRecord, 'verdicts' | 'gaps' | 'checks' | 'coverage'>): readonly string[] {
  return causesOf(record, subscriptionNames(record))
    .slice(0, LINES_KEPT)
    .map(({ line }) => line);
}

/** The gaps that no cause stands for, so that each place is named once. */
export function gapsBesideCauses(gaps: readonly Gap[], causes: readonly Cause[]): readonly Gap[] {
  const told = new Set(causes.flatMap(({ place }) => (place === undefined ? [] : [placeKey(place)])));
  return gaps.filter((gap) => !told.has(placeKey(gap)));
}

function placeKey({ subscription, kind }: Pick<Gap, 'subscription' | 'kind'>): string {
  return `${subscription} ${kind}`;
}

/** `subscription kind`, by which a place is known. */
function placesOf(gaps: readonly Gap[]): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>();
  for (const { source, subscription, kind, because } of gaps) {
    const key = placeKey({ subscription, kind });
    const known = places.get(key);
    if (known === undefined)
      places.set(key, { subscription, kind, sources: new Set([source]), because: new Set([because]) });
    else {
      known.sources.add(source);
      known.because.add(because);
    }
  }
  return places;
}

/** Finds the places of the gaps that a verdict names as `source subscription`, in the order of the places. */
function keysByName(places: ReadonlyMap<string, Place>): (names: readonly string[]) => readonly string[] {
  const order = new Map([...places.keys()].map((key, at) => [key, at]));
  const known = new Map<string, string[]>();
  for (const [key, { subscription, sources }] of places)
    for (const source of sources) {
      const name = `${source} ${subscription}`;
      known.set(name, [...(known.get(name) ?? []), key]);
    }
  return (names) => {
    if (names.length === 0) return names;
    const keys = new Set<string>();
    for (const name of names) {
      const [source = '', where = EVERY_SUBSCRIPTION] = name.split(' ');
      for (const key of known.get(`${source} ${where}`) ?? []) keys.add(key);
    }
    return [...keys].sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
  };
}

function heaviest(keys: readonly string[], shared: ReadonlyMap<string, number>): string | undefined {
  let best: string | undefined;
  for (const key of keys) if (best === undefined || (shared.get(key) ?? 0) > (shared.get(best) ?? 0)) best = key;
  return best;
}

/** The reason of a verdict with no gap behind it, without the names and numbers that tell one subject from another. */
function wordsOf({ check, because, subjectName }: Verdict): string {
  const words = subjectName === '' ? because : because.replaceAll(subjectName, '…');
  return `${check}: ${steadyText(words).replaceAll('#', '…')}`;
}

/** Nobody recognises a resource by a GUID: its kind is put before it. */
function firstOf({ check, subjectKind, subjectName, attestable }: Verdict): OfFirst {
  const name = oneLine(subjectName);
  return {
    check,
    subject: guidNameOf(name) === undefined ? name : `${inWords(subjectKind)} ${name}`,
    attestable: attestable === true,
  };
}

/** `RST-02 restore-1 and 7 more: Could not determine …`, without a period: of what the check does not know it. @param words of `wordsOf` */
function reasonText(check: CheckId, subject: string, many: number, words: string): string {
  const which = many === 1 ? subject : `${subject} and ${count(many - 1)} more`;
  return `${check} ${which}: ${words.slice(check.length + 2)}`.replace(/\.$/, '');
}

function placeText(
  { subscription, kind, sources, because }: Place,
  unseen: boolean,
  nameOf: (id: string) => string,
): string {
  const [only] = because;
  if (because.size === 1 && only !== undefined && sources.size === 1) return only.replace(/\.$/, '');
  const where = subscription === EVERY_SUBSCRIPTION ? 'several subscriptions' : `subscription ${nameOf(subscription)}`;
  if (unseen && subscription !== EVERY_SUBSCRIPTION) return `${where} cannot be read`;
  const shown = [...sources].slice(0, NAMED).map(inWords);
  const left = sources.size - shown.length;
  const what = list(left === 0 ? shown : [...shown, `${count(left)} more`]);
  return `${what} in ${where}: ${GAP_KIND_TEXT[kind]}`;
}

function remedyWithoutGap(attestable: CheckMeta['attestable']): string {
  if (attestable === undefined)
    return 'Azure gave no answer the check recognises: look the subjects up in Azure; docs/checks.md says what the check cannot see.';
  return `A person can attest in the baseline ${attestable}.`;
}

function weightText({ unknown, limited }: Weighed, total: Weighed): string {
  const parts = [
    ...(unknown === 0 ? [] : [`${count(unknown)} of ${count(total.unknown)} Unknown`]),
    ...(limited === 0 ? [] : [`${count(limited)} of ${count(total.limited)} limited`]),
  ];
  const noun = total.unknown + total.limited === 1 ? 'verdict' : 'verdicts';
  return `${parts.join(' and ')} ${noun} ${unknown + limited === 1 ? 'has this cause' : 'have one cause'}`;
}
