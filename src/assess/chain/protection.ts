import { nameOf, type ArmId } from '../../domain/armId.ts';
import type { Gap } from '../../domain/estate.ts';
import type { EncryptedBytes, StoredBytes } from '../../domain/facts.ts';
import type { Method, Protection } from '../../domain/protection.ts';
import { guestOf, everUnderAde } from './guestProtection.ts';
import { hostEncryptionOf } from './hostEncryption.ts';
import { quoted, says, values } from '../../base/openEnum.ts';
import type { Guarded, DiskAttachment, ProtectionFacts } from './subjects.ts';

interface Facet<Value extends string> {
  readonly value: Value | 'unknown';
  readonly doubt?: string;
  readonly gaps?: readonly Gap[];
}

/**
 * The facets of one copy of the bytes. A value that is not known, or two values that contradict each other, make the
 * facet `unknown` with the doubt in words: never the better of the two.
 */
export function protectionOf(facts: ProtectionFacts): Guarded {
  const { bytes } = facts;
  const atRest = settled(agreed(atRestOf(bytes), bytes, facts.encryptionSet), bytes);
  const confidential = agreed(asHeld(confidentialOf(bytes), bytes, facts.attachments), bytes, facts.encryptionSet);
  const guest = guestOf(facts);
  const host = hostOf(facts);
  const protection: Protection = {
    atRest: atRest.value,
    guest: guest.value,
    host: host.value,
    confidential: confidential.value,
    diskEncryptionSetId: encryptionSetOf(bytes),
    keyUrl: guest.keyUrl ?? (facts.encryptionSet?.kind === 'found' ? facts.encryptionSet.row.keyUrl : undefined),
    doubts: [atRest.doubt, guest.doubt, host.doubt, confidential.doubt].filter((doubt) => doubt !== undefined),
  };
  return {
    protection,
    method: methodOf(protection),
    gaps: [guest, host, atRest, confidential].flatMap(({ gaps = [] }) => gaps),
    guestGaps: guest.gaps ?? [],
    everAde: everUnderAde(facts),
    adeDeclaredBy: guest.declaredBy,
  };
}

/** A facet that something other than the copy itself states. */
export type ToldGuest = Facet<'none' | 'adeBek' | 'adeKek'>;

/**
 * The facets of a disk inside a restore point: it has no settings of Azure Disk Encryption of its own, and no VM holds it.
 * @param contradiction two statements about its encryption at rest that differ, in words.
 */
export function protectionInRestorePoint(bytes: EncryptedBytes, guest: ToldGuest, contradiction?: string): Guarded {
  const atRest: ReturnType<typeof atRestOf> =
    contradiction === undefined ? atRestOf(bytes) : { value: 'unknown', doubt: contradiction };
  const confidential = confidentialOf(bytes);
  const protection: Protection = {
    atRest: atRest.value,
    guest: guest.value,
    host: 'off',
    confidential: confidential.value,
    diskEncryptionSetId: encryptionSetOf(bytes),
    keyUrl: undefined,
    doubts: [atRest.doubt, guest.doubt, confidential.doubt].filter((doubt) => doubt !== undefined),
  };
  const gaps = guest.gaps ?? [];
  const everAde = guest.value === 'adeBek' || guest.value === 'adeKek';
  return { protection, method: methodOf(protection), gaps, guestGaps: gaps, everAde, adeDeclaredBy: undefined };
}

/** The disk encryption set whose key protects the bytes: the confidential one where there is one. */
export function encryptionSetOf(bytes: EncryptedBytes): EncryptedBytes['diskEncryptionSetId'] {
  return bytes.secureVmDiskEncryptionSetId ?? bytes.diskEncryptionSetId;
}

/** @see https://learn.microsoft.com/azure/virtual-machines/disk-encryption#about-encryption-key-management */
function atRestOf(bytes: EncryptedBytes): Facet<'platform' | 'customer' | 'platformAndCustomer'> {
  const set = bytes.diskEncryptionSetId;
  switch (bytes.encryptionType?.toLowerCase()) {
    case 'encryptionatrestwithplatformkey':
      return set === undefined
        ? { value: 'platform' }
        : { value: 'unknown', doubt: 'Its encryption type says platform key, yet it names a disk encryption set.' };
    case 'encryptionatrestwithcustomerkey':
      return set === undefined ? unnamedSet(bytes) : { value: 'customer' };
    case 'encryptionatrestwithplatformandcustomerkeys':
      return set === undefined ? unnamedSet(bytes) : { value: 'platformAndCustomer' };
    case undefined:
      return { value: 'unknown', doubt: 'Azure did not say how it is encrypted at rest.' };
    default:
      return {
        value: 'unknown',
        doubt: `Encryption type ${quoted(bytes.encryptionType)} is not one this version knows.`,
      };
  }
}

