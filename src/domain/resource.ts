import type { ArmId } from './armId.ts';

/** What every Azure resource carries. */
export interface Resource {
  /** Lower-cased resource id: the join key. */
  readonly id: ArmId;
  /** The id as Azure wrote it, for people and portal links. */
  readonly resourceId: string;
  readonly name: string;
  /** Lower-cased GUID; empty for what stands above the subscriptions (role assignments of a management group). */
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly location: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
}
