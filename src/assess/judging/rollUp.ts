import type { Baseline } from '../../domain/baseline.ts';
import type { CheckId, Status } from '../../domain/check.ts';
import type { Gap } from '../../domain/estate.ts';
import { findingKey, type ChainRow, type RequirementCell } from '../../domain/record.ts';
import { REQUIREMENTS, type RequirementId } from '../../domain/requirement.ts';
import { CATALOGUE, type CatalogueEntry } from '../checks/catalogue.ts';
import type { DiskInChain } from '../chain/diskInChain.ts';
import type { SubjectName } from '../chain/subjects.ts';
import { limitationNames, limitationsTogether } from './limitations.ts';
import type { Given, Verdicts } from './verdicts.ts';

/** Weakest first. */
const WEAKEST_FIRST: readonly Status[] = ['NonCompliant', 'Unknown', 'Exempt', 'Compliant', 'NotApplicable'];

/** One reason behind a cell. */
export interface Contribution {
  readonly status: Status;
  readonly because: string;
  readonly check: CheckId;
  readonly subject: string;
  /** The attestation that answers an Unknown. */
  readonly attestation?: string;
  /** Of a Compliant or NotApplicable one. */
  readonly limitations?: readonly string[];
}

const ROLLED_UP: readonly CatalogueEntry[] = CATALOGUE.filter((entry) => entry.rollsUp);

/** Positions in `ROLLED_UP` of the checks that answer each requirement. */
const BY_REQUIREMENT: ReadonlyMap<RequirementId, readonly number[]> = new Map(
  REQUIREMENTS.map((requirement) => [
    requirement,
    ROLLED_UP.flatMap((entry, position) => (entry.answers.includes(requirement) ? [position] : [])),
  ]),
);

/** A disk's row: for each requirement the weakest of what its links say. */
export function rollUp(chain: DiskInChain, verdicts: Verdicts, absence: Baseline['absence']): ChainRow {
  const { disk, guarded } = chain;
  const [firstVm, ...otherVms] = chain.attachments.map(({ vmId }) => vmId);
  const contributions = ROLLED_UP.map((entry) => contributionsOf(entry, chain, verdicts, absence));
  const requirements = Object.fromEntries(
    REQUIREMENTS.map((requirement) => {
      const own = (BY_REQUIREMENT.get(requirement) ?? []).flatMap((position) => contributions[position] ?? []);
      return [requirement, cellOf(own)];
    }),
  ) as Record<RequirementId, RequirementCell>;
  return {
    disk: disk.id,
    resourceId: disk.resourceId,
    name: disk.name,
    subscriptionId: disk.subscriptionId,
    resourceGroup: disk.resourceGroup,
    location: disk.location,
    role: chain.role,
    copyOf: chain.copyOf,
    virtualMachine: firstVm,
    ...(otherVms.length === 0 ? {} : { otherVirtualMachines: otherVms }),
    method: guarded.method,
    protection: guarded.protection,
    requirements,
    ...overallOf(REQUIREMENTS.map((requirement) => requirements[requirement])),
    tags: disk.tags,
  };
}

/** The weakest of some cells: attested if it is Unknown and every Unknown among them is; limited as they are. */
export function overallOf(cells: readonly RequirementCell[]): Pick<ChainRow, 'overall' | 'attested' | 'limitations'> {
  const overall = weakestStatus(cells.map(({ status }) => status));
  const open = cells.some(({ status, attested }) => status === 'Unknown' && attested !== true);
  return {
    overall,
    ...(overall === 'Unknown' && !open ? { attested: true } : {}),
    ...limitedBy(
      overall,
      cells.map(({ limitations }) => limitations),
    ),
  };
}

const NONE: readonly Contribution[] = [];
const NO_GAPS: readonly Gap[] = [];

/** What one check says about a disk, through its links. */
export function contributionsOf(
  entry: CatalogueEntry,
  chain: DiskInChain,
  verdicts: Verdicts,
  absence: Baseline['absence'],
): readonly Contribution[] {
  if (entry.subjects.length === 1) return throughLinks(entry, entry.subjects[0], chain, verdicts, absence);
  return entry.subjects.flatMap((subject) => throughLinks(entry, subject, chain, verdicts, absence));
}

