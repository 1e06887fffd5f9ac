import type { RunRecord } from '../../domain/record.ts';
import { sameRecordIn, type Pack } from '../../pack/readPack.ts';
import { recordSha256Of } from '../../pack/recordLines.ts';
import { recordOnDisk } from '../packEvidence.ts';

/** The record as the pack tells it. */
export interface PackRecord {
  readonly record: RunRecord;
  /** As `recordSha256Of`. */
  readonly sha256: string;
  /** Its file is byte for byte that of the computed record, and `record` is that record. */
  readonly isComputed: boolean;
}

/** Reads the record as JSON only if it is not the computed one: otherwise two of them would be in memory. */
export async function readPackRecord(pack: Pack, computed: RunRecord | undefined): Promise<PackRecord> {
  const same = computed === undefined ? undefined : await sameRecordIn(pack, computed);
  if (computed !== undefined && same !== undefined) return { record: computed, sha256: same, isComputed: true };
  // It may say anything, and be any length.
  const record = await recordOnDisk(pack);
  return { record, sha256: recordSha256Of(record), isComputed: false };
}
