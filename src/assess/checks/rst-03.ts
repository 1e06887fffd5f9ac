import { isSoftDeleted } from '../../domain/softDeleted.ts';
import type { Outcome } from '../../domain/check.ts';
import type { ArmId } from '../../domain/armId.ts';
import type { RecoveryPoint } from '../../domain/facts.ts';
import { asReadOfNewest } from './shared/asRead.ts';
import { defineCheck } from './shared/defineCheck.ts';
import { quoted, says, values } from '../../base/openEnum.ts';
import { instant, isYetToCome } from '../../base/time.ts';
import { isDeletedInstance } from '../chain/joins/diskBackups.ts';
import { keyOutcome } from './shared/keyOutcome.ts';
import { keyState } from './shared/keyState.ts';
import { attestable, compliant, evidence, hidden, notApplicable, unknown, weakest } from './shared/outcome.ts';
import { OWN_PAGE, pagesUnread } from './shared/ownPage.ts';
import { isWhole, newestUsable, vaultTiers } from '../../domain/recoveryPoint.ts';
import { otherVaultKey, unnamedVaultKey } from './shared/vaultKeyDoubt.ts';
import type { InstantRestore, KeyLink, Restorable } from '../chain/subjects.ts';

export const rst03 = defineCheck({
  id: 'RST-03',
  version: 8,
  answers: ['R3'],
  subject: 'protectedItem',
  alsoJudges: ['backupInstance'],
  title: 'The keys that the newest recovery point needs exist and are enabled',
  severity: 'High',
  rollsUp: true,
  remediation: 'Recover or enable the key, or take a new backup under a usable key.',
  limits:
    'A recovery point that lies in the vault needs the key of the vault; one that lies in snapshots alone needs the keys of their disk encryption sets, and where no snapshot is shown, as under a Standard policy, these are Unknown. Azure Disk Encryption secrets are never read, so a recovery point that needs a secret alone is Unknown, as is one that carries keys and says that its source was not encrypted. Only a restore proves that a restore works (RST-04). Azure does not mark a snapshot as taken by disk backup: any incremental snapshot of the disk in the resource group for snapshots counts.',
  attestable:
    'that the keys which a restore needs are usable: in a managed HSM, in another tenant, or an Azure Disk Encryption secret',
  learnMore: 'https://learn.microsoft.com/azure/backup/restore-azure-encrypted-virtual-machines',
  controls: ['MCSB v1 BR-2', 'MCSB v2 BR-2', 'NIST SP 800-53 r5 CP-9', 'ISO/IEC 27001:2022 A.8.13'],
  needs: ['restorable'],
  assess: ({ restorable }, _rules, asOf) => {
    if (restorable.from === 'snapshot') return fromSnapshot(restorable, asOf);
    const { backup } = restorable;
    if (isSoftDeleted(backup.item)) return notApplicable('The backup item is soft-deleted.');
    return asReadOfNewest(fromPoint(restorable, asOf), backup);
  },
});

function fromPoint(restorable: Extract<Restorable, { from: 'recoveryPoint' }>, asOf: string): Outcome {
  const { backup, vaultKey, vaultEncryption, instant: instantOnly, recoveryPointKeys } = restorable;
  const { recoveryPoints, vault } = backup;
  if (recoveryPoints.gaps.length > 0) return hidden('Its newest recovery point', recoveryPoints.gaps);
  const { point, doubtful } = newestUsable(recoveryPoints.rows, asOf);
  const pages = pagesUnread(backup);
  if (doubtful && pages.length > 0) return hidden(OWN_PAGE, pages);
  if (doubtful) return unknown('Could not determine which recovery point is the newest usable one.');
  if (point === undefined) return notApplicable('There is no usable recovery point.');
  const facts = evidence({ 'Recovery point': point.name, 'Recovery point time': point.time });
  const ownKeys = keysOfPoint(point, recoveryPointKeys, asOf);
  if (ownKeys.status === 'NonCompliant') return { ...ownKeys, evidence: { ...facts, ...ownKeys.evidence } };
  const needed: Outcome[] = [ownKeys];
  if (vaultTiers(point).length > 0) {
    if (vault.kind === 'unsure') return hidden('The vault that holds it', vault.gaps, facts);
    if (vault.kind === 'absent') return unknown('The vault that holds it was not found.', facts);
    if (vaultKey !== undefined) needed.push(keyNamed(vaultKey, 'The key of the vault', asOf));
    const { keyUri } = vault.row;
    const doubt =
      keyUri === undefined ? unnamedVaultKey(vault.row, vaultEncryption) : otherVaultKey(keyUri, vaultEncryption);
    if (doubt !== undefined) needed.push(doubt);
  }
  if (instantOnly !== undefined) needed.push(...keysOfSnapshots(instantOnly, asOf));
  const worst = weakest(needed.filter((outcome) => outcome.status !== 'NotApplicable'));
  if (worst === undefined)
    return compliant('The newest usable recovery point needs no key of the organisation.', facts);
  return { ...worst, evidence: { ...facts, ...worst.evidence } };
}

/**
 * A point that is in no vault is restored from its snapshots, which use the disk encryption sets that they name.
 * @see https://learn.microsoft.com/azure/backup/backup-instant-restore-capability
 */
