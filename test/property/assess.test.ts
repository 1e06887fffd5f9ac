import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Attestation } from '../../src/domain/attestation.ts';
import { DEFAULT_BASELINE, type Baseline, type Exemption } from '../../src/domain/baseline.ts';
import type { Status, Verdict } from '../../src/domain/check.ts';
import type { Estate } from '../../src/domain/estate.ts';
import { REQUIREMENTS } from '../../src/domain/requirement.ts';
import type { RunRecord } from '../../src/domain/record.ts';
import { assessEstate } from '../../src/assess/assess.ts';
import { buildChains } from '../../src/assess/chain/chains.ts';
import { CATALOGUE } from '../../src/assess/checks/catalogue.ts';
import { cellOf, contributionsOf } from '../../src/assess/judging/rollUp.ts';
import { judgingWith, takeVerdicts, VerdictIndex } from '../../src/assess/judging/verdicts.ts';
import { SOURCES, type Draft } from '../assess/estateOf.ts';
import { cook, losses, recipe, rowAt } from './estates.ts';
import { freeRules, selector } from './selectors.ts';

const keyOf = (verdict: Verdict): string => `${verdict.check} ${verdict.subject}`;
const byKey = (record: RunRecord): Map<string, Verdict> =>
  new Map(record.verdicts.map((verdict) => [keyOf(verdict), verdict]));

/** What each check says of each disk through its links: finer than R1 to R7. */
function cellsOf(draft: Draft, baseline: Baseline): readonly (readonly [string, Status | 'limited'])[] {
  const { subjects, disks, reader } = buildChains(draft.input());
  const verdicts = new VerdictIndex(takeVerdicts(subjects, judgingWith(baseline, reader)));
  // Each is made anew whenever it is asked for.
  const chains = [...disks];
  return CATALOGUE.filter((entry) => entry.rollsUp).flatMap((entry) =>
    chains.map((chain) => {
      const { status, limitations, because } = cellOf(contributionsOf(entry, chain, verdicts, baseline.absence));
      const stands = limitations !== undefined || standsOnSiblings({ check: entry.id, status, because });
      return [`${chain.disk.id} ${entry.id}`, stands ? 'limited' : status] as const;
    }),
  );
}

/** What shows how a VM is backed up is the backup of its other disks: a gap elsewhere does not lift that. */
function standsOnSiblings({ check, status, because }: Pick<Verdict, 'check' | 'status' | 'because'>): boolean {
  return check === 'BKP-07' && status === 'NonCompliant' && because.startsWith('Disk backup covers other disks');
}

/** Kinds of subject that are rows of their own: they go only with their row. Others are named by rows that may be lost. */
const OWN_ROW = new Set(['disk', 'snapshot', 'virtualMachine', 'recoveryServicesVault']);

describe('losing rows with the gap that such a loss records', () => {
  test('leaves each verdict and each cell as it was, or Unknown, or limited', () => {
    fc.assert(
      fc.property(recipe, losses, freeRules, (made, lost, rules) => {
        const draft = cook(made);
        const baseline = { ...DEFAULT_BASELINE, rules };
        const before = draft.assess(baseline);
        const cellsBefore = new Map(cellsOf(draft, baseline));
        const gone = new Set<string>();
        for (const loss of lost) {
          const row = rowAt(draft, loss);
          if (row === undefined) continue;
          draft.lose(loss.source, row, loss.reach);
          gone.add(row);
        }
        const after = draft.assess(baseline);
        const earlier = byKey(before);
        const later = byKey(after);
        for (const [key, verdict] of later) {
          if (verdict.check === 'POP-01') continue;
          const then = earlier.get(key);
          if (verdict.limitations !== undefined || standsOnSiblings(verdict)) continue; // both stand on what was read
          if (then === undefined) expect([key, verdict.status]).toEqual([key, 'Unknown']);
          else expect([key, [then.status, 'Unknown']]).toEqual([key, expect.arrayContaining([verdict.status])]);
        }
        for (const [key, verdict] of earlier)
          // That a disk or snapshot was made of a replica is told by the replicated item, which may be lost.
          if (!later.has(key) && OWN_ROW.has(verdict.subjectKind) && verdict.check !== 'DR-06')
            expect([key, gone.has(verdict.subject)]).toEqual([key, true]);
        for (const [cell, is] of cellsOf(draft, baseline))
          if (is !== 'Unknown' && is !== 'limited') expect([cell, is]).toEqual([cell, cellsBefore.get(cell)]);
      }),
      { numRuns: 250 },
    );
  }, 240_000);

  test('never leaves POP-01 of its subscription Compliant, nor the run COMPLETE', () => {
    fc.assert(
      fc.property(recipe, losses, (made, lost) => {
        const draft = cook(made);
        for (const loss of lost) {
          const row = rowAt(draft, loss);
          if (row !== undefined) draft.lose(loss.source, row, loss.reach);
        }
        const touched = new Set(draft.gaps.map((gap) => gap.subscription));
        const record = draft.assess();
        expect(record.state).toBe(touched.size > 0 ? 'INCOMPLETE' : 'COMPLETE');
        for (const verdict of record.verdicts)
          if (verdict.check === 'POP-01' && touched.has(verdict.subscriptionId))
            expect(verdict.status).toBe('NonCompliant');
      }),
      { numRuns: 50 },
    );
  });
});

