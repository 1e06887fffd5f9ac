import type { Verdict } from '../../domain/check.ts';
import type { DiskEncryptionSet, Key, KeyVault } from '../../domain/facts.ts';
import { answerCell, blanks, type Cell, idCell, linkCell, momentCell, yesNoCell } from '../cell.ts';
import { KeyUse } from '../keyUse.ts';
import type { PackIndex } from '../packIndex.ts';
import type { Listed, TableSheet } from '../sheet.ts';
import { sideBySide } from '../sideBySide.ts';
import { KEYS_SHEET } from './names.ts';

export const keys: Listed<TableSheet> = {
  kind: 'table',
  appendix: true,
  name: KEYS_SHEET,
  holds: 'appendix: keys, their vaults and encryption sets, and how many disks use each',
  tab: 'B07D12',
  about:
    'Key versions in use first (KEY-02), then their vaults (KEY-03), then disk encryption sets (KEY-04), each with what becomes unreadable if it is lost: disks, their copies, backups, failover targets. Attributes only: no key is ever read or used.',
  columns: [
    { title: 'Part', width: 19 },
    { title: 'Result', width: 14 },
    { title: 'Name', width: 38 },
    { title: 'Disks using it', width: 9, right: true },
    { title: 'Copies and backups using it', width: 30 },
    { title: 'Enabled', width: 11 },
    { title: 'Created (UTC)', width: 20 },
    { title: 'Not before (UTC)', width: 20 },
    { title: 'Expires (UTC)', width: 20 },
    { title: 'Because', width: 50 },
    { title: 'Type and size', width: 13 },
    { title: 'Recovery level', width: 24 },
    { title: 'Soft delete', width: 9 },
    { title: 'Purge protection', width: 12 },
    { title: 'Access by', width: 14 },
    { title: 'Rotates automatically', width: 15 },
    { title: 'Last rotation (UTC)', width: 20 },
    { title: 'Encryption type', width: 24 },
    { title: 'Portal', width: 9 },
    { title: 'Subscription', width: 24 },
    { title: 'Resource group', width: 22 },
    { title: 'Affected if lost', width: 60 },
    { title: 'Key address', width: 80 },
    { title: 'Resource id', width: 110 },
  ],
  frozenColumns: 3,
  printedColumns: 11,
  whenEmpty: 'No customer-managed key is in use in scope.',
  async *rows(index) {
    const { verdicts, contents } = index;
    const use = new KeyUse(index.record);
    const subject = (verdict: Verdict): string => verdict.subject;
    for await (const [verdict, key] of sideBySide(verdicts.of('KEY-02'), subject, contents.facts('keys')))
      yield keyRow(verdict, key, use, index);
    for await (const [verdict, vault] of sideBySide(verdicts.of('KEY-03'), subject, contents.facts('keyVaults')))
      yield vaultRow(verdict, vault, use, index);
    const sets = contents.facts('diskEncryptionSets');
    for await (const [verdict, set] of sideBySide(verdicts.of('KEY-04'), subject, sets))
      yield setRow(verdict, set, use, index);
  },
};

function keyRow(verdict: Verdict, key: Key | undefined, use: KeyUse, index: PackIndex): readonly Cell[] {
  const address = verdict.evidence['Key'];
  const { hanging, names } = usedBy(use, verdict);
  return [
    'Key version',
    answerCell(verdict),
    verdict.subjectName,
    ...hanging,
    key === undefined ? (isElsewhere(verdict) ? 'not read' : 'not found') : yesNoCell(key.enabled),
    momentCell(key?.created),
    momentCell(key?.notBefore),
    momentCell(key?.expires),
    verdict.because,
    [key?.keyType, key?.keySize].filter((text) => text !== undefined).join(' '),
    key?.recoveryLevel,
    ...blanks(6),
    ...tail(verdict, names, typeof address === 'string' ? address : undefined, key?.resourceId, index),
  ];
}

function vaultRow(verdict: Verdict, vault: KeyVault | undefined, use: KeyUse, index: PackIndex): readonly Cell[] {
  const { hanging, names } = usedBy(use, verdict);
  return [
    vault?.managedHsm === true ? 'Managed HSM' : 'Key vault',
    answerCell(verdict),
    verdict.subjectName,
    ...hanging,
    ...blanks(4),
    verdict.because,
    ...blanks(2),
    ...(vault === undefined
      ? [isElsewhere(verdict) ? 'not read' : 'not found', undefined, undefined]
      : settingsOf(vault)),
    ...blanks(3),
    ...tail(verdict, names, vault?.vaultUri, vault?.resourceId, index),
  ];
}

/** In no vault that was read: it goes by its address. */
function isElsewhere({ subject }: Verdict): boolean {
  return subject.startsWith('https://');
}

function settingsOf(vault: KeyVault): readonly Cell[] {
  return [
    yesNoCell(vault.enableSoftDelete),
    yesNoCell(vault.enablePurgeProtection),
    vault.managedHsm ? 'roles inside it' : vault.enableRbacAuthorization === true ? 'roles' : 'access policies',
  ];
}

function setRow(verdict: Verdict, set: DiskEncryptionSet | undefined, use: KeyUse, index: PackIndex): readonly Cell[] {
  const { hanging, names } = usedBy(use, verdict);
  return [
    'Disk encryption set',
    answerCell(verdict),
    verdict.subjectName,
    ...hanging,
    ...blanks(4),
    verdict.because,
    ...blanks(5),
    set === undefined ? 'not found' : yesNoCell(set.rotationToLatestKeyVersionEnabled),
    momentCell(set?.lastKeyRotationTimestamp),
    set?.encryptionType,
    ...tail(verdict, names, set?.keyUrl, set?.resourceId, index),
  ];
}

function usedBy(
  use: KeyUse,
  { subject }: Verdict,
): { readonly hanging: readonly Cell[]; readonly names: string | undefined } {
  const { disks, others, names } = use.of(subject);
  return { hanging: [disks, others], names };
}

function tail(
  verdict: Verdict,
  names: string | undefined,
  address: string | undefined,
  resourceId: string | undefined,
  index: PackIndex,
): readonly Cell[] {
  const id = resourceId ?? verdict.subject;
  return [
    linkCell('Open', index.portal(id), 'no link'),
    index.subscription(verdict.subscriptionId),
    verdict.resourceGroup,
    idCell(names), // on one line: a key has many disks
    idCell(address),
    idCell(id),
  ];
}
