import { Readable } from 'node:stream';
import type { PackStore } from '../domain/ports.ts';
import type { RunRow } from '../history/entities.ts';
import type { HistoryStore } from '../history/historyStore.ts';
import { readManifest } from './pack/readManifest.ts';
import { isRunId } from './runRequest.ts';

/** A run as HTTP shows it. Fields that are not known yet are left out. */
export interface RunStatus {
  readonly runId: string;
  readonly state: string;
  readonly finished: boolean;
  readonly stage: string | undefined;
  readonly scope: string;
  readonly requestedAt: string;
  readonly startedAt: string | undefined;
  readonly endedAt: string | undefined;
  readonly asOf: string | undefined;
  readonly complete: boolean | undefined;
  readonly disks: number | undefined;
  readonly findings: number | undefined;
  readonly gaps: number | undefined;
  readonly manifestSha256: string | undefined;
  readonly workbook: string | undefined;
  readonly manifest: string | undefined;
  readonly error: string | undefined;
}

export interface RunPage {
  readonly runs: readonly RunStatus[];
  /** The run to go on after; undefined on the last page. */
  readonly after: string | undefined;
}

/** A file of a stored pack; `content` is undefined while the run has none. */
export interface FoundPart {
  readonly state: string;
  readonly name: string;
  /** Of the file's bytes, lower-case hex. */
  readonly sha256: string;
  readonly content: Readable | undefined;
}

export type PartKind = 'workbook' | 'manifest';

const MANIFEST = 'manifest.json';

/** What was found out before, read from history and stored packs. Azure is not asked. */
export class Evidence {
  readonly #history: HistoryStore;
  readonly #packs: PackStore;

  constructor(history: HistoryStore, packs: PackStore) {
    this.#history = history;
    this.#packs = packs;
  }

  async status(runId: string): Promise<RunStatus | undefined> {
    const run = await this.#run(runId);
    return run === undefined ? undefined : statusOf(run);
  }

  /** Runs, the newest first: at most `top`, those after the run `after`. Undefined where that run is not known. */
  async list(top: number, after: string | undefined): Promise<RunPage | undefined> {
    if (after !== undefined && (await this.#run(after)) === undefined) return undefined;
    const runs = await this.#history.listRuns(top + 1, after);
    const shown = runs.slice(0, top);
    return { runs: shown.map(statusOf), after: runs.length > top ? shown.at(-1)?.runId : undefined };
  }

  /** Undefined where there is no such run. */
  async part(runId: string, kind: PartKind): Promise<FoundPart | undefined> {
    const run = await this.#run(runId);
    if (run === undefined) return undefined;
    const { packPath, workbookName, manifestSha256, state } = run;
    const none: FoundPart = { state, name: '', sha256: '', content: undefined };
    if (packPath === undefined || workbookName === undefined || manifestSha256 === undefined) return none;
    const manifest = await this.#packs.open(`${packPath}/${MANIFEST}`);
    if (manifest === undefined) return none;
    if (kind === 'manifest') return { state, name: MANIFEST, sha256: manifestSha256, content: Readable.from(manifest) };
    const { parts } = readManifest(await bytesOf(manifest), packPath).manifest;
    const sha256 = parts.find(({ name }) => name === workbookName)?.sha256;
    const content = sha256 === undefined ? undefined : await this.#packs.open(`${packPath}/${workbookName}`);
    if (sha256 === undefined || content === undefined) return none;
    return { state, name: workbookName, sha256, content: Readable.from(content) };
  }

  async #run(runId: string): Promise<RunRow | undefined> {
    return isRunId(runId) ? this.#history.getRun(runId) : undefined;
  }
}

async function bytesOf(content: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of content) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function statusOf(run: RunRow): RunStatus {
  const stored = run.workbookName !== undefined;
  return {
    runId: run.runId,
    state: run.state,
    finished:
      run.state === 'Delivered' || run.state === 'Failed' || (run.state === 'Recorded' && run.endedAt !== undefined),
    stage: run.stage,
    scope: run.scope,
    requestedAt: run.requestedAt,
    startedAt: run.startedAt,
    endedAt: run.endedAt,
    asOf: run.asOf,
    complete: run.complete,
    disks: run.disks,
    findings: run.findings,
    gaps: run.gaps,
    manifestSha256: run.manifestSha256,
    workbook: stored ? `/api/evidence/${run.runId}/workbook` : undefined,
    manifest: stored ? `/api/evidence/${run.runId}/manifest` : undefined,
    error: run.error,
  };
}