function throughLinks(
  entry: CatalogueEntry,
  kind: SubjectName | undefined,
  chain: DiskInChain,
  verdicts: Verdicts,
  absence: Baseline['absence'],
): readonly Contribution[] {
  const linked = kind === undefined ? undefined : chain.links[kind];
  if (linked === undefined) return NONE;
  const { subjects, gaps, elsewhere = NO_GAPS } = linked;
  if (subjects.length === 0 && gaps.length === 0 && elsewhere.length === 0) return NONE;
  const found: readonly Contribution[] = subjects.map((subject) =>
    fromVerdict(entry, subject, verdicts.get(entry.id, subject)),
  );
  const hidden = fromGaps(entry, chain, absence === 'strict' ? [...gaps, ...elsewhere] : gaps);
  if (hidden !== undefined) return [...found, hidden];
  return elsewhere.length === 0 ? found : [...found, fromElsewhere(entry, chain, elsewhere)];
}

function fromVerdict(entry: CatalogueEntry, subject: string, verdict: Given | undefined): Contribution {
  if (verdict !== undefined) return verdict;
  const because = `${entry.id} could not be judged: ${subject} is named but was not read.`;
  return { status: 'Unknown', because, check: entry.id, subject };
}

function fromGaps(entry: CatalogueEntry, chain: DiskInChain, gaps: readonly Gap[]): Contribution | undefined {
  const [gap] = gaps;
  if (gap === undefined) return undefined;
  const because = `${entry.id} could not be fully evaluated: ${gap.because}`;
  return { status: 'Unknown', because, check: entry.id, subject: chain.disk.id };
}

/** There might be more of the kind where a gap is: that does not change the answer but limits it. */
function fromElsewhere(entry: CatalogueEntry, { disk }: DiskInChain, gaps: readonly Gap[]): Contribution {
  return {
    status: 'NotApplicable',
    because: 'Nothing that this requirement asks about was read for this disk.',
    check: entry.id,
    subject: disk.id,
    limitations: limitationNames(gaps),
  };
}

/** The weakest wins; an Exempt never hides what is weaker; NotApplicable only where nothing applies. */
export function cellOf(contributions: readonly Contribution[]): RequirementCell {
  const status = weakestStatus(contributions.map((contribution) => contribution.status));
  const sorted = [...contributions].sort((a, b) => WEAKEST_FIRST.indexOf(a.status) - WEAKEST_FIRST.indexOf(b.status));
  const applicable = sorted.filter((contribution) => contribution.status !== 'NotApplicable');
  const open = sorted.find((one) => one.status === 'Unknown' && one.attestation === undefined);
  const attested = status === 'Unknown' && open === undefined;
  return {
    status,
    // Of several reasons for not knowing, the one that nobody has answered yet.
    because: status === 'Unknown' && open !== undefined ? open.because : reasonOf(status, sorted),
    behind: applicable.map(({ check, subject }) => findingKey(check, subject)),
    ...(attested ? { attested: true } : {}),
    ...limitedBy(
      status,
      contributions.map(({ limitations }) => limitations),
    ),
  };
}

/** Only an answer that stands is limited: anything weaker says more. */
export function limitedBy(
  status: Status,
  lists: readonly (readonly string[] | undefined)[],
): Pick<RequirementCell, 'limitations'> {
  if (status !== 'Compliant' && status !== 'NotApplicable') return {};
  const limitations = limitationsTogether(lists);
  return limitations.length === 0 ? {} : { limitations };
}

/** How many proofs of a Compliant cell are spelled out. */
const PROOFS = 3;

function reasonOf(status: Status, sorted: readonly Contribution[]): string {
  const [first] = sorted;
  if (first === undefined) return 'Nothing that this requirement asks about exists for this disk.';
  if (status !== 'Compliant') return first.because;
  const proofs = new Set(sorted.filter((one) => one.status === 'Compliant').map((one) => one.because));
  return [...proofs].slice(0, PROOFS).join(' ');
}

function weakestStatus(statuses: readonly Status[]): Status {
  return WEAKEST_FIRST.find((status) => statuses.includes(status)) ?? 'NotApplicable';
}
