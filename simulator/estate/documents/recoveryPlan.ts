import type { ArmDocument } from '../../tenant.ts';
import { segmentAfter } from './place.ts';

/** A step before or after the machines of a group. */
interface PlanStep {
  readonly name: string;
  /** Id of a runbook that is run, or what somebody has to do. */
  readonly does: { readonly runbookId: string } | { readonly manual: string };
  /** Default: at every kind of failover, in both directions. */
  readonly failovers?: readonly ('UnplannedFailover' | 'PlannedFailover' | 'TestFailover')[];
  readonly directions?: readonly ('PrimaryToRecovery' | 'RecoveryToPrimary')[];
}

export interface RecoveryPlanSpec {
  readonly vaultId: string;
  readonly name: string;
  readonly primaryLocation: string;
  readonly recoveryLocation: string;
  /** The machines that are started together. */
  readonly items: readonly { readonly itemId: string; readonly vmId: string }[];
  readonly after: readonly PlanStep[];
}

/**
 * A recovery plan of Site Recovery: which machines fail over in which order, and what is done around them.
 * @see https://learn.microsoft.com/rest/api/site-recovery/replication-recovery-plans/get
 */
export function recoveryPlanDocument(spec: RecoveryPlanSpec): ArmDocument {
  // Site Recovery answers with a capital S.
  const vault = spec.vaultId.replace(/^\/subscriptions\//, '/Subscriptions/');
  const fabric = (location: string): string => `${vault}/replicationFabrics/asr-a2a-default-${location}`;
  const group = (groupType: string, items: RecoveryPlanSpec['items'], after: readonly PlanStep[]): unknown => ({
    groupType,
    replicationProtectedItems: items.map(({ itemId, vmId }) => ({ id: itemId, virtualMachineId: vmId.toLowerCase() })),
    startGroupActions: [],
    endGroupActions: after.map(step),
  });
  return {
    id: `${vault}/replicationRecoveryPlans/${spec.name}`,
    name: spec.name,
    type: 'Microsoft.RecoveryServices/vaults/replicationRecoveryPlans',
    location: '',
    properties: {
      friendlyName: spec.name,
      primaryFabricId: fabric(spec.primaryLocation),
      primaryFabricFriendlyName: spec.primaryLocation,
      recoveryFabricId: fabric(spec.recoveryLocation),
      recoveryFabricFriendlyName: spec.recoveryLocation,
      failoverDeploymentModel: 'ResourceManager',
      replicationProviders: ['A2A'],
      allowedOperations: ['TestFailover', 'UnplannedFailover'],
      lastPlannedFailoverTime: null,
      lastUnplannedFailoverTime: null,
      lastTestFailoverTime: null,
      currentScenario: {
        scenarioName: 'None',
        jobId: `${vault}/replicationJobs/None`,
        startTime: '1753-01-01T01:01:01Z',
      },
      currentScenarioStatus: 'Completed',
      currentScenarioStatusDescription: null,
      groups: [group('Shutdown', [], []), group('Failover', [], []), group('Boot', spec.items, spec.after)],
      providerSpecificDetails: [{ instanceType: 'A2A', primaryZone: null, recoveryZone: null }],
    },
  };
}

function step({ name, does, failovers, directions }: PlanStep): unknown {
  return {
    actionName: name,
    failoverTypes: failovers ?? ['PlannedFailover', 'UnplannedFailover', 'TestFailover'],
    failoverDirections: directions ?? ['PrimaryToRecovery', 'RecoveryToPrimary'],
    customDetails:
      'manual' in does
        ? { instanceType: 'ManualActionDetails', description: does.manual }
        : {
            instanceType: 'AutomationRunbookActionDetails',
            runbookId: does.runbookId,
            timeout: 'PT1H',
            fabricLocation: 'Recovery',
          },
  };
}

/** Id of a runbook in an Automation account of a vault's subscription. */
export function runbookId(vaultId: string, name: string): string {
  const subscription = segmentAfter(vaultId, 'subscriptions');
  return `/subscriptions/${subscription}/resourceGroups/rg-automation/providers/Microsoft.Automation/automationAccounts/aa-recovery/runbooks/${name}`;
}
