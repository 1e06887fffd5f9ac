import { sha256Of } from '../base/io/sha256.ts';
import type { Collection, Estate, Gap } from '../domain/estate.ts';
import type { ArmId } from '../domain/armId.ts';
import { NOTHING_CARRIED, type Carried, type RestoreWatch } from '../domain/carried.ts';
import type { AskedSourceId, CarriedSourceId, Facts, Resource, SourceId } from '../domain/facts.ts';
import type { KeepById } from '../domain/keyed.ts';
import type { CrossCheck } from '../domain/crossCheck.ts';
import type { Report } from '../domain/progress.ts';
import type { Coverage, NotAssessed, PopulationRow, Scope } from '../domain/record.ts';
import { askAzure } from './requests/askAzure.ts';
import type { Asking, EarlierAnswers } from './requests/asking.ts';
import type { Keep, Observe } from './requests/keeper.ts';
import type { Caller } from './caller.ts';
import type { AzureConnection } from './requests/connection.ts';
import { crossCheck } from './crossCheck.ts';
import { gapsOfUnasked, readDetails } from './details.ts';
import { readTables } from './graphTables.ts';
import type { AnySource, Calls, Given } from './defineSource.ts';
import { createIntake, type Intake } from './intake.ts';
import { countNotAssessed } from './notAssessed.ts';
import { populationOf } from './population.ts';
import type { Clock } from './requests/quota.ts';
import type { Replay } from './keptAnswers/replay.ts';
import type { RequestPlan } from './requests/requestLimits.ts';
import { countSent, planRequests, planText, revised, type SentRequests } from './requestPlan.ts';
import { batchesOf, type Batching } from './requests/resourceGraph.ts';
import { ASKED, isById, SOURCE_IDS, titleOf } from './sources/list.ts';
import { callTheRoll, coverageOf } from './subscriptions.ts';
import type { Tallies } from './rows/tallies.ts';
import { Turn } from './requests/turn.ts';

/** What a run wants to know, whatever answers. */
export interface Wanted {
  readonly scope: Scope;
  /** GUIDs that must be present whatever the scope resolves to (the baseline's list); they are read too. */
  readonly expectedSubscriptions: readonly string[];
  /** ISO 8601 with milliseconds and Z. */
  readonly asOf: string;
  readonly report: Report;
  /** What samples are drawn with, besides Azure's first answer, so that whoever starts the run cannot choose them. */
  readonly seed?: string | undefined;
  /** Resources to read again from ARM; none if left out. */
  readonly crossCheckSize?: number | undefined;
  /** Seconds for which Azure's limits may make it wait; unlimited if left out. */
  readonly timeBudget?: number | undefined;
  /** Seconds of the run whose plan is shown before ARM is asked anything; of this run if left out. */
  readonly toldBudget?: number | undefined;
  /** Days for which an earlier answer stands in for what there is no time to ask; none if left out. */
  readonly maximumCarriedDays?: number | undefined;
  /** Where the facts are kept; in memory if left out. */
  readonly keepFacts?: KeepById | undefined;
  /** Restores that the previous run watched: what it knows is not listed again. None if left out. */
  readonly watches?: readonly RestoreWatch[] | undefined;
  /** ARM requests under way at once; 8 if left out. */
  readonly concurrency?: number | undefined;
}

export interface CollectOptions extends Wanted {
  readonly connection: AzureConnection;
  /** Takes each raw row, without key material, as it comes. */
  readonly keep: Keep;
  readonly observe: Observe;
  readonly clock: Clock;
  /** Answers of the previous run; none if left out. */
  readonly earlier?: EarlierAnswers | undefined;
}

export interface Collected {
  readonly estate: Estate;
  readonly coverage: readonly Coverage[];
  readonly population: readonly PopulationRow[];
  readonly notAssessed: readonly NotAssessed[];
  readonly caller: Caller;
  /**
   * Requests to Resource Manager for what Resource Graph lacks: as estimated, as known for certain before each kind, and as
   * sent.
   */
  readonly requests: { readonly foreseen: RequestPlan; readonly plan: RequestPlan; readonly sent: SentRequests };
  readonly crossCheck?: CrossCheck;
  /** What samples are drawn with; lower-case hex. */
  readonly sampleSeed: string;
}

