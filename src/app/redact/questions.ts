import { elementsOf } from '../../collect/requests/ask.ts';
import { withCodes } from '../../collect/requests/failure.ts';
import { NOT_ASSESSED_COLUMNS } from '../../collect/notAssessed.ts';
import type { KeptQuestion } from '../../collect/keptAnswers/keptQuestions.ts';
import { ASKED } from '../../collect/sources/list.ts';
import type { AskedSourceId } from '../../domain/facts.ts';
import type { KeptFailure, KeptPage } from '../../domain/keptAnswer.ts';
import type { Observation } from '../../domain/observation.ts';
import type { ByKind } from './byKind.ts';
import { keepNamed, placesOf, type Place } from './fields.ts';
import { redactedObservation } from './told.ts';

/** What may stand where in the rows of each source. */
export const PLACES = Object.fromEntries(ASKED.map(({ id, fields }) => [id, placesOf(fields)])) as Readonly<
  Record<AskedSourceId, Place>
>;

/** Numbers of rows by subscription. */
const COUNTS = placesOf({
  subscriptionId: 'id',
  count_: 'number',
  ...Object.fromEntries(NOT_ASSESSED_COLUMNS.map((column) => [column, 'number'] as const)),
});
/** What is below a management group. @see https://learn.microsoft.com/rest/api/managementgroups/management-groups/get-descendants */
const DESCENDANTS = placesOf({ 'value[].id': 'id', 'value[].properties.displayName': 'name' });
/** Of a subscription that is missing, only whether it can be read. */
const NOTHING = placesOf({});

/**
 * A question with its answer under pseudonyms: what was asked is what the collector asks of the redacted rows. The path that a
 * question to ARM is sent to is left as it is: it follows from these.
 */
export function redactedQuestion({ observation, answer }: KeptQuestion, by: ByKind): KeptQuestion {
  const { asked, pages, failure, total, subscriptionLimitHit } = answer;
  const was = redactedObservation(observation, by);
  const told = failure === undefined ? undefined : redactedFailure(failure, by);
  // Where no answer came, the observation records what was asked.
  const request = asked !== undefined && observation.request === asked ? redactedAsked(asked, by) : was.request;
  return {
    observation: { ...was, request, failure: told?.because },
    answer: {
      asked: asked === undefined ? undefined : redactedAsked(asked, by),
      pages: pages.map((page) => redactedPage(page, placeOf(observation, asked), by)),
      failure: told,
      total,
      subscriptionLimitHit,
    },
  };
}

const DESCENDANTS_OF = /^(GET \/providers\/Microsoft\.Management\/managementGroups\/)([^/]+)(\/descendants\?.*)$/;

function redactedAsked(asked: string, by: ByKind): string {
  const [, before = '', group, behind = ''] = DESCENDANTS_OF.exec(asked) ?? [];
  if (group === undefined) return by.request(asked);
  return `${before}${encodeURIComponent(by.name(decodeURIComponent(group)))}${behind}`;
}

function placeOf({ source, kind }: Observation, asked = ''): Place {
  if (source === 'count' || source === 'identity') return COUNTS;
  if (kind === 'resourceGraph' || source !== 'subscriptions') return PLACES[source as AskedSourceId];
  return DESCENDANTS_OF.test(asked) ? DESCENDANTS : NOTHING;
}

function redactedPage(page: KeptPage, place: Place, by: ByKind): KeptPage {
  if (!('body' in page)) {
    const { rows, beside } = page;
    return { rows, ...(beside === undefined ? {} : { beside: beside.map((row) => keepNamed(row, place, by)) }) };
  }
  const body = keepNamed(page.body, place, by);
  // What was a list stays one, and what was none becomes none.
  return { body: elementsOf(page.body) === undefined || elementsOf(body) !== undefined ? body : { value: [] } };
}

/** Azure's codes, as far as they are known. */
function redactedFailure(failure: KeptFailure, by: ByKind): KeptFailure {
  const { kind, because, status, codes } = withCodes(
    failure,
    failure.codes.map((code) => redactedCode(code, by)),
  );
  return { kind, because, status, codes };
}

/** An unknown one proves nothing, under its own name or another. */
function redactedCode(code: string, by: ByKind): string {
  const known = by.word(code);
  return known === code ? code : known.replaceAll(/[^A-Za-z0-9]/g, '');
}
