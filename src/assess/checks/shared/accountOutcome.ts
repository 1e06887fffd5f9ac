import type { Outcome } from '../../../domain/check.ts';
import type { StorageAccount } from '../../../domain/facts.ts';
import { quoted, says, values } from '../../../base/openEnum.ts';
import { compliant, evidence, hidden, nonCompliant, unknown, weakest } from './outcome.ts';
import type { NamedAccount } from '../../chain/subjects.ts';

const CLOSED = values('Disabled', 'SecuredByPerimeter');

/** A storage account that holds copies of disks: its key, HTTPS only, no anonymous blobs, not open to every network. */
export function accountOutcome({ account, id }: NamedAccount, requireCustomerKey: boolean, what: string): Outcome {
  if (account.kind === 'unsure') return hidden(`The ${what} ${id}`, account.gaps);
  if (account.kind === 'absent') return unknown(`The ${what} ${id} is named but was not found.`);
  const row = account.row;
  const facts = evidence({
    'Key source': row.keySource,
    Key: row.keyName,
    'HTTPS only': row.supportsHttpsTrafficOnly,
    'Anonymous blob access': row.allowBlobPublicAccess,
    'Public network access': row.publicNetworkAccess,
    'Network default action': row.networkDefaultAction,
  });
  const worst = weakest([
    ...(requireCustomerKey ? [keyOf(row)] : []),
    flag(row.supportsHttpsTrafficOnly, true, 'it accepts traffic without HTTPS.', 'whether it accepts HTTPS only'),
    flag(row.allowBlobPublicAccess, false, 'it allows anonymous access to blobs.', 'whether it allows anonymous blobs'),
    networkOf(row),
  ]);
  if (worst === undefined || worst.status === 'Compliant')
    return compliant(`The ${what} ${row.name} is encrypted and locked down as the baseline requires.`, facts);
  return { ...worst, because: `The ${what} ${row.name}: ${worst.because}`, evidence: facts };
}

/** @see https://learn.microsoft.com/azure/storage/common/customer-managed-keys-overview */
function keyOf(row: StorageAccount): Outcome {
  switch (row.keySource?.toLowerCase()) {
    case 'microsoft.keyvault':
      return row.keyName === undefined || row.keyVaultUri === undefined
        ? unknown(`its key source is ${quoted(row.keySource)}, yet it names no key.`)
        : compliant('');
    case 'microsoft.storage':
      return nonCompliant('it is encrypted with a platform-managed key.');
    default:
      return unknown(`key source ${quoted(row.keySource)} is not one this check knows.`);
  }
}

function flag(value: boolean | undefined, good: boolean, bad: string, what: string): Outcome {
  if (value === undefined) return unknown(`Azure did not say ${what}.`);
  return value === good ? compliant('') : nonCompliant(bad);
}

/** @see https://learn.microsoft.com/azure/storage/common/storage-network-security */
function networkOf(row: StorageAccount): Outcome {
  if (says(row.publicNetworkAccess, CLOSED)) return compliant('');
  const open = row.publicNetworkAccess?.toLowerCase() === 'enabled' || row.publicNetworkAccess === undefined;
  if (!open) return unknown(`public network access ${quoted(row.publicNetworkAccess)} is not one this check knows.`);
  switch (row.networkDefaultAction?.toLowerCase()) {
    case 'deny':
      return compliant('');
    case 'allow':
      return nonCompliant('it is open to every network.');
    default:
      return unknown(`network default action ${quoted(row.networkDefaultAction)} is not one this check knows.`);
  }
}
