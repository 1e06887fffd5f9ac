import type { Evidence, Outcome } from '../domain/check.ts';
import type { StoredBytes } from '../domain/facts.ts';
import { compliant, evidence, nonCompliant, quoted, says, unknown, values } from './outcome.ts';

const NO_LINK = values('Unattached', 'Attached', 'Reserved', 'Frozen', 'ReadyToUpload');
const OPEN_LINK = values('ActiveSAS', 'ActiveSASFrozen', 'ActiveUpload');
const POLICIES = values('AllowAll', 'AllowPrivate', 'DenyAll');

/**
 * Whether the network lets a disk or snapshot out.
 * @see https://learn.microsoft.com/azure/virtual-machines/disks-restrict-import-export-overview
 */
export function networkOutcome(bytes: StoredBytes): Outcome {
  const { networkAccessPolicy: policy, publicNetworkAccess: access } = bytes;
  const facts = evidence({
    'Network access policy': policy,
    'Public network access': access,
    'Disk access': bytes.diskAccessId,
  });
  switch (policy?.toLowerCase()) {
    case 'denyall':
      return compliant('Its network access policy denies every export.', facts);
    case 'allowall':
      return nonCompliant('Its network access policy lets it be exported from every network.', facts);
    case 'allowprivate':
      return privateOutcome(access, facts);
    default:
      return unknown(
        `Network access policy ${quoted(policy)} is not one of ${[...POLICIES].length} that this check knows.`,
        facts,
      );
  }
}

function privateOutcome(access: string | undefined, facts: Evidence): Outcome {
  switch (access?.toLowerCase()) {
    case 'disabled':
      return compliant(
        'It can be exported through private endpoints only, and public network access is disabled.',
        facts,
      );
    case 'enabled':
      return nonCompliant('Export is limited to private endpoints, yet public network access is enabled.', facts);
    default:
      return unknown(`Public network access ${quoted(access)} is not one this check knows.`, facts);
  }
}

/** Whether an export or upload link is open now. */
export function linkOutcome(bytes: StoredBytes): Outcome {
  const facts = evidence({ 'Disk state': bytes.diskState });
  if (says(bytes.diskState, OPEN_LINK))
    return nonCompliant(`A link to its bytes is open now: state ${quoted(bytes.diskState)}.`, facts);
  if (says(bytes.diskState, NO_LINK))
    return compliant(`No link to its bytes is open: state ${quoted(bytes.diskState)}.`, facts);
  return unknown(`Disk state ${quoted(bytes.diskState)} is not one this check knows.`, facts);
}
