/** A word of the workbook, for a reader who knows audits but not Azure, or the other way round. */
interface Word {
  readonly kind: 'Answer' | 'Audit' | 'Azure';
  readonly word: string;
  readonly meaning: string;
  /** Microsoft's page. */
  readonly more?: string;
}

const LEARN = 'https://learn.microsoft.com/azure';

export const GLOSSARY: readonly Word[] = [
  {
    kind: 'Answer',
    word: 'Compliant',
    meaning: 'Proven by a row that Azure returned and a value that the check knows to be good.',
  },
  {
    kind: 'Answer',
    word: 'NonCompliant',
    meaning:
      'Proven by a row that Azure returned: the expected state is not met. Gives a reason, a severity and a remedy.',
  },
  {
    kind: 'Answer',
    word: 'Unknown',
    meaning:
      'Not read, not recognised or contradictory. Never treated as Compliant; the reason names the gap or the value.',
  },
  {
    kind: 'Answer',
    word: 'NotApplicable',
    meaning:
      'The question does not arise, and nothing is missing that could make it arise: a VM without backup has no backup to encrypt.',
  },
  {
    kind: 'Answer',
    word: 'Compliant – limited, NotApplicable – limited',
    meaning:
      'The answer rests on what was read, but a place that was not read might hold a row about it: a vault or a copy in another subscription. Counted separately; Population and gaps names each such place and its remedy.',
  },
  {
    kind: 'Answer',
    word: 'Unknown – attested',
    meaning:
      'Azure cannot answer; a named person has attested the answer, with a reference and an end date. It stays Unknown and is counted separately, never as Compliant.',
  },
  {
    kind: 'Answer',
    word: 'Decided, applicable',
    meaning:
      'Decided: the disks with a yes or no (Compliant, NonCompliant, Exempt). Applicable: all to which the question applies, Unknown included. The share of compliant disks is given for each.',
  },
  {
    kind: 'Answer',
    word: 'Exempt',
    meaning: 'NonCompliant under an exemption in force. The result without the exemption stays visible.',
  },
  {
    kind: 'Answer',
    word: 'Overall',
    meaning:
      'The weakest of the seven answers of a disk: NonCompliant, then Unknown, Exempt, Compliant; NotApplicable only where nothing applies.',
  },
  {
    kind: 'Audit',
    word: 'Chain',
    meaning:
      'A disk with everything that depends on it or protects it: key, snapshots and recovery points, restored copies, replica, failover target.',
  },
  {
    kind: 'Audit',
    word: 'Check',
    meaning:
      'One rule with a permanent id (KEY-01), a version and one kind of subject. It gives one verdict per subject.',
  },
  {
    kind: 'Audit',
    word: 'Baseline',
    meaning:
      'What the organisation requires: accepted methods, ages, approved principals, exemptions, attestations. Its hash is on the Cover.',
  },
  {
    kind: 'Audit',
    word: 'Exemption',
    meaning:
      'A written, approved and dated permission for one subject to fail one check: a waiver, or mitigated by other means.',
  },
  {
    kind: 'Audit',
    word: 'Finding',
    meaning: 'A NonCompliant verdict, a coverage gap, or an exemption or attestation that has ended.',
  },
  {
    kind: 'Audit',
    word: 'Gap',
    meaning:
      'Something that could not be read, with where and why. An answer that a gap hides is Unknown; one that it might affect is limited.',
  },
  {
    kind: 'Audit',
    word: 'Population',
    meaning: 'All disks in scope. Rows that Azure counts are compared with rows received and kept, source by source.',
  },
  {
    kind: 'Audit',
    word: 'Complete run',
    meaning:
      'Every expected subscription was read whole and the population did not shrink beyond what the baseline allows.',
  },
  {
    kind: 'Audit',
    word: 'Re-performance',
    meaning: 'Somebody else reaching the same conclusions from the raw rows, queries and baseline in this pack.',
  },
  {
    kind: 'Audit',
    word: 'Simple random sample',
    meaning: 'A selection in which each disk has the same chance. The seed is printed, so anyone can repeat the draw.',
  },
  {
    kind: 'Audit',
    word: 'Record',
    meaning: 'The result of the run as data (record.jsonl.gz): this workbook is one view of it.',
  },
  {
    kind: 'Audit',
    word: 'Manifest',
    meaning:
      'The list of the pack’s files with their SHA-256, and the hash of the previous manifest: a chain of packs.',
  },
  {
    kind: 'Azure',
    word: 'Managed disk',
    meaning: 'A virtual machine’s disk as a separate Azure resource.',
    more: `${LEARN}/virtual-machines/managed-disks-overview`,
  },
  {
    kind: 'Azure',
    word: 'SSE, server-side encryption',
    meaning:
      'Azure Storage encrypts every disk at rest: with a platform-managed key (PMK) or a customer-managed key (CMK).',
    more: `${LEARN}/virtual-machines/disk-encryption`,
  },
  {
    kind: 'Azure',
    word: 'Double encryption at rest',
    meaning: 'Two layers: one with a platform key, one with a customer key.',
    more: `${LEARN}/virtual-machines/disks-enable-double-encryption-at-rest-portal`,
  },
  {
    kind: 'Azure',
    word: 'Disk encryption set (DES)',
    meaning: 'The resource that links disks to a customer-managed key and rotates it.',
    more: `${LEARN}/virtual-machines/disk-encryption#customer-managed-keys`,
  },
  {
    kind: 'Azure',
    word: 'Azure Disk Encryption (ADE)',
    meaning:
      'BitLocker or dm-crypt inside the guest. Its key (BEK) is kept as a secret in a key vault, wrapped by a key encryption key (KEK) where one is set. Azure only declares it; retires on 15 September 2028.',
    more: `${LEARN}/virtual-machines/disk-encryption-overview`,
  },
  {
    kind: 'Azure',
    word: 'Encryption at host',
    meaning: 'The VM’s host encrypts temporary disk and caches too, and data on the way to storage.',
    more: `${LEARN}/virtual-machines/disk-encryption#encryption-at-host---end-to-end-encryption-for-your-vm-data`,
  },
  {
    kind: 'Azure',
    word: 'Confidential disk encryption',
    meaning: 'The disk’s key is bound to the TPM of a confidential VM.',
    more: `${LEARN}/confidential-computing/confidential-vm-overview`,
  },
  {
    kind: 'Azure',
    word: 'Recovery Services vault',
    meaning: 'Holds backups and replication settings.',
    more: `${LEARN}/backup/backup-azure-recovery-services-vault-overview`,
  },
  {
    kind: 'Azure',
    word: 'Backup vault, disk backup',
    meaning:
      'Another kind of vault. For a disk it holds only settings: the backups are incremental snapshots in a resource group of the organisation.',
    more: `${LEARN}/backup/disk-backup-overview`,
  },
  {
    kind: 'Azure',
    word: 'Protected item, recovery point',
    meaning:
      'What Azure Backup keeps of a VM, and each point in time it can be restored to: as a snapshot (instant restore), in the vault, or in the archive.',
    more: `${LEARN}/backup/backup-azure-vms-introduction`,
  },
  {
    kind: 'Azure',
    word: 'Replicated item, replica disk',
    meaning:
      'What Azure Site Recovery copies to another region: each disk has a replica whose name ends in -ASRReplica.',
    more: `${LEARN}/site-recovery/azure-to-azure-architecture`,
  },
  {
    kind: 'Azure',
    word: 'Test failover',
    meaning: 'A rehearsal that creates disks in the recovery region; they stay until they are cleaned up.',
    more: `${LEARN}/site-recovery/azure-to-azure-tutorial-dr-drill`,
  },
  {
    kind: 'Azure',
    word: 'Network access policy',
    meaning: 'Where a disk may be exported from: AllowAll, AllowPrivate (through a disk access) or DenyAll.',
    more: `${LEARN}/virtual-machines/disks-restrict-import-export-overview`,
  },
  {
    kind: 'Azure',
    word: 'ActiveSAS',
    meaning: 'State of a disk for which a download or upload link is open now.',
    more: `${LEARN}/virtual-machines/linux/download-vhd`,
  },
  {
    kind: 'Azure',
    word: 'Resource Graph',
    meaning: 'Azure’s index of resources across subscriptions. It follows changes with a short delay.',
    more: `${LEARN}/governance/resource-graph/overview`,
  },
  {
    kind: 'Azure',
    word: 'ARM, Azure Resource Manager',
    meaning: 'Azure’s own management API, used for what Resource Graph does not show.',
    more: `${LEARN}/azure-resource-manager/management/overview`,
  },
  {
    kind: 'Azure',
    word: 'Object id',
    meaning: 'The GUID of an identity in Microsoft Entra ID.',
  },
];
