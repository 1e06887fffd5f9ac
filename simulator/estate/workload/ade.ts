import type { AdeSpec } from '../documents/disk.ts';
import { keyUrl, secretDocument, secretUrl, vaultUri } from '../documents/keyVault.ts';
import { lastSegment, type Place } from '../documents/place.ts';
import { adeExtensionDocument, type AdeExtensionSpec } from '../documents/virtualMachine.ts';
import type { Sink } from './platform.ts';
import { addKey, BUILT, type SharedSink } from './shared.ts';

export interface AdeKeysPlan {
  readonly name: string;
  readonly withKek: boolean;
  readonly enabled?: boolean;
  /** Id of the key vault. */
  readonly vault: string;
  readonly location: string;
  /** False: the URLs are given, but neither secret nor key exists. */
  readonly present?: boolean;
}

/** The secret, and the key that wraps it, of one machine under Azure Disk Encryption. */
export function addAdeKeys(sink: SharedSink, plan: AdeKeysPlan): AdeSpec {
  const { vault, location } = plan;
  const secret = `bek-${plan.name}`;
  const kek = { vaultId: vault, location, name: `kek-${plan.name}` };
  if (plan.present !== false) {
    sink.add(secretDocument(vault, location, secret, BUILT));
    if (plan.withKek) addKey(sink, kek);
  }
  return {
    enabled: plan.enabled ?? true,
    secretUrl: secretUrl(vault, secret),
    secretVaultId: vault,
    ...(plan.withKek ? { keyUrl: keyUrl(kek), keyVaultId: vault } : {}),
  };
}

/** The extension of Azure Disk Encryption on a machine. */
export function addAdeExtension(
  sink: Sink,
  machine: { readonly id: string; readonly place: Place; readonly osType: 'Windows' | 'Linux' },
  ade: AdeSpec,
  operation: AdeExtensionSpec['operation'] = 'EnableEncryption',
): void {
  sink.add(
    adeExtensionDocument(machine.place, {
      vmId: machine.id,
      osType: machine.osType,
      operation,
      volumeType: 'All',
      keyVaultId: ade.secretVaultId,
      keyVaultUri: vaultUri(lastSegment(ade.secretVaultId)),
      ...(ade.keyUrl === undefined ? {} : { keyEncryptionKeyUrl: ade.keyUrl }),
    }),
  );
}
