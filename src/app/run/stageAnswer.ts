import type { Headway } from './estimatedEnd.ts';

/** The stages of a run as a runner calls them, in order. */
export const RUN_STAGES = ['begin', 'plan', 'collect', 'assess', 'pack', 'store', 'history', 'deliver'] as const;
export type RunStage = (typeof RUN_STAGES)[number];

/** What the stages before left, by stage. Plain JSON; each stage knows what it reads. */
export type EarlierAnswers = Partial<Readonly<Record<RunStage, unknown>>>;

/** What a runner gives a stage. Plain JSON. */
export interface StageCall {
  readonly runId: string;
  /** Who has the run: the same for all stages of one runner, and no other's. */
  readonly owner: string;
  readonly earlier: EarlierAnswers;
  /** What the slices of collecting before this one came to; for collecting only. */
  readonly headway?: Headway | undefined;
  /** No further try follows if this one fails. */
  readonly lastTry: boolean;
}

/** What came of one call of a stage. Plain JSON; a failure is an answer as well, so that its reason comes through in words. */
export type StageAnswer =
  | {
      readonly kind: 'done';
      readonly result: unknown;
      /** The stage to go on with; left out: the one after. */
      readonly next?: RunStage | undefined;
      /** What all slices of collecting came to; of collecting only. */
      readonly headway?: Headway | undefined;
    }
  /** Part of the work is done; the stage is to be called again, not before `waitUntil` (ISO 8601). */
  | {
      readonly kind: 'again';
      /** Questions answered so far. */
      readonly answered: number;
      /** What all slices so far came to. */
      readonly headway?: Headway | undefined;
      /** ISO 8601: when the run will have ended, as far as that can be estimated. */
      readonly endsAbout?: string | undefined;
      readonly waitUntil?: string | undefined;
      /** What is waited for. */
      readonly because?: string | undefined;
    }
  /** Another execution has the run. */
  | { readonly kind: 'busy'; readonly because: string }
  /** The program was replaced meanwhile; the run is to be begun anew. */
  | { readonly kind: 'anew'; readonly because: string }
  /** Nothing is left to do in the whole run. */
  | { readonly kind: 'over'; readonly because: string }
  | { readonly kind: 'failed'; readonly because: string };

/** How far a run is, while it is done. Plain JSON; what is not known is left out. */
export interface RunProgress {
  readonly stage: RunStage | 'fail';
  /** Which attempt at the stage this is, from 1. */
  readonly tries: number;
  /** Why the try before failed, or what is waited for. */
  readonly because?: string | undefined;
  /** Slices of collecting that ended. */
  readonly slices?: number | undefined;
  /** Questions that Azure answered so far. */
  readonly answered?: number | undefined;
  /** Requests to Resource Manager that were answered, of those planned. */
  readonly requests?: Headway['requests'];
  /** ISO 8601: when the run will have ended, estimated from how it went so far. */
  readonly endsAbout?: string | undefined;
  /** ISO 8601. */
  readonly waitingUntil?: string | undefined;
}
