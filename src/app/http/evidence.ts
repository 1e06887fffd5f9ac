import { AlteredPackError, openProven } from '../run/provenParts.ts';
import type { PackStore } from '../../domain/ports.ts';
import type { Counts } from '../../domain/record.ts';
import type { FindingRow, RunRow } from '../../history/entities.ts';
import type { HistoryStore } from '../../history/historyStore.ts';
import type { RequirementCounts } from '../../history/inForce.ts';
import { excerptFor, figuresOfExcerpt } from '../../pack/excerptFile.ts';
import { partsInStore } from '../../pack/files.ts';
import { MANIFEST } from '../../pack/parts.ts';
import { ifThere, manifestIn } from '../../pack/readPack.ts';
import { isRunId } from '../runRequest.ts';
import { selectionOf, statusOf, type RunStatus } from './runStatus.ts';

export type { FindingRow } from '../../history/entities.ts';
export type { RunStatus } from './runStatus.ts';

export interface RunPage {
  readonly runs: readonly RunStatus[];
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
    return {
      runs: await Promise.all(shown.map((run) => this.#told(run, limit))),
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
    const part = (name: string, sha256: string): FoundPart => ({
      kind: 'found',
      name,
      sha256,
      bytes: () => lengthOf(this.#packs, `${packPath}/${name}`),
      open: () => openProven(this.#packs, `${packPath}/${name}`, sha256),
    });
    if (kind === 'manifest') return part(MANIFEST, manifestSha256);
    const found = await ifThere(manifestIn(partsInStore(this.#packs, packPath)));
    if (found === undefined) return { kind: 'none', state };
    if (found.sha256 !== manifestSha256)
      throw new AlteredPackError(
        `The manifest of run ${runId} was altered in storage: its SHA-256 is ${found.sha256}, not ${manifestSha256}. Put the pack back as it was stored.`,
      );
    const name = excerptFor(limit, selectionOf(run))?.name ?? workbookName;
    const sha256 = found.manifest.parts.find((each) => each.name === name)?.sha256;
    if (sha256 !== undefined) return part(name, sha256);
    return limit === undefined ? { kind: 'none', state } : { kind: 'withheld', because: noExcerpt(runId) };
  }

  async #run(runId: string): Promise<RunRow | undefined> {
    return isRunId(runId) ? this.#history.getRun(runId) : undefined;
  }

  async #told(run: RunRow, limit: Limit): Promise<RunStatus> {
    const excerpt = excerptFor(limit, selectionOf(run));
    if (excerpt === undefined) return statusOf(run);
    const figures =
      run.packPath === undefined
        ? undefined
        : await ifThere(figuresOfExcerpt(partsInStore(this.#packs, run.packPath), excerpt));
    return statusOf(run, { limit, figures, withheld: noExcerpt(run.runId) });
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

function noExcerpt(runId: string): string {
  return `Run ${runId} has no excerpt for your subscriptions: it did not look at them, or was made before they were given to you; ask for a new run.`;
}
