import type { ManagementGroup, SubscriptionSpec } from '../documents/containers.ts';
import { guidOf } from '../documents/place.ts';
import { chanceOf, mix } from './chance.ts';

/** When the made-up bank is asked. */
export const GENERATED_NOW = '2026-11-16T06:00:00.000Z';

const FEWEST_SUBSCRIPTIONS = 3;
const MOST_SUBSCRIPTIONS = 2000;
const DISKS_IN_A_SUBSCRIPTION = 1000;

/** Azure regions with their pairs. */
const PAIRS: readonly (readonly [Region, number])[] = [
  [{ primary: 'westeurope', recovery: 'northeurope', code: 'weu', recoveryCode: 'neu' }, 50],
  [{ primary: 'germanywestcentral', recovery: 'germanynorth', code: 'gwc', recoveryCode: 'gno' }, 15],
  [{ primary: 'uksouth', recovery: 'ukwest', code: 'uks', recoveryCode: 'ukw' }, 15],
  [{ primary: 'francecentral', recovery: 'francesouth', code: 'frc', recoveryCode: 'frs' }, 10],
  [{ primary: 'switzerlandnorth', recovery: 'switzerlandwest', code: 'chn', recoveryCode: 'chw' }, 10],
];

const DIVISIONS = ['retail', 'corporate', 'markets', 'payments', 'risk', 'operations', 'wealth', 'technology'] as const;

export interface Region {
  readonly primary: string;
  readonly recovery: string;
  readonly code: string;
  readonly recoveryCode: string;
}

/** The whole bank in a few numbers: everything else follows from these. */
export interface BankShape {
  readonly seed: number;
  /** Managed disks in total. */
  readonly size: number;
  readonly tenantId: string;
  readonly subscriptionCount: number;
}

/** @param subscriptions as many as its size asks for when left out */
export function bankShape(seed: number, size: number, subscriptions?: number): BankShape {
  if (!Number.isInteger(seed)) throw new RangeError(`The seed must be a whole number, not ${String(seed)}.`);
  if (!Number.isInteger(size) || size < 10 || size > 1_000_000)
    throw new RangeError(`The size must be a whole number from 10 to 1,000,000 disks, not ${String(size)}.`);
  return {
    seed,
    size,
    tenantId: guidOf(`meridian bank ${String(seed)}`),
    subscriptionCount:
      subscriptions ??
      Math.min(MOST_SUBSCRIPTIONS, Math.max(FEWEST_SUBSCRIPTIONS, Math.ceil(size / DISKS_IN_A_SUBSCRIPTION))),
  };
}

/** Disks of one subscription; together they are exactly the bank's. */
export function diskQuota(bank: BankShape, index: number): number {
  const share = Math.floor(bank.size / bank.subscriptionCount);
  return share + (index < bank.size % bank.subscriptionCount ? 1 : 0);
}

/** The subscription's GUID: its last twelve digits are its index, so that any id leads back to it without a search. */
export function subscriptionId(bank: BankShape, index: number): string {
  const head = mix(bank.seed, index, 7).toString(16).padStart(8, '0');
  return `${head}-5eed-4000-a000-${index.toString(16).padStart(12, '0')}`;
}

/** Undefined when the bank has no such subscription. */
export function subscriptionIndex(bank: BankShape, id: string): number | undefined {
  const index = Number.parseInt(id.slice(-12), 16);
  if (!Number.isInteger(index) || index < 0 || index >= bank.subscriptionCount) return undefined;
  return subscriptionId(bank, index) === id.toLowerCase() ? index : undefined;
}

export const BANK_MANAGEMENT_GROUP = 'meridian';

export function subscriptionOf(bank: BankShape, index: number): SubscriptionSpec {
  const division = DIVISIONS[index % DIVISIONS.length] ?? 'technology';
  const production = chanceOf(bank.seed, index, 11).happens(0.7);
  const ancestors: ManagementGroup[] = [
    {
      name: `meridian-${division}-${production ? 'prod' : 'nonprod'}`,
      displayName: `${title(division)} ${production ? 'production' : 'non-production'}`,
    },
    { name: `meridian-${division}`, displayName: title(division) },
    { name: BANK_MANAGEMENT_GROUP, displayName: 'Meridian Bank' },
    { name: bank.tenantId, displayName: 'Tenant Root Group' },
  ];
  const name = `meridian-${division}-${production ? 'prod' : 'test'}-${String(index).padStart(4, '0')}`;
  return { id: subscriptionId(bank, index), name, ancestors, tags: { division } };
}

/** The one or two region pairs in which a subscription stands. */
export function regionsOf(bank: BankShape, index: number): readonly Region[] {
  const chance = chanceOf(bank.seed, index, 13);
  const first = chance.pick(PAIRS);
  const second = chance.pick(PAIRS);
  return first === second || !chance.happens(0.5) ? [first] : [first, second];
}

function title(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
