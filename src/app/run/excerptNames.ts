import { createHash } from 'node:crypto';
import type { Selection } from '../../domain/selection.ts';
import { canonicalJson } from '../../report/canonicalJson.ts';
import type { ExcerptPlan } from '../../report/excerptFile.ts';

/** What somebody limited to these subscriptions gets of what was asked for; undefined for the whole. */
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
  const hash = createHash('sha256').update(text, 'utf8').digest('hex');
  return { name: `excerpts/UNBROKEN-excerpt-${hash.slice(0, 12)}.xlsx`, ...selection };
}

/** Where the figures of an excerpt lie: beside its workbook. */
export function figuresNameOf(workbook: string): string {
  return workbook.replace(/\.xlsx$/, '.json');
}
