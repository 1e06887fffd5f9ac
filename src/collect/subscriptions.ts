import { by } from '../base/order.ts';
import { subscriptionOf } from '../domain/armId.ts';
import { EVERY_SUBSCRIPTION, type Gap } from '../domain/estate.ts';
import type { Coverage, Scope } from '../domain/record.ts';
import { elementsOf } from './requests/ask.ts';
import type { AnySource } from './defineSource.ts';
import { drain } from './requests/drain.ts';
import { ScopeError } from './errors.ts';
import { provesNoGroup, type Failure } from './requests/failure.ts';
import { gapsFor, type Intake } from './intake.ts';
import { concurrently } from '../base/io/concurrently.ts';
import { readRow, MalformedRowError } from './rows/reading.ts';
import type { AskGraph, Batching, GraphOutcome } from './requests/resourceGraph.ts';
import { isGraphSource, SOURCE_IDS, SOURCES } from './sources/list.ts';

type ExpectedBy = Coverage['expectedBy'][number];

/** Which subscriptions are there, which should be, and under which names. */
export interface Roll {
  /** Lower-cased GUIDs, sorted: those that are asked about from now on. */
  readonly seen: readonly string[];
  readonly expectedBy: ReadonlyMap<string, ReadonlySet<ExpectedBy>>;
  readonly names: ReadonlyMap<string, string>;
  /** Of those that are missing, the ones that do not exist in the tenant. */
  readonly nowhere: ReadonlySet<string>;
}

interface Call {
  readonly scope: Scope;
  readonly expectedSubscriptions: readonly string[];
  readonly intake: Intake;
  readonly askGraph: AskGraph;
  readonly batching: Batching;
  readonly concurrency: number;
}

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const NEVER_READ = 'No subscription could be read';

/**
 * Calls the roll: lists the subscriptions in scope and finds out, for each that should be there and is not, why.
 * @throws ScopeError when an id is no GUID, a management group does not exist, or nothing at all can be read
 */
export async function callTheRoll(call: Call): Promise<Roll> {
  const { scope, intake } = call;
  const expectedBy = new Map<string, Set<ExpectedBy>>();
  const names = new Map<string, string>();
  const expect = (subscription: string, by: ExpectedBy): void => {
    const id = subscription.trim().toLowerCase();
    if (!GUID.test(id))
      throw new ScopeError(
        `"${subscription}" is not a subscription id: give the GUID that the portal or az account list shows.`,
      );
    expectedBy.set(id, (expectedBy.get(id) ?? new Set()).add(by));
  };
  for (const subscription of scope.subscriptions) expect(subscription, 'scope');
  for (const subscription of call.expectedSubscriptions) expect(subscription, 'baseline');
  const unlisted: string[] = [];
  for (const group of scope.managementGroups)
    if (!(await listDescendants(call, group, expect, names))) unlisted.push(group.toLowerCase());

  const everything = scope.subscriptions.length === 0 && scope.managementGroups.length === 0;
  const ask = everything || unlisted.length > 0 ? [] : [...expectedBy.keys()].sort();
  const failures = await listSubscriptions(call, ask, (raw) =>
    everything || ask.length > 0 ? ofTenant(raw, scope) : isExpected(raw, expectedBy, unlisted) && ofTenant(raw, scope),
  );

  const rows = [...intake.tallies.subscriptions.rows().values()];
  for (const row of rows) names.set(row.subscriptionId, row.displayName);
  const seen = rows.map((row) => row.subscriptionId).sort();
  const there = new Set(seen);
  for (const id of seen) if (!expectedBy.has(id)) expectedBy.set(id, new Set(['listed']));
  const missing = [...expectedBy.keys()].filter((id) => !there.has(id)).sort();
  const nowhere = new Set<string>();
  // What a management group lists does exist.
  const reasons = await explain(call, missing, (id) => {
    if (expectedBy.get(id)?.has('managementGroup') !== true) nowhere.add(id);
  });
  if (seen.length === 0) throw nothingRead(reasons, failures, call);
  return { seen, expectedBy, names, nowhere };
}