/** What the type of a set says about the bytes under it, lower-cased. */
const SET_TYPES: Readonly<Record<string, string>> = {
  customer: 'encryptionatrestwithcustomerkey',
  platformAndCustomer: 'encryptionatrestwithplatformandcustomerkeys',
  customerKey: 'confidentialvmencryptedwithcustomerkey',
};

/**
 * What the disk says, unless the type of the disk encryption set that it names says something else or nothing: never the
 * better of the two. A disk has one set; a confidential one names it in its security profile.
 * @see https://learn.microsoft.com/rest/api/compute/disk-encryption-sets/get#diskencryptionsettype
 */
function agreed<Value extends string>(
  facet: Facet<Value>,
  bytes: EncryptedBytes,
  set: ProtectionFacts['encryptionSet'],
): Facet<Value> {
  const expected = SET_TYPES[facet.value];
  if (expected === undefined || set === undefined || set.kind === 'absent') return facet;
  const isConfidential = facet.value === 'customerKey';
  // The set that was looked up is the confidential one if there is one: then nothing is known about the other.
  if (!isConfidential && bytes.secureVmDiskEncryptionSetId !== undefined) return facet;
  if (set.kind === 'unsure') return { value: 'unknown', gaps: set.gaps };
  const { encryptionType, name } = set.row;
  if (encryptionType?.toLowerCase() === expected) return facet;
  const said = isConfidential
    ? `security type ${quoted(bytes.securityType)}`
    : `encryption type ${quoted(bytes.encryptionType)}`;
  return {
    value: 'unknown',
    doubt: `The ${said} and the type of its disk encryption set ${name}, ${quoted(encryptionType)}, contradict each other.`,
  };
}

const SETTLED = values('Succeeded');

/**
 * A key of the organisation counts only if the last change of the disk took effect. That there is none is the worse answer
 * and stands.
 */
function settled<Value extends string>(facet: Facet<Value>, { provisioningState }: StoredBytes): Facet<Value> {
  if (facet.value === 'unknown' || facet.value === 'platform') return facet;
  if (says(provisioningState, SETTLED)) return facet;
  // Azure gives it for every disk and snapshot: if it is missing, nothing says that the change took effect.
  const state =
    provisioningState === undefined ? 'Azure did not return its state' : `It is in state ${quoted(provisioningState)}`;
  return {
    value: 'unknown',
    doubt: `${state}: whether its encryption at rest took effect is not known.`,
  };
}

function unnamedSet(bytes: EncryptedBytes): Facet<'customer'> {
  return {
    value: 'unknown',
    doubt: `Its encryption type says ${quoted(bytes.encryptionType)}, yet it names no disk encryption set.`,
  };
}

/** @see https://learn.microsoft.com/azure/confidential-computing/confidential-vm-overview#confidential-os-disk-encryption */
function confidentialOf(bytes: EncryptedBytes): Facet<'none' | 'platformKey' | 'customerKey' | 'vmGuestStateOnly'> {
  switch (bytes.securityType?.toLowerCase()) {
    case undefined:
    case 'standard':
    case 'trustedlaunch':
    case 'confidentialvm_nonpersistedtpm': // no guest state is kept, and the disk itself is not confidential
      return bytes.secureVmDiskEncryptionSetId === undefined
        ? { value: 'none' }
        : {
            value: 'unknown',
            doubt: `It names a confidential disk encryption set, yet its security type is ${quoted(bytes.securityType)}.`,
          };
    case 'confidentialvm_vmgueststateonlyencryptedwithplatformkey':
      return { value: 'vmGuestStateOnly' };
    case 'confidentialvm_diskencryptedwithplatformkey':
      return { value: 'platformKey' };
    case 'confidentialvm_diskencryptedwithcustomerkey':
      return bytes.secureVmDiskEncryptionSetId === undefined
        ? {
            value: 'unknown',
            doubt: 'It says confidential disk encryption with a customer key, yet it names no disk encryption set.',
          }
        : { value: 'customerKey' };
    default:
      return { value: 'unknown', doubt: `Security type ${quoted(bytes.securityType)} is not one this version knows.` };
  }
}

