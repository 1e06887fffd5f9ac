import { readRow } from '../../src/collect/rows/reading.ts';
import type { KeptRow, Told } from '../../src/collect/keptAnswers/reread.ts';
import { SOURCES } from '../../src/collect/sources/list.ts';
import type { Baseline } from '../../src/domain/baseline.ts';
import type { ArmId } from '../../src/domain/armId.ts';
import type { AskedSourceId, Resource } from '../../src/domain/facts.ts';
import { differingFields } from '../../src/domain/variants.ts';
import { isMeant } from './absence.ts';
import { cutter, type Cut } from './cut.ts';
import { judged, type Word } from './judged.ts';
import { altered, ALTERATIONS, placesOf, type Alteration, type Place } from './places.ts';

/** Rows that Azure sent, and what is told beside them. */
export interface Evidence {
  readonly rows: readonly KeptRow[];
  readonly told: Told;
  readonly baseline: Baseline;
}

/** One place of one row. */
export interface Case {
  readonly row: KeptRow;
  readonly place: Place;
}

/** A cell that an alteration made better. */
export interface Improved {
  /** `source path`. */
  readonly at: string;
  readonly how: Alteration;
  readonly row: string;
  readonly cell: string;
  readonly before: Word | undefined;
  readonly after: Word;
  /** Excused by the list of absences that are meant. */
  readonly meant: boolean;
}

/** Cells by the evidence of a row, of another in its stead, and of both. */
export interface Contradicted {
  readonly before: ReadonlyMap<string, Word>;
  readonly other: ReadonlyMap<string, Word>;
  readonly both: ReadonlyMap<string, Word>;
  /** In how many fields the two differ; undefined where the other cannot be read. */
  readonly fields: number | undefined;
}

/** Every place that a reader looks at or beneath, by `source path`. */
export function casesOf(rows: readonly KeptRow[]): ReadonlyMap<string, readonly Case[]> {
  const cases = new Map<string, Case[]>();
  for (const row of rows)
    for (const place of placesOf(row.raw)) {
      if (!isRead(row.source, place.path)) continue;
      const at = `${row.source} ${place.path}`;
      const known = cases.get(at);
      if (known === undefined) cases.set(at, [{ row, place }]);
      else known.push({ row, place });
    }
  return cases;
}

/** The altered rows that say something else than the row; a field that nobody reads may be anything. */
export function alterationsOf({ row, place }: Case): ReadonlyMap<Alteration, unknown> {
  const isWord = wordsOf(row.source).has(plain(place.path));
  const facts = factsIn(row.source, row.raw);
  return new Map(
    ALTERATIONS.flatMap((how): readonly (readonly [Alteration, unknown])[] => {
      const raw = altered(row.raw, place, how, isWord);
      return raw === undefined || factsIn(row.source, raw) === facts ? [] : [[how, raw]];
    }),
  );
}

/** Two altered places of one row, and how. */
export interface Pair {
  readonly hows: readonly [Alteration, Alteration];
  readonly raw: unknown;
}

/** The row with two places altered, in every way in which it says something else than with either alone. */
export function* bothAltered(one: Case, other: Case): Generator<Pair> {
  for (const [first, raw] of alterationsOf(one)) {
    const place = placesOf(raw).find(({ pointer }) => pointer.join('\n') === other.place.pointer.join('\n'));
    if (place === undefined) continue;
    for (const [second, both] of alterationsOf({ row: { source: one.row.source, raw }, place }))
      yield { hows: [first, second], raw: both };
  }
}

/** Judges alterations, each against what the unaltered rows around give. */
export class Judge {
  readonly #evidence: Evidence;
  readonly #cut: Cut;
  readonly #before = new Map<
    KeptRow,
    { readonly around: readonly KeptRow[]; readonly cells: ReadonlyMap<string, Word> }
  >();

  constructor(evidence: Evidence) {
    this.#evidence = evidence;
    this.#cut = cutter(evidence.rows);
  }

