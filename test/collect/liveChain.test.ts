import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  contoso,
  CONTOSO_MANAGEMENT_GROUP,
  CONTOSO_UNREADABLE_SUBSCRIPTIONS,
} from '../../simulator/estate/contoso/index.ts';
import { simulatedCredential, startSimulator, type Simulator } from '../../simulator/index.ts';
import { parseBaseline } from '../../src/app/baselineFile.ts';
import { judgeEstate } from '../../src/assess/assess.ts';
import { judgeDisk, type DiskJudgement } from '../../src/assess/judgeDisk.ts';
import { collectChain, type CollectedChain } from '../../src/collect/live/collectChain.ts';
import { collectEstate } from '../../src/collect/collectEstate.ts';
import { armId, subscriptionOf } from '../../src/domain/armId.ts';
import type { ChainRow, RunRecord } from '../../src/domain/record.ts';
import { REQUIREMENTS } from '../../src/domain/requirement.ts';
import { BANK_BASELINE } from '../app/run/stage.ts';
import { roleFile } from '../infra/roles.ts';
import { HASTY } from './run.ts';

const baselineFile = readFileSync(BANK_BASELINE, 'utf8');
const { baseline } = parseBaseline(baselineFile, 'baseline.json');
const REQUESTS = 9;
// Pages of Azure's own size: the bank's small ones would use the requests up.
const tenant = { ...contoso(1), pageSizes: {} };
const clock = { now: () => new Date(), sleep: (ms: number) => new Promise<void>((wake) => setTimeout(wake, ms)) };
const scope = { subscriptions: [], managementGroups: [CONTOSO_MANAGEMENT_GROUP] };

let simulator: Simulator;
let record: RunRecord;
type Live = ReadonlyMap<string, CollectedChain & DiskJudgement>;
const live = new Map<string, CollectedChain & DiskJudgement>();
/** The same asked by somebody who is given the disk's subscription only. */
const limited = new Map<string, CollectedChain & DiskJudgement>();

beforeAll(async () => {
  simulator = await startSimulator({
    tenant,
    quota: false,
    armQuota: false,
    faults: [{ effect: { kind: 'unreadable', subscriptions: CONTOSO_UNREADABLE_SUBSCRIPTIONS } }],
  });
  const { endpoint, ca } = simulator;
  // The role that the app's identity has: the live answer needs no more.
  const credential = simulatedCredential({
    oid: '00000000-0000-4000-8000-00000000a0d1',
    actions: roleFile('evidenceReader').actions,
  });
  const connection = { endpoint, ca, credential, patience: HASTY };
  const quiet = { report: () => undefined, clock, asOf: tenant.now };
  const whole = await collectEstate({
    ...quiet,
    connection,
    scope: { ...scope, tenantId: tenant.tenantId },
    expectedSubscriptions: baseline.expectedSubscriptions,
    keep: () => undefined,
    observe: () => undefined,
  });
  record = judgeEstate({
    ...whole,
    scope: { ...scope, tenantId: tenant.tenantId },
    baseline,
    baselineSha256: '',
    codeVersion: '0',
  }).record;
  for (const { disk, subscriptionId } of record.chains)
    for (const [answers, asked] of [
      [live, scope],
      [limited, { subscriptions: [subscriptionId], managementGroups: [] }],
    ] as const) {
      const chain = await collectChain({
        ...quiet,
        connection,
        disk: armId(disk),
        scope: asked,
        withManagementGroups: false,
        roll: { asOf: record.asOf, coverage: record.coverage },
        narrowed: answers === limited,
        limits: { requests: REQUESTS, milliseconds: 60_000 },
      });
      const judged = chain === undefined ? undefined : judgeDisk({ ...chain, baseline }, armId(disk));
      if (chain !== undefined && judged !== undefined) answers.set(disk, { ...chain, ...judged });
    }
}, 120_000);
afterAll(() => simulator.close());

