import type { Tally } from '../../domain/answer.ts';
import { subscriptionOf } from '../../domain/armId.ts';
import { REQUIREMENTS } from '../../domain/requirement.ts';
import type { Selection } from '../../domain/selection.ts';
import type { RunRow } from '../../history/entities.ts';
import type { RunProgress } from '../run/stageAnswer.ts';
import { scopeText } from '../../history/keys.ts';
import { hasEnded } from '../../history/ledgers/runLedger.ts';
import type { ExcerptFigures } from '../../pack/excerptFile.ts';

/** A run as HTTP shows it. Fields that are not known yet, or are not for the reader, are left out. */
export interface RunStatus {
  readonly runId: string;
  readonly state: string;
  readonly finished: boolean;
  readonly stage: string | undefined;
  readonly scope: string;
  /** What is told of the run, where not all of it. */
  readonly excerpt: (Selection & { readonly notFound: readonly string[] | undefined }) | undefined;
  readonly requestedAt: string;
  readonly startedAt: string | undefined;
  readonly endedAt: string | undefined;
  readonly asOf: string | undefined;
  readonly complete: boolean | undefined;
  readonly disks: number | undefined;
  readonly findings: number | undefined;
  readonly gaps: number | undefined;
  /** Disks by their overall answer, limited and attested ones apart. */
  readonly answers: Tally | undefined;
  /** Why answers are Unknown or limited, the heaviest cause first, a sentence or two each. */
  readonly causes: readonly string[] | undefined;
  readonly manifestSha256: string | undefined;
  readonly workbook: string | undefined;
  readonly manifest: string | undefined;
  /** Why there is nothing for the reader in a run that left evidence. */
  readonly withheld: string | undefined;
  readonly error: string | undefined;
}

/** How far a run is, for a reader who may know all of it, or of these subscriptions only: why something failed may name others. */
export function progressFor(
  progress: RunProgress | undefined,
  limit: readonly string[] | undefined,
): RunProgress | undefined {
  return progress === undefined || limit === undefined ? progress : { ...progress, because: undefined };
}

/** A run seen through an excerpt. */
interface Seen {
  /** The only subscriptions that the reader is told about; everything if undefined. */
  readonly limit: readonly string[] | undefined;
  /** Undefined while the run has none, and where it never will. */
  readonly figures: ExcerptFigures | undefined;
  /** What to say where it never will. */
  readonly withheld: string;
}

/** What was asked to be handed out of a run; `{}`: everything. */
export function selectionOf({ requirements, subjects }: RunRow): Pick<Selection, 'requirements' | 'subjects'> {
  return {
    ...(requirements === undefined
      ? {}
      : { requirements: REQUIREMENTS.filter((id) => requirements.split(', ').includes(id)) }),
    ...(subjects === undefined ? {} : { subjects: subjects.split('\n') }),
  };
}

export function statusOf(run: RunRow, seen?: Seen): RunStatus {
  const stored = run.workbookName !== undefined && (seen === undefined || seen.figures !== undefined);
  return {
    runId: run.runId,
    state: run.state,
    finished: hasEnded(run),
    stage: run.stage,
    requestedAt: run.requestedAt,
    startedAt: run.startedAt,
    endedAt: run.endedAt,
    asOf: run.asOf,
    manifestSha256: run.manifestSha256,
    workbook: stored ? `/api/evidence/${run.runId}/workbook` : undefined,
    manifest: stored && seen?.limit === undefined ? `/api/evidence/${run.runId}/manifest` : undefined,
    ...(seen === undefined ? wholeOf(run) : partOf(run, seen)),
  };
}

type Told = Pick<
  RunStatus,
  'scope' | 'excerpt' | 'complete' | 'disks' | 'findings' | 'gaps' | 'answers' | 'causes' | 'withheld' | 'error'
>;

function wholeOf(run: RunRow): Told {
  const { scope, complete, disks, findings, gaps, causes, error } = run;
  const told = { scope, excerpt: undefined, complete, disks, findings, gaps, withheld: undefined, error };
  // A run that has recorded nothing has no answers.
  if (disks === undefined) return { ...told, answers: undefined, causes: undefined };
  return { ...told, answers: answersOf(run), causes: causes?.split('\n') ?? [] };
}

function answersOf(run: RunRow): Tally {
  const limited = { Compliant: run.disksCompliantLimited ?? 0, NotApplicable: run.disksNotApplicableLimited ?? 0 };
  const attested = run.disksUnknownAttested ?? 0;
  return {
    counts: {
      Compliant: run.disksCompliant ?? 0,
      NonCompliant: run.disksNonCompliant ?? 0,
      Unknown: run.disksUnknown ?? 0,
      NotApplicable: run.disksNotApplicable ?? 0,
      Exempt: run.disksExempt ?? 0,
    },
    ...(limited.Compliant + limited.NotApplicable === 0 ? {} : { limited }),
    ...(attested === 0 ? {} : { attested }),
  };
}

function partOf(run: RunRow, { limit, figures, withheld }: Seen): Told {
  const { requirements, subjects } = selectionOf(run);
  const mine = limit === undefined ? undefined : new Set(limit);
  const named = subjects?.filter((id) => mine?.has(subscriptionOf(id)) ?? true);
  const notFound =
    subjects === undefined ? undefined : figures?.notFound.filter((id) => mine?.has(subscriptionOf(id)) ?? true);
  const words =
    limit === undefined ? run.scope : scopeText({ tenantId: undefined, managementGroups: [], subscriptions: limit });
  return {
    scope: figures?.scope ?? words,
    excerpt: { subscriptions: limit, requirements, subjects: named, notFound },
    complete: figures === undefined ? undefined : figures.state === 'COMPLETE',
    disks: figures?.disks,
    findings: figures?.findings,
    gaps: figures?.gaps,
    answers: figures?.answers,
    causes: figures?.causes,
    withheld: run.workbookName !== undefined && figures === undefined ? withheld : undefined,
    error:
      run.error === undefined || limit === undefined
        ? run.error
        : 'The run failed, or was not delivered to everyone; operators can see why.',
  };
}
