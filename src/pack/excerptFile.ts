import * as z from 'zod';
import type { RunRecord, SummaryRow } from '../domain/record.ts';
import type { Selection } from '../domain/selection.ts';
import { BOUNDS } from './bounds.ts';
import { canonicalJson } from './canonicalJson.ts';
import { wholeOf, type PartSource } from './files.ts';
import { sha256Of } from '../base/io/sha256.ts';
import { jsonOf } from './lines.ts';
import { excerptNameOf, figuresNameOf } from './parts.ts';

/** An excerpt that a pack holds: the same run, seen through a selection. */
export interface ExcerptPlan extends Selection {
  /** Path of its workbook inside the pack; its figures are beside it, in a `.json`. */
  readonly name: string;
}

const words = z.array(z.string().max(BOUNDS.line)).optional();
/** Plans as a pack has them. */
export const excerptPlans = z.array(
  z.strictObject({ name: z.string().max(BOUNDS.line), subscriptions: words, requirements: words, subjects: words }),
) as unknown as z.ZodType<readonly ExcerptPlan[]>;

/** An excerpt's figures: what its recipient is told about the run, without opening the record. */
export interface ExcerptFigures {
  readonly schemaVersion: 1;
  readonly kind: 'unbroken-excerpt';
  readonly runId: string;
  /** ISO 8601. */
  readonly asOf: string;
  /** The run's scope in words, without the names of other subscriptions. */
  readonly scope: string;
  readonly selection: Selection;
  /** Subjects that were asked for but are neither a disk nor a machine with a disk in this run. */
  readonly notFound: readonly string[];
  readonly state: RunRecord['state'];
  readonly incompleteBecause: readonly string[];
  readonly disks: number;
  readonly findings: number;
  readonly gaps: number;
  readonly summary: readonly SummaryRow[];
  /** Disks by their overall answer; absent in packs before 0.2.0, as is `causes`. */
  readonly answers?: Pick<SummaryRow, 'counts' | 'limited' | 'attested'>;
  /** Why answers are Unknown or limited, a line each, the heaviest cause first. */
  readonly causes?: readonly string[];
  readonly workbook: { readonly name: string; readonly sha256: string; readonly bytes: number };
}

/** The part of a selection that a caller limited to these subscriptions gets; undefined for the whole. */
export function excerptFor(
  subscriptions: readonly string[] | undefined,
  { requirements, subjects }: Pick<Selection, 'requirements' | 'subjects'>,
): ExcerptPlan | undefined {
  if (subscriptions === undefined && requirements === undefined && subjects === undefined) return undefined;
  const selection: Selection = {
    ...(subscriptions === undefined ? {} : { subscriptions }),
    ...(requirements === undefined ? {} : { requirements }),
    ...(subjects === undefined ? {} : { subjects }),
  };
  const onlySubscriptions = requirements === undefined && subjects === undefined;
  const text = onlySubscriptions ? (subscriptions ?? []).join(',') : canonicalJson(selection);
  return { name: excerptNameOf(sha256Of(text).slice(0, 12)), ...selection };
}

/** An excerpt's figures as they are stored. */
export function excerptFile(figures: ExcerptFigures): string {
  return `${canonicalJson(figures)}\n`;
}

/** The figures of an excerpt in a pack. @throws PackReadError */
export async function figuresOfExcerpt(pack: PartSource, excerpt: ExcerptPlan): Promise<ExcerptFigures> {
  const name = figuresNameOf(excerpt.name);
  return jsonOf((await wholeOf(pack, name)).toString('utf8'), name) as ExcerptFigures;
}