/** Coverage rows, sorted by subscription. */
export function coverageOf(roll: Roll, gaps: readonly Gap[]): readonly Coverage[] {
  const holes = new Set(gaps.map((gap) => gap.subscription));
  const seen = new Set(roll.seen);
  return [...roll.expectedBy].sort(by(([key]) => key)).map(([subscriptionId, by]) => ({
    subscriptionId,
    name: roll.names.get(subscriptionId) ?? subscriptionId,
    expectedBy: [...by].sort(),
    seen: seen.has(subscriptionId),
    ...(roll.nowhere.has(subscriptionId) ? { exists: false as const } : {}),
    read: seen.has(subscriptionId) && !holes.has(subscriptionId) && !holes.has(EVERY_SUBSCRIPTION),
  }));
}

/**
 * False when the group may not be read: its subscriptions are then those whose ancestors Resource Graph names.
 * @see https://learn.microsoft.com/rest/api/managementgroups/management-groups/get-descendants
 */
async function listDescendants(
  { intake }: Call,
  group: string,
  expect: (subscription: string, by: ExpectedBy) => void,
  names: Map<string, string>,
): Promise<boolean> {
  const path = `/providers/Microsoft.Management/managementGroups/${encodeURIComponent(group)}/descendants?api-version=2020-05-01`;
  const elements: unknown[] = [];
  const { failure } = await drain(
    intake.askArm({ source: 'subscriptions', asked: `GET ${path}`, call: (arm, options) => arm.get(path, options) }),
    (body) => void elements.push(...(elementsOf(body) ?? [])),
  );
  // A 404 of the interface itself says nothing of the group.
  if (failure !== undefined && provesNoGroup(failure))
    throw new ScopeError(
      `Management group ${group} does not exist in this tenant; check its id (not its display name).`,
    );
  for (const element of elements) {
    const id = textAt(element, 'id');
    const subscription = id === undefined || !/^\/subscriptions\//i.test(id) ? '' : subscriptionOf(id);
    if (subscription === '') continue;
    expect(subscription, 'managementGroup');
    const name = textAt(textual(element, 'properties'), 'displayName');
    if (name !== undefined) names.set(subscription, name);
  }
  if (failure !== undefined)
    intake.gap({
      source: 'subscriptions',
      subscription: EVERY_SUBSCRIPTION,
      kind: failure.kind,
      because: `The subscriptions below management group ${group} could not be listed: ${failure.because}.`,
    });
  return failure === undefined;
}

async function listSubscriptions(
  { intake, askGraph, batching }: Call,
  asked: readonly string[],
  wanted: (raw: unknown) => boolean,
): Promise<readonly Failure[]> {
  const source: AnySource = SOURCES.subscriptions;
  if (!isGraphSource(source)) throw new TypeError('Subscriptions come from Resource Graph.');
  const failures: Failure[] = [];
  let page = 0;
  for (const subscriptions of asked.length === 0 ? [[]] : batching(source.ask.kql, asked)) {
    const outcome = await drain(
      askGraph({ source: 'subscriptions', kql: source.ask.kql, subscriptions, wanted }),
      ({ rows }) => {
        page += 1;
        intake.takeGraphRows(source, rows.filter(wanted), page);
      },
    );
    const where = subscriptions.length === 0 ? [EVERY_SUBSCRIPTION] : subscriptions;
    const failure = outcome.failure ?? shortfall(outcome);
    // None of the subscriptions asked about can be seen: each is explained one by one.
    if (failure === undefined || failure.codes.includes('NoValidSubscriptionsInQueryRequest')) continue;
    failures.push(failure);
    for (const gap of gapsFor(
      ['subscriptions'],
      where,
      failure.kind,
      (title) => `Not all ${title} could be listed: ${failure.because}.`,
    ))
      intake.gap(gap);
  }
  return failures;
}

function shortfall(outcome: GraphOutcome): Failure | undefined {
  if (outcome.subscriptionLimitHit)
    return {
      kind: 'truncated',
      because: 'the identity sees more subscriptions than Resource Graph answers for (10,000)',
      codes: [],
    };
  if (outcome.total === undefined || outcome.total === outcome.rows) return undefined;
  return { kind: 'countMismatch', because: `Azure counts ${outcome.total} and sent ${outcome.rows}`, codes: [] };
}

