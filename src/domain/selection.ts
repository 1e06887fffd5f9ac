import type { RequirementId } from './requirement.ts';

/** What is shown of a run. A part that is left out does not narrow it; `{}` is the whole. */
export interface Selection {
  /** Lower-cased GUIDs, sorted. */
  readonly subscriptions?: readonly string[] | undefined;
  /** In the order of R1–R7. */
  readonly requirements?: readonly RequirementId[] | undefined;
  /** Lower-cased ids of managed disks and virtual machines, sorted; a machine stands for its disks. */
  readonly subjects?: readonly string[] | undefined;
}
