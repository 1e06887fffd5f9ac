import type { Evidence, Outcome } from '../../domain/check.ts';
import type { Lookup, Rows } from '../../domain/estate.ts';
import type { BackupInstance, BackupVault, RecoveryServicesVault, VaultEncryption } from '../../domain/facts.ts';
import { defineCheck } from './shared/defineCheck.ts';
import { keyState } from './shared/keyState.ts';
import { quoted, says, values } from '../../base/openEnum.ts';
import { compliant, evidence, hidden, nonCompliant, notApplicable, unknown } from './shared/outcome.ts';
import { namedVaultKey, unnamedVaultKey } from './shared/vaultKeyDoubt.ts';

const NOT_EFFECTIVE = values('Failed', 'PartiallyFailed', 'PartiallySucceeded');

export const bkp03 = defineCheck({
  id: 'BKP-03',
  version: 5,
  answers: ['R2'],
  subject: 'recoveryServicesVault',
  alsoJudges: ['backupVault'],
  title: 'The vault encrypts its backups with an effective, usable customer-managed key',
  severity: 'High',
  rollsUp: true,
  remediation:
    'A customer-managed key can be set only on a new, empty vault: create one, move the backups to it, and let the old recovery points expire.',
  limits:
    'The key protects the vault tier only; instant-restore snapshots, and the snapshots in which a Backup vault keeps its disk backups, are judged separately (BKP-04, BKP-05).',
  learnMore: 'https://learn.microsoft.com/azure/backup/encryption-at-rest-with-cmk',
  controls: ['NIST SP 800-53 r5 CP-9(8)', 'NIST SP 800-53 r5 SC-12', 'ISO/IEC 27001:2022 A.8.24'],
  needs: ['vaultBackups'],
  assess: ({ vaultBackups }, { backup }, asOf) => {
    if (vaultBackups.of === 'disk') return ofBackupVault(vaultBackups.vault, vaultBackups.items);
    const { vault, encryption, items, key } = vaultBackups;
    const facts = factsOf(vault, encryption);
    if (items.rows.length === 0)
      return items.gaps.length > 0
        ? hidden('Whether the vault holds backups', items.gaps, facts)
        : notApplicable('The vault holds no VM backup.', facts);
    if (vault.keyUri === undefined && !backup.requireVaultCustomerKey)
      return infrastructureOutcome(vault, encryption, backup.requireVaultInfrastructureEncryption, facts);
    const contradiction = unnamedVaultKey(vault, encryption);
    if (contradiction !== undefined) return { ...contradiction, evidence: facts };
    if (vault.keyUri === undefined || key === undefined)
      return nonCompliant('A platform-managed key encrypts the vault.', facts);
    const state = keyState(key, asOf);
    if (state.state === 'notUsable')
      return nonCompliant(`The customer-managed key of the vault cannot be used: ${state.because}`, {
        ...facts,
        ...state.evidence,
      });
    const effect = effectOf(encryption, vault.keyUri, facts);
    if (effect.status !== 'Compliant') return effect;
    const infrastructure = infrastructureOutcome(vault, encryption, backup.requireVaultInfrastructureEncryption, facts);
    if (infrastructure.status === 'NonCompliant') return infrastructure;
    if (state.state === 'unknown')
      return unknown(
        `Could not determine whether the key of the vault can be used: ${state.because}`,
        { ...facts, ...state.evidence },
        state.gaps,
      );
    return infrastructure.status === 'Compliant'
      ? compliant(`${effect.because} ${state.because}`, facts)
      : infrastructure;
  },
});

const OUTSIDE_THE_VAULT = values('OperationalStore');

/**
 * Disk backup has an operational tier only: snapshots in a resource group of the organisation, never copied to the vault,
 * so that the key of a Backup vault encrypts nothing of a disk.
 * @see https://learn.microsoft.com/azure/backup/disk-backup-support-matrix#limitations
 */
function ofBackupVault(vault: BackupVault, { rows, gaps }: Rows<BackupInstance>): Outcome {
  const facts = evidence({
    'Encryption with a customer key': vault.encryptionState,
    'Configured key': vault.keyUri,
    'Infrastructure encryption': vault.infrastructureEncryption,
    'Disk backups': rows.length,
  });
  for (const { name, dataStores } of rows) {
    const other = dataStores.find((store) => !says(store, OUTSIDE_THE_VAULT));
    if (dataStores.length === 0 || other !== undefined)
      return unknown(
        `Disk backup ${name} keeps its backups in store ${quoted(other)}, which this check does not know.`,
        facts,
      );
  }
  if (gaps.length > 0) return hidden('Whether the vault holds backups', gaps, facts);
  return rows.length === 0
    ? notApplicable('The vault holds no disk backup.', facts)
    : notApplicable(
        'The vault itself stores none of its disk backups: they are snapshots, judged separately (BKP-05).',
        facts,
      );
}

function factsOf(vault: RecoveryServicesVault, encryption: Lookup<VaultEncryption>): Evidence {
  const second = encryption.kind === 'found' ? encryption.row : undefined;
  return evidence({
    'Configured key': vault.keyUri,
    'Encryption in effect': second?.encryptionAtRestType,
    'Last update': second?.lastUpdateStatus,
    'Infrastructure encryption': vault.infrastructureEncryption ?? second?.infrastructureEncryptionState,
  });
}

/** A configured key is not yet one in effect: the vault's own report of its last update is the second witness. */
function effectOf(encryption: Lookup<VaultEncryption>, configured: string, facts: Evidence): Outcome {
  const status = encryption.kind === 'found' ? encryption.row.lastUpdateStatus : undefined;
  if (says(status, NOT_EFFECTIVE))
    return nonCompliant(
      `A customer-managed key is configured but not in effect: its last update ended as ${quoted(status)}.`,
      facts,
    );
  const doubt = namedVaultKey(configured, encryption);
  if (doubt !== undefined) return { ...doubt, evidence: { ...facts, ...doubt.evidence } };
  return compliant('A customer-managed key is configured and in effect.', facts);
}

function infrastructureOutcome(
  vault: RecoveryServicesVault,
  encryption: Lookup<VaultEncryption>,
  required: boolean,
  facts: Evidence,
): Outcome {
  if (!required) return compliant('The baseline accepts the key that encrypts the vault.', facts);
  const second = encryption.kind === 'found' ? encryption.row.infrastructureEncryptionState : undefined;
  const first = vault.infrastructureEncryption;
  if (first?.toLowerCase() === 'enabled' && second !== undefined && second.toLowerCase() !== 'enabled')
    return unknown(
      `Infrastructure encryption is ${quoted(first)} by the vault and ${quoted(second)} by its encryption in effect.`,
      facts,
    );
  // What was not read might contradict the vault; if the vault says it is off, that is the worse answer and stands.
  if (first?.toLowerCase() !== 'disabled' && encryption.kind === 'unsure')
    return hidden('Whether infrastructure encryption of the vault is on', encryption.gaps, facts);
  switch ((first ?? second)?.toLowerCase()) {
    case 'enabled':
      return compliant('Infrastructure encryption is on.', facts);
    case 'disabled':
      return nonCompliant('Infrastructure encryption of the vault is off.', facts);
    default:
      return unknown('Could not determine whether infrastructure encryption of the vault is on.', facts);
  }
}