describe('order and repetition of rows', () => {
  test('do not matter', () => {
    fc.assert(
      fc.property(recipe, fc.infiniteStream(fc.nat()), (made, order) => {
        const draft = cook(made);
        const input = draft.input();
        const shuffled = Object.fromEntries(
          SOURCES.map((source) => {
            const { rows, gaps } = input.estate[source];
            const twice = [...rows, ...rows]
              .map((entry) => ({ entry, rank: Number(order.next().value) }))
              .sort((a, b) => a.rank - b.rank)
              .map(({ entry }) => entry);
            return [source, { rows: new Map<unknown, unknown>(twice), gaps }];
          }),
        );
        const estate = { ...shuffled, asOf: input.estate.asOf } as unknown as Estate;
        expect(JSON.stringify(assessEstate({ ...input, estate }))).toBe(JSON.stringify(assessEstate(input)));
      }),
      { numRuns: 40 },
    );
  });
});

describe('an exemption', () => {
  test('never changes the verdict beneath, and makes Exempt of NonCompliant only', () => {
    fc.assert(
      fc.property(
        recipe,
        fc.array(
          fc.record({
            at: fc.nat(),
            year: fc.constantFrom('2025', '2027'),
            where: fc.option(selector, { nil: undefined }),
          }),
          { maxLength: 6 },
        ),
        freeRules,
        (made, picks, rules) => {
          const draft = cook(made);
          const plain = draft.assess({ ...DEFAULT_BASELINE, rules });
          const exemptions = picks.map(({ at, year, where }, index): Exemption => {
            const verdict = plain.verdicts.at(at % plain.verdicts.length);
            if (verdict === undefined) throw new Error('There is always a verdict.');
            return {
              id: `E-${index}`,
              check: verdict.check,
              ...(where === undefined ? { subject: verdict.subject.toUpperCase() } : { where }),
              category: 'Mitigated',
              justification: 'x',
              approvedBy: 'y',
              expiresOn: `${year}-06-30`,
            };
          });
          const covered = draft.assess({ ...DEFAULT_BASELINE, rules, exemptions });
          expect(covered.verdicts).toHaveLength(plain.verdicts.length);
          for (const [index, verdict] of covered.verdicts.entries()) {
            const then = plain.verdicts.at(index);
            const { status, beneath, exemption, ...rest } = verdict;
            expect({ ...rest, status: beneath ?? status, beneath: undefined, exemption: undefined }).toEqual(then);
            if (status === 'Exempt') expect([beneath, then?.status]).toEqual(['NonCompliant', 'NonCompliant']);
            if (exemption !== undefined) expect(exemptions.map((one) => one.id)).toContain(exemption);
          }
          const exempt = covered.verdicts.filter((verdict) => verdict.status === 'Exempt');
          expect(covered.exemptions.reduce((sum, one) => sum + one.covers, 0)).toBe(exempt.length);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('an attestation', () => {
  test('changes no verdict, no cell and no state: it marks Unknown ones alone, never anything Compliant', () => {
    fc.assert(
      fc.property(
        recipe,
        losses,
        fc.array(
          fc.record({
            at: fc.nat(),
            year: fc.constantFrom('2025', '2027'),
            since: fc.constantFrom('2024', '2026', '2027'),
            where: fc.option(selector, { nil: undefined }),
          }),
          { maxLength: 8 },
        ),
        freeRules,
        (made, lost, picks, rules) => {
          const draft = cook(made);
          for (const loss of lost) {
            const row = rowAt(draft, loss);
            if (row !== undefined) draft.lose(loss.source, row, loss.reach);
          }
          const plain = draft.assess({ ...DEFAULT_BASELINE, rules });
          const unknown = plain.verdicts.filter(({ status }) => status === 'Unknown');
          const attestations = picks.map(({ at, year, since, where }, index): Attestation => {
            // Mostly of what is Unknown, or it would seldom hit.
            const among = at % 3 === 0 || unknown.length === 0 ? plain.verdicts : unknown;
            const verdict = among.at(at % among.length);
            if (verdict === undefined) throw new Error('There is always a verdict.');
            return {
              id: `A-${index}`,
              check: verdict.check,
              ...(where === undefined ? { subject: verdict.subject.toUpperCase() } : { where }),
              statement: 'x',
              evidence: { reference: 'y', sha256: '0'.repeat(64) },
              attestedBy: 'z',
              attestedOn: `${since}-06-30`,
              expiresOn: `${year}-06-30`,
            };
          });
          const attested = draft.assess({ ...DEFAULT_BASELINE, rules, attestations });
          expect(withoutAttestations(attested)).toEqual(withoutAttestations(plain));
          const told = new Map<string | undefined, number>();
          for (const { status, attestation, check } of attested.verdicts) {
            if (attestation === undefined) continue;
            told.set(attestation, (told.get(attestation) ?? 0) + 1);
            expect(status).toBe('Unknown');
            expect(CATALOGUE.find(({ id }) => id === check)?.meta.attestable).toBeDefined();
            const one = attestations.find(({ id }) => id === attestation);
            expect([one?.check, one?.attestedOn.slice(0, 4), one?.expiresOn.slice(0, 4)]).toEqual([
              check,
              expect.stringMatching(/2024|2026/),
              '2027',
            ]);
          }
          for (const { id, covers } of attested.attestations ?? [])
            expect([id, covers]).toEqual([id, told.get(id) ?? 0]);
          const verdicts = byKey(attested);
          for (const row of attested.chains) {
            const open = REQUIREMENTS.some((requirement) => {
              const cell = row.requirements[requirement];
              const behind = cell.behind.flatMap((line) => verdicts.get(line) ?? []);
              if (cell.attested === true) {
                expect(cell.status).toBe('Unknown');
                for (const { status, attestation } of behind)
                  if (status === 'Unknown') expect(attestation).toBeDefined();
              }
              return cell.status === 'Unknown' && cell.attested !== true;
            });
            expect(row.attested === true).toBe(row.overall === 'Unknown' && !open);
          }
          for (const { requirement, subscriptionId, attested: count = 0 } of attested.summary)
            expect(count).toBe(
              attested.chains.filter(
                (row) =>
                  (subscriptionId === '*' || row.subscriptionId === subscriptionId) &&
                  row.requirements[requirement].attested === true,
              ).length,
            );
        },
      ),
      { numRuns: 80 },
    );
  });
});

/** A record without what attestations add to it; of an Unknown cell they choose which reason stands first. */
function withoutAttestations(record: RunRecord): unknown {
  return JSON.parse(
    JSON.stringify({ ...record, attestations: [] }, (key, value: unknown) => {
      if (key === 'attestation' || key === 'attested') return undefined;
      const isCell = typeof value === 'object' && value !== null && 'behind' in value && 'status' in value;
      return isCell && value.status === 'Unknown' ? { ...value, because: '' } : value;
    }),
  );
}

describe('the roll-up', () => {
  const statuses = fc.constantFrom<Status>('Compliant', 'NonCompliant', 'Unknown', 'NotApplicable', 'Exempt');

  test('equals a naive reference', () => {
    fc.assert(
      fc.property(fc.array(statuses, { maxLength: 12 }), (list) => {
        let worst: Status = 'NotApplicable';
        for (const status of list)
          if (
            status === 'NonCompliant' ||
            (status === 'Unknown' && worst !== 'NonCompliant') ||
            (status === 'Exempt' && worst !== 'NonCompliant' && worst !== 'Unknown') ||
            (status === 'Compliant' && worst === 'NotApplicable')
          )
            worst = status;
        const cell = cellOf(
          list.map((status) => ({ status, because: `${status}.`, check: 'KEY-01' as const, subject: 's' })),
        );
        expect(cell.status).toBe(worst);
        expect(cell.behind).toHaveLength(list.filter((status) => status !== 'NotApplicable').length);
      }),
    );
  });

  test('says of each disk the weakest of the verdicts that it names behind', () => {
    fc.assert(
      fc.property(recipe, (made) => {
        const record = cook(made).assess();
        const verdicts = byKey(record);
        const order: readonly Status[] = ['NonCompliant', 'Unknown', 'Exempt', 'Compliant'];
        for (const row of record.chains)
          for (const requirement of REQUIREMENTS) {
            const cell = row.requirements[requirement];
            const known = cell.behind.flatMap((line) => verdicts.get(line)?.status ?? []);
            const hidden = cell.behind.length > known.length;
            const worst =
              order.find((status) => known.includes(status) || (status === 'Unknown' && hidden)) ?? 'NotApplicable';
            const soft = cell.status === 'Unknown' && worst !== 'NonCompliant'; // a gap stands under the disk's own id
            expect(soft ? 'Unknown' : worst).toBe(cell.status);
            for (const line of cell.behind) {
              const check = record.checks.find((one) => line.startsWith(`${one.id} `));
              expect(check?.answers).toContain(requirement);
              expect(check?.rollsUp).toBe(true);
            }
          }
      }),
      { numRuns: 60 },
    );
  });
});
