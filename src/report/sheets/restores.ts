import { nameOf } from '../../domain/armId.ts';
import type { Verdict } from '../../domain/check.ts';
import type { Disk, DiskRestoreJob, RestoreJob, RestoreJobDetail } from '../../domain/facts.ts';
import { answerCell, blanks, type Cell, idCell, linkCell, momentCell } from '../cell.ts';
import type { PackIndex } from '../packIndex.ts';
import type { Listed, TableSheet } from '../sheet.ts';
import { byKey, sideBySide } from '../sideBySide.ts';
import { CHAINS_SHEET, RESTORES_SHEET } from './names.ts';

export const restores: Listed<TableSheet> = {
  kind: 'table',
  appendix: true,
  name: RESTORES_SHEET,
  holds: 'appendix: restored copies, restore jobs, staging accounts',
  tab: '6A4C93',
  about:
    'Restored copies first (RST-01: at least as well protected as their source), then restore jobs (RST-02: every disk accounted for), then the staging accounts that they used (RST-05). Each part sorted by resource id.',
  columns: [
    { title: 'Part', width: 16 },
    { title: 'Result', width: 14 },
    { title: 'Subject', width: 32 },
    { title: 'Came from', width: 26 },
    { title: 'Because', width: 60 },
    { title: 'Made or started (UTC)', width: 20 },
    { title: 'Ended (UTC)', width: 20 },
    { title: 'Operation', width: 14 },
    { title: 'State in Azure', width: 14 },
    { title: 'Recovery point of (UTC)', width: 20 },
    { title: 'Restored to', width: 22 },
    { title: 'Method of the copy', width: 24 },
    { title: 'Method of the source', width: 24 },
    { title: 'Chain', width: 9 },
    { title: 'Portal', width: 9 },
    { title: 'Subscription', width: 24 },
    { title: 'Resource group', width: 22 },
    { title: 'Resource id', width: 110 },
  ],
  frozenColumns: 3,
  printedColumns: 9,
  whenEmpty: 'No restored disk and no restore job was found. Resource Graph shows jobs of the last 14 days.',
  async *rows(index) {
    const { verdicts, contents } = index;
    const subject = (verdict: Verdict): string => verdict.subject;
    for await (const [verdict, disk] of sideBySide(verdicts.of('RST-01'), subject, contents.facts('disks')))
      yield copyRow(verdict, disk, index);
    const details = await byKey(contents.facts('restoreJobDetails'), (detail) => [[detail.id, detail]]);
    const byDiskBackup = await byKey(contents.facts('diskRestoreJobs'), (job) => [[job.id, job]]);
    for await (const [verdict, job] of sideBySide(verdicts.of('RST-02'), subject, contents.facts('restoreJobs')))
      yield jobRow(
        verdict,
        job ?? ofDiskBackup(byDiskBackup.get(verdict.subject)),
        details.get(verdict.subject) ?? byDiskBackup.get(verdict.subject),
        index,
      );
    for (const verdict of verdicts.of('RST-05')) yield accountRow(verdict, index);
  },
};

function copyRow(verdict: Verdict, disk: Disk | undefined, index: PackIndex): readonly Cell[] {
  const copy = index.chain(verdict.subject);
  const source = index.chain(copy?.copyOf);
  return [
    'Restored disk',
    answerCell(verdict),
    verdict.subjectName,
    copy?.copyOf === undefined ? 'not known' : nameOf(copy.copyOf),
    verdict.because,
    momentCell(disk?.timeCreated),
    undefined,
    disk?.creation.createOption,
    disk?.diskState,
    undefined,
    copy?.resourceGroup,
    copy?.method,
    source?.method,
    ...tail(verdict, disk?.resourceId ?? verdict.subject, index, true),
  ];
}

type ListedJob = Pick<
  RestoreJob,
  'resourceId' | 'entityFriendlyName' | 'startTime' | 'endTime' | 'operation' | 'status'
>;

/** A job of disk backup in the columns of one of a VM's. */
function ofDiskBackup(job: DiskRestoreJob | undefined): ListedJob | undefined {
  if (job === undefined) return undefined;
  return { ...job, entityFriendlyName: job.sourceDiskId === undefined ? undefined : nameOf(job.sourceDiskId) };
}

function jobRow(
  verdict: Verdict,
  job: ListedJob | undefined,
  detail: Partial<Pick<RestoreJobDetail, 'recoveryPointTime' | 'targetResourceGroup'>> | undefined,
  index: PackIndex,
): readonly Cell[] {
  return [
    'Restore job',
    answerCell(verdict),
    verdict.subjectName,
    job?.entityFriendlyName,
    verdict.because,
    momentCell(job?.startTime),
    momentCell(job?.endTime),
    job?.operation,
    job?.status,
    momentCell(detail?.recoveryPointTime),
    detail?.targetResourceGroup,
    undefined,
    undefined,
    ...tail(verdict, job?.resourceId ?? verdict.subject, index, false),
  ];
}

function accountRow(verdict: Verdict, index: PackIndex): readonly Cell[] {
  return [
    'Staging account',
    answerCell(verdict),
    verdict.subjectName,
    undefined,
    verdict.because,
    ...blanks(8),
    ...tail(verdict, verdict.subject, index, false),
  ];
}

function tail(verdict: Verdict, resourceId: string, index: PackIndex, isDisk: boolean): readonly Cell[] {
  return [
    isDisk ? linkCell('Chain', index.placeOfDisk(CHAINS_SHEET, verdict.subject), 'not in scope') : undefined,
    linkCell('Open', index.portal(resourceId), 'no link'),
    index.subscription(verdict.subscriptionId),
    verdict.resourceGroup,
    idCell(resourceId),
  ];
}
