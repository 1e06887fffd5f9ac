import type { ArmDocument, Tenant } from '../../../simulator/tenant.ts';
import { assessEstate } from '../../../src/assess/assess.ts';
import type { Collected } from '../../../src/collect/collectEstate.ts';
import type { Baseline } from '../../../src/domain/baseline.ts';
import type { Verdict } from '../../../src/domain/check.ts';
import type { RunRecord } from '../../../src/domain/record.ts';
import { rowsOfType, textAt } from '../../simulator/estateReading.ts';
import type { Ours, Theirs } from './differences.ts';
import { compileRule } from './interpreter.ts';
import type { Pair } from './pairs.ts';

export interface BuiltIn {
  readonly id: string;
  readonly displayName: string;
  readonly if: unknown;
  readonly thenDetails: unknown;
}

/** What a policy and a check say of one resource. */
export interface Comparison {
  readonly pair: string;
  readonly resource: string;
  readonly theirs: Theirs;
  readonly ours: Ours;
  readonly because: string;
}

/** An estate as Azure holds it and as we read it. */
export interface ReadEstate {
  readonly tenant: Tenant;
  readonly collected: Collected;
}

/** Newer than every version that a rule under test speaks of. */
const NEWEST_API = '2026-02-01';
const PROTECTED_ITEM = 'microsoft.recoveryservices/vaults/backupfabrics/protectioncontainers/protecteditems';

/** Asks both about each resource of the pair's type; a VM's policy state stands against the verdict of its OS disk. */
export function comparePair(pair: Pair, policy: BuiltIn, estate: ReadEstate): readonly Comparison[] {
  const violates = compileRule(policy.if, { parameters: pair.parameters, apiVersion: NEWEST_API });
  const exists = pair.existing === undefined ? () => false : backedUp(policy, estate.tenant);
  const record = recordUnder(pair.baseline, estate);
  const verdicts = record.verdicts.filter(({ check }) => pair.checks.includes(check));
  const bySubject = new Map<string, Verdict[]>();
  for (const verdict of verdicts) bySubject.set(verdict.subject, [...(bySubject.get(verdict.subject) ?? []), verdict]);
  return rowsOfType(estate.tenant, pair.type).flatMap((resource) => {
    const subject = pair.subject === 'OS disk' ? osDiskOf(resource) : resource.id;
    const own = bySubject.get(subject?.toLowerCase() ?? '') ?? [];
    const theirs: Theirs = violates({ ...resource }) && !exists(resource) ? 'NonCompliant' : 'Compliant';
    const told = own.length === 0 ? [undefined] : own;
    return told.map((verdict) => comparison(pair, resource, theirs, verdict));
  });
}

function comparison(pair: Pair, resource: ArmDocument, theirs: Theirs, verdict: Verdict | undefined): Comparison {
  return {
    pair: pair.name,
    resource: resource.id,
    theirs,
    ours: verdict?.status ?? 'not judged',
    because: verdict?.because ?? '',
  };
}

const records = new WeakMap<ReadEstate, Map<Baseline, RunRecord>>();

function recordUnder(baseline: Baseline, estate: ReadEstate): RunRecord {
  const known = records.get(estate) ?? new Map<Baseline, RunRecord>();
  records.set(estate, known);
  const { collected } = estate;
  const record =
    known.get(baseline) ??
    assessEstate({
      ...collected,
      baseline,
      baselineSha256: '',
      scope: { tenantId: undefined, managementGroups: [], subscriptions: [] },
      codeVersion: '0',
    });
  known.set(baseline, record);
  return record;
}

function osDiskOf(machine: ArmDocument): string | undefined {
  return textAt(machine, 'properties', 'storageProfile', 'osDisk', 'managedDisk', 'id');
}

/**
 * The related resource that the policy looks for: a backup item of the VM. Azure shows it under the VM as
 * `Microsoft.RecoveryServices/backupprotecteditems`; here it is a protected item whose source is the VM.
 */
function backedUp(policy: BuiltIn, tenant: Tenant): (machine: ArmDocument) => boolean {
  if (JSON.stringify(policy.thenDetails) !== '{"type":"Microsoft.RecoveryServices/backupprotecteditems"}')
    throw new Error(`The related resource of ${policy.displayName} is not the one that is known here.`);
  const sources = rowsOfType(tenant, PROTECTED_ITEM).map((item) => textAt(item, 'properties', 'sourceResourceId'));
  const machines = new Set(sources.map((id) => id?.toLowerCase()));
  return (machine) => machines.has(machine.id.toLowerCase());
}
