import type { Evidence, Outcome } from '../../domain/check.ts';
import type { Lookup } from '../../domain/estate.ts';
import type { VirtualMachine } from '../../domain/facts.ts';
import { defineCheck } from './shared/defineCheck.ts';
import { compliant, evidence, hidden, nonCompliant, notApplicable, unknown } from './shared/outcome.ts';

export const dr07 = defineCheck({
  id: 'DR-07',
  version: 2,
  answers: ['R4'],
  subject: 'replicatedItem',
  title: 'Encryption at host survives a failover',
  severity: 'Medium',
  rollsUp: true,
  remediation:
    'Site Recovery does not preserve encryption at host: add a step to the recovery plan that deallocates the failed-over VM and switches it on.',
  limits:
    'Recovery plans are not read, so a step that restores it is not seen; approve it with an exemption (Mitigated).',
  learnMore:
    'https://learn.microsoft.com/azure/site-recovery/azure-to-azure-support-matrix#replicated-machines---storage',
  controls: ['NIST SP 800-53 r5 CP-7', 'ISO/IEC 27001:2022 A.8.14', 'ISO/IEC 27001:2022 A.8.24'],
  needs: ['replicated', 'machine', 'recoveryMachine'],
  assess: ({ replicated, machine, recoveryMachine }) => {
    if (machine === undefined) return unknown('The replicated item does not name its virtual machine.');
    if (machine.kind === 'unsure') return hidden('The replicated VM', machine.gaps);
    if (machine.kind === 'absent') return unknown('The replicated VM was not found.');
    const source = machine.row.encryptionAtHost;
    const { detail } = replicated;
    const facts = evidence({
      'Encryption at host of the source': source,
      'Active location': detail.kind === 'found' ? detail.row.activeLocation : undefined,
    });
    if (source === undefined)
      return unknown('The encryption at host setting of the replicated VM has no known value.', facts);
    if (!source) return notApplicable('The replicated VM does not use encryption at host.', facts);
    if (detail.kind === 'unsure') return hidden('The details of the replication', detail.gaps, facts);
    if (detail.kind === 'found' && detail.row.activeLocation?.toLowerCase() === 'recovery')
      return failedOver(recoveryMachine, facts);
    return nonCompliant('The replicated VM relies on encryption at host, which a failed-over VM does not have.', facts);
  },
});

function failedOver(machine: Lookup<VirtualMachine> | undefined, facts: Evidence): Outcome {
  if (machine === undefined) return unknown('It failed over, but Azure does not name the failed-over VM.', facts);
  if (machine.kind === 'unsure') return hidden('The failed-over VM', machine.gaps, facts);
  if (machine.kind === 'absent') return unknown('The failed-over VM was not found.', facts);
  if (machine.row.encryptionAtHost === undefined)
    return unknown('The encryption at host setting of the failed-over VM has no known value.', facts);
  return machine.row.encryptionAtHost
    ? compliant('The failed-over VM has encryption at host enabled.', facts)
    : nonCompliant('The failed-over VM has encryption at host disabled.', facts);
}
