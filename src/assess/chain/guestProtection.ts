import type { Gap } from '../../domain/estate.ts';
import { parseKeyUrl } from '../../domain/keyUrl.ts';
import type { AdeSettings, VmExtension } from '../../domain/facts.ts';
import type { Protection } from '../../domain/protection.ts';
import { quoted, says, values } from '../../base/openEnum.ts';
import type { DiskAttachment, ProtectionFacts } from './subjects.ts';

/**
 * Azure Disk Encryption as declared. The control plane can be wrong in both directions: the flag on the disk survives a
 * switch-off, also through snapshots and copies, and the extension says what was asked for, not what is. So for a disk that
 * a VM holds, the disk's settings and the VM's extension must agree; if they do not, the facet is unknown and both are
 * shown.
 * @see https://learn.microsoft.com/azure/virtual-machines/disk-encryption-migrate
 * @see https://learn.microsoft.com/azure/virtual-machines/extensions/azure-disk-enc-linux
 */
export interface Guest {
  readonly value: Protection['guest'];
  readonly doubt?: string;
  readonly gaps?: readonly Gap[];
  readonly declaredBy?: string;
  /** The key encryption key. */
  readonly keyUrl?: string | undefined;
}

const ENABLING = values('EnableEncryption', 'EnableEncryptionFormat', 'EnableEncryptionFormatAll');
const DISABLING = values('DisableEncryption');

/**
 * True if anything shows that the bytes are or ever were under ADE: then they can have neither a customer-managed key nor
 * encryption at host.
 */
export function everUnderAde(facts: ProtectionFacts): boolean {
  return (
    facts.bytes.ade !== undefined ||
    facts.declaredByReplication?.isDiskEncrypted === true ||
    facts.attachments.some(mayHaveEncrypted)
  );
}

/** The VM's own settings cover it, or its extension – whatever it was told last – is not known to leave the disk out. */
function mayHaveEncrypted({ machine, extensions, position }: DiskAttachment): boolean {
  if (machine.kind === 'found' && machine.row.ade !== undefined) return true;
  return extensions.rows.some(({ volumeType }) => {
    const volumes = volumeType?.toLowerCase();
    return position === undefined || volumes === position || (volumes !== 'os' && volumes !== 'data');
  });
}

export function guestOf(facts: ProtectionFacts): Guest {
  const declared = declaredOnDisk(facts);
  if (declared.value === 'unknown') return declared;
  if (facts.hiddenHolders.length > 0) return { value: 'unknown', gaps: facts.hiddenHolders };
  if (facts.attachments.length === 0) {
    if (declared.value === 'none' && facts.hiddenReplication.length > 0)
      return { value: 'unknown', gaps: facts.hiddenReplication };
    return declared;
  }
  let agreed: Guest | undefined;
  for (const attachment of facts.attachments) {
    const seen = asAttached(declared, attachment);
    if (seen.value === 'unknown') return seen;
    if (agreed !== undefined && agreed.value !== seen.value)
      return {
        value: 'unknown',
        doubt: 'The virtual machines that share it declare Azure Disk Encryption differently.',
      };
    agreed = seen;
  }
  return agreed ?? declared;
}

function declaredOnDisk(facts: ProtectionFacts): Guest {
  const own = settingsOf(facts.bytes.ade, "the disk's own settings");
  const replicated = facts.declaredByReplication;
  if (own.value !== 'none' || replicated === undefined) return own;
  if (replicated.isDiskEncrypted === undefined)
    return { value: 'unknown', doubt: 'Site Recovery does not say whether the replica carries Azure Disk Encryption.' };
  if (!replicated.isDiskEncrypted) return own;
  // A declaration about the replica is not an observation of it: its own row shows no Azure Disk Encryption.
  return {
    value: 'unknown',
    doubt: 'Azure Disk Encryption of the replica is declared by Site Recovery only; the disk itself does not show it.',
    keyUrl: replicated.keyUrl,
  };
}

function settingsOf(ade: AdeSettings | undefined, by: string): Guest {
  if (ade === undefined || ade.enabled === false) return { value: 'none' };
  if (ade.enabled === undefined)
    return { value: 'unknown', doubt: 'Its Azure Disk Encryption settings do not say whether it is on.' };
  if (ade.keys.length === 0 || ade.keys.some((entry) => entry.secretUrl === undefined))
    return { value: 'unknown', doubt: 'Its Azure Disk Encryption settings are on, yet they do not name their secret.' };
  const withKek = ade.keys.every((entry) => entry.keyUrl !== undefined);
  return { value: withKek ? 'adeKek' : 'adeBek', declaredBy: by, keyUrl: ade.keys[0]?.keyUrl };
}