/** Well below ARM's 25 reads a second. @see https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling */
const ARM_REQUESTS_AT_ONCE = 8;

/**
 * Reads the estate: subscriptions, counts, tables of Resource Graph, then what only ARM knows. What could not be read is a
 * gap; the same answers give the same estate, in any order.
 * @throws CredentialError when Azure does not accept the identity
 * @throws ScopeError when the scope resolves to nothing that can be read
 */
export async function collectEstate(options: CollectOptions): Promise<Collected> {
  return collectFrom(askAzure(options), options);
}

/** The same from the answers that a run keeps: they lead to what Azure's own led to. */
export function collectKept(kept: Replay, wanted: Omit<Wanted, 'report' | 'concurrency'>): Promise<Collected> {
  // One at a time: what is asked twice is answered in the same order.
  return collectFrom(kept, { ...wanted, report: () => undefined, concurrency: 1 });
}

/** The same from whoever answers. */
export async function collectFrom(asking: Asking, wanted: Wanted): Promise<Collected> {
  const { asOf, report, seed = '', crossCheckSize = 0 } = wanted;
  const counting = countSent(asking.askArm);
  const { intake, concurrency, caller, roll, counted } = await readGraph(
    { ...asking, askArm: counting.askArm },
    wanted,
  );
  const notAssessed = await countNotAssessed(intake, asking.askGraph, roll.seen, batchingOf(asking));
  const sampleSeed = seedOf(seed, asking);
  // Before ARM's details overrule what Resource Graph said of vaults.
  const checked =
    crossCheckSize === 0
      ? undefined
      : await crossCheck(intake, { seed: sampleSeed, size: crossCheckSize, asKept: asking.asKept }, concurrency);
  const given = intake.given(roll.seen, wanted);
  const turn = turnOf(asking, wanted);
  const foreseen = await foresee(turn, given);
  const { toldBudget: timeBudget } = wanted;
  const told = timeBudget === undefined ? foreseen : await foresee(turnOf(asking, { ...wanted, timeBudget }), given);
  const { requests, seconds } = told;
  report({ kind: 'requestsPlanned', requests, seconds, because: planText(told) });
  let plan = foreseen;
  counting.begin((answered) => report({ kind: 'requestAnswered', answered, planned: plan.requests }));
  const before = async (source: AnySource, calls: Calls): Promise<void> => {
    await turn.decide(source, plan, given);
    plan = await revised(plan, source, calls, turn);
  };
  await readDetails(intake, ASKED, given, { concurrency, pace: asking.pace, before, turn });
  const sent = counting.sent();
  report({ kind: 'requestsSent', planned: plan.requests, ...sent });
  for (const gap of gapsOfUnasked(intake, SOURCE_IDS)) intake.gap(gap);

  const gaps = intake.gaps();
  return {
    estate: toEstate(intake.tallies, gaps, asOf, { askedAbout: intake.askedAbout, carriedIn: intake.carried }),
    coverage: coverageOf(roll, gaps),
    population: populationOf(intake, roll, counted, gaps),
    notAssessed,
    caller,
    requests: { foreseen, plan, sent },
    sampleSeed,
    ...(checked === undefined ? {} : { crossCheck: checked }),
  };
}

/**
 * How many requests a run of this scope will send to Resource Manager, and how long Azure's limits make it last: the tables of
 * Resource Graph are read, nothing else is asked.
 * @throws CredentialError, ScopeError as `collectEstate`
 */
export async function planEstate(options: CollectOptions): Promise<RequestPlan> {
  const asking = askAzure(options);
  const { intake, roll } = await readGraph(asking, options);
  return foresee(turnOf(asking, options), intake.given(roll.seen, options));
}

