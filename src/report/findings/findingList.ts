import { KnownTexts } from '../../base/io/knownTexts.ts';
import { TextsOnce } from '../../base/textsOnce.ts';
import type { CheckId, CheckMeta, Severity, Verdict } from '../../domain/check.ts';
import { byCheckAndSubject, findingKey, type FindingLife, type RunRecord } from '../../domain/record.ts';
import { StoredSequence } from '../../domain/sequence.ts';
import { causeOfFinding } from './causeOfFinding.ts';
import type { Ageless, Finding } from './finding.ts';
import { placesByName, type Named } from './findingOrder.ts';
import { findingsBeside } from './findingsBeside.ts';
import { outlineOf, type RecordOutline } from '../recordOutline.ts';
import { daysBetween, SEVERITIES } from '../words.ts';

/**
 * The findings of a run, worst first. There may be a hundred thousand: what they are sorted and grouped by are numbers in
 * columns, and each is read from its verdict when it is asked for.
 */
export class FindingList extends StoredSequence<Finding> {
  readonly length: number;
  readonly #record: RunRecord;
  readonly #outline: RecordOutline;
  readonly #checks: ReadonlyMap<CheckId, CheckMeta>;
  readonly #beside: readonly Ageless[];
  /** The entry at each rank: those of verdicts first, in the record's order, then those beside them. */
  readonly #order: Uint32Array;
  /** Rank of what has a suspect's number, one more; 0 where it is no finding. */
  readonly #ranks: Uint32Array;
  readonly #besideRanks = new Map<string, number>();
  /** The first chain behind whose answers a suspect stands, one more; 0 where there is none. */
  readonly #firstChains: Uint32Array;
  /** Of each disk, where the entries about itself begin; and those. */
  readonly #starts: Uint32Array;
  readonly #about: Uint32Array;

  // One for each entry.
  readonly #severities: Uint8Array;
  readonly #disks: Uint32Array;
  readonly #dates: Uint32Array;
  readonly #causes: Uint32Array;

  readonly #dateTexts = new TextsOnce();
  readonly #causeTexts = new TextsOnce();
  /** Days from each date to the run. */
  readonly #ages: readonly number[];
  /** Of each cause, by how many names its findings call their subjects. */
  readonly #names: readonly number[];

