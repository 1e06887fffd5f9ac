import type { ArmId } from '../../domain/armId.ts';
import type { Rules } from '../../domain/baseline.ts';
import type { KeyVault } from '../../domain/facts.ts';
import type { AccessFacts } from './accessFacts.ts';
import { judgeBothBy, type CombinedReview } from './both.ts';
import { approvedPrincipals, judgeExportersBy, judgeScope, type AccessReview } from './judge.ts';
import { judgeKeyUsers } from './keyVault.ts';

/** What access means against one baseline. */
export interface Judges {
  readonly exporters: (resourceId: string) => AccessReview | undefined;
  /** The same against those who may both export and use keys. */
  readonly exportersOfBoth: (resourceId: string) => AccessReview | undefined;
  readonly scope: (scope: string) => AccessReview;
  readonly keyUsers: (vault: KeyVault, secrets: readonly ArmId[]) => AccessReview;
  /** `object` is a key, or a secret of Azure Disk Encryption. */
  readonly both: (resourceId: string, vault: KeyVault, object: ArmId) => CombinedReview | undefined;
}

/** Judges by run and approvals: disks with the same grants share one answer as long as both live. */
const known = new WeakMap<AccessFacts, WeakMap<Rules['exporting'], Judges>>();

export function judgesOf(access: AccessFacts, approvals: Rules['exporting']): Judges {
  let byApprovals = known.get(access);
  if (byApprovals === undefined) {
    byApprovals = new WeakMap();
    known.set(access, byApprovals);
  }
  const before = byApprovals.get(approvals);
  if (before !== undefined) return before;
  const made = makeJudges(access, approvals);
  byApprovals.set(approvals, made);
  return made;
}

function makeJudges({ index, servicesOf }: AccessFacts, approvals: Rules['exporting']): Judges {
  const exporters = approvedPrincipals(approvals.approvedExporters);
  const keyUsers = approvedPrincipals(approvals.approvedKeyUsers);
  return {
    exporters: judgeExportersBy(index, exporters),
    exportersOfBoth: judgeExportersBy(index, new Set([...exporters].filter((id) => keyUsers.has(id)))),
    scope: (scope) => judgeScope(index, scope, exporters),
    keyUsers: (vault, secrets) => judgeKeyUsers(index, vault, keyUsers, servicesOf(vault.id), secrets),
    both: judgeBothBy(index, { exporters, keyUsers }, (vaultId) => servicesOf(vaultId).rows),
  };
}
