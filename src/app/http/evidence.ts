import { AlteredPackError, openProven, provenPack, type Expected } from '../run/provenParts.ts';
import type { PackStore } from '../../domain/ports.ts';
import type { Counts } from '../../domain/record.ts';
import type { FindingRow, RunRow } from '../../history/entities.ts';
import type { HistoryStore } from '../../history/historyStore.ts';
import type { RequirementCounts } from '../../history/inForce.ts';
import { BOUNDS } from '../../pack/bounds.ts';
import { excerptFor, figuresOfExcerpt, type ExcerptFigures, type ExcerptPlan } from '../../pack/excerptFile.ts';
import { figuresNameOf, MANIFEST } from '../../pack/parts.ts';
import { ifThere } from '../../pack/readPack.ts';
import { isRunId } from '../runRequest.ts';
import { selectionOf, statusOf, type RunStatus } from './runStatus.ts';

export type { FindingRow } from '../../history/entities.ts';
export type { RunStatus } from './runStatus.ts';

export interface RunPage {
  readonly runs: readonly RunStatus[];
  /** What was found altered in storage, a sentence each: for those who operate the app. */
  readonly altered: readonly string[];
  /** The run to go on after; undefined on the last page. */
  readonly after: string | undefined;
}

/** A file of a stored pack, not opened yet: whoever knows its hash already needs no byte of it. */
export type FoundPart =
  | {
      readonly kind: 'found';
      readonly name: string;
      /** Of the file's bytes, lower-case hex. */
      readonly sha256: string;
      /** How long it is; undefined where it is gone. */
      readonly bytes: () => Promise<number | undefined>;
      readonly open: () => Promise<AsyncIterable<Uint8Array> | undefined>;
    }
  /** The run is not that far, or failed. */
  | { readonly kind: 'none'; readonly state: string }
  /** There is one, but not for this caller. */
  | { readonly kind: 'withheld'; readonly because: string };

export type PartKind = 'workbook' | 'manifest';

/** Evidence as it stood at a moment. */
export interface Standing {
  readonly run: RunStatus;
  /** Verdicts of the run; undefined where the reader is told of a part. */
  readonly verdicts: Counts | undefined;
  readonly requirements: readonly RequirementCounts[];
  readonly findings: readonly FindingRow[];
  /** Findings of which history no longer tells whether they were open. */
  readonly notTold: number;
}

/** No run was complete at the moment. */
export interface NotYet {
  readonly first: string | undefined;
}

/** The only subscriptions (lower-cased GUIDs, sorted) that the reader is told of; undefined: everything. */
type Limit = readonly string[] | undefined;

/** What was found out before, read from history and stored packs. Azure is not asked. */
export class Evidence {
  readonly #history: HistoryStore;
  readonly #packs: PackStore;
  readonly #scopeKey: string;

  /** `scopeKey`: of the configured scope, whose runs are the evidence in force. */
  constructor(history: HistoryStore, packs: PackStore, scopeKey: string) {
    this.#history = history;
    this.#packs = packs;
    this.#scopeKey = scopeKey;
  }

  async status(runId: string, limit?: Limit): Promise<RunStatus | undefined> {
    const run = await this.#run(runId);
    return run === undefined ? undefined : this.#told(run, limit);
  }

  /** All of a run, whatever was asked to be handed out of it: for those who operate the app. */
  async wholeStatus(runId: string): Promise<RunStatus | undefined> {
    const run = await this.#run(runId);
    return run === undefined ? undefined : statusOf(run);
  }

  /** Runs, the newest first: at most `top`, those after the run `after`. Undefined where that run is not known. */
  async list(top: number, after: string | undefined, limit?: Limit): Promise<RunPage | undefined> {
    if (after !== undefined && (await this.#run(after)) === undefined) return undefined;
    const runs = await this.#history.listRuns(top + 1, after);
    const shown = runs.slice(0, top);
    const altered: string[] = [];
    // One pack that was altered must not hide the runs beside it.
    const toldOrWithheld = async (run: RunRow): Promise<RunStatus> =>
      this.#told(run, limit).catch((error: unknown) => {
        if (!(error instanceof AlteredPackError)) throw error;
        altered.push(error.message);
        return statusOf(run, { limit, figures: undefined, withheld: withheldAsAltered(run.runId) });
      });
    const told = await Promise.all(shown.map(toldOrWithheld));
    return {
      runs: told,
      altered,
      after: runs.length > top ? shown.at(-1)?.runId : undefined,
    };
  }

