import type { Line, PageSheet } from '../sheet.ts';
import { changeLines, findingLines, requirementLines, trendLines } from './coverResults.ts';
import { contextLines, gapLines, headLines } from './coverContext.ts';
import { closingLines } from './coverClosing.ts';
import { COVER } from './names.ts';

export const cover: PageSheet = {
  kind: 'page',
  name: COVER,
  tab: '14283F',
  widths: [25, 8, 11, 11, 11.5, 10, 10, 9, 11, 11, 9.5, 11],
  *lines(index): Generator<Line> {
    yield* headLines(index);
    yield* gapLines(index);
    yield* contextLines(index);
    yield* requirementLines(index);
    yield* trendLines(index);
    yield* findingLines(index);
    yield* changeLines(index);
    yield* closingLines(index);
  },
};
