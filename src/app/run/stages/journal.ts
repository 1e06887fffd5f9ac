import { createReadStream } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { sha256Of } from '../../../base/io/sha256.ts';
import type { Caller } from '../../../collect/caller.ts';
import { keptQuestions, type KeptQuestion } from '../../../collect/keptAnswers/keptQuestions.ts';
import type { Keeping } from '../../../collect/keptAnswers/resumed.ts';
import type { AskedSourceId } from '../../../domain/facts.ts';
import type { KeptAnswer } from '../../../domain/keptAnswer.ts';
import type { Observation } from '../../../domain/observation.ts';
import type { Sequence } from '../../../domain/sequence.ts';
import { answerLine, callerLine, readAnswers } from '../../../pack/answerLines.ts';
import type { PackFiles } from '../../../pack/files.ts';
import { JsonLines, RawEvidence, type Part } from '../../../pack/lineFile.ts';
import { placeIn } from '../../../pack/partNames.ts';
import { PART, sourceOfPart } from '../../../pack/parts.ts';
import { observationLine } from '../../../pack/observationLines.ts';
import { linesIn, observationsOf } from '../../../pack/readPack.ts';
import type { Clock } from '../dependencies.ts';
import { keptChain, partOfPiece, piecesOf, type Entry } from './journalEntries.ts';
import { fileOf, partIn, WorkFileError, writeWhole, type WorkFile, type WorkPlace } from './workPlace.ts';

/** Where the journal of a plan lies: a run that was ended and is done again is planned anew, and asks anew. */
const BELOW = 'journal';
/** Seconds, and answers, after which what came is written: a crash loses no more. */
const SECONDS = 30;
const ANSWERS = 2000;

/**
 * What Azure answered so far, in entries that are each there whole or not at all. An entry holds the pieces of raw rows,
 * answers and observations that came since the entry before: one after the other they are the parts of the pack.
 */
export class Journal implements Keeping {
  readonly #work: WorkPlace;
  readonly #below: string;
  readonly #clock: Clock;
  readonly #caller: Caller;
  readonly #chain: Entry[];
  #answered: number;
  #segment: Segment | undefined;
  #writtenAt: number;
  #openGraph = 0;
  /** Rows may have come that belong to no answer: what came last is not written. */
  #isBroken = false;
  readonly #waiting: (() => void)[] = [];
  #kept: Promise<void> = Promise.resolve();

  private constructor(work: WorkPlace, below: string, clock: Clock, caller: Caller, chain: readonly Entry[]) {
    this.#work = work;
    this.#below = below;
    this.#clock = clock;
    this.#caller = caller;
    this.#chain = [...chain];
    this.#answered = chain.at(-1)?.answered ?? 0;
    this.#writtenAt = clock.now().getTime();
  }

  /**
   * The journal of a run, with what an earlier slice wrote.
   * @param key says which plan is carried out
   * @throws WorkFileError where another identity asked then: what it may read is not what this one may
   */
  static async open(work: WorkPlace, key: string, clock: Clock, caller: Caller): Promise<Journal> {
    const below = `${BELOW}/${key}`;
    const chain = await keptChain(work, `${below}/entries`);
    const then = chain.at(-1)?.caller;
    if (then !== undefined && then.objectId !== caller.objectId)
      throw new WorkFileError(
        `The run was started by identity ${then.objectId ?? 'without an id'} and cannot be continued by ${caller.objectId ?? 'one without an id'}. Request a new run.`,
      );
    return new Journal(work, below, clock, caller, chain);
  }

  /** Questions answered so far. */
  get answered(): number {
    return this.#answered;
  }