function turnOf({ earlier, asKept }: Asking, { timeBudget, maximumCarriedDays = 0, asOf }: Wanted): Turn {
  return new Turn(ASKED, { budget: timeBudget, maximumCarriedDays, asOf, earlier, asKept });
}

/** Everything that would be asked decides what there is time for. */
async function foresee(turn: Turn, given: Given<AskedSourceId>): Promise<RequestPlan> {
  const all = await planRequests(ASKED, given);
  for (const source of ASKED)
    if (source.ask.of === 'arm' && source.ask.standsIn === 'dated') await turn.decide(source, all, given);
  return turn.rotations().length === 0 ? all : planRequests(ASKED, given, turn);
}

/** What Resource Graph says. */
async function readGraph(
  asking: Asking,
  wanted: Wanted,
): Promise<{
  readonly intake: Intake;
  readonly concurrency: number;
  readonly caller: Caller;
  readonly roll: Awaited<ReturnType<typeof callTheRoll>>;
  readonly counted: Awaited<ReturnType<typeof readTables>>;
}> {
  const { scope, expectedSubscriptions, report, keepFacts } = wanted;
  const concurrency = wanted.concurrency ?? ARM_REQUESTS_AT_ONCE;
  const { askGraph, askArm } = asking;
  const batching = batchingOf(asking);
  const intake = createIntake({ askArm, report, keepFacts });
  const caller = await asking.identify();
  const roll = await callTheRoll({ scope, expectedSubscriptions, intake, askGraph, batching, concurrency });
  const counted = await readTables(intake, askGraph, roll.seen, batching);
  return { intake, concurrency, caller, roll, counted };
}

function batchingOf({ asKept }: Asking): Batching {
  return (kql, subscriptions) => asKept?.batchesOf(kql, subscriptions) ?? batchesOf(subscriptions);
}

function seedOf(chosen: string, { firstAnswer }: Asking): string {
  return sha256Of(`${chosen}\n${firstAnswer()}`);
}

/** Facts by source, each with its gaps; those carried from earlier runs come from elsewhere. */
export function toEstate(
  tallies: Tallies,
  gaps: readonly Gap[],
  asOf: string,
  {
    askedAbout,
    carriedIn,
    carried = NOTHING_CARRIED,
  }: {
    /** Left out if it is not known what was asked. */
    readonly askedAbout?: Intake['askedAbout'] | undefined;
    readonly carriedIn?: Intake['carried'] | undefined;
    readonly carried?: Carried;
  } = {},
): Estate {
  const gapsOf = (source: SourceId): readonly Gap[] => gaps.filter((gap) => gap.source === source);
  const onlyOf = (source: AskedSourceId): Pick<Collection<unknown>, 'only'> =>
    askedAbout === undefined || !isById(source)
      ? {}
      : { only: { ids: askedAbout(source), because: `This run did not query it among the ${titleOf(source)}.` } };
  const collection = <S extends AskedSourceId>(source: S): Collection<Facts[S]> => {
    const variants = tallies[source].variants();
    const rows = tallies[source].rows();
    const earlier = carriedIn?.(source);
    return {
      ...{ rows, gaps: gapsOf(source), ...onlyOf(source) },
      ...(variants.size === 0 ? {} : { variants }),
      ...(earlier === undefined || earlier.size === 0 ? {} : { carried: earlier }),
    };
  };
  const collections = Object.fromEntries(SOURCE_IDS.map((source) => [source, collection(source)]));
  return {
    ...(collections as unknown as Omit<Estate, 'asOf' | CarriedSourceId>),
    carriedRestores: { rows: byId(carried.restores), gaps: gapsOf('carriedRestores') },
    restoreWatches: { rows: byId(carried.watches), gaps: gapsOf('restoreWatches') },
    asOf,
  };
}

function byId<Row extends Resource>(rows: readonly Row[]): ReadonlyMap<ArmId, Row> {
  return new Map(rows.map((row) => [row.id, row]));
}
