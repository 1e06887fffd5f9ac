import type { CheckId, CheckMeta } from '../../domain/check.ts';
import type { RequirementId } from '../../domain/requirement.ts';
import { KIND_OF } from '../subjectKinds.ts';
import type { SubjectName } from '../subjects.ts';
import { CHECKS } from './index.ts';

/** One line of the catalogue (DESIGN §5). Ids are permanent. */
export interface CatalogueEntry {
  readonly id: CheckId;
  readonly answers: readonly RequirementId[];
  /** Which links of a disk lead to the subjects of the check. */
  readonly subject: SubjectName;
  readonly rollsUp: boolean;
  readonly built: boolean;
  /** As the record shows it. */
  readonly meta: CheckMeta;
}

/** Checks that the design names and this version does not have: each counts as Unknown where its subject exists. */
const NOT_BUILT: readonly Omit<CatalogueEntry, 'built' | 'meta'>[] = [
  { id: 'RST-04', answers: ['R3'], subject: 'virtualMachine', rollsUp: true },
];

const TITLES: Readonly<Record<string, string>> = {
  'RST-04': 'A restore was exercised and proven within the interval of the baseline',
};

/** The whole catalogue, built or not, sorted by id. */
export const CATALOGUE: readonly CatalogueEntry[] = [
  ...CHECKS.map((check): CatalogueEntry => {
    const { id, version, answers, title, severity, rollsUp, remediation, limits, learnMore, controls } = check;
    return {
      id,
      answers,
      subject: check.subject,
      rollsUp,
      built: true,
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
        learnMore,
        controls,
      },
    };
  }),
  ...NOT_BUILT.filter(({ id }) => !CHECKS.some((check) => check.id === id)).map((entry): CatalogueEntry => ({
    ...entry,
    built: false,
    meta: {
      id: entry.id,
      version: 0,
      answers: entry.answers,
      subject: KIND_OF[entry.subject],
      title: TITLES[entry.id] ?? entry.id,
      severity: 'High',
      rollsUp: entry.rollsUp,
      remediation: '',
      limits: 'Not assessed by this version: it counts as Unknown.',
      learnMore: '',
      controls: [],
    },
  })),
].sort((a, b) => (a.id < b.id ? -1 : 1));
