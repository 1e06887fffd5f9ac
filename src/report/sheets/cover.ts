import type { Line, Listed, PageSheet } from '../sheet.ts';
import { closingLines } from './coverClosing.ts';
import { conclusionLines, headLines, notKnownLines } from './coverConclusion.ts';
import { contextLines } from './coverContext.ts';
import { changeLines, exceptionLines, requirementLines, trendLines } from './coverResults.ts';
import { COVER } from './names.ts';

/** @param listed the sheets behind it, which it lists */
export const coverOf = (listed: readonly Listed[]): PageSheet => ({
  kind: 'page',
  name: COVER,
  tab: '14283F',
  widths: [25, 8, 11, 11, 11.5, 10, 10, 9, 11, 11, 9.5, 11],
  *lines(index): Generator<Line> {
    yield* headLines(index);
    yield* conclusionLines(index);
    yield* requirementLines(index);
    yield* exceptionLines(index);
    yield* notKnownLines(index);
    // Together on one page: a chart is not cut.
    yield { kind: 'pageBreak' };
    yield* trendLines(index);
    yield* contextLines(index);
    yield* changeLines(index);
    yield* closingLines(index, listed);
  },
});