  constructor(record: RunRecord, lives: ReadonlyMap<string, FindingLife>) {
    super();
    this.#record = record;
    this.#outline = outlineOf(record);
    this.#checks = new Map(record.checks.map((check) => [check.id, check]));
    this.#beside = findingsBeside(record);
    const { suspects, placeOf, isName } = this.#outline;
    const { failing } = suspects;
    this.length = failing.length + this.#beside.length;
    [this.#severities, this.#disks] = [new Uint8Array(this.length), new Uint32Array(this.length)];
    [this.#dates, this.#causes] = [new Uint32Array(this.length), new Uint32Array(this.length)];
    this.#firstChains = new Uint32Array(suspects.length);
    const reach = this.#reach();
    const diskOf = new Uint32Array(this.length);
    const [known, names]: [KnownTexts, number[]] = [new KnownTexts(), []];
    let [isInOrder, before]: [boolean, Verdict | undefined] = [true, undefined];
    const take = (
      entry: number,
      one: Pick<Finding, 'key' | 'severity' | 'subject' | 'subjectName'>,
      cause: string,
    ): void => {
      const [disk, number] = [placeOf(one.subject), suspects.numberOf(one.key)];
      this.#severities[entry] = SEVERITIES.indexOf(one.severity);
      this.#disks[entry] = (number === undefined ? 0 : reach[number]) || (disk === undefined ? 0 : 1);
      this.#dates[entry] = this.#dateTexts.place(lives.get(one.key)?.firstSeen ?? record.asOf);
      const place = this.#causeTexts.place(cause);
      this.#causes[entry] = place;
      const name = `${String(place)} ${one.subjectName}`;
      if (known.addNew(name)) names[place] = (names[place] ?? 0) + 1;
      diskOf[entry] = disk === undefined ? 0 : disk + 1;
    };
    let entry = 0;
    for (const verdict of suspects.findingsAmong(record.verdicts)) {
      take(entry, { ...verdict, key: findingKey(verdict.check, verdict.subject) }, causeOfFinding(verdict, isName));
      isInOrder &&= before === undefined || byCheckAndSubject(before, verdict) <= 0;
      before = verdict;
      entry += 1;
    }
    for (const one of this.#beside) {
      take(entry, one, one.cause);
      entry += 1;
    }
    this.#names = names;
    this.#ages = this.#dateTexts.texts.map((date) => Math.max(0, daysBetween(date, record.asOf)));
    [this.#starts, this.#about] = byDisk(diskOf, record.chains.length);
    this.#order = this.#sorted(isInOrder);
    this.#ranks = new Uint32Array(suspects.length);
    for (const [rank, at] of this.#order.entries()) {
      const number = failing[at];
      if (number !== undefined) this.#ranks[number] = rank + 1;
      else this.#besideRanks.set(this.#besideAt(at).key, rank);
    }
  }

  protected override read(rank: number): Finding {
    const entry = this.#order[rank] ?? 0;
    const { suspects } = this.#outline;
    const number = suspects.failing[entry];
    const verdict = number === undefined ? undefined : this.#record.verdicts.at(suspects.placeOf(number));
    const one = verdict === undefined ? this.#besideAt(entry) : this.#ofVerdict(verdict, entry);
    return { ...one, disks: this.#disks[entry] ?? 0, firstSeen: this.#firstSeen(entry), ageDays: this.#age(entry) };
  }

  *range(first: number, end: number): Generator<Finding, undefined> {
    for (let rank = first; rank < end; rank += 1) yield this.read(rank);
    return undefined;
  }

  /** The place of the finding that is called so. */
  rankOf(key: string): number | undefined {
    const beside = this.#besideRanks.get(key);
    if (beside !== undefined) return beside;
    const number = this.#outline.suspects.numberOf(key);
    return number === undefined ? undefined : this.#rankOfNumber(number);
  }

  /** Places of those that decide a disk's answers or are about it. @param chain its place in the record */
  concerning(chain: number): ReadonlySet<number> {
    const ranks = new Set<number>();
    for (const number of this.#outline.suspects.behind(chain)) {
      const rank = this.#rankOfNumber(number);
      if (rank !== undefined) ranks.add(rank);
    }
    for (let at = this.#starts[chain] ?? 0; at < (this.#starts[chain + 1] ?? 0); at += 1)
      ranks.add(this.#rankOfEntry(this.#about[at] ?? 0));
    return ranks;
  }

  /** The first chain whose answers a finding decides. */
  firstChainOf({ key }: Pick<Finding, 'key'>): number | undefined {
    const chain = this.#firstChains[this.#outline.suspects.numberOf(key) ?? -1] ?? 0;
    return chain === 0 ? undefined : chain - 1;
  }

  /** How many of a severity there are, how many of them this run was the first to find, and how old they are. */
  ofSeverity(severity: Severity): { readonly open: number; readonly fresh: number; readonly ages: readonly number[] } {
    const rank = SEVERITIES.indexOf(severity);
    const [ages, counts] = [[] as number[], { open: 0, fresh: 0 }];
    for (const [entry, own] of this.#severities.entries()) {
      if (own !== rank) continue;
      counts.open += 1;
      if (this.#firstSeen(entry) === this.#record.asOf) counts.fresh += 1;
      ages.push(this.#age(entry));
    }
    return { ...counts, ages };
  }

  /** What findings come from; `causeAt` gives a place among them. */
  get causes(): readonly string[] {
    return this.#causeTexts.texts;
  }

  causeAt(rank: number): number {
    return this.#causes[this.#order[rank] ?? 0] ?? 0;
  }

  /** By how many names the findings of a cause call their subjects. */
  namesUnder(cause: number): number {
    return this.#names[cause] ?? 0;
  }

  /** What a finding is sorted and grouped by, without reading it. */
  briefAt(rank: number): Pick<Finding, 'severity' | 'check' | 'firstSeen' | 'ageDays'> {
    const entry = this.#order[rank] ?? 0;
    return {
      severity: SEVERITIES[this.#severities[entry] ?? 0] ?? 'High',
      check: this.#checkOf(entry),
      firstSeen: this.#firstSeen(entry),
      ageDays: this.#age(entry),
    };
  }

  #ofVerdict(verdict: Verdict, entry: number): Ageless {
    return {
      key: findingKey(verdict.check, verdict.subject),
      origin: 'verdict',
      severity: verdict.severity,
      check: verdict.check,
      title: this.#checks.get(verdict.check)?.title ?? '',
      subjectKind: verdict.subjectKind,
      subject: verdict.subject,
      subjectName: verdict.subjectName,
      subscriptionId: verdict.subscriptionId,
      resourceGroup: verdict.resourceGroup,
      because: verdict.because,
      remediation: verdict.remediation,
      cause: this.#causeTexts.texts[this.#causes[entry] ?? 0] ?? '',
      exemption: verdict.exemption,
    };
  }

  /** Behind how many chains' answers each suspect stands. */
  #reach(): Uint32Array {
    const { suspects } = this.#outline;
    const reach = new Uint32Array(suspects.length);
    for (let chain = 0; chain < suspects.chains; chain += 1)
      for (const number of suspects.behind(chain)) {
        if (reach[number] === 0) this.#firstChains[number] = chain + 1;
        reach[number] = (reach[number] ?? 0) + 1;
      }
    return reach;
  }

  #sorted(isInOrder: boolean): Uint32Array {
    const places = placesByName(this.length - this.#beside.length, this.length, isInOrder, (entry) =>
      this.#named(entry),
    );
    const [severities, disks] = [this.#severities, this.#disks];
    return Uint32Array.from(severities.keys()).sort(
      (a, b) =>
        (severities[a] ?? 0) - (severities[b] ?? 0) ||
        (disks[b] ?? 0) - (disks[a] ?? 0) ||
        this.#age(b) - this.#age(a) ||
        (places[a] ?? 0) - (places[b] ?? 0),
    );
  }

  #named(entry: number): Named {
    const { suspects } = this.#outline;
    const number = suspects.failing[entry];
    if (number === undefined) return this.#besideAt(entry);
    const verdict = this.#record.verdicts.at(suspects.placeOf(number));
    if (verdict === undefined) throw new RangeError(`There is no verdict of finding ${String(number)}.`);
    return { check: verdict.check, subject: verdict.subject, key: findingKey(verdict.check, verdict.subject) };
  }

  #checkOf(entry: number): CheckId {
    const number = this.#outline.suspects.failing[entry];
    return (number === undefined ? undefined : this.#outline.suspects.checkOf(number)) ?? this.#besideAt(entry).check;
  }

  #besideAt(entry: number): Ageless {
    const one = this.#beside[entry - this.#outline.suspects.failing.length];
    if (one === undefined) throw new RangeError(`There is no finding ${String(entry)}.`);
    return one;
  }

  #firstSeen(entry: number): string {
    return this.#dateTexts.texts[this.#dates[entry] ?? 0] ?? '';
  }

  #age(entry: number): number {
    return this.#ages[this.#dates[entry] ?? 0] ?? 0;
  }

  #rankOfNumber(number: number): number | undefined {
    const rank = this.#ranks[number] ?? 0;
    return rank === 0 ? undefined : rank - 1;
  }

  #rankOfEntry(entry: number): number {
    const number = this.#outline.suspects.failing[entry];
    return number === undefined
      ? (this.#besideRanks.get(this.#besideAt(entry).key) ?? 0)
      : (this.#rankOfNumber(number) ?? 0);
  }
}

/** Of each disk, where its entries begin, and the entries. @param diskOf of each entry its disk, one more; 0 where it has none */
function byDisk(diskOf: Uint32Array, disks: number): readonly [starts: Uint32Array, entries: Uint32Array] {
  const starts = new Uint32Array(disks + 2);
  for (const disk of diskOf) starts[disk + 1] = (starts[disk + 1] ?? 0) + 1;
  for (let at = 1; at < starts.length; at += 1) starts[at] = (starts[at] ?? 0) + (starts[at - 1] ?? 0);
  const [next, entries] = [starts.slice(), new Uint32Array(diskOf.length)];
  for (const [entry, disk] of diskOf.entries()) {
    entries[next[disk] ?? 0] = entry;
    next[disk] = (next[disk] ?? 0) + 1;
  }
  return [starts.subarray(1), entries];
}
