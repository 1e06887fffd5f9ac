import { errorText } from '../../base/errorText.ts';
/** What one look found. */
export interface Examination {
  readonly what: string;
  /** `skipped`: not configured, or nothing to look at because something before it failed. */
  readonly state: 'ok' | 'failed' | 'skipped';
  /** What was seen, in one sentence. */
  readonly detail: string;
  /** What to do; only for `failed`. */
  readonly remedy?: string;
}

export const ok = (what: string, detail: string): Examination => ({ what, state: 'ok', detail });
export const skipped = (what: string, detail: string): Examination => ({ what, state: 'skipped', detail });
export const failed = (what: string, detail: string, remedy: string): Examination => ({
  what,
  state: 'failed',
  detail,
  remedy,
});

/** Looks; what is thrown is the finding. */
export async function examine(what: string, remedy: string, look: () => Promise<string>): Promise<Examination> {
  try {
    return ok(what, await look());
  } catch (error) {
    return failed(what, errorText(error), remedy);
  }
}
