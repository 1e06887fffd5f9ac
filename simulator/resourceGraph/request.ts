/**
 * The body of `POST /providers/Microsoft.ResourceGraph/resources`.
 * @see https://learn.microsoft.com/rest/api/azureresourcegraph/resourcegraph/resources/resources
 */
export interface GraphRequest {
  readonly query: string;
  readonly subscriptions: readonly string[] | undefined;
  readonly managementGroups: readonly string[] | undefined;
  readonly top: number | undefined;
  readonly skip: number | undefined;
  readonly skipToken: string | undefined;
  readonly format: ResultFormat;
  readonly filter: AuthorizationScopeFilter;
}

const FORMATS = ['table', 'objectArray'] as const;
type ResultFormat = (typeof FORMATS)[number];

const FILTERS = ['AtScopeAndBelow', 'AtScopeAndAbove', 'AtScopeExact', 'AtScopeAboveAndBelow'] as const;
export type AuthorizationScopeFilter = (typeof FILTERS)[number];

/** @see https://learn.microsoft.com/azure/governance/resource-graph/concepts/work-with-data */
export const PAGE_AT_MOST = 1000;
/** @see https://learn.microsoft.com/azure/governance/resource-graph/troubleshoot/general#scenario-too-many-subscriptions */
const SUBSCRIPTIONS_AT_MOST = 1000;

export interface Refusal {
  readonly code: string;
  readonly because: string;
}

type Body = Readonly<Record<string, unknown>>;

/** Reads the body, or says what is wrong with it. The codes of these refusals are ours: the service's are not documented. */
export function parseRequest(text: string): GraphRequest | Refusal {
  const body = parseBody(text);
  if (body === undefined) return refusal('InvalidRequestContent', 'The request content is not a JSON object.');
  const options = isBody(body['options']) ? body['options'] : {};
  const { query, subscriptions, managementGroups } = body;
  if (typeof query !== 'string' || query.trim() === '')
    return refusal('InvalidQuery', "The property 'query' is missing.");
  if (subscriptions !== undefined && !isTexts(subscriptions)) return wrong('subscriptions', 'a list of GUIDs');
  if (managementGroups !== undefined && !isTexts(managementGroups)) return wrong('managementGroups', 'a list of names');
  if (subscriptions !== undefined && managementGroups !== undefined)
    return refusal('InvalidScope', "'subscriptions' and 'managementGroups' cannot be given together.");
  if ((subscriptions?.length ?? 0) > SUBSCRIPTIONS_AT_MOST)
    return refusal('TooManySubscriptions', `A request takes at most ${SUBSCRIPTIONS_AT_MOST} subscriptions.`);
  if (Array.isArray(body['facets']) && body['facets'].length > 0)
    return refusal('NotSupported', 'Facets are not supported by this simulator of Resource Graph.');
  const read = parseOptions(options);
  return 'because' in read ? read : { query, subscriptions, managementGroups, ...read };
}

type Options = Pick<GraphRequest, 'top' | 'skip' | 'skipToken' | 'format' | 'filter'>;

function parseOptions(options: Body): Options | Refusal {
  const { $top: top, $skip: skip, $skipToken: skipToken } = options;
  if (top !== undefined && !isWhole(top, 1, PAGE_AT_MOST))
    return wrong('$top', `a whole number from 1 to ${PAGE_AT_MOST}`);
  if (skip !== undefined && !isWhole(skip, 0, Infinity)) return wrong('$skip', 'a whole number, 0 or more');
  if (skipToken !== undefined && typeof skipToken !== 'string') return wrong('$skipToken', 'a text');
  const format = oneOf(FORMATS, options['resultFormat'] ?? 'table');
  if (format === undefined) return wrong('resultFormat', FORMATS.join(' or '));
  const filter = oneOf(FILTERS, options['authorizationScopeFilter'] ?? 'AtScopeAndBelow');
  if (filter === undefined) return wrong('authorizationScopeFilter', FILTERS.join(' or '));
  return { top, skip, skipToken, format, filter };
}

function parseBody(text: string): Body | undefined {
  try {
    const body: unknown = JSON.parse(text);
    return isBody(body) ? body : undefined;
  } catch {
    return undefined;
  }
}

function refusal(code: string, because: string): Refusal {
  return { code, because };
}

function wrong(name: string, expected: string): Refusal {
  return refusal('InvalidParameter', `The value of '${name}' is not valid; it must be ${expected}.`);
}

function isBody(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isWhole(value: unknown, low: number, high: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= low && value <= high;
}

function oneOf<Word extends string>(words: readonly Word[], value: unknown): Word | undefined {
  return words.find((word) => typeof value === 'string' && word.toLowerCase() === value.toLowerCase());
}
