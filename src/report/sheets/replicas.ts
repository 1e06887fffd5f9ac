import { nameOf } from '../../domain/armId.ts';
import type { CheckId, Verdict } from '../../domain/check.ts';
import type { ReplicatedDisk, ReplicationCluster, ReplicationDetail } from '../../domain/facts.ts';
import { answerCell, blanks, type Cell, idCell, linkCell, momentCell } from '../cell.ts';
import type { PackIndex } from '../packIndex.ts';
import type { Listed, TableSheet } from '../sheet.ts';
import { byKey } from '../sideBySide.ts';
import { CHAINS_SHEET, REPLICAS_SHEET } from './names.ts';

/** One disk of a replicated VM with its VM, or a shared disk with its cluster. */
interface Leg {
  readonly detail: ReplicationDetail | ReplicationCluster;
  readonly disk: ReplicatedDisk | undefined;
}

const PARTS: readonly (readonly [CheckId, string])[] = [
  ['DR-03', 'Replica disk'],
  ['DR-06', 'Failover disk'],
  ['DR-04', 'Replicated VM'],
  ['DR-05', 'Cache account'],
];

export const replicas: Listed<TableSheet> = {
  kind: 'table',
  appendix: true,
  name: REPLICAS_SHEET,
  holds: 'appendix: replica and failover disks, targets, cache accounts',
  tab: '6A4C93',
  about:
    'Replica disks first (DR-03), then disks created by a failover or test failover (DR-06), then replicated machines and clusters with their failover target (DR-04), then cache accounts (DR-05). Each part sorted by resource id.',
  columns: [
    { title: 'Part', width: 15 },
    { title: 'Result', width: 14 },
    { title: 'Subject', width: 34 },
    { title: 'Source', width: 26 },
    { title: 'Machine', width: 20 },
    { title: 'Because', width: 60 },
    { title: 'DR-01 Replicated', width: 14 },
    { title: 'DR-07 Host encryption survives', width: 14 },
    { title: 'Protection state', width: 14 },
    { title: 'Health', width: 10 },
    { title: 'RPO (seconds)', width: 10, right: true },
    { title: 'RPO measured (UTC)', width: 20 },
    { title: 'Last test failover (UTC)', width: 20 },
    { title: 'Active side', width: 10 },
    { title: 'Recovery region', width: 16 },
    { title: 'Target set declared', width: 20 },
    { title: 'Method of the copy', width: 24 },
    { title: 'Method of the source', width: 24 },
    { title: 'Chain', width: 9 },
    { title: 'Portal', width: 9 },
    { title: 'Subscription', width: 24 },
    { title: 'Resource group', width: 22 },
    { title: 'Resource id', width: 110 },
  ],
  frozenColumns: 3,
  printedColumns: 11,
  whenEmpty: 'No replicated machine was found in scope.',
  async *rows(index) {
    const legs = new Map([
      ...(await byKey(index.contents.facts('replicationDetails'), legsOf)),
      ...(await byKey(index.contents.facts('replicationClusters'), legsOf)),
    ]);
    for (const [check, part] of PARTS)
      for (const verdict of index.verdicts.of(check)) yield rowOf(part, verdict, legs.get(verdict.subject), index);
  },
};

/** By the replica, by the disk that a failover made, and by the item itself. */
function* legsOf(detail: Leg['detail']): Generator<readonly [string | undefined, Leg]> {
  yield [detail.id, { detail, disk: undefined }];
  for (const disk of detail.disks) {
    yield [disk.recoveryReplicaDiskId, { detail, disk }];
    yield [disk.recoveryTargetDiskId, { detail, disk }];
  }
}

function rowOf(part: string, verdict: Verdict, leg: Leg | undefined, index: PackIndex): readonly Cell[] {
  const copy = index.chain(verdict.subject);
  const sourceId = leg?.disk?.diskId ?? copy?.copyOf;
  const resourceId = copy?.resourceId ?? leg?.detail.resourceId ?? verdict.subject;
  return [
    leg !== undefined && verdict.subject === leg.detail.id && isCluster(leg.detail) ? 'Replicated cluster' : part,
    answerCell(verdict),
    verdict.subjectName,
    sourceId === undefined ? undefined : nameOf(sourceId),
    leg === undefined ? undefined : machineText(leg),
    verdict.because,
    ...(leg === undefined ? blanks(10) : replicationCells(leg, index)),
    copy?.method,
    index.chain(sourceId)?.method,
    copy === undefined ? undefined : linkCell('Chain', index.placeOfDisk(CHAINS_SHEET, copy.disk)),
    linkCell('Open', index.portal(resourceId), 'no link'),
    index.subscription(verdict.subscriptionId),
    verdict.resourceGroup,
    idCell(resourceId),
  ];
}

function isCluster(detail: Leg['detail']): detail is ReplicationCluster {
  return 'itemIds' in detail;
}

function machineText({ detail }: Leg): string | undefined {
  if (isCluster(detail)) return `cluster ${detail.name}`;
  return detail.friendlyName ?? (detail.sourceVmId === undefined ? undefined : nameOf(detail.sourceVmId));
}

/** What Site Recovery says of the machine, and of the one disk where the row is about one. */
function replicationCells({ detail, disk }: Leg, index: PackIndex): readonly Cell[] {
  const machine = isCluster(detail) ? undefined : detail;
  const vm = machine?.sourceVmId;
  return [
    vm === undefined ? undefined : answerCell(index.verdicts.find('DR-01', vm)),
    machine === undefined ? undefined : answerCell(index.verdicts.find('DR-07', machine.id)),
    detail.protectionState,
    detail.replicationHealth,
    detail.rpoInSeconds,
    momentCell(detail.lastRpoCalculatedTime),
    momentCell(machine?.lastSuccessfulTestFailoverTime),
    detail.activeLocation,
    detail.recoveryFabricLocation,
    disk === undefined ? undefined : setText(disk),
  ];
}

/** A set attached to the replica by hand is not shown by Site Recovery. */
function setText({ recoveryDiskEncryptionSetId: id }: ReplicatedDisk): string {
  return id === undefined ? 'none declared' : nameOf(id);
}
