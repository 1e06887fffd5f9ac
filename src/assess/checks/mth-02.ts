import type { Gap } from '../../domain/estate.ts';
import { hostEncryptionOf } from '../chain/hostEncryption.ts';
import { defineCheck } from './shared/defineCheck.ts';
import { kindsOf } from '../chain/diskKinds.ts';
import { compliant, evidence, nonCompliant, notApplicable, unknown } from './shared/outcome.ts';
import type { GuardedDisk, NamedDisk } from '../chain/subjects.ts';
import { TEMP_DISK_WAYS, toCoveredTempDisk } from './shared/remediation.ts';

export const mth02 = defineCheck({
  id: 'MTH-02',
  version: 3,
  answers: ['R7'],
  subject: 'virtualMachine',
  title: 'Temp disk and caches are encrypted, by encryption at host or Azure Disk Encryption',
  severity: 'Medium',
  rollsUp: true,
  remediation:
    'Switch on encryption at host where neither the VM nor a disk of it was ever under Azure Disk Encryption; otherwise build a new VM with it from disks created by upload.',
  ways: TEMP_DISK_WAYS,
  limits:
    'Encryption at host that is on counts once the last change of the VM took effect. Under it, temp disks are always under a platform-managed key. Azure Disk Encryption is declared, not proven.',
  learnMore:
    'https://learn.microsoft.com/azure/virtual-machines/disk-encryption#encryption-at-host---end-to-end-encryption-for-your-vm-data',
  controls: [
    'MCSB v1 DP-4',
    'NIST SP 800-53 r5 SC-28',
    'NIST SP 800-53 r5 SC-28(1)',
    'ISO/IEC 27001:2022 A.8.24',
    'PCI DSS 4.0.1 3.5.1.1',
    'PCI DSS 4.0.1 3.5.1.2',
  ],
  needs: ['machine', 'disks', 'extensions'],
  assess: ({ machine, disks, extensions }, { methods }) => {
    if (!methods.requireTempDiskEncryption) return notApplicable('The baseline does not require it.');
    const facts = evidence({
      'Encryption at host': machine.encryptionAtHost,
      State: machine.provisioningState,
      Size: machine.vmSize,
      Disks: disks.length,
    });
    const host = hostEncryptionOf(machine);
    if (host.value === 'on') return compliant('Encryption at host covers temp disk, caches and disks.', facts);
    const { gaps, without, withAde, read } = tellAde(disks);
    if (host.value === 'unknown') return unknown(host.doubt, facts);
    const kinds = kindsOf(machine);
    const mayHaveAde = machine.ade !== undefined || extensions.rows.length > 0 || extensions.gaps.length > 0;
    if (kinds.unmanaged > 0 && mayHaveAde && without === 0 && !kinds.ephemeral)
      return unknown(
        'Encryption at host is off, and whether Azure Disk Encryption covers its unmanaged disks is not read.',
        facts,
        [...gaps, ...extensions.gaps],
      );
    if (without > 0 || disks.length === 0 || kinds.ephemeral)
      return nonCompliant(
        kinds.ephemeral
          ? 'Encryption at host is off, and nothing else covers an ephemeral disk, which lies on the host.'
          : 'Encryption at host is off, and not every disk of the VM is under Azure Disk Encryption.',
        facts,
        toCoveredTempDisk(
          {
            everAde:
              machine.ade !== undefined || extensions.rows.length > 0 || read.some(({ guarded }) => guarded.everAde),
            notRead: read.length < disks.length || extensions.gaps.length > 0,
            ephemeral: kinds.ephemeral,
          },
          read,
        ),
      );
    if (withAde === disks.length)
      return compliant(
        'Azure Disk Encryption is declared on every disk of the VM, which covers temp disk and caches.',
        facts,
      );
    return unknown(
      'Encryption at host is off, and whether Azure Disk Encryption covers every disk is not known.',
      facts,
      gaps,
    );
  },
});

/** How many disks are under Azure Disk Encryption, and how many are not. */
function tellAde(disks: readonly NamedDisk[]): {
  readonly gaps: readonly Gap[];
  readonly without: number;
  readonly withAde: number;
  readonly read: readonly GuardedDisk[];
} {
  const gaps: Gap[] = [];
  let without = 0;
  let withAde = 0;
  const read: GuardedDisk[] = [];
  for (const { found } of disks) {
    if (found.kind !== 'found') {
      if (found.kind === 'unsure') gaps.push(...found.gaps);
      continue;
    }
    const { guarded } = found.row;
    read.push(found.row);
    if (guarded.protection.guest === 'none') without += 1;
    else if (guarded.protection.guest !== 'unknown') withAde += 1;
    else gaps.push(...guarded.guestGaps);
  }
  return { gaps, without, withAde, read };
}
