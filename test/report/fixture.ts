import { armId } from '../../src/domain/armId.ts';
import type { CheckId, Status } from '../../src/domain/check.ts';
import { findingKey, type Change, type ChainRow, type RunRecord } from '../../src/domain/record.ts';
import type { ManifestPart } from '../../src/pack/manifest.ts';
import { recordSha256Of } from '../../src/pack/recordLines.ts';
import { DEFAULT_PORTAL, type FactRows, type PackContents } from '../../src/report/packContents.ts';
import { trendOf } from '../../src/report/trend.ts';
import {
  AS_OF,
  chainOf,
  CHECKS,
  CLOSED,
  diskId,
  DISKS,
  PRODUCTION,
  RECOVERY,
  summaryOf,
  TENANT,
  verdictsOf,
} from './fixtureDisks.ts';
import { OBSERVATIONS } from './fixtureObservations.ts';

const GROUP_SCOPE = `/subscriptions/${PRODUCTION}/resourceGroups/rg-legacy`;

export function recordOf(chains: readonly ChainRow[], more: Partial<RunRecord> = {}): RunRecord {
  return {
    schemaVersion: 1,
    asOf: AS_OF,
    codeVersion: '0.1.0+a1b2c3d',
    scope: { tenantId: TENANT, managementGroups: ['contoso'], subscriptions: [] },
    baseline: { name: 'Contoso bank', version: '7', sha256: 'b'.repeat(64) },
    state: 'INCOMPLETE',
    incompleteBecause: ['Subscription Contoso Closed is expected but was not seen.'],
    checks: CHECKS,
    coverage: [
      {
        subscriptionId: PRODUCTION,
        name: 'Contoso Production',
        expectedBy: ['managementGroup', 'listed'],
        seen: true,
        read: true,
      },
      {
        subscriptionId: RECOVERY,
        name: 'Contoso Recovery & DR',
        expectedBy: ['managementGroup', 'listed'],
        seen: true,
        read: true,
      },
      { subscriptionId: CLOSED, name: 'Contoso Closed', expectedBy: ['baseline'], seen: false, read: false },
    ],
    population: [
      {
        source: 'disks',
        subscriptionId: PRODUCTION,
        counted: 8,
        received: 9,
        kept: 8,
        duplicates: 1,
        malformed: 0,
        whole: true,
      },
      {
        source: 'disks',
        subscriptionId: RECOVERY,
        counted: 1,
        received: 1,
        kept: 1,
        duplicates: 0,
        malformed: 0,
        whole: true,
      },
      {
        source: 'snapshots',
        subscriptionId: PRODUCTION,
        counted: 12,
        received: 11,
        kept: 11,
        duplicates: 0,
        malformed: 0,
        whole: false,
      },
      {
        source: 'recoveryPoints',
        subscriptionId: PRODUCTION,
        counted: undefined,
        received: 41,
        kept: 41,
        duplicates: 0,
        malformed: 0,
        whole: true,
      },
    ],
    gaps: [
      {
        source: 'subscriptions',
        subscription: CLOSED,
        kind: 'notSeen',
        because: 'Azure did not list the subscription for this identity.',
      },
      {
        source: 'snapshots',
        subscription: PRODUCTION,
        kind: 'countMismatch',
        because: 'Azure counts 12 snapshots, but 11 came.',
      },
      {
        source: 'keys',
        subscription: PRODUCTION,
        subject: armId(
          `/subscriptions/${PRODUCTION}/resourceGroups/rg-keys/providers/Microsoft.KeyVault/vaults/kv-closed`,
        ),
        kind: 'notAuthorised',
        because: 'Keys of vault kv-closed could not be read: access was refused (403).',
      },
    ],
    notAssessed: [
      {
        kind: 'Image',
        subscriptionId: PRODUCTION,
        count: 4,
        because: 'Images are not managed disks in use; they are counted only.',
      },
      { kind: 'Unmanaged disks', subscriptionId: PRODUCTION, because: 'They could not be counted: it is a test.' },
    ],
    verdicts: chains
      .flatMap(verdictsOf)
      .sort((a, b) => (findingKey(a.check, a.subject) < findingKey(b.check, b.subject) ? -1 : 1)),
    chains,
    summary: summaryOf(chains),
    exemptions: [
      {
        id: 'EX-7',
        check: 'EXP-04',
        subject: diskId('pay-db-01_OsDisk-ASRReplica', RECOVERY),
        category: 'Mitigated',
        justification: 'The recovery subscription is shut off from the network by policy; export needs two approvals.',
        approvedBy: 'CISO office',
        expiresOn: '2026-12-10',
        ticket: 'RISK-482',
        state: 'inForce',
        covers: 1,
      },
      {
        id: 'EX-3',
        check: 'MTH-01',
        subject: diskId('legacy-01_OsDisk'),
        category: 'Waiver',
        justification: 'To be rebuilt before the end of the year.',
        approvedBy: 'Head of platform',
        expiresOn: '2026-10-31',
        state: 'expired',
        covers: 0,
      },
    ],
    attestations: [
      {
        ...{ id: 'AT-9', check: 'RST-01', subject: diskId('pay-db-01_OsDisk', PRODUCTION) },
        statement: 'It came back under our own key.',
        evidence: { reference: 'GRC 4711', sha256: 'd'.repeat(64) },
        ...{ attestedBy: 'Head of operations', attestedOn: '2026-11-02', expiresOn: '2026-11-30' },
        ...{ state: 'inForce', covers: 1 },
      },
    ],
    policyExemptions: [
      {
        id: armId(`${GROUP_SCOPE}/providers/microsoft.authorization/policyexemptions/px-1`),
        resourceId: `${GROUP_SCOPE}/providers/Microsoft.Authorization/policyExemptions/px-1`,
        name: 'px-1',
        subscriptionId: PRODUCTION,
        resourceGroup: 'rg-legacy',
        location: undefined,
        tags: {},
        scope: armId(GROUP_SCOPE),
        displayName: 'Legacy appliances',
        description: 'Until the appliances are replaced.',
        category: 'Waiver',
        expiresOn: '2027-03-31T00:00:00.000Z',
        policyAssignmentId: armId(`${GROUP_SCOPE}/providers/microsoft.authorization/policyassignments/mcsb`),
        policyDefinitionReferenceIds: ['encryptionAtHost'],
      },
    ],
    ...more,
  };
}

