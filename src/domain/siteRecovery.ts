/** Names that Site Recovery gives, and what its words mean. */

/**
 * Providers that replicate VMware, Hyper-V and physical machines: their items are of no Azure VM. `A2A` is Azure to Azure;
 * a provider that is neither is not known.
 * @see https://learn.microsoft.com/rest/api/site-recovery/replication-protected-items/get#replicationproviderspecificsettings
 */
const OF_NO_AZURE_VM: ReadonlySet<string> = new Set([
  'hypervreplica2012',
  'hypervreplica2012r2',
  'hypervreplicaazure',
  'hypervreplicaazurefailback',
  'hypervreplicabasereplicationdetails',
  'inmage',
  'inmageazurev2',
  'inmagercm',
  'inmagercmfailback',
  'vmwarecbt',
]);

/** What the provider of a replicated item replicates, by its `instanceType` as Azure wrote it. */
export function replicatedBy(instanceType: string | undefined): 'azureToAzure' | 'ofNoAzureVm' | 'unlisted' {
  const provider = instanceType?.toLowerCase();
  if (provider === 'a2a') return 'azureToAzure';
  return provider !== undefined && OF_NO_AZURE_VM.has(provider) ? 'ofNoAzureVm' : 'unlisted';
}

/** Which side of a replication runs. After a failover the sides are swapped; another word is not known. */
export function activeSide(activeLocation: string | undefined): 'primary' | 'recovery' | 'unlisted' {
  switch (activeLocation?.toLowerCase()) {
    case 'primary':
      return 'primary';
    case 'recovery':
      return 'recovery';
    default:
      return 'unlisted';
  }
}
