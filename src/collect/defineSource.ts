import type * as z from 'zod';
import type { ArmId } from '../domain/armId.ts';
import type { Gap } from '../domain/estate.ts';
import type { AskedSourceId, CarriedSourceId, Facts, Resource } from '../domain/facts.ts';
import type { ArmClients } from './requests/arm.ts';
import type { Answering, CallOptions } from './requests/ask.ts';
import type { Failure } from './requests/failure.ts';
import type { Row } from './rows/reading.ts';

/**
 * A source in Azure, complete: how it is asked for, what a row says, and what depends on it elsewhere.
 * docs/adding-a-source.md walks through one.
 */
export interface Source<S extends AskedSourceId = AskedSourceId> {
  readonly id: S;
  /** In an auditor's words, fit for "rows of …". */
  readonly title: string;
  /** Sources that must have been read before the calls of this one are known. */
  readonly needs: readonly AskedSourceId[];
  readonly ask: GraphAsk | ArmAsk;
  /** The facts in one row; none if the row is not of this source after all. @throws MalformedRowError */
  readonly read: (row: Row) => readonly Facts[S][];
  /**
   * Where a row names the one VM or disk that it is about, so that an unreadable row still says it. A function if more than
   * a name decides.
   */
  readonly owner?: RowOwner;
  readonly live: Live;
  /** Set if a sheet of the workbook lists its rows. */
  readonly sheet: Sheet<S> | undefined;
  /** The kind of each column and property that is read: names joined by `.`, `[]` after a list, `*` for any name. */
  readonly fields: Fields;
  /** What the identity must be allowed to do, with the limit that each call counts against. */
  readonly actions: readonly Action[];
}

/** A source with any id. */
export type AnySource = Omit<Source, 'sheet'>;

/** How a source appears in the workbook. */
interface Sheet<S extends AskedSourceId> {
  /** The part of a fact that an excerpt for some disks may show; undefined if it belongs to none of them. */
  readonly belongsTo: (fact: Facts[S], chosen: Chosen) => Facts[S] | undefined;
}

/** What an excerpt for some disks or machines is about. Ids and names in lower case. */
export interface Chosen {
  /** The disks and their copies. */
  readonly disks: ReadonlySet<string>;
  readonly diskNames: ReadonlySet<string>;
  readonly machines: ReadonlySet<string>;
  /** Everything that has a verdict in the excerpt, and the disks. */
  readonly subjects: ReadonlySet<string>;
}

/** A source that comes from the pack of an earlier run, never from Azure. */
export interface CarriedSource<S extends CarriedSourceId = CarriedSourceId> {
  readonly id: S;
  readonly live: NeverRead;
}

export type AskedSources = { readonly [S in AskedSourceId]: Source<S> };
/** Every source by its id: one that is missing does not compile. */
export type SourceMap = AskedSources & { readonly [S in CarriedSourceId]: CarriedSource<S> };

export interface GraphAsk {
  readonly of: 'resourceGraph';
  /** Resource types that the query names, in Azure's spelling; reading each requires its own action. */
  readonly types: readonly string[];
  readonly kql: string;
  /** Exactly what the query projects. `properties` stays whole: it is read in TypeScript. */
  readonly columns: z.ZodObject;
  /**
   * Also what is above the subscriptions asked about: Resource Graph leaves out what stands at management groups
   * (roles, policy exemptions) otherwise. Such rows have no subscriptionId.
   * @see https://learn.microsoft.com/rest/api/azureresourcegraph/resourcegraph/resources/resources#authorizationscopefilter
   */
  readonly scopeFilter?: 'AtScopeAboveAndBelow';
  /** A second source, which wins over Resource Graph. */
  readonly overruledBy?: ArmAsk;
}

export interface ArmAsk<N extends AskedSourceId = AskedSourceId> {
  readonly of: 'arm';
  /** A call for each parent; a gap for a parent that cannot be asked about. */
  readonly calls: (given: Given<N>) => Calls;
  /** Whether there may be anything to ask about in a subscription; if not, an unreadable parent is not a gap of this source. */
  readonly isDue?: (given: Given<N>, subscription: string) => boolean;
  /** Each call is about the id of one row: absence is known only for rows that were asked about. */
  readonly byId?: true;
  /**
   * Whether an earlier answer may stand in: at any age if it never changes (`lasting`); otherwise for the days that the
   * baseline allows, and only if the run has no time to ask (`dated`).
   */
  readonly standsIn?: 'lasting' | 'dated';
  /** Set if the calls follow from other answers of ARM: an estimate of them from Resource Graph alone. Never sent. */
  readonly foresee?: (given: Given<AskedSourceId>) => Foreseen;
}

/** What a call will be about. */
export type Foreseen = Iterable<Pick<ArmCall, 'about'> | Gap> | AsyncIterable<Pick<ArmCall, 'about'> | Gap>;

export type Calls = Iterable<ArmCall | Gap> | AsyncIterable<ArmCall | Gap>;

/** What is known when a source's calls are worked out. */
export interface Given<N extends AskedSourceId> {
  /** Facts in the order of their ids; if rows of one id disagree, what each of them says. */
  readonly each: <S extends N>(source: S) => Iterable<Facts[S]> | AsyncIterable<Facts[S]>;
  readonly find: <S extends N>(source: S, id: ArmId) => Facts[S] | undefined;
  /** Whether rows of one id disagree anywhere. */
  readonly disagree: () => boolean;
  /** Why the call about that resource failed; undefined if it did not. */
  readonly failureOf: (source: N, about: ArmId) => Failure | undefined;
  /** Lower-cased GUIDs of the subscriptions that are read, sorted. */
  readonly subscriptions: readonly string[];
  /** ISO 8601: the moment that the run is about. */
  readonly asOf: string;
  /** Whether an earlier run listed the restores of a vault, and they have been watched since. */
  readonly listedBefore: (vaultId: ArmId) => boolean;
  /** Whether that holds of any vault there. */
  readonly watchedIn: (subscription: string) => boolean;
}