const CHANGES: readonly Change[] = [
  change(
    'new',
    'EXP-04',
    'pay-db-01_Data0',
    'Compliant',
    'NonCompliant',
    'estate',
    'Network access was opened to all.',
  ),
  change(
    'closed',
    'KEY-01',
    'pay-db-01_OsDisk',
    'NonCompliant',
    'Compliant',
    'estate',
    'The disk now uses des-payments.',
  ),
  change(
    'changed',
    'RST-01',
    'legacy-01_OsDisk',
    'Compliant',
    'Unknown',
    'coverage',
    'Keys of vault kv-closed can no longer be read.',
  ),
  change('appeared', 'KEY-01', 'pay-db-01_Data0', undefined, 'Compliant', 'estate', 'The disk was not there before.'),
  change('disappeared', 'KEY-01', 'old-01', 'NonCompliant', undefined, 'estate', 'The disk is no longer listed.'),
];

function change(
  kind: Change['kind'],
  id: CheckId,
  name: string,
  before: Status | undefined,
  after: Status | undefined,
  cause: Change['cause'],
  because: string,
): Change {
  return {
    kind,
    check: id,
    subject: armId(diskId(name)),
    subjectName: name,
    subscriptionId: PRODUCTION,
    before,
    after,
    because,
    cause,
  };
}

/** Everything a pack is rendered from: small, and with every status, gap and odd name. */
export function contentsOf(
  record: RunRecord = recordOf(DISKS.map(chainOf)),
  more: Partial<PackContents> = {},
): PackContents {
  return {
    runId: 'weekly-2026-11-23T06-00Z',
    scopeText: 'Management group contoso, 3 subscriptions',
    record,
    recordSha256: recordSha256Of(record),
    previous: {
      runId: 'weekly-2026-11-16T06-00Z',
      asOf: '2026-11-16T06:00:00.000Z',
      manifestSha256: 'c'.repeat(64),
      summary: summaryOf(DISKS.slice(0, 6).map(chainOf)),
    },
    changes: CHANGES,
    lives: new Map([
      life('KEY-01', 'pay-web-01_OsDisk', '2026-09-07'),
      life('EXP-04', 'pay-db-01_Data0', '2026-11-23'),
    ]),
    observations: OBSERVATIONS,
    facts: noFacts,
    earlier: [trendOf('weekly-2026-11-16T06-00Z', { ...record, asOf: '2026-11-16T06:00:00.000Z' })],
    parts: PARTS,
    sampleSize: 3,
    identity: { objectId: '99999999-9999-4999-8999-999999999999' },
    portalBase: DEFAULT_PORTAL,
    ownerTag: 'owner',
    signed: false,
    ...more,
  };
}

const noFacts: FactRows = async function* () {
  await Promise.resolve();
  yield* [];
};

const PARTS: readonly ManifestPart[] = [
  { name: 'baseline.json', sha256: 'd'.repeat(64), bytes: 812, mediaType: 'application/json' },
  { name: 'raw/disks.jsonl.gz', sha256: 'e'.repeat(64), bytes: 40_312, rows: 9, mediaType: 'application/gzip' },
];

function life(
  id: CheckId,
  name: string,
  since: string,
): [string, { check: CheckId; subject: string; firstSeen: string; lastSeen: string }] {
  const subject = armId(diskId(name));
  return [findingKey(id, subject), { check: id, subject, firstSeen: `${since}T06:00:00.000Z`, lastSeen: AS_OF }];
}

/** A record of as many disks, for sizes; every seventh fails and every eleventh is Unknown. */
export function largeRecord(disks: number): RunRecord {
  const chains: ChainRow[] = [];
  for (let at = 0; at < disks; at += 1) {
    const own: Status = at % 7 === 0 ? 'NonCompliant' : at % 11 === 0 ? 'Unknown' : 'Compliant';
    chains.push(
      chainOf({
        name: `vm-${String(at).padStart(7, '0')}_OsDisk`,
        statuses: [own, 'Compliant', 'NotApplicable', 'Compliant', own, 'NonCompliant', 'Compliant'],
        method: 'SSE with customer-managed key',
        machine: `vm-${String(at).padStart(7, '0')}`,
        owner: `team-${String(at % 40)}`,
      }),
    );
  }
  return recordOf(chains);
}

/** One disk whose every text is the given one. */
export function recordNaming(text: string): RunRecord {
  const chain: ChainRow = {
    ...chainOf(DISKS[2] ?? fail()),
    name: text,
    location: text,
    virtualMachine: `/x/${text.replaceAll('/', '∕')}`,
    tags: { Owner: text },
  };
  return recordOf([chain]);
}

function fail(): never {
  throw new Error('The fixture has lost a disk.');
}
