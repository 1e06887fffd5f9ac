import { SOURCES } from '../../src/collect/sources/list.ts';
import type { Fault, Tenant } from '../../simulator/index.ts';
import { startSimulator, type HourlyOptions, type QuotaOptions, type Simulator } from '../../simulator/index.ts';
import { collectEstate, type Collected, type CollectOptions } from '../../src/collect/collectEstate.ts';
import type { AzureConnection, Patience } from '../../src/collect/requests/connection.ts';
import type { Observation } from '../../src/domain/observation.ts';
import type { ProgressEvent } from '../../src/domain/progress.ts';
import type { AskedSourceId } from '../../src/domain/facts.ts';

/** Requests of Resource Graph beside rows: a count of each source, the list of subscriptions, four counts of what is not assessed. */
export const OVERHEAD =
  Object.values(SOURCES).filter((source) => 'ask' in source && source.ask.of === 'resourceGraph').length + 1 + 4;

/** Everything that one collection said and left. */
export interface Run extends Collected {
  readonly kept: readonly { readonly source: AskedSourceId; readonly raw: unknown }[];
  readonly observations: readonly Observation[];
  readonly events: readonly ProgressEvent[];
  readonly simulator: Simulator['requests'];
}

export interface RunOptions extends Partial<CollectOptions> {
  readonly tenant: Tenant;
  readonly faults?: readonly Fault[];
  readonly quota?: false | QuotaOptions;
  readonly hourly?: HourlyOptions;
  /** The simulator's clock, in milliseconds. */
  readonly serverClock?: () => number;
  readonly patience?: Partial<Patience>;
  readonly credential?: AzureConnection['credential'];
  /** Where samples of two runs are compared: they are drawn by the request id of the first answer. */
  readonly sameRequestIds?: boolean;
}

/** Retries come at once, so that a storm does not slow the tests. */
export const HASTY = { retries: 4, firstDelay: 1, longestDelay: 4, timeout: 20_000 };

const WALL_CLOCK: CollectOptions['clock'] = {
  now: () => new Date(),
  sleep: (milliseconds) => new Promise((wake) => setTimeout(wake, milliseconds)),
};

function connectionTo(simulator: Simulator): AzureConnection {
  const { endpoint, ca, credential } = simulator;
  return { endpoint, ca, credential, patience: HASTY };
}

/** Starts a simulator, collects from it with the real SDK clients, and stops it. */
export async function collectFrom({
  tenant,
  faults,
  quota = false,
  hourly,
  serverClock,
  patience,
  credential,
  sameRequestIds = false,
  ...options
}: RunOptions): Promise<Run> {
  const simulator = await startSimulator({
    tenant,
    quota,
    sameRequestIds,
    ...(faults === undefined ? {} : { faults }),
    ...(hourly === undefined ? {} : { hourly }),
    ...(serverClock === undefined ? {} : { clock: serverClock }),
  });
  const kept: { source: AskedSourceId; raw: unknown }[] = [];
  const observations: Observation[] = [];
  const events: ProgressEvent[] = [];
  try {
    const collected = await collectEstate({
      connection: {
        ...connectionTo(simulator),
        patience: { ...HASTY, ...patience },
        ...(credential === undefined ? {} : { credential }),
      },
      scope: { tenantId: undefined, managementGroups: [], subscriptions: [] },
      expectedSubscriptions: [],
      asOf: tenant.now,
      keep: (source, raw) => void kept.push({ source, raw }),
      observe: (observation) => void observations.push(observation),
      report: (event) => void events.push(event),
      clock: WALL_CLOCK,
      ...options,
    });
    return { ...collected, kept, observations, events, simulator: simulator.requests };
  } finally {
    await simulator.close();
  }
}
