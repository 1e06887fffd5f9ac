import * as z from 'zod';
import type { Observation } from '../domain/observation.ts';
import { jsonOf } from './lines.ts';
import { PackReadError } from './packReadError.ts';

/** A query and how it went, in canonical form. */
export function observationLine(one: Observation): string {
  const { source, kind, request, subscriptions, pages, rows } = one;
  const { requestIds, startedAt, endedAt, retries, failure, carriedFrom } = one;
  const went = { requestIds, startedAt, endedAt, retries, failure, carriedFrom };
  return JSON.stringify({ source, kind, request, subscriptions, pages, rows, ...went });
}

const count = z.int().min(0);
/** As `toISOString` writes it, so that texts compare as times do. */
const time = z.iso.datetime({ precision: 3 });
const observation = z.strictObject({
  source: z.string().regex(/^[A-Za-z]+$/),
  kind: z.enum(['resourceGraph', 'arm']),
  request: z.string().min(1),
  subscriptions: z.array(z.string().min(1)),
  pages: count,
  rows: count,
  requestIds: z.array(z.string().min(1)),
  startedAt: time,
  endedAt: time,
  retries: count,
  failure: z.string().min(1).optional(),
  carriedFrom: z.string().min(1).optional(),
} satisfies Readonly<Record<keyof Observation, z.ZodType>>);

/** What `observationLine` wrote. @param where names the line @throws PackReadError */
export function readObservation(line: string, where: string): Observation {
  const found = observation.safeParse(jsonOf(line, where));
  if (!found.success) {
    const [issue] = found.error.issues;
    throw new PackReadError(
      `${where} is not a question as a run records it: ${issue?.path.map(String).join('.') ?? ''}: ${issue?.message ?? ''}.`,
    );
  }
  const read = found.data as Observation;
  if (observationLine(read) !== line) throw new PackReadError(`${where} is not in canonical form: it was rewritten.`);
  return read;
}
