import type { MailTransport, PackStore, Poster, Signer, Timestamper } from '../../domain/ports.ts';
import type { Report } from '../../domain/progress.ts';
import type { HistoryStore } from '../../history/historyStore.ts';
import type { LoadedBaseline } from '../baselineFile.ts';
import type { Connection } from '../connection.ts';

/** Wall time and chance, passed in so that a test or the demo can hold them still. */
export interface Clock {
  readonly now: () => Date;
  /** Rejects when the signal is aborted. */
  readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  /** A text that no other call gets. */
  readonly unique: () => string;
}

interface MailDependencies {
  readonly transport: MailTransport;
  readonly from: string;
  /** Recipients who get some subscriptions only (lower-cased GUIDs, sorted), by lower-cased address. */
  readonly scopes?: ReadonlyMap<string, readonly string[]>;
  /**
   * Whether mail may go to this address. Asked again when it is sent: the request may have lain for days, or been written by
   * somebody else. Left out: yes.
   */
  readonly allows?: (recipient: string) => boolean;
}

/** Everything that a run needs of the world. */
export interface RunDependencies {
  readonly connection: Connection;
  readonly baseline: LoadedBaseline;
  readonly clock: Clock;
  readonly report: Report;
  /** Undefined: a run without a past, e.g. on a laptop. */
  readonly history: HistoryStore | undefined;
  /** Where packs go first; earlier ones are read from here. */
  readonly packs: PackStore;
  /** Further places that get the same pack. */
  readonly copies: readonly PackStore[];
  readonly mail: MailDependencies | undefined;
  /** A channel that hears of each run. */
  readonly webhook?: Poster | undefined;
  /** Where a run's workbook can be opened after signing in; undefined where callers need a function key. */
  readonly workbookUrl?: ((runId: string) => string) | undefined;
  /** Sets of subscriptions (lower-cased GUIDs, sorted) that callers over HTTP are limited to: each gets an excerpt. */
  readonly callerScopes?: readonly (readonly string[])[];
  readonly ownerTag: string | undefined;
  /** Signs the manifest; undefined: the pack says that it is unsigned. */
  readonly signer?: Signer | undefined;
  /** Has an authority say when the manifest was there; undefined: no timestamp. */
  readonly timestamper?: Timestamper | undefined;
  /** Disks to draw for the auditor; the default when left out. */
  readonly sampleSize?: number | undefined;
  /** Resources to read again from ARM and compare; 0: none. */
  readonly crossCheckSize?: number | undefined;
  /** Minutes for which Azure's limits may make the run wait; the default when left out. */
  readonly timeBudgetMinutes?: number | undefined;
  /** The moment that the run is about; now when left out. */
  readonly asOf?: string;
  /** ARM requests under way at once. */
  readonly concurrency?: number;
}

export interface DeliveryResult {
  /** An address, or `webhook`. */
  readonly recipient: string;
  /** In words: `sent`, `already sent`, or why not. */
  readonly result: string;
  readonly ok: boolean;
}
