import { nameOf } from '../../../domain/armId.ts';
import type { Evidence, Outcome } from '../../../domain/check.ts';
import type { NetworkSettings, StoredBytes } from '../../../domain/facts.ts';
import type { Rules } from '../../../domain/rules.ts';
import type { DiskCapture, ServiceLink } from '../../chain/subjects.ts';
import { quoted, says, values } from '../../../base/openEnum.ts';
import { attestable, compliant, evidence, hidden, nonCompliant, unknown } from './outcome.ts';

type PrivateExport = Rules['exporting']['private'];

const NO_LINK = values('Unattached', 'Attached', 'Reserved', 'Frozen', 'ReadyToUpload');
/** The state of a disk that Site Recovery writes to. */
const WRITTEN_TO = values('ActiveSAS');
/** States of an item in which Site Recovery writes to its replicas. */
const REPLICATING = values(
  'Protected',
  'InitialReplicationStatesBegin',
  'InitialReplicationInProgress',
  'InitialReplicationCompletedOnPrimary',
  'InitialReplicationCompletedOnRecovery',
  'InitialReplicationPrimaryCompletionPending',
  'InitialReplicationRecoveryCompletionPending',
  'InitialReplicationStatesEnd',
);
const OPEN_LINK = values('ActiveSAS', 'ActiveSASFrozen', 'ActiveUpload');
/** Made to write to a disk: Azure does not say that nothing can be read through it. */
const UPLOADING = values('ActiveUpload');

/**
 * Whether the network lets a disk or snapshot out. `Disabled` shuts it to the public whatever the policy says;
 * `AllowPrivate` lets it out through its disk access, whatever public network access says.
 * @see https://learn.microsoft.com/azure/virtual-machines/disks-restrict-import-export-overview
 * @see https://learn.microsoft.com/rest/api/compute/disks/get#publicnetworkaccess
 */
export function networkOutcome(bytes: NetworkSettings, privateExport: PrivateExport): Outcome {
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
      return publicOutcome(access, facts);
    case 'allowprivate':
      return privateOutcome(bytes, privateExport, facts);
    default:
      return unknown(`Network access policy ${quoted(policy)} is not one this check knows.`, facts);
  }
}

const NETWORK_ACCESS = values('Enabled', 'Disabled');

/** Disks older than the setting have none: they are open. */
function publicOutcome(access: string | undefined, facts: Evidence): Outcome {
  switch (access?.toLowerCase()) {
    case 'disabled':
      return compliant('Public network access is disabled, and no disk access allows export.', facts);
    case 'enabled':
    case undefined:
      return nonCompliant('It can be exported from every network.', facts);
    default:
      return unknown(`Public network access ${quoted(access)} is not one this check knows.`, facts);
  }
}

function privateOutcome(
  { publicNetworkAccess: access, diskAccessId }: NetworkSettings,
  privateExport: PrivateExport,
  facts: Evidence,
): Outcome {
  if (access !== undefined && !says(access, NETWORK_ACCESS))
    return unknown(`Public network access ${quoted(access)} is not one this check knows.`, facts);
  const through =
    diskAccessId === undefined ? 'a disk access that Azure does not name' : `disk access ${nameOf(diskAccessId)}`;
  const because = `It can be downloaded only through ${through}.`;
  return privateExport === 'deny'
    ? nonCompliant(`${because} The baseline does not allow that.`, facts)
    : compliant(because, facts);
}

/** The same for a copy in a restore point. Azure gives it settings of its own when it is taken, and does not change them again. */
export function capturedOutcome({ copy, point, certain }: DiskCapture, privateExport: PrivateExport): Outcome {
  const what = `the copy in restore point ${point}`;
  if (copy.network === undefined)
    return copy.gaps.length > 0
      ? hidden(`The network access of ${what}`, copy.gaps)
      : unknown(`The network access of ${what} was not read.`);
  const { status, because, evidence: facts } = networkOutcome(copy.network, privateExport);
  const told = `T${what.slice(1)}: ${because.charAt(0).toLowerCase()}${because.slice(1)}`;
  if (status === 'NonCompliant' && !certain) return unknown(`${told} Azure does not say which disk it is of.`, facts);
  return { status, because: told, evidence: { ...facts, 'Restore point': point } };
}

/** Whether an export or upload link is open now. */
export function linkOutcome(bytes: StoredBytes, serviceLink: ServiceLink): Outcome {
  const state = bytes.diskState;
  const { writer } = serviceLink;
  const facts = evidence({
    'Disk state': state,
    'Site Recovery replica': writer !== undefined,
    ...(writer === undefined ? {} : { 'Replicated item': writer.item, 'Protection state': writer.protectionState }),
  });
  if (says(state, NO_LINK)) return compliant(`No export link to its data is open: state ${quoted(state)}.`, facts);
  if (!says(state, OPEN_LINK)) return unknown(`Disk state ${quoted(state)} is not one this check knows.`, facts);
  if (writer !== undefined) return ownLink(state, writer, facts);
  if (serviceLink.gaps.length > 0) return hidden('Whether Site Recovery holds the open link', serviceLink.gaps, facts);
  const link = says(state, UPLOADING) ? 'A link to upload its data' : 'An export link to its data';
  return nonCompliant(`${link} is open now: state ${quoted(state)}.`, facts);
}

/**
 * Site Recovery keeps its own link to each replica. Azure does not show a second one.
 * @see https://github.com/MicrosoftDocs/azure-docs/issues/83169
 */
function ownLink(state: string | undefined, writer: NonNullable<ServiceLink['writer']>, facts: Evidence): Outcome {
  const { item, protectionState } = writer;
  if (says(state, WRITTEN_TO) && says(protectionState, REPLICATING))
    return compliant(
      `The open link is Site Recovery's own: item ${item} names this disk as the replica that it writes to, in protection state ${quoted(protectionState)}.`,
      facts,
    );
  return attestable(
    unknown(
      `Site Recovery writes to this replica through its own link; whether that is the open one cannot be determined: disk state ${quoted(state)}, protection state ${quoted(protectionState)} of item ${item}.`,
      facts,
    ),
  );
}
