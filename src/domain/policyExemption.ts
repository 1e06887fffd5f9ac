import type { ArmId } from './armId.ts';
import type { Resource } from './resource.ts';

/**
 * An exemption from Azure Policy. It is shown beside the baseline's own and changes no verdict.
 * @see https://learn.microsoft.com/azure/governance/policy/concepts/exemption-structure
 */
export interface PolicyExemption extends Resource {
  /** The resource, group, subscription or management group that is exempt, with all below it. */
  readonly scope: ArmId;
  readonly displayName: string | undefined;
  readonly description: string | undefined;
  /** `Waiver` or `Mitigated`, as Azure wrote it. */
  readonly category: string | undefined;
  /** ISO 8601; undefined where it does not end. */
  readonly expiresOn: string | undefined;
  readonly policyAssignmentId: ArmId | undefined;
  /** Policies of an initiative; empty: all that is assigned. */
  readonly policyDefinitionReferenceIds: readonly string[];
}
