import { armId, resourceGroupOf, subscriptionOf } from '../../src/domain/armId.ts';
import { tallyOf } from '../../src/domain/answer.ts';
import type { CheckId, CheckMeta, Severity, Status, SubjectKind, Verdict } from '../../src/domain/check.ts';
import type { Method } from '../../src/domain/protection.ts';
import type { DiskRole } from '../../src/domain/diskRole.ts';
import { findingKey, type ChainRow, type RequirementCell, type SummaryRow } from '../../src/domain/record.ts';
import { REQUIREMENTS, type RequirementId } from '../../src/domain/requirement.ts';

export const AS_OF = '2026-11-23T06:00:00.000Z';
export const TENANT = '11111111-1111-4111-8111-111111111111';
export const PRODUCTION = '22222222-2222-4222-8222-222222222222';
export const RECOVERY = '33333333-3333-4333-8333-333333333333';
export const CLOSED = '44444444-4444-4444-8444-444444444444';

const WEAKEST: readonly Status[] = ['NonCompliant', 'Unknown', 'Exempt', 'Compliant', 'NotApplicable'];

export function diskId(name: string, subscription = PRODUCTION, group = 'rg-payments'): string {
  return `/subscriptions/${subscription}/resourceGroups/${group}/providers/Microsoft.Compute/disks/${name}`;
}

interface DiskSeed {
  readonly name: string;
  readonly statuses: readonly [Status, Status, Status, Status, Status, Status, Status];
  readonly method: Method;
  readonly role?: DiskRole;
  readonly copyOf?: string;
  readonly subscription?: string;
  readonly machine?: string;
  readonly location?: string;
  readonly owner?: string;
  /** Requirements whose answer a gap elsewhere limits. */
  readonly limited?: readonly RequirementId[];
  /** Requirements whose Unknown a person has attested. */
  readonly attested?: readonly RequirementId[];
}

/** What is not read in the fixture and might hold a row about other disks. */
export const LIMITATION = `keys ${PRODUCTION}`;

const C: Status = 'Compliant';
const N: Status = 'NonCompliant';
const U: Status = 'Unknown';
const X: Status = 'Exempt';
const A: Status = 'NotApplicable';
const CMK: Method = 'SSE with customer-managed key';
const PMK: Method = 'SSE with platform-managed key';
const KEK: Method = 'Azure Disk Encryption with KEK';

/** Names that break careless writers, beside plain ones. */
export const DISKS: readonly DiskSeed[] = [
  {
    name: 'pay-db-01_OsDisk',
    statuses: [C, C, C, C, C, C, C],
    method: CMK,
    machine: 'pay-db-01',
    owner: 'team-payments',
    limited: ['R3', 'R4'],
  },
  {
    name: 'pay-db-01_Data0',
    statuses: [C, N, C, C, C, N, C],
    method: CMK,
    machine: 'pay-db-01',
    owner: 'team-payments',
  },
  { name: 'pay-web-01_OsDisk', statuses: [N, N, N, A, N, N, N], method: PMK, machine: 'pay-web-01', owner: 'team-web' },
  { name: 'legacy-01_OsDisk', statuses: [C, C, U, A, C, C, N], method: KEK, machine: 'legacy-01' },
  {
    name: 'restored-pay-db-01',
    statuses: [N, A, N, A, N, N, N],
    method: PMK,
    role: 'restored',
    copyOf: diskId('pay-db-01_Data0'),
  },
  {
    name: 'pay-db-01_OsDisk-ASRReplica',
    statuses: [C, A, A, C, C, X, C],
    method: CMK,
    role: 'replica',
    copyOf: diskId('pay-db-01_OsDisk'),
    subscription: RECOVERY,
    location: 'northeurope',
  },
  { name: '=cmd|’ /C calc’!A0', statuses: [U, U, U, A, U, N, U], method: 'Unknown', role: 'unattached' },
  {
    name: 'hr-app-01_Data0',
    statuses: [U, C, C, A, C, C, C],
    method: CMK,
    machine: 'hr-app-01',
    owner: 'team-hr',
    attested: ['R1'],
  },
  { name: 'דיסק-גיבוי', statuses: [A, A, A, A, A, A, A], method: 'Unknown', role: 'unattached', limited: ['R4'] },
];

