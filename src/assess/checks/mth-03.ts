import type { Gap } from '../../domain/estate.ts';
import { defineCheck } from './shared/defineCheck.ts';
import { kindsOf } from '../chain/diskKinds.ts';
import { isoDay, monthsLater } from '../../base/time.ts';
import { compliant, evidence, nonCompliant, unknown } from './shared/outcome.ts';
import { ADE_RETIREMENT } from './shared/retirements.ts';

export const mth03 = defineCheck({
  id: 'MTH-03',
  version: 2,
  answers: ['R7'],
  subject: 'virtualMachine',
  title: 'No encryption method of the VM retires within the horizon of the baseline',
  severity: 'Medium',
  rollsUp: true,
  remediation:
    'Azure Disk Encryption cannot be turned into encryption at host in place: build a new VM with encryption at host from disks created by upload, and move its backups too.',
  limits: 'Azure Disk Encryption is declared by the control plane, not proven from inside the guest.',
  learnMore: 'https://learn.microsoft.com/azure/virtual-machines/disk-encryption-migrate',
  controls: ['ISO/IEC 27001:2022 A.8.24'],
  needs: ['machine', 'disks', 'extensions'],
  assess: ({ machine, disks, extensions }, { methods }, asOf) => {
    const retires = isoDay(ADE_RETIREMENT);
    const horizon = monthsLater(asOf, methods.retirementHorizonMonths);
    if (horizon === undefined) return unknown('The time of the run is not a valid date.');
    const facts = evidence({
      Retires: retires,
      'Azure Disk Encryption extensions': extensions.rows.length,
      'Azure Disk Encryption on the VM': machine.ade?.enabled,
    });
    const gaps: Gap[] = [...extensions.gaps];
    const doubts: string[] = [];
    // Such a disk is no row of its own: https://learn.microsoft.com/azure/virtual-machines/unmanaged-disks-deprecation
    if (kindsOf(machine).unmanaged > 0)
      doubts.push('Whether its unmanaged disks are under Azure Disk Encryption was not determined.');
    for (const { found, id } of disks) {
      if (found.kind !== 'found') {
        doubts.push(`Disk ${id} was not found.`);
        if (found.kind === 'unsure') gaps.push(...found.gaps);
        continue;
      }
      const { disk, guarded } = found.row;
      const { guest } = guarded.protection;
      if (guest === 'adeKek' || guest === 'adeBek')
        return horizon >= Date.parse(ADE_RETIREMENT)
          ? nonCompliant(`Disk ${disk.name} is under Azure Disk Encryption, which retires on ${retires}.`, facts)
          : compliant(`Azure Disk Encryption retires on ${retires}, beyond the horizon of the baseline.`, facts);
      if (guest === 'unknown') {
        doubts.push(`Could not determine whether disk ${disk.name} is under Azure Disk Encryption.`);
        gaps.push(...guarded.guestGaps);
      }
    }
    if (doubts.length > 0 || extensions.gaps.length > 0)
      return unknown(doubts[0] ?? 'Its Azure Disk Encryption extension could not be fully read.', facts, gaps);
    return compliant('No disk of the VM is under a method with a retirement date.', facts);
  },
});