  /** The parts of the entries, each the pieces one after the other. */
  get files(): PackFiles {
    const pieces = piecesOf(this.#chain);
    const { folder } = this.#work;
    return {
      where: join(folder, 'journal'),
      names: [...pieces.keys()].sort(),
      open: (name) => inTurn((pieces.get(name) ?? []).map((piece) => placeIn(folder, piece.name))),
    };
  }

  /** Lines of each source. */
  lines(): ReadonlyMap<string, number> {
    const lines = new Map<string, number>();
    for (const [name, pieces] of piecesOf(this.#chain)) {
      const source = sourceOfPart(name);
      if (source !== undefined)
        lines.set(
          source,
          pieces.reduce((sum, { rows = 0 }) => sum + rows, 0),
        );
    }
    return lines;
  }

  /** The questions of the entries with their answers. */
  async questions(): Promise<Sequence<KeptQuestion>> {
    if (this.#chain.length === 0) return [];
    const { files } = this;
    const lines = async function* (): AsyncGenerator<string> {
      yield* linesIn(files, PART.answers);
      yield callerLine({});
    };
    const { answers } = await readAnswers(lines(), PART.answers);
    return keptQuestions(await observationsOf(files), answers);
  }

  keep = (source: AskedSourceId, row: unknown): void => this.#open().rows.keep(source, row);

  observe = (observation: Observation, answer: KeptAnswer): void => {
    const { answers, observations } = this.#open();
    answers.addLine(answerLine(answer));
    observations.addLine(observationLine(observation));
    this.#answered += 1;
  };

  ready = async (): Promise<void> => {
    while (this.#openGraph > 0 && this.#isDue()) await new Promise<void>((wake) => this.#waiting.push(wake));
  };

  graphBegins = (): void => {
    this.#openGraph += 1;
  };

  graphEnds = (whole: boolean): void => {
    this.#openGraph -= 1;
    if (!whole) this.#isBroken = true;
  };

  /** Writes what came, when it is time, and not while a question is still being answered: its rows would be orphans. */
  settled = (): void => {
    if (this.#openGraph > 0) return;
    if (this.#isDue() && !this.#isBroken) this.#write();
    for (const wake of this.#waiting.splice(0)) wake();
  };

  /** Writes all that came. Where a question to Resource Graph broke off, its rows are orphans: then what came last is left out. */
  async flush(): Promise<void> {
    if (this.#openGraph > 0 || this.#isBroken) this.#segment?.close();
    else this.#write();
    this.#segment = undefined;
    await this.#kept;
  }

  /** The parts of a pack, once everything was answered. */
  async parts(): Promise<readonly Part[]> {
    const { folder } = this.#work;
    if (this.#chain.length === 0) {
      // Nothing was written in between, so this segment holds everything, already in the form of a pack.
      const segment = this.#open();
      this.#segment = undefined;
      segment.answers.addLine(callerLine(this.#caller));
      return Promise.all(segment.close().map((piece) => moved(this.#work, piece)));
    }
    await this.flush();
    const parts: Part[] = [];
    const { files } = this;
    for (const name of files.names) {
      const lines = new JsonLines(folder, name);
      for await (const line of linesIn(files, name)) lines.addLine(line);
      if (name === PART.answers) lines.addLine(callerLine(this.#caller));
      parts.push(lines.close());
    }
    return parts;
  }

  #isDue(): boolean {
    if (!this.#work.outlives) return false;
    const since = this.#answered - (this.#chain.at(-1)?.answered ?? 0);
    return since > 0 && (since >= ANSWERS || this.#clock.now().getTime() - this.#writtenAt >= SECONDS * 1000);
  }

  #open(): Segment {
    this.#segment ??= new Segment(
      this.#work.folder,
      `${this.#below}/pieces`,
      `${String(this.#chain.length + 1).padStart(6, '0')}-${sha256Of(this.#clock.unique()).slice(0, 8)}`,
    );
    return this.#segment;
  }

  #write(): void {
    this.#writtenAt = this.#clock.now().getTime();
    const segment = this.#segment;
    if (segment === undefined) return;
    this.#segment = undefined;
    const pieces = segment.close();
    const name = `${this.#below}/entries/${segment.id}.json`;
    const follows = this.#chain.at(-1)?.name ?? null;
    const entry: Entry = { name, follows, caller: this.#caller, answered: this.#answered, pieces };
    const file = writeWhole(this.#work.folder, name, JSON.stringify(entry));
    this.#chain.push(entry);
    this.#kept = this.#kept.then(async () => {
      await this.#work.keep(pieces);
      await this.#work.keep([file]);
    });
    // Met by whoever waits for it.
    this.#kept.catch(() => undefined);
  }
}

/** The pieces that are being written. */
class Segment {
  readonly id: string;
  readonly rows: RawEvidence;
  readonly answers: JsonLines;
  readonly observations: JsonLines;
  readonly #below: string;

  constructor(folder: string, below: string, id: string) {
    this.id = id;
    this.#below = `${below}/${id}`;
    const place = placeIn(folder, this.#below);
    this.rows = new RawEvidence(place);
    this.answers = new JsonLines(place, PART.answers);
    this.observations = new JsonLines(place, PART.observations);
  }

  close(): readonly WorkFile[] {
    return [...this.rows.close(), this.answers.close(), this.observations.close()].map((part) => ({
      ...fileOf(part),
      name: `${this.#below}/${part.name}`,
    }));
  }
}

async function* inTurn(paths: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const path of paths) for await (const chunk of createReadStream(path)) yield chunk as Buffer;
}

/** The piece in the place of the part. */
async function moved(work: WorkPlace, piece: WorkFile): Promise<Part> {
  const part = partIn(work, { ...piece, name: partOfPiece(piece) });
  await mkdir(dirname(part.path), { recursive: true });
  await rename(placeIn(work.folder, piece.name), part.path);
  return part;
}
