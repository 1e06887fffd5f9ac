/** What a run says of itself while it works; shells decide how to show it. Nothing in it is evidence. */
export type ProgressEvent =
  | { readonly kind: 'stage'; readonly stage: Stage }
  | {
      readonly kind: 'page';
      readonly source: string;
      readonly rows: number;
      readonly pages: number;
      readonly quotaRemaining: number | undefined;
    }
  | { readonly kind: 'waiting'; readonly source: string; readonly seconds: number; readonly because: string }
  /** Before Resource Manager is asked: how many requests, and how long Azure's limits alone make them take. `because` says it in words. */
  | {
      readonly kind: 'requestsPlanned';
      readonly requests: number;
      readonly seconds: number;
      readonly because: string;
    }
  /** One more of the planned requests to Resource Manager was answered, now or in an earlier slice. */
  | { readonly kind: 'requestAnswered'; readonly answered: number; readonly planned: number }
  | {
      readonly kind: 'requestsSent';
      readonly planned: number;
      readonly requests: number;
      readonly furtherPages: number;
      readonly repeated: number;
    }
  | { readonly kind: 'gap'; readonly source: string; readonly because: string }
  /** The pack of the run before was gone, damaged or altered: a new chain begins. */
  | { readonly kind: 'chainBroken'; readonly because: string }
  /** The timestamp authority failed: the pack has no timestamp. */
  | { readonly kind: 'noTimestamp'; readonly because: string };

export type Stage = 'plan' | 'collect' | 'assess' | 'compare' | 'pack' | 'store' | 'history' | 'deliver' | 'done';

export type Report = (event: ProgressEvent) => void;
