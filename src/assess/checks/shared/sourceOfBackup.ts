import type { Gap, Lookup } from '../../../domain/estate.ts';
import type { VirtualMachine } from '../../../domain/facts.ts';
import type { Protection } from '../../../domain/protection.ts';
import { kindsOf } from '../../chain/diskKinds.ts';
import type { NamedDisk } from '../../chain/subjects.ts';

/** What is known of Azure Disk Encryption on the VM behind a backup: the strongest of its disks. */
export interface SourceGuest {
  readonly guest: Protection['guest'];
  readonly gaps: readonly Gap[];
}

/**
 * `none` and the like require that the VM and all its disks were read, which unmanaged ones never are; one disk under ADE
 * decides, whatever else is unknown.
 */
export function sourceGuest(machine: Lookup<VirtualMachine> | undefined, disks: readonly NamedDisk[]): SourceGuest {
  const gaps: Gap[] = machine?.kind === 'unsure' ? [...machine.gaps] : [];
  let unknown = machine?.kind !== 'found' || kindsOf(machine.row).unmanaged > 0;
  let withKek = false;
  let withoutKek = false;
  for (const { found } of disks) {
    if (found.kind !== 'found') {
      unknown = true;
      if (found.kind === 'unsure') gaps.push(...found.gaps);
      continue;
    }
    const { guarded } = found.row;
    if (guarded.protection.guest === 'adeKek') withKek = true;
    else if (guarded.protection.guest === 'adeBek') withoutKek = true;
    else if (guarded.protection.guest === 'unknown') {
      unknown = true;
      gaps.push(...guarded.guestGaps);
    }
  }
  if (withKek) return { guest: 'adeKek', gaps };
  if (unknown) return { guest: 'unknown', gaps };
  return { guest: withoutKek ? 'adeBek' : 'none', gaps };
}
