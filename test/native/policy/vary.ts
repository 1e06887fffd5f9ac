import type { ArmDocument, Tenant } from '../../../simulator/tenant.ts';

/** Values for settings that the policies look at: what Azure writes, what nobody knows, and none. */
const POOLS: Readonly<Record<string, Readonly<Record<string, readonly unknown[]>>>> = {
  'microsoft.compute/disks': {
    networkAccessPolicy: ['AllowAll', 'AllowPrivate', 'DenyAll', 'AllowSome', undefined],
    publicNetworkAccess: ['Enabled', 'Disabled', undefined],
  },
  'microsoft.compute/virtualmachines': { 'securityProfile.encryptionAtHost': [true, false, undefined] },
  'microsoft.recoveryservices/vaults': {
    'encryption.infrastructureEncryption': ['Enabled', 'Disabled', undefined],
    'securitySettings.softDeleteSettings.softDeleteState': ['Enabled', 'AlwaysON', 'Disabled', undefined],
    'securitySettings.immutabilitySettings.state': ['Disabled', 'Unlocked', 'Locked', 'Paused', undefined],
  },
  'microsoft.dataprotection/backupvaults': {
    'securitySettings.softDeleteSettings.state': ['On', 'AlwaysOn', 'Off', undefined],
    'securitySettings.immutabilitySettings.state': ['Disabled', 'Unlocked', 'Locked', 'Paused', undefined],
  },
  'microsoft.keyvault/vaults': {
    enableSoftDelete: [true, false, undefined],
    enablePurgeProtection: [true, undefined],
  },
  'microsoft.storage/storageaccounts': { 'encryption.keySource': ['Microsoft.Keyvault', 'Microsoft.Storage', 'Other'] },
};

/** The estate with every such setting drawn anew, the same for the same resource in Resource Graph and ARM. */
export function varied(tenant: Tenant, seed: number): Tenant {
  const vary = (document: ArmDocument): ArmDocument => withDrawn(document, seed);
  function* each(documents: Iterable<ArmDocument>): Generator<ArmDocument> {
    for (const document of documents) yield vary(document);
  }
  return {
    ...tenant,
    rows: (table, hint) => each(tenant.rows(table, hint)),
    get: (id) => {
      const found = tenant.get(id);
      return found === undefined ? undefined : vary(found);
    },
    list: (path) => {
      const found = tenant.list(path);
      return found === undefined ? undefined : each(found);
    },
  };
}

function withDrawn(row: ArmDocument, seed: number): ArmDocument {
  const pools = POOLS[row.type.toLowerCase()];
  if (typeof row.properties === 'string') return row;
  const properties = structuredClone(row.properties ?? {}) as Record<string, unknown>;
  if ('infrastructureEncryptionState' in properties) {
    // The vault and its encryption in effect say the same.
    const path = 'encryption.infrastructureEncryption';
    const vault = row.id.replace(/\/backupEncryptionConfigs\/.*$/i, '');
    const drawn = draw(`${String(seed)} ${vault} ${path}`, POOLS['microsoft.recoveryservices/vaults']?.[path] ?? []);
    return { ...row, properties: { ...properties, infrastructureEncryptionState: drawn ?? 'Disabled' } };
  }
  if (pools === undefined) return row;
  for (const [path, values] of Object.entries(pools))
    put(properties, path.split('.'), draw(`${seed} ${row.id} ${path}`, values));
  return { ...row, properties };
}

function put(bag: Record<string, unknown>, [name = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length > 0) {
    bag[name] ??= {};
    put(bag[name] as Record<string, unknown>, rest, value);
  } else if (value === undefined) Reflect.deleteProperty(bag, name);
  else bag[name] = value;
}

/** FNV-1a. */
function draw(text: string, values: readonly unknown[]): unknown {
  let hash = 0x811c9dc5;
  for (const character of text.toLowerCase()) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  return values[((hash >>> 0) >>> 8) % values.length];
}
