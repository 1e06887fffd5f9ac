import type { AskedSourceId } from './facts.ts';

/** Where an answer to a question that this run did not ask Azure comes from. */
export interface EarlierReading {
  /** ISO 8601: when Azure gave it. */
  readonly readAt: string;
  /** Id of the run that asked. */
  readonly run: string;
}

/** The answers reused from one earlier run, of one source in one subscription. */
export interface EarlierReadings {
  readonly source: AskedSourceId;
  readonly subscriptionId: string;
  readonly run: string;
  readonly answers: number;
  /** `yyyy-mm-dd`: when Azure gave the oldest and the newest of them. */
  readonly from: string;
  readonly until: string;
}