function keysOfSnapshots({ copies, gaps, disks }: InstantRestore, asOf: string): readonly Outcome[] {
  if (gaps.length > 0) return [hidden('The snapshots of the newest recovery point', gaps)];
  if (copies.length > 0)
    return copies.map(({ copy, key }) => {
      const { atRest, confidential } = copy.guarded.protection;
      if (key?.kind === 'unsure') return hidden(`The disk encryption set of the snapshot of ${copy.name}`, key.gaps);
      if (key?.kind === 'absent')
        return unknown(`The disk encryption set of the snapshot of ${copy.name} was not found.`);
      if (key !== undefined) return keyNamed(key.row, `The key of the snapshot of ${copy.name}`, asOf);
      return atRest === 'platform' && confidential === 'none'
        ? notApplicable(`The snapshot of ${copy.name} needs no key of the organisation.`)
        : unknown(`Could not determine which key the snapshot of ${copy.name} needs.`);
    });
  const needNone = disks?.every(({ found }) => {
    if (found.kind !== 'found') return false;
    const { atRest, confidential } = found.row.guarded.protection;
    return atRest === 'platform' && confidential === 'none';
  });
  return needNone === true
    ? []
    : [
        unknown(
          'The newest usable recovery point lies in snapshots alone, and none of them is shown: which keys they need is not known.',
        ),
      ];
}

/**
 * A restore of disk backup fails if the key of the disk encryption set is disabled or deleted.
 * @see https://learn.microsoft.com/azure/backup/disk-backup-support-matrix#limitations
 */
function fromSnapshot({ backup, snapshotKeys }: Extract<Restorable, { from: 'snapshot' }>, asOf: string): Outcome {
  const { instance, snapshots } = backup;
  if (isDeletedInstance(instance)) return notApplicable('The backup instance is soft-deleted.');
  if (instance.snapshotGroupId === undefined)
    return unknown('Disk backup does not say in which resource group its snapshots lie.');
  if (snapshots.gaps.length > 0) return hidden('Its newest snapshot', snapshots.gaps);
  const whole = snapshots.rows.filter(({ snapshot }) => isWhole(snapshot) !== 'no');
  const hasNoTime = (moment: number | undefined): boolean => moment === undefined || isYetToCome(moment, asOf);
  if (whole.some(({ snapshot }) => hasNoTime(instant(snapshot.timeCreated))))
    return unknown('Could not determine which snapshot is the newest one.');
  const [newest] = whole;
  if (newest === undefined) return notApplicable('There is no snapshot to restore from.');
  const facts = evidence({ Snapshot: newest.snapshot.resourceId, 'Snapshot time': newest.snapshot.timeCreated });
  if (isWhole(newest.snapshot) === 'unknown')
    return unknown(
      `Whether the newest snapshot is whole is not known: it is in state ${quoted(newest.snapshot.provisioningState)}, its access state is ${quoted(newest.snapshot.accessState)}, and it was made by ${quoted(newest.snapshot.creation.createOption)}.`,
      facts,
    );
  if (newest.guarded.protection.guest !== 'none')
    return unknown(
      'The newest snapshot may need Azure Disk Encryption keys, which disk backup does not keep.',
      facts,
      newest.guarded.guestGaps,
    );
  const key = snapshotKeys.get(newest.snapshot.id);
  if (key === undefined)
    return newest.guarded.protection.atRest === 'platform'
      ? compliant('The newest snapshot needs no key of the organisation.', facts)
      : unknown('Could not determine which key the newest snapshot needs.', facts);
  if (key.kind === 'unsure') return hidden('The disk encryption set of the newest snapshot', key.gaps, facts);
  if (key.kind === 'absent') return unknown('The disk encryption set of the newest snapshot was not found.', facts);
  const outcome = keyNamed(key.row, 'The key of the newest snapshot', asOf);
  return { ...outcome, evidence: { ...facts, ...outcome.evidence } };
}

function keysOfPoint(point: RecoveryPoint, links: ReadonlyMap<ArmId, KeyLink>, asOf: string): Outcome {
  if (point.isSourceVmEncrypted === undefined)
    return unknown('The newest recovery point does not say whether it needs Azure Disk Encryption keys.');
  if (!point.isSourceVmEncrypted && carriesKeys(point))
    return unknown(
      'The newest recovery point says that its source was not encrypted, yet it carries Azure Disk Encryption keys.',
      evidence({ 'Source was encrypted': false, Mechanism: point.encryptionMechanism }),
    );
  if (!point.isSourceVmEncrypted) return notApplicable('It needs no Azure Disk Encryption key.');
  const link = links.get(point.id);
  return link === undefined
    ? attestable(unknown('The newest recovery point needs an Azure Disk Encryption secret; secrets are never read.'))
    : keyNamed(link, 'The key encryption key of the newest recovery point', asOf);
}

const NO_MECHANISM = values('None');

/** @see https://learn.microsoft.com/rest/api/backup/recovery-points/get#keyandsecretdetails */
function carriesKeys({ keys, encryptionMechanism }: RecoveryPoint): boolean {
  const isNamed = keys?.secretUrl !== undefined || keys?.keyUrl !== undefined;
  return isNamed || (encryptionMechanism !== undefined && !says(encryptionMechanism, NO_MECHANISM));
}

function keyNamed(link: KeyLink, what: string, asOf: string): Outcome {
  const state = keyState(link, asOf);
  return keyOutcome(state, `${what}: ${state.because}`);
}