function asAttached(declared: Guest, attachment: DiskAttachment): Guest {
  const on = declared.value !== 'none';
  if (!attachment.isVirtualMachine)
    return on
      ? declared
      : {
          value: 'unknown',
          doubt: `Whether ${attachment.vmId} uses Azure Disk Encryption is not read by this version.`,
        };
  const extension = extensionOn(attachment);
  if (extension.state === 'unsure') return { value: 'unknown', gaps: extension.gaps };
  if (on) {
    const other = extension.state === 'covers' ? otherKek(declared, attachment) : undefined;
    if (other !== undefined)
      return {
        value: 'unknown',
        doubt: `Its settings name ${declared.keyUrl ?? ''} as key encryption key, yet the extension of its virtual machine names ${other}.`,
      };
    if (extension.state === 'covers')
      return {
        ...declared,
        declaredBy: `${declared.declaredBy ?? 'its settings'} and the extension of its virtual machine`,
      };
    return {
      value: 'unknown',
      doubt: `Its settings declare Azure Disk Encryption, yet ${extension.words}: the flag outlives a switch-off.`,
    };
  }
  return withoutFlag(attachment, extension);
}

/**
 * The key encryption key that the extension names, if it differs from the disk's: a new version of the same key does not
 * count.
 */
function otherKek({ keyUrl }: Guest, { extensions }: DiskAttachment): string | undefined {
  const own = parseKeyUrl(keyUrl);
  if (own === undefined) return undefined;
  return extensions.rows
    .map(({ keyEncryptionKeyUrl }) => keyEncryptionKeyUrl)
    .find((url) => {
      const named = parseKeyUrl(url);
      return named !== undefined && (named.host !== own.host || named.name !== own.name);
    });
}

/** A disk without the flag: dual-pass ADE keeps its settings on the VM; otherwise the extension must not claim the disk. */
function withoutFlag(attachment: DiskAttachment, extension: ExtensionState): Guest {
  if (attachment.machine.kind === 'unsure') return { value: 'unknown', gaps: attachment.machine.gaps };
  const onMachine = settingsOf(
    attachment.machine.kind === 'found' ? attachment.machine.row.ade : undefined,
    "the VM's settings",
  );
  if (onMachine.value === 'none') {
    if (extension.state === 'none') return { value: 'none' };
    return {
      value: 'unknown',
      doubt: `Its own settings do not declare Azure Disk Encryption, yet ${extension.words}.`,
    };
  }
  if (onMachine.value === 'unknown' || extension.state === 'covers') return onMachine;
  return { value: 'unknown', doubt: `Its VM's settings declare Azure Disk Encryption, yet ${extension.words}.` };
}

type ExtensionState =
  | { readonly state: 'covers' | 'none' | 'doubtful'; readonly words: string }
  | { readonly state: 'unsure'; readonly gaps: readonly Gap[]; readonly words: string };

function extensionOn(attachment: DiskAttachment): ExtensionState {
  const { rows, gaps } = attachment.extensions;
  if (gaps.length > 0) return { state: 'unsure', gaps, words: '' };
  if (rows.length === 0) return { state: 'none', words: 'its virtual machine has no Azure Disk Encryption extension' };
  let agreed: ExtensionState | undefined;
  for (const row of rows) {
    const state = stateOf(row, attachment);
    if (agreed !== undefined && agreed.state !== state.state)
      return { state: 'doubtful', words: 'the extensions of its virtual machine disagree' };
    agreed = state;
  }
  return agreed ?? { state: 'doubtful', words: 'its virtual machine has no extension that could be read' };
}

function stateOf(row: VmExtension, attachment: DiskAttachment): ExtensionState {
  const operation = row.encryptionOperation;
  if (row.provisioningState?.toLowerCase() !== 'succeeded')
    return { state: 'doubtful', words: `its extension is in state ${quoted(row.provisioningState)}` };
  if (says(operation, DISABLING)) return { state: 'none', words: 'its extension was last told to disable encryption' };
  if (!says(operation, ENABLING))
    return { state: 'doubtful', words: `its extension's operation is ${quoted(operation)}` };
  switch (row.volumeType?.toLowerCase()) {
    case 'all':
      return { state: 'covers', words: 'the extension of its virtual machine says that all volumes are encrypted' };
    case 'os':
    case 'data':
      return volumeState(row.volumeType.toLowerCase() === 'os' ? 'os' : 'data', attachment);
    default:
      return { state: 'doubtful', words: `its extension's volume type is ${quoted(row.volumeType)}` };
  }
}

function volumeState(volumes: 'os' | 'data', attachment: DiskAttachment): ExtensionState {
  if (attachment.position === undefined) {
    if (attachment.machine.kind === 'unsure') return { state: 'unsure', gaps: attachment.machine.gaps, words: '' };
    return { state: 'doubtful', words: 'its virtual machine does not list the disk' };
  }
  const words = `the extension of its virtual machine says that ${volumes === 'os' ? 'OS' : 'data'} volumes are encrypted`;
  return attachment.position === volumes
    ? { state: 'covers', words }
    : { state: 'none', words: `${words}, not this one` };
}
