import { withoutEnd } from '../../../base/withoutEnd.ts';
import type { ArmId } from '../../../domain/armId.ts';
import type { Collection, Gap } from '../../../domain/estate.ts';
import type { Facts, SourceId } from '../../../domain/facts.ts';
import type { EstateReader } from '../../../domain/reader.ts';
import type { AccessFacts } from '../../access/accessFacts.ts';
import { buildAccess } from '../../access/accessIndex.ts';
import type { KeyJoin } from './keys.ts';

/** Who was given what, and whose keys are used by which services. */
export function joinAccess(reader: EstateReader, keys: KeyJoin): AccessFacts {
  const collection = <S extends SourceId>(source: S): Collection<Facts[S]> => ({
    rows: new Map(reader.all(source).map((row) => [row.id, row])),
    gaps: reader.gapsIn(source),
  });
  const services = servicesByVault(reader, keys);
  const hiding = SERVICES.flatMap((source): readonly Gap[] => reader.gapsIn(source));
  const index = buildAccess({
    roleAssignments: collection('roleAssignments'),
    roleDefinitions: collection('roleDefinitions'),
    denyAssignments: collection('denyAssignments'),
    classicAdministrators: collection('classicAdministrators'),
    registrationAssignments: collection('registrationAssignments'),
    registrationDefinitions: collection('registrationDefinitions'),
    managedByTenants: new Map(
      reader.all('subscriptions').map((row) => [row.subscriptionId, row.managedByTenants] as const),
    ),
    managementGroups: new Map(
      reader.all('subscriptions').map((row) => [row.subscriptionId, row.managementGroups] as const),
    ),
    principalTypes: new Map([...services.values()].flatMap((ids) => [...ids].map((id) => [id, 'ServicePrincipal']))),
  });
  return {
    index,
    servicesOf: (vaultId) => ({ rows: [...(services.get(vaultId) ?? [])], gaps: hiding }),
  };
}

/** Where resources that use keys are read from; the identity of a missing one only looks like a stranger. */
const SERVICES = [
  'diskEncryptionSets',
  'recoveryServicesVaults',
  'vaultEncryptions',
  'storageAccounts',
] as const satisfies readonly SourceId[];

function servicesByVault(reader: EstateReader, keys: KeyJoin): ReadonlyMap<ArmId, ReadonlySet<string>> {
  const services = new Map<ArmId, Set<string>>();
  const note = (vaultId: ArmId | undefined, principalIds: readonly string[]): void => {
    if (vaultId === undefined) return;
    const known = services.get(vaultId) ?? new Set<string>();
    for (const id of principalIds) known.add(id.toLowerCase());
    services.set(vaultId, known);
  };
  const vaultBehind = (url: string | undefined, namedBy: ArmId): ArmId | undefined =>
    url === undefined ? undefined : keys.resolve({ use: 'vault', url, vaultId: undefined, namedBy }).vaultId;

  for (const set of reader.all('diskEncryptionSets')) note(keys.ofEncryptionSet(set).vaultId, set.principalIds);
  for (const vault of reader.all('recoveryServicesVaults')) {
    const effective = reader.find('vaultEncryptions', vault.id);
    note(vaultBehind(vault.keyUri, vault.id), vault.principalIds);
    if (effective.kind === 'found') note(vaultBehind(effective.row.keyUri, vault.id), vault.principalIds);
  }
  for (const account of reader.all('storageAccounts')) {
    const { keyVaultUri, keyName, principalIds } = account;
    if (keyVaultUri === undefined || keyName === undefined) continue;
    note(vaultBehind(`${withoutEnd(keyVaultUri, '/')}/keys/${keyName}`, account.id), principalIds);
  }
  return services;
}