  async #beforeOf(
    row: KeptRow,
  ): Promise<{ readonly around: readonly KeptRow[]; readonly cells: ReadonlyMap<string, Word> }> {
    const known = this.#before.get(row);
    if (known !== undefined) return known;
    const around = this.#cut(row);
    const judgedBefore = { around, cells: await this.#judged(around) };
    this.#before.set(row, judgedBefore);
    return judgedBefore;
  }

  /** Those of the cases around which the most could become Compliant. */
  async telling(cases: readonly Case[], count: number): Promise<readonly Case[]> {
    const weighed: { readonly one: Case; readonly weight: number }[] = [];
    for (const one of cases) weighed.push({ one, weight: await this.#weight(one.row) });
    return weighed
      .sort((a, b) => b.weight - a.weight)
      .slice(0, count)
      .map(({ one }) => one);
  }

  async #weight(row: KeptRow): Promise<number> {
    const { cells } = await this.#beforeOf(row);
    const id = idOf(row);
    let weight = 0;
    for (const [cell, status] of cells)
      if (status === 'NonCompliant' || status === 'Unknown') weight += cell.toLowerCase().includes(id) ? 100 : 1;
    return weight;
  }

  /** The cells that an alteration made Compliant, or not applicable though they were found wanting or unknown. */
  async improved({ row, place }: Case, how: Alteration, raw: unknown): Promise<readonly Improved[]> {
    const meant = isMeant(row.source, place.path, how);
    return (await this.#better(row, raw)).map((better) => ({
      at: `${row.source} ${place.path}`,
      how,
      meant,
      ...better,
    }));
  }

  /** The same for two places of one row; none where either is meant. */
  async improvedByBoth(one: Case, other: Case, { hows, raw }: Pair): Promise<readonly Improved[]> {
    const { row } = one;
    const places = [one.place.path, other.place.path];
    if (places.some((path, at) => isMeant(row.source, path, hows[at] ?? hows[0]))) return [];
    const at = `${row.source} ${places.join(' and ')}`;
    return (await this.#better(row, raw)).map((better) => ({ at, how: hows[0], meant: false, ...better }));
  }

  async #better(row: KeptRow, raw: unknown): Promise<readonly Pick<Improved, 'row' | 'cell' | 'before' | 'after'>[]> {
    const { around, cells } = await this.#beforeOf(row);
    const judgedAfter = await this.#judged(around.map((one) => (one === row ? { source: row.source, raw } : one)));
    return [...judgedAfter].flatMap(([cell, after]) => {
      const before = cells.get(cell);
      return isBetter(before, after) ? [{ row: idOf(row), cell, before, after }] : [];
    });
  }

  /** What the row gives, what another in its stead would give, and what the two give together. */
  async contradicted({ row }: Case, raw: unknown): Promise<Contradicted> {
    const { around, cells } = await this.#beforeOf(row);
    const other = { source: row.source, raw };
    return {
      before: cells,
      other: await this.#judged(around.map((one) => (one === row ? other : one))),
      both: await this.#judged(around.flatMap((one) => (one === row ? [row, other] : [one]))),
      fields: differingIn(row.source, row.raw, raw),
    };
  }

  nameOf({ row }: Case): string {
    return idOf(row);
  }

  #judged(rows: readonly KeptRow[]): Promise<ReadonlyMap<string, Word>> {
    return judged(rows, this.#evidence.told, this.#evidence.baseline);
  }
}

/** Compliant of anything less, or nothing to answer where something was wanting or unknown; plain of limited is better too. */
function isBetter(before: Word | undefined, after: Word): boolean {
  switch (after) {
    case 'Compliant':
      return before !== 'Compliant';
    case 'Compliant – limited':
      return before !== 'Compliant' && before !== 'Compliant – limited';
    case 'NotApplicable':
    case 'NotApplicable – limited':
      return before === 'NonCompliant' || before === 'Unknown';
    default:
      return false;
  }
}

/** In words, for a failing test. */
export function told({ at, how, row, cell, before, after }: Improved): string {
  return `${at} ${how} in ${row}: ${cell} was ${before ?? 'not there'}, is ${after}`;
}

function idOf({ raw }: KeptRow): string {
  const { id } = raw as { readonly id?: unknown };
  return typeof id === 'string' ? id.toLowerCase() : '';
}

/** `test/collect/sources.test.ts` holds each source to its list of fields. */
function isRead(source: AskedSourceId, path: string): boolean {
  const at = plain(path);
  return Object.keys(SOURCES[source].fields).some((field) => {
    const read = plain(field);
    return read === at || read.startsWith(`${at}.`) || at.startsWith(`${read}.`);
  });
}

/** Fields that hold words of Azure's own. */
function wordsOf(source: AskedSourceId): ReadonlySet<string> {
  const fields = Object.entries(SOURCES[source].fields);
  return new Set(fields.flatMap(([path, kind]) => (kind === 'word' ? [plain(path)] : [])));
}

function plain(path: string): string {
  return path.toLowerCase().replaceAll('[]', '');
}

function differingIn(source: AskedSourceId, one: unknown, other: unknown): number | undefined {
  try {
    const facts = new Map<ArmId, Resource[]>();
    for (const raw of [one, other])
      for (const fact of SOURCES[source].read(readRow(raw))) facts.set(fact.id, [...(facts.get(fact.id) ?? []), fact]);
    return [...facts.values()].reduce((sum, variants) => sum + differingFields(variants).length, 0);
  } catch {
    return undefined;
  }
}

/** What a row says, as text; why it cannot be read. */
function factsIn(source: AskedSourceId, raw: unknown): string {
  try {
    return JSON.stringify(SOURCES[source].read(readRow(raw)));
  } catch (error) {
    return String(error);
  }
}
