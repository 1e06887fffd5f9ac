import type { Observation } from '../../domain/observation.ts';
import type { EarlierAnswer } from '../requests/asking.ts';

/** Compares a reused answer with that of an earlier pack, page by page. */
export function comparison(
  before: EarlierAnswer,
  observation: Observation,
): { readonly take: (body: unknown) => Promise<void>; readonly isSame: () => boolean } {
  const pages = before.pages[Symbol.asyncIterator]();
  let isSame = sameObservation(before.observation, observation);
  return {
    take: async (body) => {
      const page: IteratorResult<unknown> = await pages.next();
      if (JSON.stringify(page.value) !== JSON.stringify(body)) isSame = false;
    },
    isSame: () => isSame,
  };
}

/** Where its rows are differs from pack to pack. */
function sameObservation(one: Observation, other: Observation): boolean {
  const form = ({
    source,
    request,
    pages,
    rows,
    requestIds,
    startedAt,
    endedAt,
    retries,
    carriedFrom,
  }: Observation): string =>
    JSON.stringify([source, request, pages, rows, requestIds, startedAt, endedAt, retries, carriedFrom]);
  return form(one) === form(other);
}
