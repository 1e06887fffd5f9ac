import type { Command } from 'commander';
import { subscriptionGuid, tenantGuid } from './flagValues.ts';

/** What of Azure a command reads. */
export interface ScopeFlags {
  readonly tenant?: string;
  readonly managementGroup?: readonly string[];
  readonly subscription?: readonly string[];
}

/** For an option that may be given several times; without a default, which help would show as "[]". */
export const collect = (value: string, previous: readonly string[] = []): readonly string[] => [...previous, value];
const subscriptions = (value: string, previous?: readonly string[]): readonly string[] =>
  collect(subscriptionGuid(value), previous);

/** The same flags for every command that reads Azure. */
export function withScopeFlags(command: Command): Command {
  return command
    .option('--tenant <guid>', 'tenant to sign in to', tenantGuid)
    .option('--management-group <name>', 'assess the subscriptions below it (repeatable)', collect)
    .option('--subscription <guid>', 'assess this subscription (repeatable)', subscriptions);
}

/** True where any of them was given. */
export function isScoped({ tenant, managementGroup = [], subscription = [] }: ScopeFlags): boolean {
  return tenant !== undefined || managementGroup.length > 0 || subscription.length > 0;
}

/** Flags as settings: a scope flag replaces the whole configured scope, so that nothing is assessed that was not asked for. */
export function scopeSettings({ tenant, managementGroup = [], subscription = [] }: ScopeFlags): Record<string, string> {
  const narrowed = managementGroup.length > 0 || subscription.length > 0;
  return {
    ...(tenant === undefined ? {} : { UNBROKEN_TENANT: tenant }),
    ...(narrowed
      ? { UNBROKEN_MANAGEMENT_GROUPS: managementGroup.join(','), UNBROKEN_SUBSCRIPTIONS: subscription.join(',') }
      : {}),
  };
}