/** Cells that say something else than the run's, and not Unknown; in a narrow answer those not counted that say they are limited. */
function cellsApart(chain: ChainRow, theirs: ChainRow | undefined, isNarrow: boolean): readonly string[] {
  return REQUIREMENTS.flatMap((requirement) => {
    const { status, because, limitations } = chain.requirements[requirement];
    const other = theirs?.requirements[requirement].status;
    if (status === 'Unknown' || status === other || (isNarrow && limitations !== undefined)) return [];
    return [`${requirement}: live ${status}, run ${other ?? 'none'}: ${because}`];
  });
}

/**
 * Where a live answer says something else than the run, and not Unknown.
 * @param seen whether its asker was shown a subscription: an answer that says that it is limited may miss what lies in another
 */
function differencesOf(answers: Live, seen: (disk: string, subscription: string) => boolean): readonly string[] {
  const weekly = new Map(record.verdicts.map((verdict) => [`${verdict.check} ${verdict.subject}`, verdict.status]));
  const rows = new Map(record.chains.map((row) => [row.disk, row]));
  const differences: string[] = [];
  for (const [disk, { verdicts, chain, gaps }] of answers) {
    const name = disk.slice(disk.lastIndexOf('/') + 1);
    const isNarrow = record.coverage.some(({ subscriptionId }) => !seen(disk, subscriptionId));
    for (const { check, subject, status, because, limitations } of verdicts) {
      if (isNarrow && limitations !== undefined) continue;
      const theirs = weekly.get(`${check} ${subject}`);
      if (status !== 'Unknown' && status !== theirs)
        differences.push(`${name}: ${check} ${subject}: live ${status}, run ${theirs ?? 'none'}: ${because}`);
    }
    differences.push(...cellsApart(chain, rows.get(disk), isNarrow).map((cell) => `${name}: ${cell}`));
    const row = rows.get(disk);
    const mine = [chain.role, chain.copyOf, chain.method].join(' ');
    // What shows of which disk it is a copy may lie elsewhere, a restore job in its vault among it.
    const source = isNarrow && chain.copyOf === undefined ? undefined : row?.copyOf;
    const theirs = [row?.role, source, row?.method].join(' ');
    // Which disks are shared by a cluster its vault alone tells, and no live answer asks: then a replica may be any disk.
    const inDoubt = gaps.some(({ because }) => because.includes('may belong to'));
    if (mine !== theirs && !inDoubt) differences.push(`${name}: live ${mine}, run ${theirs}`);
  }
  return differences;
}

describe('every disk of the bank, asked about by itself', () => {
  test('is answered within the limit', () => {
    expect([...live.keys()].sort()).toEqual(record.chains.map(({ disk }) => disk));
    for (const [disk, { requests }] of live) expect(requests, disk).toBeLessThanOrEqual(REQUESTS);
  });

  test('is judged as the run judged it, or Unknown', () => {
    expect(differencesOf(live, () => true)).toEqual([]);
  });

  // Site Recovery's vault may lie in any subscription: who asks in one of them learns of no disk that it is not replicated.
  test('is judged so too where other subscriptions may not be asked', () => {
    expect([...limited.keys()]).toEqual([...live.keys()]);
    expect(differencesOf(limited, (disk, subscription) => subscriptionOf(armId(disk)) === subscription)).toEqual([]);
    const told = [...limited.values()].flatMap(({ verdicts }) => verdicts).filter(({ status }) => status !== 'Unknown');
    expect(told.length).toBeGreaterThan(1000);
  });

  // Whoever reads nothing is never wrong: what needs no role assignments is mostly told.
  test('is told most of what the run told', () => {
    const byAccess = /^(KEY-05|CTL-0.|EXP-04)$/;
    const weekly = new Map(record.verdicts.map((verdict) => [`${verdict.check} ${verdict.subject}`, verdict.status]));
    const told = [...live.values()]
      .flatMap(({ verdicts }) => verdicts)
      .filter(({ check, subject }) => !byAccess.test(check) && weekly.get(`${check} ${subject}`) !== 'Unknown');
    const share = told.filter(({ status }) => status !== 'Unknown').length / told.length;
    expect(told.length).toBeGreaterThan(1000);
    // Where Azure tells a fact in two places, one that is not asked leaves the other Unknown.
    expect(share).toBeGreaterThan(0.88);
  });
});
