import { createHash, type Hash } from 'node:crypto';
import type { AskedSourceId } from '../../domain/facts.ts';
import type { KeptAnswer, KeptPage } from '../../domain/keptAnswer.ts';
import type { Observation } from '../../domain/observation.ts';
import { elementsOf } from './ask.ts';
import { redact } from './redact.ts';

/** Takes a raw row of a source, as Azure wrote it except for key material. */
export type Keep = (source: AskedSourceId, raw: unknown) => void;

/** Takes how a question went, and its answer. */
export type Observe = (observation: Observation, answer: KeptAnswer) => void;

/** Which rows of a page of Resource Graph are the source's. */
export type RowsWanted = 'all' | ((row: unknown) => boolean);

/** Where the rows of an ARM answer are: in its list, or itself. */
export type RowsIn = 'list' | 'single';

/** A page that was taken. Rows from ARM are kept once their answer is complete: one that breaks off leaves none. */
export type TakenPage = KeptPage | { readonly taken: readonly unknown[] };

/** The result of a question. */
type TakenAnswer = Omit<KeptAnswer, 'pages'> & { readonly pages: readonly TakenPage[] };

/** Keeps what comes: rows as lines of their source, which it numbers, and answers that are not rows. */
export class Keeper {
  readonly #keep: Keep;
  readonly #observe: Observe;
  readonly #lines: Map<string, number>;
  #first: Hash | undefined = createHash('sha256');
  #firstAnswer = '';

  /** @param lines how many lines of each source are already kept */
  constructor(keep: Keep, observe: Observe, lines: ReadonlyMap<string, number> = new Map()) {
    this.#keep = keep;
    this.#observe = observe;
    this.#lines = new Map(lines);
  }

  get firstAnswer(): string {
    return this.#firstAnswer;
  }

  /** A page of Resource Graph, whose rows are kept at once. @returns the rows without key material, and where they are kept */
  graphPage(
    source: Observation['source'],
    page: readonly unknown[],
    wanted: RowsWanted | undefined,
  ): { readonly rows: readonly unknown[]; readonly kept: KeptPage } {
    const rows = page.map(redact);
    const ours = wanted === undefined || wanted === 'all' ? rows : rows.filter(wanted);
    const beside = ours.length === rows.length ? [] : rows.filter((row) => !ours.includes(row));
    this.#first?.update(JSON.stringify([...ours, ...beside]));
    if (wanted === undefined) return { rows, kept: { body: rows } };
    return { rows, kept: { ...this.#rows(source, ours), ...(beside.length === 0 ? {} : { beside }) } };
  }

  /** An answer of ARM. @returns it without key material, and what `observe` takes for it */
  armPage(answer: unknown, as: RowsIn | undefined): { readonly body: unknown; readonly kept: TakenPage } {
    const body = redact(answer);
    this.#first?.update(JSON.stringify([body]));
    const rows = as === 'list' ? elementsOf(body) : as === 'single' ? [body] : undefined;
    return { body, kept: rows === undefined ? { body } : { taken: rows } };
  }

  /** Ends a question: keeps the rows taken so far, and reports its result. */
  observe(observation: Observation, answer: TakenAnswer): void {
    if (this.#first !== undefined) {
      // Anyone who knows the estate can foresee its first answer, but not Azure's request ID.
      this.#first.update(JSON.stringify(observation.requestIds));
      this.#firstAnswer = this.#first.digest('hex');
      this.#first = undefined;
    }
    const pages = answer.pages.map((page): KeptPage =>
      'taken' in page ? this.#rows(observation.source, page.taken) : page,
    );
    this.#observe(observation, { ...answer, pages });
  }

  #rows(source: Observation['source'], rows: readonly unknown[]): { readonly rows: readonly [number, number] } {
    const first = this.#lines.get(source) ?? 0;
    this.#lines.set(source, first + rows.length);
    for (const row of rows) this.#keep(source as AskedSourceId, row);
    return { rows: [first, rows.length] };
  }
}