export const CHECKS: readonly CheckMeta[] = [
  check('KEY-01', ['R1', 'R5'], 'disk', 'A key the organisation controls protects the disk', 'High'),
  check('BKP-03', ['R2'], 'recoveryServicesVault', 'The vault encrypts backups with a customer-managed key', 'High'),
  check('RST-01', ['R3'], 'restoredDisk', 'A restored disk is not weaker than its source', 'High'),
  check('DR-03', ['R4'], 'replicaDisk', 'The replica disk is not weaker than its source', 'High'),
  check('EXP-01', ['R6'], 'disk', 'Network export of the disk is shut', 'Medium', false),
  check('EXP-04', ['R6'], 'disk', 'A downloaded VHD stays unreadable, or downloading is shut', 'Medium'),
  check('MTH-01', ['R7'], 'disk', 'The method in force is one that the baseline approves', 'Low'),
  check('POP-01', [...REQUIREMENTS], 'subscription', 'The subscription was read completely', 'High', false),
  check('CTL-01', ['R5'], 'keyVault', 'Only approved principals can use the keys', 'High'),
];

function check(
  id: CheckId,
  answers: readonly RequirementId[],
  subject: SubjectKind,
  title: string,
  severity: Severity,
  rollsUp = true,
): CheckMeta {
  return {
    id,
    version: 1,
    answers,
    subject,
    title,
    severity,
    rollsUp,
    remediation: 'Assign a disk encryption set with a customer-managed key to the disk while its VM is stopped.',
    limits: 'Sees the management plane only.',
    learnMore: 'https://learn.microsoft.com/azure/virtual-machines/disk-encryption',
    controls: ['ISO/IEC 27001:2022 A.8.24'],
  };
}

const CHECK_OF: Readonly<Record<RequirementId, CheckId>> = {
  R1: 'KEY-01',
  R2: 'BKP-03',
  R3: 'RST-01',
  R4: 'DR-03',
  R5: 'KEY-01',
  R6: 'EXP-04',
  R7: 'MTH-01',
};

const BECAUSE: Readonly<Record<Status, string>> = {
  Compliant: 'Encryption type is EncryptionAtRestWithCustomerKey and its key is enabled.',
  NonCompliant: 'Only a platform-managed key protects the disk (EncryptionAtRestWithPlatformKey).',
  Unknown: 'Keys of vault kv-closed could not be read: access was refused.',
  Exempt: 'Only a platform-managed key protects the disk; exemption EX-7 covers it.',
  NotApplicable: 'The disk has no backup, so there is nothing to encrypt.',
};