/** One request to ARM, or the pages of one list. */
export interface ArmCall {
  /** The resource asked about: a failure leaves the absence of its rows unproven. */
  readonly about: ArmId;
  /** True: one resource (or its list) is in doubt; false: any row of its subscription is. */
  readonly onlyThat: boolean;
  /** In words, fit for "… could not be read". */
  readonly what: string;
  readonly shape: 'list' | 'single';
  /** Azure's 404 proves that there is no such resource. */
  readonly absentOn404?: boolean;
  /** What a refusal may come from, as a clause: shown with the failure. */
  readonly hint?: string;
  /** Resources for which the answer must have a row: a missing one is a gap. */
  readonly expects?: readonly Resource[];
  /** Skipped first if there is not time for all. */
  readonly spare?: true;
  /** Answered by what an earlier run was told: that stands, or is too old, and then the gap says so. */
  readonly carried?: 'stands' | Gap;
  readonly call: (arm: ArmClients, options: CallOptions) => Answering;
}

/** Paths of names, or the only VM or disks that an unreadable row concerns; undefined if it may concern any. */
export type RowOwner = readonly string[] | ((raw: unknown) => readonly ArmId[] | undefined);

interface NeverRead {
  readonly by: 'nothing';
  /** What is lost; one sentence, ending with a period. */
  readonly because: string;
}

/** How the live answer about one disk reads a source. */
type Live =
  /** Single resources are asked about: absence is known for these alone. */
  | {
      readonly by: 'id';
      /** Some question concerns all of them: who else uses a key vault, which account has a name. */
      readonly neverWhole?: true;
    }
  /** All that concerns the disk is asked for, or named as missing. */
  | { readonly by: 'question' }
  | NeverRead;

/**
 * `word`: Azure's own, an enum or a flag. `id`: whatever names a resource or principal, a URL of one too. `name`: what
 * people called it. `role`: Azure's own name of a role, or what people called theirs. `condition`: of a role assignment, in
 * Azure's grammar. `text`: what people wrote. Redaction keeps words, numbers and times, and replaces the rest; what no field
 * names is removed too.
 */
export type FieldKind = 'word' | 'number' | 'time' | 'id' | 'name' | 'role' | 'condition' | 'text';
export type Fields = Readonly<Record<string, FieldKind>>;

/** `backup`: Azure Backup's own, some hundreds of requests for each subscription and action. `compute`: that of restore points. */
type Limit = 'resourceGraph' | 'arm' | 'backup' | 'compute';

export interface Action {
  /** As a role definition spells it. */
  readonly action: string;
  readonly limit: Limit;
}

interface Definition<S extends AskedSourceId, N extends AskedSourceId> extends Omit<
  Source<S>,
  'needs' | 'ask' | 'read' | 'sheet' | 'actions'
> {
  readonly needs?: readonly N[];
  readonly ask: (Omit<GraphAsk, 'overruledBy'> & { readonly overruledBy?: ArmAsk<N> }) | ArmAsk<N>;
  readonly read: (row: Row) => Facts[S] | readonly Facts[S][] | undefined;
  readonly sheet?: Sheet<S>;
  /** Besides reading the types that the query names. */
  readonly actions?: readonly Action[];
}

export function defineSource<const S extends AskedSourceId, const N extends AskedSourceId = never>(
  definition: Definition<S, N>,
): Source<S> {
  const { needs = [], ask: asked, read, sheet, actions = [] } = definition;
  const ask = onceEach(asked);
  const types = ask.of === 'resourceGraph' ? ask.types : [];
  return {
    ...definition,
    needs,
    ask,
    sheet,
    actions: [...types.map((type): Action => ({ action: `${type}/read`, limit: 'resourceGraph' })), ...actions],
    read: (row) => {
      const facts = read(row);
      if (facts === undefined) return [];
      return isList(facts) ? facts : [facts];
    },
  };
}

function onceEach<Ask extends GraphAsk | ArmAsk>(ask: Ask): Ask {
  if (ask.of === 'resourceGraph')
    return ask.overruledBy === undefined ? ask : { ...ask, overruledBy: onceEach(ask.overruledBy) };
  const { calls, foresee } = ask;
  return {
    ...ask,
    calls: (given) => (given.disagree() ? once(calls(given)) : calls(given)),
    ...(foresee === undefined
      ? {}
      : { foresee: (given) => (given.disagree() ? once(foresee(given)) : foresee(given)) }),
  };
}

/** Rows of one id that disagree lead to the same questions, except for what they disagree about. */
async function* once<Call extends Pick<ArmCall, 'about'> | Gap>(
  calls: Iterable<Call> | AsyncIterable<Call>,
): AsyncGenerator<Call, void, undefined> {
  const asked = new Set<string>();
  for await (const call of calls) {
    const key = 'because' in call ? JSON.stringify(call) : `${call.about}\n${'what' in call ? String(call.what) : ''}`;
    if (asked.has(key)) continue;
    asked.add(key);
    yield call;
  }
}

function isList<Fact>(facts: Fact | readonly Fact[]): facts is readonly Fact[] {
  return Array.isArray(facts);
}

/** KQL, as it is sent: without the line break after the opening quote. */
export function kql(text: TemplateStringsArray): string {
  return text.raw.join('').replace(/^\n/, '');
}
