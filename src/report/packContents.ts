import type { Facts, SourceId } from '../domain/facts.ts';
import type { Change, Counts, FindingLife, RunRecord, SummaryRow } from '../domain/record.ts';
import type { Observation } from '../domain/observation.ts';
import type { RequirementId } from '../domain/requirement.ts';
import type { ManifestPart } from './manifest.ts';

/** Azure's public cloud; the setting names another for US Government and China. */
export const DEFAULT_PORTAL = 'https://portal.azure.com';

/** The run before this one, as history remembers it. */
export interface PreviousRun {
  readonly runId: string;
  /** ISO 8601. */
  readonly asOf: string;
  /** Lower-case hex. */
  readonly manifestSha256: string;
  /** Its counts, so that the workbook can show them beside this run's; left out when history does not hold them. */
  readonly summary?: readonly SummaryRow[] | undefined;
}

/** One run on the trend: its counts over all subscriptions. */
export interface TrendRun {
  readonly runId: string;
  /** ISO 8601. */
  readonly asOf: string;
  readonly state: RunRecord['state'];
  readonly counts: Readonly<Record<RequirementId, Counts>>;
}

/** Sources whose rows the workbook lists. */
export const SHEET_SOURCES = [
  'disks',
  'snapshots',
  'protectedItems',
  'backupInstances',
  'recoveryPoints',
  'restoreJobs',
  'restoreJobDetails',
  'replicationDetails',
  'replicationClusters',
  'diskEncryptionSets',
  'keyVaults',
  'keys',
] as const satisfies readonly SourceId[];
export type SheetSource = (typeof SHEET_SOURCES)[number];

/** The facts that were judged, each source sorted by id; every call reads them once through, so that none need stay in memory. */
export type FactRows = <S extends SheetSource>(source: S) => AsyncIterable<Facts[S]>;

/** Disks drawn for testing by hand when no setting says otherwise. */
export const SAMPLE_SIZE = 25;

/** All that the mail and the README say. */
export interface RunContents {
  readonly runId: string;
  /** The scope in words, e.g. `Management group contoso, 3 subscriptions`. */
  readonly scopeText: string;
  readonly record: RunRecord;
  /** Of the record's lines (`recordSha256Of`), lower-case hex. */
  readonly recordSha256: string;
  /** Undefined for a first run. */
  readonly previous: PreviousRun | undefined;
  readonly changes: readonly Change[];
  /** By `findingKey(check, subject)`. */
  readonly lives: ReadonlyMap<string, FindingLife>;
  /** `DEFAULT_PORTAL` unless the cloud is another. */
  readonly portalBase: string;
  /** Name of the tag that holds a resource's owner, any case. */
  readonly ownerTag?: string | undefined;
  /** True when a key signs the manifest. */
  readonly signed: boolean;
  /** Set where this is a part of a run's evidence: every count is of the part. */
  readonly excerpt?: {
    /** Disks that the run assessed; undefined where that is not for the reader. */
    readonly disksOfRun: number | undefined;
    /** Resources asked for that the run did not find; lower-cased ids. */
    readonly notFound: readonly string[];
  };
}

/** A question and its answer; how much came back is left out where that is of more than the reader may know. */
export type ShownObservation = Omit<Observation, 'pages' | 'rows'> & {
  readonly pages?: number | undefined;
  readonly rows?: number | undefined;
};

/** A file of the pack; its size is left out where that is of more than the reader may know. */
type ShownPart = Omit<ManifestPart, 'bytes'> & { readonly bytes?: number | undefined };

/** All that the workbook is rendered from. Nothing else is read, so equal contents give equal bytes. */
export interface PackContents extends RunContents {
  readonly observations: readonly ShownObservation[];
  readonly facts: FactRows;
  /** Earlier runs of this scope, the oldest first. */
  readonly earlier: readonly TrendRun[];
  /** The pack's files that are known before the workbook, sorted by name. */
  readonly parts: readonly ShownPart[];
  /** Disks to draw for testing by hand. */
  readonly sampleSize: number;
  /** The identity that asked Azure. */
  readonly identity: { readonly objectId?: string | undefined };
}
