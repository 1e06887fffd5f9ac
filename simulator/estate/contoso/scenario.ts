import { customerKey, type AdeSpec, type Encryption } from '../documents/disk.ts';
import { keyUrl, secretDocument, secretUrl, vaultUri } from '../documents/keyVault.ts';
import { lastSegment, type Place } from '../documents/place.ts';
import { adeExtensionDocument, type AdeExtensionSpec } from '../documents/virtualMachine.ts';
import type { World } from '../world.ts';
import type { SubscriptionKey, Week } from './identity.ts';
import { addMachine, type Machine, type MachinePlan } from '../workload/machine.ts';
import type { Platform } from '../workload/platform.ts';
import { addKey, BUILT, place, WEST } from './platform.ts';

/** What a scenario may build with. */
export interface Bank {
  readonly world: World;
  readonly week: Week;
  readonly platforms: Readonly<Record<SubscriptionKey, Platform>>;
  /** Key vault for Azure Disk Encryption, in contoso-payments. */
  readonly adeVault: string;
}

/** A named situation and the disks that show it. */
export interface Scenario {
  readonly name: string;
  /** One sentence: what is so. */
  readonly about: string;
  /** Ids of its disks, as Azure wrote them: sources first, then copies. Empty in a week in which it has none. */
  readonly disks: readonly string[];
}

export type ScenarioBuilder = (bank: Bank) => Scenario;

/** The customer key that is as it should be. */
export function goodKey(bank: Bank, subscription: SubscriptionKey): Encryption {
  return customerKey(bank.platforms[subscription].diskEncryptionSet);
}

/** A machine in a subscription, on its shared platform. */
export function machineIn(
  bank: Bank,
  subscription: SubscriptionKey,
  plan: Omit<MachinePlan, 'place' | 'platform' | 'created'> & { readonly group: string; readonly created?: string },
): Machine {
  const { group, ...rest } = plan;
  const platform = bank.platforms[subscription];
  return addMachine(bank.world, { place: place(subscription, group), platform, created: BUILT, ...rest });
}

export interface AdeKeysPlan {
  readonly name: string;
  readonly withKek: boolean;
  readonly enabled?: boolean;
  readonly vault?: string;
  readonly location?: string;
  /** False: the URLs are given, but neither secret nor key exists. */
  readonly present?: boolean;
}

/** The secret, and the key that wraps it, of one machine under Azure Disk Encryption. */
export function addAdeKeys(bank: Bank, plan: AdeKeysPlan): AdeSpec {
  const vault = plan.vault ?? bank.adeVault;
  const location = plan.location ?? WEST;
  const secret = `bek-${plan.name}`;
  const kek = { vaultId: vault, location, name: `kek-${plan.name}` };
  if (plan.present !== false) {
    bank.world.add(secretDocument(vault, location, secret, BUILT));
    if (plan.withKek) addKey(bank.world, kek);
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
  world: World,
  machine: { readonly id: string; readonly place: Place; readonly osType: 'Windows' | 'Linux' },
  ade: AdeSpec,
  operation: AdeExtensionSpec['operation'] = 'EnableEncryption',
): void {
  world.add(
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