export function chainOf(seed: DiskSeed): ChainRow {
  const resourceId = diskId(seed.name, seed.subscription ?? PRODUCTION);
  const requirements = Object.fromEntries(
    REQUIREMENTS.map((id, at): [RequirementId, RequirementCell] => {
      const status = seed.statuses[at] ?? 'Unknown';
      return [
        id,
        {
          status,
          because: BECAUSE[status],
          behind: status === 'NotApplicable' ? [] : [findingKey(CHECK_OF[id], armId(resourceId))],
          ...(seed.limited?.includes(id) === true ? { limitations: [LIMITATION] } : {}),
          ...(seed.attested?.includes(id) === true ? { attested: true as const } : {}),
        },
      ];
    }),
  ) as unknown as Readonly<Record<RequirementId, RequirementCell>>;
  return {
    disk: armId(resourceId),
    resourceId,
    name: seed.name,
    subscriptionId: subscriptionOf(resourceId),
    resourceGroup: resourceGroupOf(resourceId),
    location: seed.location ?? 'westeurope',
    role: seed.role ?? 'source',
    copyOf: seed.copyOf === undefined ? undefined : armId(seed.copyOf),
    virtualMachine:
      seed.machine === undefined
        ? undefined
        : armId(
            `/subscriptions/${PRODUCTION}/resourceGroups/rg-payments/providers/Microsoft.Compute/virtualMachines/${seed.machine}`,
          ),
    method: seed.method,
    protection: {
      atRest: seed.method === CMK ? 'customer' : seed.method === 'Unknown' ? 'unknown' : 'platform',
      guest: seed.method === KEK ? 'adeKek' : 'none',
      host: 'off',
      confidential: 'none',
      diskEncryptionSetId:
        seed.method === CMK
          ? armId(
              `/subscriptions/${PRODUCTION}/resourceGroups/rg-keys/providers/Microsoft.Compute/diskEncryptionSets/des-payments`,
            )
          : undefined,
      keyUrl:
        seed.method === CMK
          ? 'https://kv-payments.vault.azure.net/keys/disks/0123456789abcdef0123456789abcdef'
          : undefined,
      doubts: [],
    },
    requirements,
    overall: weakest(seed.statuses),
    ...(seed.limited === undefined ? {} : { limitations: [LIMITATION] }),
    ...(seed.attested === undefined ? {} : { attested: true as const }),
    tags: seed.owner === undefined ? {} : { Owner: seed.owner },
  };
}

function weakest(statuses: readonly Status[]): Status {
  return WEAKEST.find((status) => statuses.includes(status)) ?? 'NotApplicable';
}

export function verdictsOf(chain: ChainRow): readonly Verdict[] {
  const byCheck = new Map<CheckId, Status>();
  for (const id of REQUIREMENTS)
    byCheck.set(CHECK_OF[id], weakest([byCheck.get(CHECK_OF[id]) ?? 'NotApplicable', chain.requirements[id].status]));
  return [...byCheck].map(([id, status]) => ({ ...verdictFor(id, status, chain), ...qualifiedBy(id, chain) }));
}

function qualifiedBy(check: CheckId, chain: ChainRow): Pick<Verdict, 'limitations' | 'attestation'> {
  const cells = REQUIREMENTS.filter((id) => CHECK_OF[id] === check).map((id) => chain.requirements[id]);
  const limitations = cells.find((cell) => cell.limitations !== undefined)?.limitations;
  return {
    ...(limitations === undefined ? {} : { limitations }),
    ...(cells.some(({ attested }) => attested) ? { attestation: 'AT-1' } : {}),
  };
}

function verdictFor(id: CheckId, status: Status, chain: ChainRow): Verdict {
  const meta = CHECKS.find((candidate) => candidate.id === id);
  return {
    check: id,
    checkVersion: 1,
    subjectKind: meta?.subject ?? 'disk',
    subject: chain.disk,
    subjectName: chain.name,
    subscriptionId: chain.subscriptionId,
    resourceGroup: chain.resourceGroup,
    status,
    because: BECAUSE[status],
    severity: meta?.severity ?? 'Low',
    evidence: { 'Encryption type': chain.protection.atRest, 'Network access policy': null },
    gaps: status === 'Unknown' ? [`keys ${CLOSED}`] : [],
    remediation: status === 'NonCompliant' ? (meta?.remediation ?? '') : '',
    exemption: status === 'Exempt' ? 'EX-7' : undefined,
    beneath: status === 'Exempt' ? 'NonCompliant' : undefined,
  };
}

export function summaryOf(chains: readonly ChainRow[]): readonly SummaryRow[] {
  const subscriptions = ['*', ...new Set(chains.map(({ subscriptionId }) => subscriptionId))].sort();
  return subscriptions.flatMap((subscriptionId) => {
    const of = chains.filter((chain) => subscriptionId === '*' || chain.subscriptionId === subscriptionId);
    return REQUIREMENTS.map((requirement): SummaryRow => {
      const tally = tallyOf(of.map((chain) => chain.requirements[requirement]));
      return { requirement, subscriptionId, population: of.length, ...tally };
    });
  });
}
