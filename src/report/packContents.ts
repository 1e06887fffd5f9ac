import type { AskedSourceId, Facts } from '../domain/facts.ts';
import type { Observation } from '../domain/observation.ts';
import type { RunRecord } from '../domain/record.ts';
import type { Sequence } from '../domain/sequence.ts';
import type { PackContext } from '../pack/context.ts';
import type { ManifestPart } from '../pack/manifest.ts';

/** Azure's public cloud; the setting names another for US Government and China. */
export const DEFAULT_PORTAL = 'https://portal.azure.com';

/**
 * The facts that were judged, each source sorted by id; every call reads them once through, so that none need stay in memory.
 * At hand are the sources that say they have a sheet (`collect/sources`).
 */
export type FactRows = <S extends AskedSourceId>(source: S) => AsyncIterable<Facts[S]>;

/** Disks drawn for testing by hand when no setting says otherwise. */
export const SAMPLE_SIZE = 25;

/** All that the mail and the README say. */
export interface RunContents extends Pick<
  PackContext,
  'runId' | 'attempt' | 'scopeText' | 'previous' | 'changes' | 'lives' | 'portalBase' | 'ownerTag' | 'signed'
> {
  readonly record: RunRecord;
  /** Of the record's lines (`recordSha256Of`), lower-case hex. */
  readonly recordSha256: string;
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
export interface PackContents extends RunContents, Pick<PackContext, 'earlier' | 'sampleSize' | 'identity'> {
  readonly observations: Sequence<ShownObservation>;
  readonly facts: FactRows;
  /** The pack's files that are known before the workbook, sorted by name. */
  readonly parts: readonly ShownPart[];
}
