import { describe, expect, test } from 'vitest';
import { CHECKS } from '../../src/assess/checks/index.ts';
import type { Baseline } from '../../src/domain/baseline.ts';
import type { CheckId, Status } from '../../src/domain/check.ts';
import { cleanEstate } from './cleanEstate.ts';
import type { Draft } from './estateOf.ts';

/** One row of a check's table: what is different from the clean estate, and what the verdict has to be. */
export interface Case {
  readonly name: string;
  readonly given?: (draft: Draft) => unknown;
  /** The estate to start from; the clean one when left out. */
  readonly from?: () => Draft;
  readonly baseline?: Baseline;
  readonly subject?: string;
  readonly status: Status;
  readonly because?: RegExp;
  /** Source and subscription of the gaps behind an Unknown; none when left out. */
  readonly gaps?: readonly string[];
  readonly remediation?: RegExp;
}

/** What the catalogue shows of a check is all that it may say. */
function remediationsOf(id: CheckId): readonly string[] {
  const check = CHECKS.find((one) => one.id === id);
  return check === undefined ? [] : [check.remediation, ...(check.ways ?? []).map(({ text }) => text)];
}

/** Runs the whole assessment for each row and looks at one verdict. */
export function casesOf(check: CheckId, subject: string, cases: readonly Case[]): void {
  describe(check, () => {
    test.each(cases.map((row) => [`${row.name} → ${row.status}`, row] as const))('%s', (_, row) => {
      const draft = (row.from ?? cleanEstate)();
      row.given?.(draft);
      const verdict = draft.verdict(check, row.subject ?? subject, row.baseline);
      expect({ status: verdict.status, because: verdict.because }).toEqual({
        status: row.status,
        because: expect.stringMatching(row.because ?? /\.$/) as string,
      });
      expect(verdict.because).toMatch(/[.]$/);
      expect(verdict.gaps).toEqual(row.gaps ?? []);
      if (row.status === 'NonCompliant') {
        expect(verdict.remediation).toMatch(row.remediation ?? /\.$/);
        expect(remediationsOf(check)).toContain(verdict.remediation);
      } else expect(verdict.remediation).toBe('');
    });
  });
}
