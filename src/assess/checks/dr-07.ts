import type { Evidence, Outcome } from '../../domain/check.ts';
import type { Lookup, Rows } from '../../domain/estate.ts';
import { namesEncryptionAtHost } from '../../domain/encryptionAtHost.ts';
import type { PlanStep, RecoveryPlan, VirtualMachine } from '../../domain/facts.ts';
import { hostEncryptionOf } from '../chain/hostEncryption.ts';
import { activeSide } from '../../domain/siteRecovery.ts';
import { quoted, says, values } from '../../base/openEnum.ts';
import { defineCheck } from './shared/defineCheck.ts';
import { otherProvider } from './shared/replicationState.ts';
import { attestable, compliant, evidence, hidden, nonCompliant, notApplicable, unknown } from './shared/outcome.ts';

export const dr07 = defineCheck({
  id: 'DR-07',
  version: 6,
  answers: ['R4'],
  subject: 'replicatedItem',
  title: 'Encryption at host survives a failover',
  severity: 'Medium',
  rollsUp: true,
  remediation:
    'Site Recovery does not preserve encryption at host: add a step to the recovery plan that deallocates the failed-over VM and switches it on.',
  limits:
    'A step of a recovery plan that names encryption at host is a declaration: what its script does is not read, so the answer is Unknown, “declared by plan”. A step that does not mention it in its name, text or script name is not recognised; one of a kind that is not known is Unknown. Plans of Microsoft.AzureResilienceManagement are counted, not read.',
  attestable:
    'what the script or manual step of the recovery plan does: that encryption at host is on after a failover, and when that was tested',
  learnMore:
    'https://learn.microsoft.com/azure/site-recovery/azure-to-azure-support-matrix#replicated-machines---storage',
  controls: ['NIST SP 800-53 r5 CP-7', 'ISO/IEC 27001:2022 A.8.14', 'ISO/IEC 27001:2022 A.8.24'],
  needs: ['replicated', 'machine', 'recoveryMachine'],
  assess: ({ replicated, machine, recoveryMachine }) => {
    // They may name a different VM from Resource Graph.
    if (replicated.detail.kind === 'unsure') return hidden('The details of the replication', replicated.detail.gaps);
    if (machine === undefined) return unknown('The replicated item does not name its virtual machine.');
    if (machine.kind === 'unsure') return hidden('The replicated VM', machine.gaps);
    if (machine.kind === 'absent') return unknown('The replicated VM was not found.');
    const source = hostEncryptionOf(machine.row);
    const { detail } = replicated;
    const facts = evidence({
      'Encryption at host of the source': machine.row.encryptionAtHost,
      'Active location': detail.kind === 'found' ? detail.row.activeLocation : undefined,
    });
    if (source.doubt !== undefined) return unknown(source.doubt, facts);
    const other = otherProvider(replicated);
    if (other !== undefined) return other;
    if (source.value === 'off') return notApplicable('The replicated VM does not use encryption at host.', facts);
    const location = detail.kind === 'found' ? detail.row.activeLocation : undefined;
    switch (activeSide(location)) {
      case 'recovery':
        return failedOver(recoveryMachine, facts);
      case 'primary':
        return planned(replicated.plans, facts);
      case 'unlisted':
        return unknown(`Its active location ${quoted(location)} is not one this check knows.`, facts);
    }
  },
});

/** A failover makes the VM without it; only a step of a recovery plan can put it back. */
function planned(plans: Rows<RecoveryPlan>, facts: Evidence): Outcome {
  for (const { name, steps } of plans.rows)
    for (const step of steps)
      if (runsAtFailover(step) && isAboutEncryptionAtHost(step))
        return attestable(
          unknown(
            `Declared by plan: step ${quoted(step.name)} of recovery plan ${name} mentions encryption at host; whether it switches it on cannot be determined.`,
            { ...facts, 'Recovery plan': name, Step: step.name ?? null, 'What the step does': step.text ?? null },
          ),
        );
  for (const { name, steps } of plans.rows)
    for (const step of steps)
      if (runsAtFailover(step) && !tellsWhatItDoes(step))
        return attestable(
          unknown(
            `Step ${quoted(step.name)} of recovery plan ${name} is of kind ${quoted(step.kind)}, which this check does not know: whether it switches encryption at host on cannot be determined.`,
            { ...facts, 'Recovery plan': name, Step: step.name ?? null },
          ),
        );
  const told = { ...facts, 'Recovery plans': plans.rows.map(({ name }) => name).join(', ') || null };
  if (plans.gaps.length > 0) return hidden('The recovery plans of its vault', plans.gaps, told);
  const plan =
    plans.rows.length === 0
      ? 'no recovery plan includes it'
      : 'no step of its recovery plans mentions encryption at host';
  return nonCompliant(
    `The replicated VM relies on encryption at host, which a failed-over VM does not have, and ${plan}.`,
    told,
  );
}

/** A step for test failovers only, or for failback only, does not run when the VM fails over. */
function runsAtFailover({ failoverTypes, failoverDirections }: PlanStep): boolean {
  const only = (told: readonly string[], word: string): boolean =>
    told.length > 0 && told.every((one) => one.toLowerCase() === word);
  return !only(failoverTypes, 'testfailover') && !only(failoverDirections, 'recoverytoprimary');
}

/** @see https://learn.microsoft.com/rest/api/site-recovery/replication-recovery-plans/get#recoveryplanaction */
const KINDS = values('ManualActionDetails', 'AutomationRunbookActionDetails', 'ScriptActionDetails');

/** A step of another kind may do anything, and so may one with neither a name nor a text. */
function tellsWhatItDoes({ kind, name, text }: PlanStep): boolean {
  return says(kind, KINDS) && (name !== undefined || text !== undefined);
}

/** By its name, its text and the name of its script or runbook. */
function isAboutEncryptionAtHost({ name, text }: PlanStep): boolean {
  return [name, text].some((words) => words !== undefined && namesEncryptionAtHost(words));
}

function failedOver(machine: Lookup<VirtualMachine> | undefined, facts: Evidence): Outcome {
  if (machine === undefined) return unknown('It failed over, but Azure does not name the failed-over VM.', facts);
  if (machine.kind === 'unsure') return hidden('The failed-over VM', machine.gaps, facts);
  if (machine.kind === 'absent') return unknown('The failed-over VM was not found.', facts);
  const { value, doubt } = hostEncryptionOf(machine.row);
  if (value === 'unknown') return unknown(doubt, facts);
  return value === 'on'
    ? compliant('The failed-over VM has encryption at host enabled.', facts)
    : nonCompliant('The failed-over VM has encryption at host disabled.', facts);
}
