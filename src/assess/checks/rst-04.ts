import type { Evidence, Outcome } from '../../domain/check.ts';
import { defineCheck } from './shared/defineCheck.ts';
import { restores as restoresBy } from '../../domain/backupKinds.ts';
import { quoted } from '../../base/openEnum.ts';
import { DAY, instant, isoDay, isYetToCome } from '../../base/time.ts';
import {
  allOf,
  attestable,
  compliant,
  evidence,
  hidden,
  nonCompliant,
  notApplicable,
  unknown,
} from './shared/outcome.ts';
import type { KnownRestore, KnownRestores } from '../chain/subjects.ts';

export const rst04 = defineCheck({
  id: 'RST-04',
  version: 5,
  answers: ['R3'],
  subject: 'virtualMachine',
  title: 'A restore was exercised and proven within the interval of the baseline',
  severity: 'Medium',
  rollsUp: true,
  remediation:
    'Restore the disks of the VM to an isolated resource group, run Unbroken before they are deleted, and record the result.',
  limits:
    'Resource Graph keeps restore jobs for 14 days: older ones are known from the packs of earlier runs, and the first run lists those that the vault still shows. How far back that list reaches is not documented, so that it proves no absence. A restore counts as proven when every disk that its job names, or that its recovery point held, was found by job ID: a restore of chosen disks proves only these. Whether a VM started from them is not seen.',
  attestable: 'that a restore was exercised, when, and with what result',
  learnMore: 'https://learn.microsoft.com/azure/backup/backup-azure-arm-restore-vms',
  controls: ['NIST SP 800-53 r5 CP-9', 'ISO/IEC 27001:2022 A.8.13'],
  needs: ['machine', 'backups', 'knownRestores'],
  assess: ({ machine, backups, knownRestores }, rules, asOf) => {
    const days = rules.restore.provenWithinDays;
    if (days === null) return notApplicable('The baseline requires no restore interval.');
    if (backups.rows.length === 0)
      return backups.gaps.length > 0
        ? hidden('Whether Azure Backup protects the VM', backups.gaps)
        : notApplicable(
            'No Azure Backup item protects the VM, so there is nothing to restore.',
            undefined,
            backups.elsewhere,
          );
    // Whatever hides its restores: that one was exercised, and with what result, can be attested.
    return attestable(judge(knownRestores, days, asOf, instant(machine.timeCreated)));
  },
});

function judge(
  { restores, since, doubtful }: KnownRestores,
  days: number,
  asOf: string,
  created: number | undefined,
): Outcome {
  const from = Date.parse(asOf) - days * DAY;
  const all = [...restores.rows].sort((a, b) => ((a.endTime ?? '~') < (b.endTime ?? '~') ? 1 : -1));
  // A VM that was deleted and created again keeps its ID: restores before that were of another VM.
  const isEarlier = ({ endTime }: KnownRestore): boolean =>
    created !== undefined && (instant(endTime) ?? Number.POSITIVE_INFINITY) < created;
  const newestFirst = all.filter((restore) => !isEarlier(restore));
  const recent = newestFirst.filter((restore) => (instant(restore.endTime) ?? Number.POSITIVE_INFINITY) >= from);
  const hasEnded = (moment: number | undefined): boolean => moment !== undefined && !isYetToCome(moment, asOf);
  const proven = recent.find((restore) => isProven(restore) && hasEnded(instant(restore.endTime)));
  if (proven !== undefined)
    return compliant(
      `The restore that ended on ${isoDay(proven.endTime ?? '')} is proven: ${provenDisks(proven)}`,
      factsOf(proven, days),
    );
  const asked = evidence({
    'Days required': days,
    'Restores known since': since,
    'Last restore': newestFirst[0]?.endTime,
  });
  // A restore from a vault that does not protect the VM exercises another backup: a gap elsewhere hides none of this one.
  if (restores.gaps.length > 0) return hidden('The restores of the VM', restores.gaps, asked);
  const [odd] = doubtful.filter((job) => (instant(job.endTime) ?? Number.POSITIVE_INFINITY) >= from);
  if (odd !== undefined)
    return unknown(
      `Job ${odd.jobId} of operation ${quoted(odd.operation)} and status ${quoted(odd.status)} may be a restore that was completed: this check does not know ${restoresBy(odd.operation) === 'unknown' ? 'the operation' : 'the status'}.`,
      asked,
    );
  const [earlier] = all.filter((restore) => isEarlier(restore) && (instant(restore.endTime) ?? 0) >= from);
  if (recent.length === 0 && earlier !== undefined)
    return unknown(
      `The restore that ended on ${isoDay(earlier.endTime ?? '')} is older than the VM: it may have been of an earlier VM with the same ID.`,
      asked,
    );
  const [newest] = recent;
  if (newest !== undefined && isYetToCome(instant(newest.endTime), asOf))
    return unknown(`According to its job, a restore ended on ${isoDay(newest.endTime ?? '')}, after this run.`, asked);
  if (newest !== undefined) return unproven(newest, days);
  const known = instant(since);
  if (known === undefined || known > from)
    return unknown(
      `No restore is known, and restores before ${known === undefined ? 'this run' : isoDay(since ?? '')} are not: Azure promises to keep jobs for 14 days only.`,
      asked,
    );
  return nonCompliant(`No restore of the VM was completed within ${days} ${days === 1 ? 'day' : 'days'}.`, asked);
}

/** In words; if only some disks were restored, of how many. */
function provenDisks({ disksInPoint = 0, disksBackedUp }: KnownRestore): string {
  const found = `${allOf(disksInPoint).toLowerCase()} that it had to create ${disksInPoint === 1 ? 'was' : 'were'} found`;
  return disksBackedUp === undefined || disksBackedUp <= disksInPoint
    ? `${found}.`
    : `${found}, of the ${disksBackedUp} that were backed up.`;
}

function isProven({ disksFound, disksInPoint }: KnownRestore): boolean {
  return disksInPoint !== undefined && disksInPoint > 0 && disksFound >= disksInPoint;
}

/** Completed, but not everything it made was seen: neither proof nor the opposite. */
function unproven(restore: KnownRestore, days: number): Outcome {
  const facts = factsOf(restore, days);
  if (restore.gaps.length > 0) return hidden('The disks that the newest restore made', restore.gaps, facts);
  const { disksFound, disksInPoint, endTime } = restore;
  const when = endTime === undefined ? 'at a time that Azure does not say' : `on ${isoDay(endTime)}`;
  return unknown(
    disksInPoint === undefined
      ? `A restore ended ${when}, but could not determine how many disks it had to create: neither its job nor its recovery point says.`
      : `A restore ended ${when}, but ${disksFound} of the ${disksInPoint} disks that it had to create were found.`,
    facts,
  );
}

function factsOf(restore: KnownRestore, days: number): Evidence {
  return evidence({
    'Days required': days,
    'Restore job': restore.jobId,
    Ended: restore.endTime,
    'Recovery point time': restore.recoveryPointTime,
    'Disks to create': restore.disksInPoint,
    'Disks backed up': restore.disksBackedUp,
    'Disks found': restore.disksFound,
    'Seen by earlier runs': restore.runs.length === 0 ? null : restore.runs.join(', '),
  });
}
