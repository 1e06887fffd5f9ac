import { isSoftDeleted } from '../../domain/softDeleted.ts';
import type { Evidence, Outcome } from '../../domain/check.ts';
import type { Gap, Lookup } from '../../domain/estate.ts';
import type { RecoveryServicesVault, VaultEncryption } from '../../domain/facts.ts';
import { defineCheck } from './shared/defineCheck.ts';
import { quoted } from '../../base/openEnum.ts';
import { compliant, evidence, hidden, nonCompliant, notApplicable, unknown } from './shared/outcome.ts';
import { unnamedVaultKey } from './shared/vaultKeyDoubt.ts';
import { kindsOf } from '../chain/diskKinds.ts';
import type { NamedDisk } from '../chain/subjects.ts';

export const rst06 = defineCheck({
  id: 'RST-06',
  version: 5,
  answers: ['R3'],
  subject: 'protectedItem',
  title: 'A cross-region or cross-zonal restore would keep its customer-managed keys',
  severity: 'Medium',
  rollsUp: true,
  remediation:
    'Back up into a vault with a customer-managed key, or plan a step that assigns a disk encryption set to the disks after such a restore.',
  limits:
    'It predicts the result of a restore from the settings of the vault. Azure Disk Encryption is part of the data itself and is not lost. What such a restore makes of a confidential disk is not documented: Unknown.',
  learnMore: 'https://learn.microsoft.com/azure/backup/backup-support-matrix-iaas#vm-storage-support',
  controls: ['NIST SP 800-53 r5 CP-9(8)', 'ISO/IEC 27001:2022 A.8.13'],
  needs: ['backup', 'disks', 'machine', 'vaultEncryption'],
  assess: ({ backup, disks, machine, vaultEncryption }) => {
    if (isSoftDeleted(backup.item)) return notApplicable('The backup item is soft-deleted.');
    const { vault } = backup;
    if (vault.kind === 'unsure') return hidden('The vault', vault.gaps);
    if (vault.kind === 'absent') return unknown('The vault was not found.');
    const { crossRegionRestore, storageRedundancy, keyUri } = vault.row;
    const facts = evidence({
      'Cross-region restore': crossRegionRestore,
      Redundancy: storageRedundancy,
      'Key of the vault': keyUri,
    });
    const region = regionOf(vault.row);
    const zone = openTo(storageRedundancy, 'zoneredundant', ['locallyredundant', 'georedundant']);
    if (region === 'no' && zone === 'no')
      return notApplicable('The vault allows neither a cross-region nor a cross-zonal restore.', facts);
    const source = customerKeys(disks);
    const contradiction = region === 'yes' ? unnamedVaultKey(vault.row, vaultEncryption) : undefined;
    if (source.some && zone !== 'yes' && contradiction !== undefined) return { ...contradiction, evidence: facts };
    if (source.some) return losing(zone, region, vault.row, vaultEncryption, facts);
    if (region === 'unknown' || zone === 'unknown') return notKnown(vault.row, facts);
    // A disk that a VM does not name by ID was not looked at.
    if (source.unknown || machine?.kind !== 'found' || kindsOf(machine.row).unmanaged > 0)
      return unknown(
        'Could not determine whether such a restore loses a customer-managed key: of a disk of the VM, or of what it makes of a confidential one.',
        facts,
        [...source.gaps, ...(machine?.kind === 'unsure' ? machine.gaps : [])],
      );
    return notApplicable('No disk of the VM is under a customer-managed key that such a restore could lose.', facts);
  },
});

type Open = 'yes' | 'no' | 'unknown';

/** Cross-region restore needs geo-redundant storage: https://learn.microsoft.com/azure/backup/backup-create-recovery-services-vault#set-cross-region-restore */
function regionOf({ crossRegionRestore, storageRedundancy }: RecoveryServicesVault): Open {
  const told = openTo(crossRegionRestore, 'enabled', ['disabled']);
  if (storageRedundancy?.toLowerCase() !== 'locallyredundant') return told;
  return told === 'yes' ? 'unknown' : 'no';
}

/** What such a restore would do to a VM with a disk under a customer-managed key. */
function losing(
  zone: Open,
  region: Open,
  vault: RecoveryServicesVault,
  encryption: Lookup<VaultEncryption>,
  facts: Evidence,
): Outcome {
  if (zone === 'yes')
    return nonCompliant(
      'A cross-zonal restore of a VM under customer-managed keys results in disks under platform-managed keys.',
      facts,
    );
  if (region === 'yes' && vault.keyUri === undefined)
    return nonCompliant(
      'A cross-region restore from a vault without a customer-managed key results in disks under platform-managed keys.',
      facts,
    );
  if (region === 'unknown' || zone === 'unknown') return notKnown(vault, facts);
  if (
    encryption.kind === 'found' &&
    encryption.row.encryptionAtRestType?.toLowerCase() === 'customermanaged' &&
    encryption.row.lastUpdateStatus?.toLowerCase() === 'succeeded'
  )
    return compliant('A cross-region restore comes from a vault whose customer-managed key is in effect.', facts);
  return unknown(
    'Could not determine whether the customer-managed key of the vault is in effect.',
    facts,
    encryption.kind === 'unsure' ? encryption.gaps : [],
  );
}

function notKnown({ crossRegionRestore, storageRedundancy }: RecoveryServicesVault, facts: Evidence): Outcome {
  return unknown(
    `Cross-region restore ${quoted(crossRegionRestore)} with redundancy ${quoted(storageRedundancy)} is not what this check knows.`,
    facts,
  );
}

function openTo(value: string | undefined, open: string, shut: readonly string[]): Open {
  const said = value?.toLowerCase();
  if (said === open) return 'yes';
  return said !== undefined && shut.includes(said) ? 'no' : 'unknown';
}

function customerKeys(disks: readonly NamedDisk[]): {
  readonly some: boolean;
  readonly unknown: boolean;
  readonly gaps: readonly Gap[];
} {
  let some = false;
  let unread = false;
  const gaps: Gap[] = [];
  for (const { found } of disks) {
    if (found.kind !== 'found') {
      unread = true;
      if (found.kind === 'unsure') gaps.push(...found.gaps);
      continue;
    }
    const { atRest, confidential } = found.row.guarded.protection;
    if (atRest === 'customer' || atRest === 'platformAndCustomer') some = true;
    // Nothing says what such a restore makes of a confidential disk.
    else if (atRest === 'unknown' || confidential === 'customerKey' || confidential === 'unknown') unread = true;
  }
  return { some, unknown: unread, gaps };
}
