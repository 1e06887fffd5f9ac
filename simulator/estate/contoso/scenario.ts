import { customerKey, type AdeSpec, type Encryption } from '../documents/disk.ts';
import { addAdeKeys, type AdeKeysPlan } from '../workload/ade.ts';
import type { World } from '../world.ts';
import type { SubscriptionKey, Week } from './identity.ts';
import { addMachine } from '../workload/machine.ts';
import type { Machine, MachinePlan } from '../workload/plans.ts';
import type { Platform } from '../workload/platform.ts';
import { place, WEST } from './platform.ts';
import { BUILT } from '../workload/shared.ts';

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
  plan: Omit<MachinePlan, 'place' | 'platform' | 'created'> & {
    readonly group: string;
    readonly created?: string;
    readonly location?: string;
    /** What of its platform lies elsewhere. */
    readonly platform?: Partial<Platform>;
  },
): Machine {
  const { group, location, platform: elsewhere, ...rest } = plan;
  const platform = { ...bank.platforms[subscription], ...elsewhere };
  return addMachine(bank.world, { place: place(subscription, group, location), platform, created: BUILT, ...rest });
}

/** The secret, and the key that wraps it, of a machine; in the bank's vault for Azure Disk Encryption unless another is named. */
export function adeKeysOf(
  bank: Bank,
  plan: Omit<AdeKeysPlan, 'vault' | 'location'> & { readonly vault?: string; readonly location?: string },
): AdeSpec {
  return addAdeKeys(bank.world, { vault: bank.adeVault, location: WEST, ...plan });
}
