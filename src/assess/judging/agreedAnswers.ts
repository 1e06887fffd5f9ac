import type { Evidence, Status, Verdict } from '../../domain/check.ts';
import type { Method, Protection } from '../../domain/protection.ts';
import type { ChainRow, RequirementCell } from '../../domain/record.ts';
import { REQUIREMENTS, type RequirementId } from '../../domain/requirement.ts';
import { gapNames, limitationsTogether } from './limitations.ts';
import type { Disagreement } from './readings.ts';
import { limitedBy, overallOf } from './rollUp.ts';

/** For each reading, the disagreements in which it takes a different value from the first. */
type Others = readonly ReadonlySet<Disagreement>[];

/** What is known about a verdict behind a cell. */
export type Behind = Pick<Verdict, 'status' | 'because' | 'attestation'>;

/** One verdict from what each reading says, in the order of the readings; undefined for a reading that has nothing to judge. */
export function agreedVerdict(said: readonly (Verdict | undefined)[], others: Others): Verdict {
  const present = said.filter((verdict) => verdict !== undefined);
  const [first] = present;
  if (first === undefined) throw new TypeError('A verdict has no reading.');
  const statuses = said.map((verdict) => verdict?.status);
  const isSame = new Set(present.map(({ status }) => status)).size === 1;
  // A check that applies in none of the readings that have its subject does not apply, though others lack the subject.
  if (isSame && (present.length === said.length || first.status === 'NotApplicable')) return standing(first, present);
  const causes = causesOf(statuses, others);
  return {
    ...without(first, 'limitations', 'attestation'),
    status: 'Unknown',
    because: `${toldOf(causes)} ${waysOf(said)}`.trimStart(),
    evidence: shared(present),
    gaps: gapNames(causes.map(({ gap }) => gap)),
    remediation: '',
    exemption: undefined,
    beneath: undefined,
  };
}

/** Every reading gives the same answer: it stands, with all limitations that any of them has. */
function standing(first: Verdict, present: readonly Verdict[]): Verdict {
  const { attestation } = first;
  const limitations = limitationsTogether(present.map((verdict) => verdict.limitations));
  return {
    ...without(first, 'limitations', 'attestation'),
    evidence: shared(present),
    gaps: limitationsTogether(present.map(({ gaps }) => gaps)),
    ...(attestation !== undefined && present.every((verdict) => verdict.attestation === attestation)
      ? { attestation }
      : {}),
    ...(limitations.length === 0 ? {} : { limitations }),
  };
}

/** Evidence that every reading has. */
function shared(present: readonly Verdict[]): Evidence {
  const [first, ...others] = present;
  const kept = Object.entries(first?.evidence ?? {}).filter(([name, value]) =>
    others.every(({ evidence }) => evidence[name] === value),
  );
  return Object.fromEntries(kept);
}

const IN_WORDS: Readonly<Record<Status, string>> = {
  Compliant: 'it is compliant',
  NonCompliant: 'it is not compliant',
  Unknown: 'it could not be determined',
  NotApplicable: 'the question does not arise',
  Exempt: 'it is not compliant, and exempt',
};

function waysOf(said: readonly (Verdict | undefined)[]): string {
  const statuses = [...new Set(said.map((verdict) => verdict?.status))];
  const ways = statuses.map((status, at) => {
    const word = status === undefined ? 'there is nothing to judge' : IN_WORDS[status];
    const why = status === 'NonCompliant' ? said.find((verdict) => verdict?.status === status)?.because : undefined;
    return `${at === 0 ? 'By one of them' : 'by another'} ${word}${why === undefined ? '' : ` (${why.replace(/\.$/, '')})`}`;
  });
  return `${ways.join('; ')}.`;
}

/** The disagreements that change the answer: those that do so each on their own, otherwise all that do so together. */
function causesOf(answers: readonly unknown[], others: Others): readonly Disagreement[] {
  const all = [...new Set(others.flatMap((other) => [...other]))];
  const alone = all.filter((one) =>
    [true, false].every(
      (taken) => new Set(answers.filter((_, reading) => others[reading]?.has(one) === taken)).size === 1,
    ),
  );
  if (alone.length > 0) return alone;
  return all.filter((one) => answers.some((answer, at) => answer !== answers[0] && others[at]?.has(one) === true));
}

