import type { Change, FindingLife, RunRecord, SummaryRow } from '../domain/record.ts';
import type { Observation } from '../domain/observation.ts';

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

/** All that the workbook and the mail are rendered from. Nothing else is read, so equal contents give equal bytes. */
export interface PackContents {
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
  readonly observations: readonly Observation[];
  /** The identity that asked Azure. */
  readonly identity: { readonly objectId?: string | undefined };
  /** `DEFAULT_PORTAL` unless the cloud is another. */
  readonly portalBase: string;
  /** Name of the tag that holds a resource's owner, any case. */
  readonly ownerTag?: string | undefined;
  /** True when a key signs the manifest. */
  readonly signed: boolean;
}
