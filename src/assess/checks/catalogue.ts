import { by } from '../../base/order.ts';
import type { CheckId, CheckMeta } from '../../domain/check.ts';
import type { RequirementId } from '../../domain/requirement.ts';
import type { AnyCheck } from './shared/defineCheck.ts';
import { KIND_OF } from '../chain/subjectKinds.ts';
import type { SubjectName } from '../chain/subjects.ts';
import { CHECKS } from './list.ts';

/** One line of the catalogue. Ids are permanent. */
export interface CatalogueEntry {
  readonly id: CheckId;
  readonly answers: readonly RequirementId[];
  /** Which links of a disk lead to the check's subjects; the record names the first. */
  readonly subjects: readonly SubjectName[];
  readonly rollsUp: boolean;
  /** As the record shows it. */
  readonly meta: CheckMeta;
}

/** The whole catalogue, sorted by id. */
export const CATALOGUE: readonly CatalogueEntry[] = CHECKS.map((check: AnyCheck): CatalogueEntry => {
  const { id, version, answers, title, severity, rollsUp, remediation, limits, attestable, learnMore, controls } =
    check;
  return {
    id,
    answers,
    subjects: [check.subject, ...(check.alsoJudges ?? [])],
    rollsUp,
    meta: {
      id,
      version,
      answers,
      subject: KIND_OF[check.subject],
      title,
      severity,
      rollsUp,
      remediation,
      limits,
      ...(attestable === undefined ? {} : { attestable }),
      learnMore,
      controls,
    },
  };
}).sort(by(({ id }) => id));

const ATTESTABLE: ReadonlySet<CheckId> = new Set(
  CATALOGUE.filter(({ meta }) => meta.attestable !== undefined).map(({ id }) => id),
);

/** Whether a check has something that a person can attest. */
export function isAttestable(check: CheckId): boolean {
  return ATTESTABLE.has(check);
}
