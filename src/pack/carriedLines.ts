import * as z from 'zod';
import { armId } from '../domain/armId.ts';
import type { Carried, RestoreWatch, SeenRestore } from '../domain/carried.ts';
import { canonicalJson } from './canonicalJson.ts';
import { sha256Of } from '../base/io/sha256.ts';
import { jsonOf } from './lines.ts';

/** A file of carried facts that is cut or altered. */
class CarriedError extends Error {
  override readonly name = 'CarriedError';
}

/** A run's own observations, and those of earlier runs that it judged with. */
export interface CarriedPart {
  readonly runId: string;
  readonly earlier: Carried;
  readonly own: Carried;
}

interface Head {
  readonly kind: 'carried';
  readonly runId: string;
  readonly counts: { readonly restores: number; readonly watches: number };
}
type Entry =
  | { readonly kind: 'restore'; readonly run: string; readonly sha256: string; readonly fact: SeenRestore }
  | { readonly kind: 'watch'; readonly run: string; readonly sha256: string; readonly fact: RestoreWatch };

/**
 * `carried.jsonl`: a head line, then a line for each fact with the run that saw it and the SHA-256 of the fact's canonical
 * JSON. This run judged with the lines of earlier runs; its own are for the next one.
 */
export function* carriedLines({ runId, earlier, own }: CarriedPart): Generator<string, void, undefined> {
  const restores = [...earlier.restores, ...own.restores.map((fact) => seenBy(runId, fact))];
  const watches = [...earlier.watches, ...own.watches.map((fact) => ({ ...fact, run: runId }))];
  yield canonicalJson({ kind: 'carried', runId, counts: { restores: restores.length, watches: watches.length } });
  for (const fact of restores) yield line('restore', fact);
  for (const fact of watches) yield line('watch', fact);
}

/** The same restore, seen by another run, is another fact. */
function seenBy(run: string, fact: SeenRestore): SeenRestore {
  return { ...fact, id: armId(`${fact.restoreJobId}#${run}`), run };
}

function line(kind: Entry['kind'], fact: SeenRestore | RestoreWatch): string {
  return canonicalJson({ kind, run: fact.run, sha256: hashOf(fact), fact });
}

/** What `carriedLines` wrote. @param most lines that the run's own evidence allows @throws CarriedError naming the line, or what is missing. */
export async function readCarriedLines(
  lines: AsyncIterable<string> | Iterable<string>,
  most = Infinity,
): Promise<CarriedPart> {
  let head: Head | undefined;
  let number = 0;
  const earlier = { restores: [] as SeenRestore[], watches: [] as RestoreWatch[] };
  const own = { restores: [] as SeenRestore[], watches: [] as RestoreWatch[] };
  for await (const text of lines) {
    if (text === '') continue;
    number += 1;
    if (number > most)
      throw new CarriedError(
        `The carried facts are more than the rows and questions of this pack allow (${most}): reading stops there.`,
      );
    const value = parse(text, number);
    if (head === undefined) {
      if (value.kind !== 'carried') throw new CarriedError(`Line ${number} of the carried facts is not a head line.`);
      head = value;
      continue;
    }
    if (value.kind === 'carried') throw new CarriedError(`Line ${number} of the carried facts is a second head line.`);
    if (value.sha256 !== hashOf(value.fact))
      throw new CarriedError(`Line ${number} of the carried facts does not have the SHA-256 that it gives.`);
    const into = value.run === head.runId ? own : earlier;
    if (value.kind === 'restore') into.restores.push(value.fact);
    else into.watches.push(value.fact);
  }
  if (head === undefined) throw new CarriedError('The carried facts are empty: they have no head line.');
  const { counts, runId } = head;
  const restores = earlier.restores.length + own.restores.length;
  const watches = earlier.watches.length + own.watches.length;
  if (restores !== counts.restores || watches !== counts.watches)
    throw new CarriedError(
      `The head of the carried facts announces ${counts.restores} restores and ${counts.watches} watches, but ${restores} and ${watches} came: the file was cut or altered.`,
    );
  return { runId, earlier, own };
}

function parse(text: string, number: number): Head | Entry {
  let value: unknown;
  try {
    value = jsonOf(text, 'It');
  } catch (cause) {
    throw new CarriedError(`Line ${number} of the carried facts is not JSON.`, { cause });
  }
  const found = carriedLine.safeParse(value);
  if (found.success) return found.data as unknown as Head | Entry;
  const [issue] = found.error.issues;
  throw new CarriedError(
    `Line ${number} of the carried facts is not a line that this version knows: ${issue?.path.map(String).join('.') ?? ''}: ${issue?.message ?? ''}.`,
  );
}

/** Every field of a type, including optional ones. */
type FieldsOf<Of> = Readonly<Record<keyof Of, z.ZodType>>;

const count = z.int().min(0);
const text = z.string();
const resource = {
  id: text,
  resourceId: text,
  name: text,
  subscriptionId: text,
  resourceGroup: text,
  location: text.optional(),
  tags: z.record(text, text),
};
const restore = z.strictObject({
  ...resource,
  restoreJobId: text,
  jobId: text,
  vmId: text,
  status: text.optional(),
  endTime: text.optional(),
  recoveryPointTime: text.optional(),
  disksInPoint: count.optional(),
  disksFound: z.array(text),
  run: text,
} satisfies FieldsOf<SeenRestore>);
const watch = z.strictObject({
  ...resource,
  since: text,
  until: text,
  vaults: z.array(text).optional(),
  run: text,
} satisfies FieldsOf<RestoreWatch>);
const sha256 = z.string();
const carriedLine = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('carried'),
    runId: text,
    counts: z.strictObject({ restores: count, watches: count }),
  }),
  z.strictObject({ kind: z.literal('restore'), run: text, sha256, fact: restore }),
  z.strictObject({ kind: z.literal('watch'), run: text, sha256, fact: watch }),
]);

function hashOf(fact: unknown): string {
  return sha256Of(canonicalJson(fact));
}
