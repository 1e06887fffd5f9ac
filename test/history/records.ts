import type { CheckId, Status, SubjectKind, Verdict } from '../../src/domain/check.ts';
import type { AskedSourceId } from '../../src/domain/facts.ts';
import type { ChainRow, PopulationRow, RunRecord, Scope, SummaryRow } from '../../src/domain/record.ts';

export const SUB_A = '00000000-0000-0000-0000-00000000000a';
export const SUB_B = '00000000-0000-0000-0000-00000000000b';
export const WEEK = ['2026-03-02T06:00:00.000Z', '2026-03-09T06:00:00.000Z', '2026-03-16T06:00:00.000Z'] as const;

const SOURCES: readonly AskedSourceId[] = [
  'subscriptions',
  'disks',
  'virtualMachines',
  'vmExtensions',
  'snapshots',
  'diskEncryptionSets',
  'keyVaults',
  'recoveryServicesVaults',
  'protectedItems',
  'restoreJobs',
  'replicatedItems',
  'restorePointCollections',
  'storageAccounts',
  'roleAssignments',
  'vaultEncryptions',
  'diskExclusions',
  'recoveryPoints',
  'restoreJobDetails',
  'replicationDetails',
  'replicationClusters',
  'keys',
];

export const EVERYTHING: Scope = { tenantId: undefined, managementGroups: [], subscriptions: [] };

export function diskId(name: string, subscription = SUB_A): string {
  return `/subscriptions/${subscription}/resourcegroups/rg/providers/microsoft.compute/disks/${name}`;
}

export function verdict(status: Status, subject: string, more: Partial<Verdict> = {}): Verdict {
  return {
    check: 'KEY-01',
    checkVersion: 1,
    subjectKind: 'disk',
    subject,
    subjectName: subject.slice(subject.lastIndexOf('/') + 1),
    subscriptionId: subject.split('/')[2] ?? '',
    resourceGroup: 'rg',
    status,
    because: `It is ${status}.`,
    severity: 'High',
    evidence: {},
    gaps: [],
    remediation: '',
    exemption: status === 'Exempt' ? 'EX-1' : undefined,
    beneath: status === 'Exempt' ? 'NonCompliant' : undefined,
    ...more,
  };
}

export interface RecordParts {
  readonly asOf?: string;
  readonly verdicts?: readonly Verdict[];
  readonly subscriptions?: readonly string[];
  /** `source subscription` pairs that were not read whole. */
  readonly partial?: readonly string[];
  readonly scope?: Scope;
  readonly checks?: readonly { readonly id: CheckId; readonly subject: SubjectKind }[];
  readonly exemptions?: RunRecord['exemptions'];
  readonly coverage?: RunRecord['coverage'];
  readonly summary?: readonly SummaryRow[];
  readonly chains?: readonly ChainRow[];
  readonly more?: Partial<RunRecord>;
}

/** A source disk's row; `behind` names the checks and subjects behind R1. */
export function chain(
  disk: string,
  overall: Status,
  more: Partial<ChainRow> = {},
  behind: readonly string[] = [],
): ChainRow {
  const cell = { status: overall, because: `It is ${overall}.`, behind };
  return {
    disk,
    resourceId: disk,
    name: disk.slice(disk.lastIndexOf('/') + 1),
    subscriptionId: disk.split('/')[2] ?? '',
    resourceGroup: 'rg',
    location: 'westeurope',
    role: 'source',
    copyOf: undefined,
    virtualMachine: undefined,
    method: 'SSE with customer-managed key',
    protection: {
      atRest: 'customer',
      guest: 'none',
      host: 'off',
      confidential: 'none',
      diskEncryptionSetId: undefined,
      keyUrl: undefined,
      doubts: [],
    },
    requirements: { R1: cell, R2: cell, R3: cell, R4: cell, R5: cell, R6: cell, R7: cell },
    overall,
    tags: {},
    ...more,
  };
}

/** A record with every source of every subscription read whole, but for what is said otherwise. */
export function record(parts: RecordParts = {}): RunRecord {
  const { subscriptions = [SUB_A, SUB_B], partial = [], chains = [] } = parts;
  const checks = parts.checks ?? [
    { id: 'KEY-01', subject: 'disk' },
    { id: 'KEY-02', subject: 'key' },
    { id: 'RST-01', subject: 'restoredDisk' },
    { id: 'POP-01', subject: 'subscription' },
  ];
  return {
    schemaVersion: 1,
    asOf: parts.asOf ?? WEEK[0],
    codeVersion: '0.1.0',
    scope: parts.scope ?? EVERYTHING,
    baseline: { name: 'Unbroken default', version: '1', sha256: 'ab'.repeat(32) },
    state: 'COMPLETE',
    incompleteBecause: [],
    checks: checks.map(({ id, subject }) => ({
      id,
      version: 1,
      answers: ['R1', 'R5'],
      subject,
      title: `Title of ${id}`,
      severity: 'High',
      rollsUp: true,
      remediation: '',
      limits: '',
      learnMore: '',
      controls: [],
    })),
    coverage:
      parts.coverage ??
      subscriptions.map((subscriptionId) => ({
        subscriptionId,
        name: `sub-${subscriptionId.slice(-1)}`,
        expectedBy: ['listed'],
        seen: true,
        read: true,
      })),
    population: SOURCES.flatMap((source) =>
      subscriptions.map((subscriptionId): PopulationRow => ({
        source,
        subscriptionId,
        counted: undefined,
        received: 0,
        kept: 0,
        duplicates: 0,
        malformed: 0,
        whole: !partial.includes(`${source} ${subscriptionId}`),
      })),
    ),
    gaps: [],
    notAssessed: [],
    verdicts: parts.verdicts ?? [],
    chains,
    summary: parts.summary ?? [],
    exemptions: parts.exemptions ?? [],
    policyExemptions: [],
    ...parts.more,
  };
}

export function summaryRow(requirement: SummaryRow['requirement'], subscriptionId: string, population = 3): SummaryRow {
  return {
    requirement,
    subscriptionId,
    population,
    counts: { Compliant: population - 1, NonCompliant: 1, Unknown: 0, NotApplicable: 0, Exempt: 0 },
  };
}
