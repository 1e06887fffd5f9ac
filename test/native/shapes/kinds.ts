/** Types whose documents differ by nature, by the property that tells them apart (lower-case type). */
const TOLD_BY: Readonly<Record<string, readonly string[]>> = {
  'microsoft.recoveryservices/vaults/backupfabrics/protectioncontainers/protecteditems': ['protectedItemType'],
  'microsoft.recoveryservices/vaults/backupfabrics/protectioncontainers/protecteditems/recoverypoints': ['objectType'],
  'microsoft.recoveryservices/vaults/backupjobs': ['jobType', 'operation'],
  'microsoft.dataprotection/backupvaults/backupjobs': ['dataSourceType', 'operationCategory'],
  'microsoft.dataprotection/backupvaults/backupinstances': ['dataSourceInfo.datasourceType'],
  'microsoft.recoveryservices/vaults/replicationfabrics/replicationprotectioncontainers/replicationprotecteditems': [
    'providerSpecificDetails.instanceType',
  ],
  'microsoft.compute/virtualmachines/extensions': ['publisher'],
};

/** The type in lower case, and with it what tells its documents apart. */
export function kindOf(type: string, document: Readonly<Record<string, unknown>>): string {
  const lower = type.toLowerCase();
  const marks = (TOLD_BY[lower] ?? []).map((path) => at(document['properties'], path));
  return [lower, ...marks.map((mark) => (typeof mark === 'string' ? mark : '–'))].join(' · ');
}

function at(value: unknown, path: string): unknown {
  let found = value;
  for (const name of path.split('.'))
    found =
      typeof found === 'object' && found !== null ? (found as Readonly<Record<string, unknown>>)[name] : undefined;
  return found;
}