/** Asks ARM why a subscription is missing, and records the gap for every source. */
async function explain(
  call: Call,
  missing: readonly string[],
  noteNowhere: (subscription: string) => void,
): Promise<readonly string[]> {
  const reasons = new Map<string, string>();
  await concurrently(missing, call.concurrency, async (id) => {
    const path = `/subscriptions/${id}?api-version=2022-12-01`;
    const { failure } = await drain(
      call.intake.askArm({
        source: 'subscriptions',
        asked: `GET ${path}`,
        call: (arm, options) => arm.get(path, options),
      }),
      () => undefined,
    );
    const [kind, reason] = reasonOf(id, failure);
    reasons.set(id, reason);
    if (failure?.status === 404) noteNowhere(id);
    for (const gap of gapsFor(SOURCE_IDS, [id], kind, (title) => `No ${title} were read: ${reason}.`))
      call.intake.gap(gap);
  });
  return missing.map((id) => reasons.get(id) ?? id);
}

function reasonOf(id: string, failure: Failure | undefined): readonly [Gap['kind'], string] {
  if (failure === undefined)
    return ['notSeen', `subscription ${id} is known to Azure Resource Manager but was not listed by Resource Graph`];
  if (failure.status === 404 && failure.codes.includes('SubscriptionNotFound'))
    return ['notSeen', `subscription ${id} does not exist in this tenant`];
  if (failure.kind === 'notAuthorised') return ['notAuthorised', `the identity may not read subscription ${id}`];
  return [failure.kind, `subscription ${id} was not listed, and asking for it failed: ${failure.because}`];
}

/** What Node and OpenSSL say of a certificate whose authority they do not know. @see https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const NOT_TRUSTED = /SELF_SIGNED_CERT|UNABLE_TO_(?:GET_ISSUER_CERT|VERIFY_LEAF_SIGNATURE)|CERT_UNTRUSTED/;

function nothingRead(reasons: readonly string[], failures: readonly Failure[], call: Call): ScopeError {
  const unreachable = failures.length > 0 && failures.every((failure) => failure.kind === 'serviceError');
  const untrusted = failures.some(({ codes }) => codes.some((code) => NOT_TRUSTED.test(code)));
  const remedy = untrusted
    ? 'Azure’s certificate, or that of a proxy, is not trusted here: give its authority with --ca (UNBROKEN_CA_FILE), or with NODE_EXTRA_CA_CERTS'
    : unreachable
      ? 'check the endpoint and the network, and try again'
      : 'check the ids and the tenant, and give the identity the role Reader on the subscriptions';
  const because = [...reasons, ...failures.map((failure) => failure.because)];
  if (because.length > 0) {
    const more = because.length > 3 ? ` (and ${because.length - 3} more)` : '';
    return new ScopeError(`${NEVER_READ}: ${because.slice(0, 3).join('; ')}${more}; ${remedy}.`);
  }
  const groups = call.scope.managementGroups.join(', ');
  const where = groups === '' ? 'the identity sees none' : `there is none below management group ${groups}`;
  return new ScopeError(`${NEVER_READ}: ${where}; ${remedy}.`);
}

function isExpected(raw: unknown, expectedBy: ReadonlyMap<string, unknown>, groups: readonly string[]): boolean {
  try {
    const { resource, properties } = readRow(raw);
    const above = properties
      .list('managementGroupAncestorsChain')
      .map((group) => group.text('name')?.toLowerCase() ?? '');
    return expectedBy.has(resource.subscriptionId) || above.some((group) => groups.includes(group));
  } catch (error) {
    if (error instanceof MalformedRowError) return true;
    throw error;
  }
}

/** A subscription of another tenant, shown through a delegation, is out of scope when a tenant was named by its GUID. */
function ofTenant(raw: unknown, scope: Scope): boolean {
  const tenant = textAt(raw, 'tenantId')?.toLowerCase();
  if (scope.tenantId === undefined || !GUID.test(scope.tenantId.toLowerCase())) return true;
  return tenant === undefined || tenant === scope.tenantId.toLowerCase();
}

function textual(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function textAt(value: unknown, name: string): string | undefined {
  const text = textual(value, name);
  return typeof text === 'string' && text !== '' ? text : undefined;
}
