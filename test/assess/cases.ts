import { ATTESTABLE_BESIDE_GAPS, ATTESTABLE_REASONS } from './attestableReasons.ts';
import { describe, expect, test } from 'vitest';
import { CHECKS } from '../../src/assess/checks/list.ts';
import { DEFAULT_BASELINE, type Baseline } from '../../src/domain/baseline.ts';
import type { CheckId, Status, Verdict } from '../../src/domain/check.ts';
import { cleanEstate } from './cleanEstate.ts';
import { SUB, type Draft } from './estateOf.ts';

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
  /** The same of the gaps that limit a Compliant or NotApplicable; none when left out. */
  readonly limitations?: readonly string[];
  readonly remediation?: RegExp;
}

/** The gaps of sources in the clean estate's subscription, as a case names them. */
export function gapIn(...sources: readonly string[]): readonly string[] {
  return sources.map((source) => `${source} ${SUB}`);
}

/** What the catalogue shows of a check is all that it may say. */
function remediationsOf(id: CheckId): readonly string[] {
  const check = CHECKS.find((one) => one.id === id);
  return check === undefined ? [] : [check.remediation, ...(check.ways ?? []).map(({ text }) => text)];
}

/** Every answer that a check can give. Exempt is not among them: it is tried on each NonCompliant row. */
const KINDS = ['Compliant', 'NonCompliant', 'Unknown by gap', 'Unknown by value', 'NotApplicable'] as const;

/** An answer that the check never gives, and the reason. */
interface Never {
  readonly never: (typeof KINDS)[number];
  readonly because: string;
}

/**
 * A check's table: runs the whole assessment for each row and looks at one verdict. The table is also the proof that it
 * is complete: it holds each answer that the check can give, and says why of each that it cannot.
 */
export function casesOf(check: CheckId, subject: string, rows: readonly (Case | Never)[]): void {
  const cases = rows.filter((row) => 'status' in row);
  const never = rows.filter((row) => 'never' in row);
  test(`${check} has a case for each answer that it gives`, () => {
    const given = new Set<string>(cases.map(kindOf));
    expect(KINDS.filter((kind) => !given.has(kind))).toEqual(
      KINDS.filter((kind) => never.some((row) => row.never === kind)),
    );
  });
  moreCasesOf(check, subject, cases);
}

/** Further rows for a check that has its table elsewhere. */
export function moreCasesOf(check: CheckId, subject: string, cases: readonly Case[]): void {
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
      const isAttestable =
        verdict.status === 'Unknown' &&
        (verdict.gaps.length === 0 || ATTESTABLE_BESIDE_GAPS[check]?.test(verdict.because) === true) &&
        ATTESTABLE_REASONS[check]?.test(verdict.because) === true;
      expect(verdict.attestable ?? false, verdict.because).toBe(isAttestable);
      expect(verdict.limitations ?? []).toEqual(row.limitations ?? []);
      if (row.status !== 'NonCompliant') {
        expect(verdict.remediation).toBe('');
        return;
      }
      expect(verdict.remediation).toMatch(row.remediation ?? /\.$/);
      expect(remediationsOf(check)).toContain(verdict.remediation);
      const exempt = draft.verdict(check, verdict.subject, exempting(verdict, row.baseline));
      expect(exempt).toEqual({ ...verdict, status: 'Exempt', beneath: 'NonCompliant', exemption: 'E-1' });
    });
  });
}

function kindOf({ status, gaps }: Case): string {
  if (status !== 'Unknown') return status;
  return (gaps ?? []).length > 0 ? 'Unknown by gap' : 'Unknown by value';
}

function exempting({ check, subject }: Verdict, baseline: Baseline = DEFAULT_BASELINE): Baseline {
  const exemption = {
    id: 'E-1',
    check,
    subject,
    category: 'Waiver',
    justification: 'Tried by the test of every check.',
    approvedBy: 'CISO',
    expiresOn: '2999-12-31',
  } as const;
  return { ...baseline, exemptions: [exemption] };
}
