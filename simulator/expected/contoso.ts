import type { CheckId, Status } from './contoso/types.ts';
import { accessRows } from './contoso/access.ts';
import { backupRows } from './contoso/backups.ts';
import { chainRows } from './contoso/chains.ts';
import { changeRows } from './contoso/changes.ts';
import { cleanRows } from './contoso/clean.ts';
import { clusterRows } from './contoso/clusters.ts';
import { diskBackupRows } from './contoso/diskBackups.ts';
import { elsewhereRows } from './contoso/elsewhere.ts';
import { exportRows } from './contoso/exporting.ts';
import { keyRows } from './contoso/keys.ts';
import { kindRows } from './contoso/kinds.ts';
import { methodRows } from './contoso/methods.ts';
import { readingRows } from './contoso/reading.ts';
import { replicationRows } from './contoso/replications.ts';
import { restorePointRows } from './contoso/restorePoints.ts';
import { restoreRows } from './contoso/restores.ts';
import { siteRecoveryRows } from './contoso/siteRecovery.ts';
import type { ExpectedCheck, ExpectedDisk, Row, Week } from './contoso/types.ts';

export { EXPECTED_NOT_ASSESSED } from './contoso/kinds.ts';
export type { ExpectedCheck, ExpectedDisk, Week } from './contoso/types.ts';

const ROWS: readonly Row[] = [
  ...cleanRows,
  ...methodRows,
  ...kindRows,
  ...keyRows,
  ...backupRows,
  ...diskBackupRows,
  ...restorePointRows,
  ...chainRows,
  ...restoreRows,
  ...replicationRows,
  ...clusterRows,
  ...siteRecoveryRows,
  ...exportRows,
  ...accessRows,
  ...readingRows,
  ...changeRows,
  ...elsewhereRows,
];

/**
 * What the record of the Contoso estate must say under the bank's own baselines (estate/contoso/baseline.json, in the second week baseline-week-2.json): one row for each disk and week, each verdict
 * reasoned by hand from the catalogue and the facts. Never regenerated: where it and the code differ, one of them is wrong
 * and somebody has to find out which.
 */
export const EXPECTED: readonly ExpectedDisk[] = ROWS.flatMap(({ weeks, absent, ...row }) =>
  weeks.map((week) => ({ ...row, week, absent: absent ?? false })),
);

/** What POP-01 must say, by the name of the subscription. */
export const EXPECTED_SUBSCRIPTIONS: readonly {
  readonly week: Week;
  readonly subscription: string;
  readonly status: Status;
  readonly because: string;
}[] = [
  ...([1, 2] as const).flatMap((week) =>
    ['contoso-core-banking', 'contoso-payments', 'contoso-workplace'].map((subscription) => ({
      week,
      subscription,
      status: 'Compliant' as const,
      because: 'Counted = read, nothing cut off.',
    })),
  ),
  {
    week: 1,
    subscription: 'contoso-sealed',
    status: 'NonCompliant',
    because: 'It stands under the management group, but Azure did not show it.',
  },
  {
    week: 2,
    subscription: 'contoso-sealed',
    status: 'Compliant',
    because: 'Its owner granted access: counted = read, nothing cut off.',
  },
];

/** What must be reported as moved from week 1 to week 2; undefined where the subject is not there. */
export const EXPECTED_CHANGES: readonly {
  readonly check: CheckId;
  readonly subject: string;
  readonly before: Status | undefined;
  readonly after: Status | undefined;
  readonly because: string;
}[] = [
  {
    check: 'EXP-01',
    subject: '/disks/vm-callcentre-01-osdisk',
    before: 'NonCompliant',
    after: 'Compliant',
    because: 'Fixed: export was shut.',
  },
  {
    check: 'RST-01',
    subject: '/disks/vm-onboarding-01-osdisk-20261119-165000',
    before: undefined,
    after: 'NonCompliant',
    because: 'New finding: a restored copy with a platform key.',
  },
  {
    check: 'KEY-02',
    subject: '/vaults/kv-contoso-core-weu/keys/disk-cmk-deposits/*',
    before: 'Compliant',
    after: 'NonCompliant',
    because: 'New finding: the key expired on 20 Nov 2026.',
  },
  {
    check: 'KEY-01',
    subject: '/disks/disk-forgotten-2021',
    before: 'NonCompliant',
    after: undefined,
    because: 'The disk was deleted: gone, not fixed.',
  },
  {
    check: 'KEY-01',
    subject: '/disks/vm-openbanking-01-osdisk',
    before: undefined,
    after: 'Compliant',
    because: 'A new disk, as it should be.',
  },
  {
    check: 'EXP-01',
    subject: '/disks/vm-letters-01-osdisk',
    before: 'Compliant',
    after: 'Unknown',
    because: 'Its network access policy became a value that nobody knows.',
  },
  {
    check: 'KEY-01',
    subject: '/disks/vm-board-01-osdisk',
    before: undefined,
    after: 'Compliant',
    because: 'Read for the first time.',
  },
  {
    check: 'MTH-03',
    subject: '/virtualMachines/vm-clearing-01',
    before: 'NonCompliant',
    after: 'Exempt',
    because: 'The baseline of week 2 exempts it.',
  },
];

/** Whether a verdict's subject (lower-case id) is the one that an expectation names; see `ExpectedCheck.subject`. */
export function isSubject(expected: ExpectedCheck['subject'], id: string): boolean {
  const wanted = expected.toLowerCase();
  return wanted.endsWith('*') ? id.includes(wanted.slice(0, -1)) : id.endsWith(wanted);
}

/** The rows of one week. */
export function expectedIn(week: Week): readonly ExpectedDisk[] {
  return EXPECTED.filter((row) => row.week === week);
}
