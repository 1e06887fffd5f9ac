import { nameOf, resourceGroupOf } from '../../domain/armId.ts';
import type { Verdict } from '../../domain/check.ts';
import type { BackupInstance, ProtectedItem, RecoveryPoint } from '../../domain/facts.ts';
import { answerCell, blanks, type Cell, idCell, momentCell, yesNoCell } from '../cell.ts';
import type { PackIndex } from '../packIndex.ts';
import type { Listed, TableSheet } from '../sheet.ts';
import { sideBySide } from '../sideBySide.ts';
import { RECOVERY_POINTS_SHEET } from './names.ts';

export const recoveryPoints: Listed<TableSheet> = {
  kind: 'table',
  appendix: true,
  name: RECOVERY_POINTS_SHEET,
  holds: 'appendix: vaults, backed-up machines and each recovery point',
  tab: '6A4C93',
  about:
    'Vaults first (BKP-03), then backed-up machines (BKP-02), then disks with disk backup in a Backup vault (BKP-01; its recovery points are snapshots, BKP-05), then one row per recovery point that was read; its machine’s row has the verdict. Each part sorted by resource id.',
  columns: [
    { title: 'Part', width: 14 },
    { title: 'Result', width: 14 },
    { title: 'Name', width: 24 },
    { title: 'Machine', width: 20 },
    { title: 'Because', width: 44 },
    { title: 'Time (UTC)', width: 20 },
    { title: 'Kind or policy', width: 20 },
    { title: 'Tiers or state', width: 22 },
    { title: 'Source under ADE', width: 10 },
    { title: 'Mechanism', width: 12 },
    { title: 'Carries secret', width: 9 },
    { title: 'Carries KEK', width: 9 },
    { title: 'Disks in it', width: 8, right: true },
    { title: 'Disks left out', width: 20 },
    { title: 'Expires (UTC)', width: 20 },
    { title: 'RST-03 Restorable', width: 14 },
    { title: 'RST-06 In another region or zone', width: 14 },
    { title: 'BKP-08 Within life of method', width: 14 },
    { title: 'Vault', width: 20 },
    { title: 'Subscription', width: 24 },
    { title: 'Resource group', width: 22 },
    { title: 'Resource id', width: 120 },
  ],
  frozenColumns: 3,
  printedColumns: 12,
  whenEmpty: 'No vault, backup or recovery point was found in scope.',
  async *rows(index) {
    for (const vault of index.verdicts.of('BKP-03')) yield vaultRow(vault, index);
    const items = index.verdicts.of('BKP-02');
    const facts = index.contents.facts('protectedItems');
    for await (const [verdict, item] of sideBySide(items, ({ subject }) => subject, facts))
      yield itemRow(verdict, item, index);
    for await (const instance of index.contents.facts('backupInstances')) yield instanceRow(instance, index);
    for await (const point of index.contents.facts('recoveryPoints')) yield pointRow(point, index);
  },
};

function vaultRow(verdict: Verdict, index: PackIndex): readonly Cell[] {
  return [
    'Vault',
    answerCell(verdict),
    verdict.subjectName,
    undefined,
    verdict.because,
    ...blanks(13),
    verdict.subjectName,
    index.subscription(verdict.subscriptionId),
    verdict.resourceGroup,
    idCell(verdict.subject),
  ];
}

function itemRow(verdict: Verdict, item: ProtectedItem | undefined, index: PackIndex): readonly Cell[] {
  const other = (check: Verdict['check']): Cell => answerCell(index.verdicts.find(check, verdict.subject));
  return [
    'Machine',
    answerCell(verdict),
    verdict.subjectName,
    item?.sourceResourceId === undefined ? undefined : nameOf(item.sourceResourceId),
    verdict.because,
    momentCell(item?.lastRecoveryPoint),
    item?.policyName,
    item?.currentProtectionState ?? item?.protectionState,
    ...blanks(7),
    other('RST-03'),
    other('RST-06'),
    other('BKP-08'),
    vaultOf(verdict.subject),
    index.subscription(verdict.subscriptionId),
    verdict.resourceGroup,
    idCell(item?.resourceId ?? verdict.subject),
  ];
}

function instanceRow(instance: BackupInstance, index: PackIndex): readonly Cell[] {
  const backedUp = index.verdicts.find('BKP-01', instance.id);
  const newest = backedUp?.evidence['Newest snapshot'];
  return [
    'Disk',
    answerCell(backedUp),
    instance.diskId === undefined ? instance.name : nameOf(instance.diskId),
    undefined,
    backedUp?.because,
    momentCell(typeof newest === 'string' ? newest : undefined),
    instance.policyName,
    instance.currentProtectionState ?? instance.protectionStatus,
    ...blanks(7),
    answerCell(index.verdicts.find('RST-03', instance.id)),
    ...blanks(2),
    vaultOf(instance.id),
    index.subscription(instance.subscriptionId),
    resourceGroupOf(instance.id),
    idCell(instance.resourceId),
  ];
}

function pointRow(point: RecoveryPoint, index: PackIndex): readonly Cell[] {
  return [
    'Recovery point',
    undefined,
    point.name,
    nameOf(point.protectedItemId).split(';').at(-1),
    undefined,
    momentCell(point.time),
    point.recoveryPointType,
    point.tiers.map(({ type, status }) => `${type ?? 'not said'} ${status ?? ''}`.trim()).join(', '),
    yesNoCell(point.isSourceVmEncrypted),
    point.encryptionMechanism,
    yesNoCell(point.keys?.secretUrl !== undefined),
    yesNoCell(point.keys?.keyUrl !== undefined),
    point.numberOfDisksIncluded ?? point.includedDisks?.length,
    point.excludedDisks?.map(({ name, lun }) => name ?? `LUN ${String(lun)}`).join(', '),
    momentCell(point.expiryTime),
    ...blanks(3),
    vaultOf(point.id),
    index.subscription(point.subscriptionId),
    resourceGroupOf(point.id),
    idCell(point.resourceId),
  ];
}

function vaultOf(id: string): string {
  return /\/(?:backup)?vaults\/([^/]+)/i.exec(id)?.[1] ?? '';
}