  /** The run whose evidence was in force at a moment (ISO 8601). */
  async inForce(moment: string, limit?: Limit): Promise<RunStatus | NotYet> {
    const { run, first } = await this.#history.runInForce(this.#scopeKey, moment);
    return run === undefined ? { first } : this.#told(run, limit);
  }

  /** The answers in force at a moment, and the findings open then. */
  async standing(moment: string, limit?: Limit): Promise<Standing | NotYet> {
    const { run, first } = await this.#history.runInForce(this.#scopeKey, moment);
    if (run === undefined) return { first };
    const [told, requirements, { rows, notTold }] = await Promise.all([
      this.#told(run, limit),
      this.#history.requirementsOf(run.runId, limit),
      this.#history.openFindings(moment, limit),
    ]);
    const verdicts = limit === undefined ? verdictsOf(run) : undefined;
    return { run: told, verdicts, requirements, findings: rows, notTold };
  }

  /** Undefined where there is no such run. */
  async part(runId: string, kind: PartKind, limit?: Limit): Promise<FoundPart | undefined> {
    const run = await this.#run(runId);
    if (run === undefined) return undefined;
    const { packPath, workbookName, manifestSha256, state } = run;
    if (kind === 'manifest' && limit !== undefined)
      return {
        kind: 'withheld',
        because: `The manifest of run ${runId} covers the whole run, and you may read only some of its subscriptions; its SHA-256 is in the run’s answer, and that of your workbook is its ETag.`,
      };
    if (packPath === undefined || workbookName === undefined || manifestSha256 === undefined)
      return { kind: 'none', state };
    const part = (name: string, expected: Expected): FoundPart => ({
      kind: 'found',
      name,
      sha256: expected.sha256,
      bytes: () => lengthOf(this.#packs, `${packPath}/${name}`),
      open: () => openProven(this.#packs, `${packPath}/${name}`, expected),
    });
    if (kind === 'manifest') return part(MANIFEST, { sha256: manifestSha256, bytes: BOUNDS.whole });
    const pack = await ifThere(provenPack(this.#packs, { runId, packPath, manifestSha256 }));
    if (pack === undefined) return { kind: 'none', state };
    const name = excerptFor(limit, selectionOf(run))?.name ?? workbookName;
    const expected = pack.listed(name);
    if (expected !== undefined) return part(name, expected);
    return limit === undefined ? { kind: 'none', state } : { kind: 'withheld', because: noExcerpt(runId) };
  }

  async #run(runId: string): Promise<RunRow | undefined> {
    return isRunId(runId) ? this.#history.getRun(runId) : undefined;
  }

  /** @throws AlteredPackError where what is to be told of a part of it is no longer what the run stored */
  async #told(run: RunRow, limit: Limit): Promise<RunStatus> {
    const excerpt = excerptFor(limit, selectionOf(run));
    if (excerpt === undefined) return statusOf(run);
    return statusOf(run, { limit, figures: await this.#figures(run, excerpt), withheld: noExcerpt(run.runId) });
  }

  /** Undefined where the run has no such excerpt, or none yet. */
  async #figures(
    { runId, packPath, manifestSha256 }: RunRow,
    excerpt: ExcerptPlan,
  ): Promise<ExcerptFigures | undefined> {
    if (packPath === undefined || manifestSha256 === undefined) return undefined;
    const pack = await ifThere(provenPack(this.#packs, { runId, packPath, manifestSha256 }));
    if (pack?.listed(figuresNameOf(excerpt.name)) === undefined) return undefined;
    return ifThere(figuresOfExcerpt(pack, excerpt));
  }
}

async function lengthOf(packs: PackStore, path: string): Promise<number | undefined> {
  for await (const part of packs.list(path)) if (part.path === path) return part.bytes;
  return undefined;
}

function verdictsOf(run: RunRow): Counts {
  return {
    Compliant: run.verdictsCompliant ?? 0,
    NonCompliant: run.verdictsNonCompliant ?? 0,
    Unknown: run.verdictsUnknown ?? 0,
    NotApplicable: run.verdictsNotApplicable ?? 0,
    Exempt: run.verdictsExempt ?? 0,
  };
}

function withheldAsAltered(runId: string): string {
  return `What run ${runId} stored for you is no longer as it was stored, and is withheld; the operators have been notified.`;
}

function noExcerpt(runId: string): string {
  return `Run ${runId} has no excerpt for your subscriptions: it did not cover them, or was made before you were given access; request a new run.`;
}
