import type { Collection, Estate, Gap } from '../domain/estate.ts';
import type { ArmId } from '../domain/armId.ts';
import { NOTHING_CARRIED } from '../domain/carried.ts';
import type { AskedSourceId, CarriedSourceId, Facts, Resource, SourceId } from '../domain/facts.ts';
import type { CrossCheck } from '../domain/crossCheck.ts';
import type { Observation } from '../domain/observation.ts';
import type { Report } from '../domain/progress.ts';
import type { Coverage, NotAssessed, PopulationRow, Scope } from '../domain/record.ts';
import { armClients } from './arm.ts';
import { countAttempts } from './attempts.ts';
import { identify, type Caller } from './caller.ts';
import { patienceOf, type AzureConnection } from './connection.ts';
import { crossCheck } from './crossCheck.ts';
import { gapsOfUnasked, readDetails } from './details.ts';
import { readTables } from './graphTables.ts';
import { createIntake, type Keep } from './intake.ts';
import { countNotAssessed } from './notAssessed.ts';
import { obeyLimits } from './pace.ts';
import { populationOf } from './population.ts';
import { obeyQuota, type Clock } from './quota.ts';
import { resendRefused } from './resend.ts';
import { resourceGraph } from './resourceGraph.ts';
import { ASKED, SOURCE_IDS, titleOfAction } from './sources/list.ts';
import { callTheRoll, coverageOf } from './subscriptions.ts';
import type { Tallies } from './tallies.ts';

export interface CollectOptions {
  readonly connection: AzureConnection;
  readonly scope: Scope;
  /** GUIDs that must be there whatever the scope resolves to (the baseline's list); they are read too. */
  readonly expectedSubscriptions: readonly string[];
  /** ISO 8601 with milliseconds and Z. */
  readonly asOf: string;
  /** Takes each raw row, without key material, as it comes. */
  readonly keep: Keep;
  readonly observe: (observation: Observation) => void;
  readonly report: Report;
  readonly clock: Clock;
  /** The sample to read again from ARM; none is when left out. */
  readonly crossCheck?: { readonly seed: string; readonly size: number } | undefined;
  /** ARM requests under way at once; 8 when left out. */
  readonly concurrency?: number | undefined;
}

export interface Collected {
  readonly estate: Estate;
  readonly coverage: readonly Coverage[];
  readonly population: readonly PopulationRow[];
  readonly notAssessed: readonly NotAssessed[];
  readonly caller: Caller;
  readonly crossCheck?: CrossCheck;
}

/** Well below ARM's 25 reads a second. @see https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling */
const ARM_REQUESTS_AT_ONCE = 8;

/**
 * Reads the estate: subscriptions, counts, tables of Resource Graph, then what only ARM knows. What could not be read
 * is a gap; the estate is the same for the same answers, in whatever order they came.
 * @throws CredentialError when Azure does not accept the identity
 * @throws ScopeError when the scope resolves to nothing that can be read
 */
export async function collectEstate(options: CollectOptions): Promise<Collected> {
  const { connection, scope, expectedSubscriptions, asOf, report, clock, observe } = options;
  const concurrency = options.concurrency ?? ARM_REQUESTS_AT_ONCE;
  // Who admits a request tells what it waits for.
  const attempts = countAttempts(() => undefined);
  const quota = obeyQuota(clock, report);
  const { retries } = patienceOf(connection);
  const pace = obeyLimits(clock, report, retries, titleOfAction);
  const arm = armClients(connection, attempts, pace);
  const intake = createIntake({ attempts, arm, clock, report, observe, keep: options.keep });
  const askGraph = resourceGraph({
    connection,
    attempts,
    quota,
    resending: resendRefused(retries),
    clock,
    report,
    observe,
  });

  const caller = await identify(connection);
  const roll = await callTheRoll({ scope, expectedSubscriptions, intake, askGraph, concurrency });
  const counted = await readTables(intake, askGraph, roll.seen);
  const notAssessed = await countNotAssessed(intake, askGraph, roll.seen);
  // Before ARM's details overrule what Resource Graph said of vaults.
  const checked =
    options.crossCheck === undefined ? undefined : await crossCheck(intake, options.crossCheck, concurrency);
  await readDetails(intake, ASKED, roll.seen, { concurrency, pace });
  for (const gap of gapsOfUnasked(intake, SOURCE_IDS)) intake.gap(gap);

  const gaps = intake.gaps();
  return {
    estate: toEstate(intake.tallies, gaps, asOf),
    coverage: coverageOf(roll, gaps),
    population: populationOf(intake, roll, counted, gaps),
    notAssessed,
    caller,
    ...(checked === undefined ? {} : { crossCheck: checked }),
  };
}

/** Facts by source, each with its gaps; those carried from earlier runs come from elsewhere. */
export function toEstate(tallies: Tallies, gaps: readonly Gap[], asOf: string, carried = NOTHING_CARRIED): Estate {
  const gapsOf = (source: SourceId): readonly Gap[] => gaps.filter((gap) => gap.source === source);
  const collection = <S extends AskedSourceId>(source: S): Collection<Facts[S]> => ({
    rows: tallies[source].rows(),
    gaps: gapsOf(source),
  });
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
