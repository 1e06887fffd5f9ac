import { assessEstate } from '../../src/assess/assess.ts';
import { rereadEvidence, type KeptRow, type Told } from '../../src/collect/keptAnswers/reread.ts';
import type { Baseline } from '../../src/domain/baseline.ts';
import type { Status } from '../../src/domain/check.ts';
import type { Gap } from '../../src/domain/estate.ts';
import { REQUIREMENTS } from '../../src/domain/requirement.ts';

/** Kinds of gap that the rows themselves make. */
const OF_ROWS: ReadonlySet<Gap['kind']> = new Set(['malformedRow', 'conflictingRows']);

/** A status, and whether the answer is limited by places that were not read. */
export type Word = Status | `${Status} – limited`;

/** Every verdict and every requirement cell of a disk, by name, as raw rows give them. */
export async function judged(
  rows: readonly KeptRow[],
  told: Told,
  baseline: Baseline,
): Promise<ReadonlyMap<string, Word>> {
  const gaps = told.gaps.filter(({ kind }) => !OF_ROWS.has(kind));
  const { rowGaps, estate: read } = await rereadEvidence(rows, { ...told, gaps });
  const { estate } =
    rowGaps.length === 0 ? { estate: read } : await rereadEvidence(rows, { ...told, gaps: [...gaps, ...rowGaps] });
  const { verdicts, chains } = assessEstate({
    estate,
    coverage: told.coverage,
    population: told.population,
    notAssessed: [],
    baseline,
    baselineSha256: '',
    scope: { tenantId: undefined, managementGroups: [], subscriptions: [] },
    codeVersion: '0.2.0',
  });
  return new Map([
    ...verdicts.map((verdict) => [`${verdict.check} ${verdict.subject}`, wordOf(verdict)] as const),
    ...chains.flatMap(({ disk, requirements }) =>
      REQUIREMENTS.map((id) => [`${id} ${disk}`, wordOf(requirements[id])] as const),
    ),
  ]);
}

function wordOf({ status, limitations }: { readonly status: Status; readonly limitations?: readonly string[] }): Word {
  return limitations === undefined ? status : `${status} – limited`;
}
