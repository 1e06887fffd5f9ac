import type { EarlierReading } from '../../domain/earlierReading.ts';
import type { Observation } from '../../domain/observation.ts';
import type { ArmClients } from './arm.ts';
import type { Answering, CallOptions, RequestOutcome } from './ask.ts';
import type { Caller } from '../caller.ts';
import type { RowsIn } from './keeper.ts';
import type { Pace } from './pace.ts';
import type { AskGraph } from './resourceGraph.ts';

/** Whom the collector asks: Azure, or the answers that a pack keeps. Whatever it hands out is without key material. */
export interface Asking {
  readonly askGraph: AskGraph;
  readonly askArm: AskArm;
  /** Which subscriptions wait for a limit of Azure's. */
  readonly pace: Pick<Pace, 'isHeld' | 'onChange'>;
  readonly identify: () => Promise<Caller>;
  /** What earlier runs were told. */
  readonly earlier: Earlier;
  /** SHA-256 of the first answer, without key material, and of its request ids. */
  readonly firstAnswer: () => string;
  /** Set where answers stand under pseudonyms. */
  readonly asKept?: AsKept;
}

/** What a run decided by names, told by its questions: under other names it would be decided otherwise. */
export interface AsKept {
  /** The batches in which it asked about subscriptions; undefined where these are not the ones. */
  readonly batchesOf: (kql: string, subscriptions: readonly string[]) => readonly (readonly string[])[] | undefined;
  /** Whether it put this question to Azure. */
  readonly wasAsked: (question: Pick<ArmQuestion, 'source' | 'asked'>) => boolean;
}

export interface ArmQuestion {
  readonly source: Observation['source'];
  /** `GET` and what is asked about. */
  readonly asked: string;
  readonly call: (arm: ArmClients, options: CallOptions) => Answering;
  /** Set where what comes are rows of the source: the elements of its lists, or each body as a whole. */
  readonly rows?: RowsIn | undefined;
  /** Answered by what an earlier run was told; Azure is not asked. */
  readonly carried?: boolean;
}

/** Answers of earlier runs that are at hand. */
export interface Earlier {
  /** When Azure answered it, ISO 8601; undefined where no answer is at hand. */
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

/** Asks ARM and hands out what came, page by page. */
export type AskArm = (question: ArmQuestion) => AsyncGenerator<unknown, ArmOutcome, undefined>;

export interface ArmOutcome extends RequestOutcome {
  readonly pages: number;
  /** Elements of lists; a single resource counts as one. */
  readonly rows: number;
  /** Of an answer that an earlier run was given. */
  readonly earlier?: EarlierReading;
}
