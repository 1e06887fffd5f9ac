import { readFile } from 'node:fs/promises';
import { sha256OfFile } from '../../../base/io/sha256.ts';
import { by } from '../../../base/order.ts';
import type { Caller } from '../../../collect/caller.ts';
import { placeIn } from '../../../pack/partNames.ts';
import { WorkFileError, type WorkFile, type WorkPlace } from './workPlace.ts';

/** One entry: answers that came since the entry before it. */
export interface Entry {
  /** Of its own file. */
  readonly name: string;
  /** The entry before; null for the first. Two processes that went on from one entry leave two branches. */
  readonly follows: string | null;
  readonly caller: Caller;
  /** Questions answered, up to and with this entry. */
  readonly answered: number;
  /** Raw rows, answers and observations, each a piece of the part with that name. */
  readonly pieces: readonly WorkFile[];
}

async function entriesIn(work: WorkPlace, below: string): Promise<readonly Entry[]> {
  const files = await work.list(below);
  await work.fetch(files);
  const entries: Entry[] = [];
  for (const { name } of files) entries.push(JSON.parse(await readFile(placeIn(work.folder, name), 'utf8')) as Entry);
  return entries;
}

/**
 * The entries below a folder, up to the one with the most answers that is whole with all before it; the first first. What was half
 * written is left out.
 */
export async function keptChain(work: WorkPlace, below: string): Promise<readonly Entry[]> {
  const entries = await entriesIn(work, below);
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  const good = new Map<string, boolean>();
  for (const last of [...entries].sort(by(({ name }) => name)).sort((a, b) => b.answered - a.answered)) {
    const chain: Entry[] = [];
    let at: Entry | undefined = last;
    while (at !== undefined) {
      chain.unshift(at);
      at = at.follows === null ? undefined : byName.get(at.follows);
    }
    let isWhole = chain[0]?.follows === null;
    for (const entry of chain) {
      if (!isWhole) break;
      const known = good.get(entry.name) ?? (await isAsWritten(work, entry));
      good.set(entry.name, known);
      isWhole = known;
    }
    if (isWhole) return chain;
  }
  return [];
}

async function isAsWritten(work: WorkPlace, { pieces }: Entry): Promise<boolean> {
  try {
    await work.fetch(pieces);
  } catch (error) {
    if (error instanceof WorkFileError) return false;
    throw error;
  }
  for (const { name, sha256 } of pieces)
    if ((await sha256OfFile(placeIn(work.folder, name))).sha256 !== sha256) return false;
  return true;
}

/** By the part that they are pieces of. */
export function piecesOf(chain: readonly Entry[]): ReadonlyMap<string, readonly WorkFile[]> {
  const pieces = new Map<string, WorkFile[]>();
  for (const piece of chain.flatMap((entry) => entry.pieces)) {
    const name = partOfPiece(piece);
    const known = pieces.get(name);
    if (known === undefined) pieces.set(name, [piece]);
    else known.push(piece);
  }
  return pieces;
}

/** `journal/<key>/pieces/<entry>/<part>` */
export function partOfPiece({ name }: WorkFile): string {
  return name.split('/').slice(4).join('/');
}
