import type { Tally } from '../../domain/answer.ts';
import type { Severity } from '../../domain/check.ts';

/** A mail before it is HTML or text: both are made from these, so that they say the same. */
export type Block =
  | { readonly kind: 'heading' | 'paragraph' | 'note'; readonly text: string }
  | { readonly kind: 'banner'; readonly text: string; readonly tone: 'good' | 'bad' }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  /** Label and value; values of `code` are hashes and ids. */
  | {
      readonly kind: 'facts';
      readonly rows: readonly (readonly [label: string, value: string])[];
      readonly code: boolean;
    }
  | { readonly kind: 'answers'; readonly rows: readonly Answer[] }
  | { readonly kind: 'findings'; readonly rows: readonly FindingLine[] }
  | { readonly kind: 'button'; readonly text: string; readonly url: string };

/** One requirement: its counts add up to the disks. */
export interface Answer {
  readonly title: string;
  readonly disks: number;
  readonly tally: Tally;
  /** Compliant of those with a yes or no, and of all to which the question applies. */
  readonly ofDecided: string;
  readonly ofApplicable: string;
}

export interface FindingLine {
  readonly severity: Severity;
  readonly title: string;
  readonly detail: string;
  readonly url: string | undefined;
}

/** A message ready for any transport. */
export interface MailMessage {
  /** One line. */
  readonly subject: string;
  readonly html: string;
  /** The same content without markup. */
  readonly text: string;
}
