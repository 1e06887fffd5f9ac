import type { Outcome } from '../../domain/check.ts';
import { defineCheck } from '../defineCheck.ts';
import { DAY, instant } from '../instant.ts';
import {
  compliant,
  evidence,
  hidden,
  nonCompliant,
  notApplicable,
  quoted,
  says,
  strongest,
  unknown,
  values,
} from '../outcome.ts';
import type { Replicated } from '../subjects.ts';

const PROTECTED = values('Protected');
const NOT_PROTECTED = values(
  'EnablingFailed',
  'DisablingProtection',
  'DisablingFailed',
  'MarkedForDeletion',
  'InitialReplicationFailed',
  'UnplannedFailoverFailed',
  'ReprotectFailed',
);
const HEALTHY = values('Normal');
const UNHEALTHY = values('Warning', 'Critical');

export const dr01 = defineCheck({
  id: 'DR-01',
  version: 1,
  answers: ['R4'],
  subject: 'virtualMachine',
  title: 'The VM is replicated by Site Recovery, healthy, within the recovery point objective',
  severity: 'Medium',
  rollsUp: true,
  remediation: 'Enable replication, or clear the replication errors that Site Recovery shows.',
  limits: 'Site Recovery in the subscriptions of the scope only; other replication products are not seen.',
  learnMore: 'https://learn.microsoft.com/azure/site-recovery/azure-to-azure-about-networking',
  controls: [
    'NIST SP 800-53 r5 CP-2',
    'NIST SP 800-53 r5 CP-7',
    'ISO/IEC 27001:2022 A.8.14',
    'PCI DSS 4.0.1 6.3.3',
    'PCI DSS 4.0.1 12.10.1',
  ],
  needs: ['replications'],
  assess: ({ replications }, { dr }, asOf) => {
    if (replications.rows.length === 0) {
      if (replications.gaps.length > 0) return hidden('Whether the VM is replicated', replications.gaps);
      return dr.required
        ? nonCompliant('No Site Recovery item replicates the VM.')
        : notApplicable('No Site Recovery item replicates the VM, and the baseline does not require one.');
    }
    return (
      strongest(replications.rows.map((row) => judge(row, dr.maximumRpoMinutes, asOf))) ??
      unknown('No replicated item could be judged.')
    );
  },
});

function judge({ detail }: Replicated, maximumRpoMinutes: number, asOf: string): Outcome {
  if (detail.kind === 'unsure') return hidden('The details of its replication', detail.gaps);
  if (detail.kind === 'absent') return unknown('Its vault did not tell the details of its replication.');
  const row = detail.row;
  const facts = evidence({
    'Protection state': row.protectionState,
    'Replication health': row.replicationHealth,
    'RPO in seconds': row.rpoInSeconds,
    'Active location': row.activeLocation,
    'Last test failover': row.lastSuccessfulTestFailoverTime,
  });
  if (says(row.protectionState, NOT_PROTECTED))
    return nonCompliant(`Its protection state is ${quoted(row.protectionState)}.`, facts);
  if (says(row.replicationHealth, UNHEALTHY))
    return nonCompliant(`Its replication health is ${quoted(row.replicationHealth)}.`, facts);
  const rpo = row.rpoInSeconds;
  if (rpo !== undefined && rpo > maximumRpoMinutes * 60)
    return nonCompliant(
      `Its recovery point lags ${Math.round(rpo / 60)} minutes behind, more than ${maximumRpoMinutes}.`,
      facts,
    );
  if (!says(row.protectionState, PROTECTED))
    return unknown(`Protection state ${quoted(row.protectionState)} is not one this check knows.`, facts);
  if (!says(row.replicationHealth, HEALTHY))
    return unknown(`Replication health ${quoted(row.replicationHealth)} is not one this check knows.`, facts);
  if (rpo === undefined) return unknown('How far its recovery point lags behind was not told.', facts);
  const calculated = instant(row.lastRpoCalculatedTime);
  const now = instant(asOf);
  if (calculated === undefined || now === undefined || now - calculated > DAY)
    return unknown(
      'How far its recovery point lags behind was last calculated more than a day ago, or at an unknown time.',
      facts,
    );
  return compliant(
    `It is replicated and healthy; its recovery point lags ${Math.round(rpo / 60)} minutes behind.`,
    facts,
  );
}
