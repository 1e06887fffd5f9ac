import { VERDICT_COLUMNS, type VerdictRow } from './entities.ts';
import { findingPartition } from './partition.ts';
import { hashKey } from './keys.ts';
import { quoted, readPartition, type TableClients } from './tableStorage.ts';

/** Every interval that history keeps of one check and subject (lower-cased id), the oldest first. */
export async function* verdictsOf(
  { Verdicts }: TableClients,
  { subject, subscriptionId }: Pick<VerdictRow, 'subject' | 'subscriptionId'>,
  check: string,
): AsyncGenerator<VerdictRow, void, undefined> {
  const hash = hashKey(subject);
  const rows = readPartition(
    Verdicts,
    VERDICT_COLUMNS,
    `${findingPartition(subscriptionId)}|${check}`,
    `RowKey ge ${quoted(`${hash}|`)} and RowKey lt ${quoted(`${hash}}`)}`,
  );
  for await (const { row } of rows) yield row;
}
