import { nameOf } from '../../domain/armId.ts';
import type { Disk } from '../../domain/facts.ts';
import type { ChainRow } from '../../domain/record.ts';
import { answerCell, type Cell, idCell, linkCell, momentCell } from '../cell.ts';
import type { PackIndex } from '../packIndex.ts';
import type { Listed, TableSheet } from '../sheet.ts';
import { sideBySide } from '../sideBySide.ts';
import { holdersText, inWords, sentence } from '../words.ts';
import { ADE_TEXT, AT_REST_TEXT, CONFIDENTIAL_TEXT } from '../protectionWords.ts';
import { CHAINS_SHEET, DISKS_SHEET } from './names.ts';

export const disks: Listed<TableSheet> = {
  kind: 'table',
  appendix: true,
  name: DISKS_SHEET,
  holds: 'appendix: what Azure reports for each disk, and the method in force',
  tab: '2E6DA4',
  about:
    'One row per managed disk, in the order of Chains: each value that Azure reports, and the method in force that follows from them.',
  columns: [
    { title: 'Disk', width: 26 },
    { title: 'Role', width: 12 },
    { title: 'Virtual machine', width: 18 },
    { title: 'Method in force', width: 24 },
    { title: 'KEY-01 Own key', width: 14 },
    { title: 'MTH-01 Approved method', width: 14 },
    { title: 'Encryption type', width: 24 },
    { title: 'At rest under', width: 16 },
    { title: 'Azure Disk Encryption', width: 15 },
    { title: 'Encryption at host', width: 11 },
    { title: 'Confidential', width: 14 },
    { title: 'Contradictions', width: 22 },
    { title: 'State', width: 12 },
    { title: 'Size (GiB)', width: 8, right: true },
    { title: 'SKU', width: 15 },
    { title: 'OS', width: 10 },
    { title: 'Created (UTC)', width: 20 },
    { title: 'Made by', width: 12 },
    { title: 'Location', width: 14 },
    { title: 'Chain', width: 9 },
    { title: 'Portal', width: 9 },
    { title: 'Subscription', width: 24 },
    { title: 'Resource group', width: 22 },
    { title: 'Disk encryption set', width: 30 },
    { title: 'Key', width: 70 },
    { title: 'Made from', width: 90 },
    { title: 'Resource id', width: 100 },
  ],
  frozenColumns: 1,
  printedColumns: 13,
  whenEmpty: 'No managed disk was found in scope. See Population and gaps before concluding that there is none.',
  async *rows(index) {
    const { record, contents } = index;
    for await (const [chain, disk] of sideBySide(record.chains, (row) => row.disk, contents.facts('disks')))
      yield rowOf(chain, disk, index);
  },
};

function rowOf(chain: ChainRow, disk: Disk | undefined, index: PackIndex): readonly Cell[] {
  const { protection } = chain;
  return [
    chain.name,
    sentence(inWords(chain.role)),
    holdersText(chain) ?? 'none',
    chain.method,
    answerCell(index.verdicts.find('KEY-01', chain.disk)),
    answerCell(index.verdicts.find('MTH-01', chain.disk)),
    disk?.encryptionType,
    AT_REST_TEXT[protection.atRest],
    ADE_TEXT[protection.guest],
    hostText(chain),
    CONFIDENTIAL_TEXT[protection.confidential],
    protection.doubts.join(' '),
    disk?.diskState,
    disk?.sizeGb,
    disk?.sku,
    disk?.osType,
    momentCell(disk?.timeCreated),
    disk?.creation.createOption,
    chain.location,
    linkCell('Chain', index.placeOfDisk(CHAINS_SHEET, chain.disk), 'see Chains'),
    linkCell('Open', index.portal(chain.resourceId), 'no link'),
    index.subscription(chain.subscriptionId),
    chain.resourceGroup,
    protection.diskEncryptionSetId === undefined ? undefined : nameOf(protection.diskEncryptionSetId),
    idCell(protection.keyUrl),
    idCell(disk?.creation.sourceResourceId ?? disk?.creation.sourceUri),
    idCell(chain.resourceId),
  ];
}

/** A VM's host encrypts: a disk that no VM holds has none. */
function hostText({ virtualMachine, protection }: ChainRow): string {
  return virtualMachine === undefined ? 'n/a' : protection.host;
}