/** What a VM's statement about one of its disks means for the disk, lower-cased. */
const HELD_AS: Readonly<Record<string, readonly string[]>> = {
  diskwithvmgueststate: ['platformKey', 'customerKey'],
  vmgueststateonly: ['vmGuestStateOnly'],
  nonpersistedtpm: ['none'],
};

/**
 * What a disk says about confidential encryption, unless the VM that holds it says something else or names another disk
 * encryption set for it.
 * @see https://learn.microsoft.com/rest/api/compute/virtual-machines/get#securityencryptiontypes
 */
function asHeld<Value extends string>(
  facet: Facet<Value>,
  bytes: EncryptedBytes,
  attachments: readonly DiskAttachment[],
): Facet<Value> {
  if (facet.value === 'unknown') return facet;
  const unread: Gap[] = [];
  for (const { machine, vmId } of attachments) {
    if (machine.kind === 'unsure') unread.push(...machine.gaps);
    if (machine.kind !== 'found') continue;
    const { osDisk, dataDisks } = machine.row;
    const held = [osDisk, ...dataDisks].find((disk) => disk?.diskId === bytes.id);
    const told = held?.securityEncryptionType;
    if (told !== undefined && HELD_AS[told.toLowerCase()]?.includes(facet.value) !== true)
      return {
        value: 'unknown',
        doubt: `VM ${nameOf(vmId)} says ${quoted(told)} of it, yet its own security type is ${quoted(bytes.securityType)}.`,
      };
    const own = bytes.secureVmDiskEncryptionSetId;
    const named = held?.secureDiskEncryptionSetId;
    // A VM that says how the disk is confidential also names the set.
    if (named !== own && (named !== undefined || told !== undefined))
      return {
        value: 'unknown',
        doubt: `VM ${nameOf(vmId)} names ${setIn(named)} for its confidential encryption, the disk itself ${setIn(own)}.`,
      };
  }
  if (unread.length > 0) return { value: 'unknown', gaps: unread };
  return facet;
}

function setIn(id: ArmId | undefined): string {
  return id === undefined ? 'no disk encryption set' : `disk encryption set ${nameOf(id)}`;
}

/**
 * Encryption at host belongs to the VM, so anything that no VM holds is without it.
 * @see https://learn.microsoft.com/azure/virtual-machines/disk-encryption#encryption-at-host---end-to-end-encryption-for-your-vm-data
 */
function hostOf({ attachments, hiddenHolders }: ProtectionFacts): Facet<'on' | 'off'> {
  if (attachments.length === 0 && hiddenHolders.length === 0) return { value: 'off' };
  let off = false;
  for (const attachment of attachments) {
    if (!attachment.isVirtualMachine)
      return {
        value: 'unknown',
        doubt: `It is held by ${attachment.vmId}, which is not a virtual machine that was read.`,
      };
    if (attachment.machine.kind === 'unsure') return { value: 'unknown', gaps: attachment.machine.gaps };
    if (attachment.machine.kind === 'absent')
      return { value: 'unknown', doubt: `It names the virtual machine ${attachment.vmId}, which was not found.` };
    const told = hostEncryptionOf(attachment.machine.row);
    if (told.value === 'unknown') return told;
    if (told.value === 'off') off = true;
  }
  if (!off && hiddenHolders.length > 0) return { value: 'unknown', gaps: hiddenHolders };
  return { value: off ? 'off' : 'on' };
}

/** The method in force; an unknown facet that could decide makes it Unknown. */
function methodOf(protection: Protection): Method {
  const { atRest, guest, confidential } = protection;
  if (guest === 'unknown') return 'Unknown';
  if (guest === 'adeKek') return 'Azure Disk Encryption with KEK';
  if (guest === 'adeBek') return 'Azure Disk Encryption without KEK';
  if (confidential === 'unknown') return 'Unknown';
  if (confidential === 'customerKey') return 'Confidential disk encryption with customer-managed key';
  if (confidential === 'platformKey') return 'Confidential disk encryption with platform-managed key';
  if (atRest === 'platformAndCustomer') return 'Double encryption at rest';
  if (atRest === 'customer') return 'SSE with customer-managed key';
  return atRest === 'platform' ? 'SSE with platform-managed key' : 'Unknown';
}