/** Weakest first. */
const ORDER: readonly (Status | undefined)[] = ['NonCompliant', 'Unknown', undefined, 'Exempt', 'Compliant'];

/** One chain from what each reading says about a disk. */
export function agreedChain(
  first: ChainRow,
  rows: readonly ChainRow[],
  others: Others,
  verdictOf: (name: string) => Behind | undefined,
): ChainRow {
  const cells = REQUIREMENTS.map((id) => {
    const cell = agreedCell(
      rows.map(({ requirements }) => requirements[id]),
      others,
      verdictOf,
    );
    return [id, cell] as const;
  });
  const methods = new Set(rows.map(({ method }) => method));
  return {
    ...without(first, 'limitations', 'attested'),
    method: methods.size === 1 ? first.method : ('Unknown' satisfies Method),
    protection: agreedProtection(rows.map(({ protection }) => protection)),
    requirements: Object.fromEntries(cells) as Record<RequirementId, RequirementCell>,
    ...overallOf(cells.map(([, cell]) => cell)),
  };
}

/** The answer of a cell: what every reading says, if the agreed verdicts behind it bear that out; otherwise Unknown. */
function agreedCell(
  cells: readonly RequirementCell[],
  others: Others,
  verdictOf: (name: string) => Behind | undefined,
): RequirementCell {
  const [first] = cells;
  if (first === undefined) throw new TypeError('A cell has no reading.');
  const statusOf = (name: string): Status | undefined => verdictOf(name)?.status;
  const names = [...new Set(cells.flatMap(({ behind }) => behind))];
  const behind = [...names].sort((a, b) => ORDER.indexOf(statusOf(a)) - ORDER.indexOf(statusOf(b)));
  const statuses = cells.map(({ status }) => status);
  const open = names
    .map(verdictOf)
    .find((verdict) => verdict?.status === 'Unknown' && verdict.attestation === undefined);
  const isSame = new Set(statuses).size === 1;
  const status = isSame && stands(first.status, names.map(statusOf)) ? first.status : 'Unknown';
  const attested =
    status === 'Unknown' && isSame && open === undefined && cells.every((cell) => cell.attested === true);
  return {
    status,
    because: isSame && status === first.status ? first.because : (open?.because ?? toldOf(causesOf(statuses, others))),
    behind,
    ...(attested ? { attested } : {}),
    ...limitedBy(
      status,
      cells.map(({ limitations }) => limitations),
    ),
  };
}

/**
 * Whether the answer that every reading gives also follows from the verdicts on which they agree: otherwise no finding would
 * be behind it.
 */
function stands(status: Status, behind: readonly (Status | undefined)[]): boolean {
  if (status === 'Unknown') return true;
  if (status === 'NonCompliant') return behind.includes(status);
  return !behind.includes('Unknown') && !behind.includes('NonCompliant');
}

/** How many disagreements are listed, one sentence after another. */
const TOLD = 2;

function toldOf(causes: readonly Disagreement[]): string {
  return causes
    .slice(0, TOLD)
    .map(({ because }) => because)
    .join(' ');
}

function agreedProtection(all: readonly Protection[]): Protection {
  const [first] = all;
  if (first === undefined) throw new TypeError('A disk has no reading.');
  const same = (name: keyof Protection): boolean =>
    new Set(all.map((protection) => JSON.stringify(protection[name]))).size === 1;
  const facet = <Name extends 'atRest' | 'guest' | 'host' | 'confidential'>(
    name: Name,
  ): Protection[Name] | 'unknown' => (same(name) ? first[name] : 'unknown');
  return {
    atRest: facet('atRest'),
    guest: facet('guest'),
    host: facet('host'),
    confidential: facet('confidential'),
    diskEncryptionSetId: same('diskEncryptionSetId') ? first.diskEncryptionSetId : undefined,
    keyUrl: same('keyUrl') ? first.keyUrl : undefined,
    doubts: [...new Set(all.flatMap(({ doubts }) => doubts))],
  };
}

function without<Row extends object, Name extends keyof Row>(row: Row, ...names: readonly Name[]): Omit<Row, Name> {
  const left: readonly string[] = names.map(String);
  return Object.fromEntries(Object.entries(row).filter(([name]) => !left.includes(name))) as unknown as Omit<Row, Name>;
}
