import type { EarlierReading } from '../../domain/earlierReading.ts';
import type { Observation } from '../../domain/observation.ts';
import type { ArmClients } from './arm.ts';
import type { Answering, CallOptions, RequestOutcome } from './ask.ts';
import type { Caller } from '../caller.ts';
import type { RowsIn } from './keeper.ts';
import type { Pace } from './pace.ts';
import type { AskGraph } from './resourceGraph.ts';

/** What the collector asks: Azure, or the answers that a pack keeps. What it returns is free of key material. */
export interface Asking {
  readonly askGraph: AskGraph;
  readonly askArm: AskArm;
  /** Which subscriptions wait for one of Azure's limits. */
  readonly pace: Pick<Pace, 'isHeld' | 'onChange'>;
  readonly identify: () => Promise<Caller>;
  /** What earlier runs were told. */
  readonly earlier: Earlier;
  /** SHA-256 of the first answer, without key material, and of its request ids. */
  readonly firstAnswer: () => string;
  /** Set if answers are under pseudonyms. */
  readonly asKept?: AsKept;
}

/** What a run decided by names, as its questions show: other names would decide it differently. */
export interface AsKept {
  /** The batches in which it asked about subscriptions; undefined if they are not these. */
  readonly batchesOf: (kql: string, subscriptions: readonly string[]) => readonly (readonly string[])[] | undefined;
  /** Whether it asked Azure this question. */
  readonly wasAsked: (question: Pick<ArmQuestion, 'source' | 'asked'>) => boolean;
}

export interface ArmQuestion {
  readonly source: Observation['source'];
  /** `GET` and what is asked about. */
  readonly asked: string;
  readonly call: (arm: ArmClients, options: CallOptions) => Answering;
  /** Set if the answers are rows of the source: the elements of its lists, or each body as a whole. */
  readonly rows?: RowsIn | undefined;
  /** Answered from an earlier run; Azure is not asked. */
  readonly carried?: boolean;
}

/** Answers of earlier runs that are at hand. */
export interface Earlier {
  /** When Azure answered it, ISO 8601; undefined if no answer is at hand. */
  readonly answeredAt: (question: Pick<ArmQuestion, 'source' | 'asked'>) => string | undefined;
}

/** What Azure told an earlier run. */
export interface EarlierAnswer {
  /** As that run recorded it, with its id. */
  readonly observation: Observation;
  readonly pages: AsyncIterable<unknown>;
}

/** The answers themselves. */
export interface EarlierAnswers extends Earlier {
  readonly answer: (question: Pick<ArmQuestion, 'source' | 'asked' | 'rows'>) => Promise<EarlierAnswer | undefined>;
}

export const NOTHING_EARLIER: Earlier = { answeredAt: () => undefined };

/** Asks ARM and returns the answers, page by page. */
export type AskArm = (question: ArmQuestion) => AsyncGenerator<unknown, ArmOutcome, undefined>;

export interface ArmOutcome extends RequestOutcome {
  readonly pages: number;
  /** Elements of lists; a single resource counts as one. */
  readonly rows: number;
  /** For an answer that an earlier run was given. */
  readonly earlier?: EarlierReading;
}
