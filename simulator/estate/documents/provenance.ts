import { guidOf } from './place.ts';

/** Which networks a key vault or HSM lets in besides private endpoints. */
export function networkAcls(publicNetworkAccess: 'Enabled' | 'Disabled' | undefined): Record<string, unknown> {
  const defaultAction = publicNetworkAccess === 'Enabled' ? 'Allow' : 'Deny';
  return { bypass: 'AzureServices', defaultAction, ipRules: [], virtualNetworkRules: [] };
}

/** Who made it and last changed it, and when; of no account to any check. */
export function systemData(what: string): Record<string, string> {
  const by = guidOf(`maker of ${what}`);
  const at = '2025-03-10T09:00:00.000Z';
  return {
    createdBy: by,
    createdByType: 'Application',
    createdAt: at,
    lastModifiedBy: by,
    lastModifiedByType: 'Application',
    lastModifiedAt: at,
  };
}
