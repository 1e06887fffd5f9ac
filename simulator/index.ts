import { simulatedCredential, type SimulatedCredential } from './principal.ts';
import type { Requests } from './requestLog.ts';
import { startServer, type ServerOptions } from './server.ts';

export type { Fault, FaultEffect, FaultMatch } from './faults.ts';
export { SEEN_LIMITS, type HourlyOptions } from './hourly.ts';
export type { BucketOptions, QuotaOptions } from './limits.ts';
export { simulatedCredential, type Principal, type SimulatedCredential } from './principal.ts';
export { REFUSALS } from './refusals.ts';
export type { RequestEntry, Requests } from './requestLog.ts';
export type { ArmDocument, Tenant } from './tenant.ts';

export type SimulatorOptions = ServerOptions;

/** A running Azure of one tenant. */
export interface Simulator {
  /** `https://127.0.0.1:port`: what SDK clients take as `endpoint`. */
  readonly endpoint: string;
  /** PEM: what SDK clients take as `tlsOptions.ca`. */
  readonly ca: string;
  /** Reads every subscription that faults leave readable. */
  readonly credential: SimulatedCredential;
  /** Counted anew at each look. */
  readonly requests: Requests;
  readonly close: () => Promise<void>;
}

/**
 * Starts the simulator on a free port of 127.0.0.1. One simulator serves one state of one tenant: start another for another week.
 */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const server = await startServer(options);
  return {
    endpoint: `https://127.0.0.1:${server.port}`,
    ca: server.ca,
    credential: simulatedCredential(),
    get requests() {
      return server.requests();
    },
    close: server.close,
  };
}
