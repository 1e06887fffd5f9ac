import type { ManagementGroup, SubscriptionSpec } from '../documents/containers.ts';
import { guidOf } from '../documents/place.ts';

/** The made-up bank's Entra tenant. */
export const CONTOSO_TENANT_ID = '6f1d2b84-3c5e-4a97-8b60-2e9d7c41f0a3';

/** The management group to ask for: everything of the bank stands beneath it. */
export const CONTOSO_MANAGEMENT_GROUP = 'contoso';

/** When each weekly run asks. */
export const WEEKS = { 1: '2026-11-16T06:00:00.000Z', 2: '2026-11-23T06:00:00.000Z' } as const;
export type Week = keyof typeof WEEKS;

const root: ManagementGroup = { name: CONTOSO_TENANT_ID, displayName: 'Tenant Root Group' };
const bank: ManagementGroup = { name: CONTOSO_MANAGEMENT_GROUP, displayName: 'Contoso Bank' };
const production: ManagementGroup = { name: 'contoso-production', displayName: 'Production' };
const nonProduction: ManagementGroup = { name: 'contoso-nonproduction', displayName: 'Non-production' };

/** Three subscriptions that the caller can read, and one that it is expected to but cannot in the first week. */
export const SUBSCRIPTIONS = {
  core: {
    id: '0c0de001-5b1a-4f0e-9a01-c04e00000001',
    name: 'contoso-core-banking',
    ancestors: [production, bank, root],
    tags: { 'cost-centre': '4100', owner: 'core-banking@contoso.example' },
  },
  payments: {
    id: '0c0de002-5b1a-4f0e-9a01-c04e00000002',
    name: 'contoso-payments',
    ancestors: [production, bank, root],
    tags: { 'cost-centre': '4200', owner: 'payments@contoso.example' },
  },
  workplace: {
    id: '0c0de003-5b1a-4f0e-9a01-c04e00000003',
    name: 'contoso-workplace',
    ancestors: [nonProduction, bank, root],
    tags: { 'cost-centre': '7300', owner: 'workplace@contoso.example' },
  },
  sealed: {
    id: '0c0de004-5b1a-4f0e-9a01-c04e00000004',
    name: 'contoso-sealed',
    ancestors: [bank, root],
    tags: { 'cost-centre': '1000', owner: 'treasury@contoso.example' },
  },
} as const satisfies Readonly<Record<string, SubscriptionSpec>>;

export type SubscriptionKey = keyof typeof SUBSCRIPTIONS;

/** Subscriptions that the caller cannot read in the first week: start the simulator with these unreadable. */
export const CONTOSO_UNREADABLE_SUBSCRIPTIONS: readonly string[] = [SUBSCRIPTIONS.sealed.id];

/** Subscriptions that the caller of the demo cannot read: by the second week access was granted. */
export function unreadableIn(week: Week): readonly string[] {
  return week === 1 ? CONTOSO_UNREADABLE_SUBSCRIPTIONS : [];
}

/** Object ids of people and groups at the bank. */
export const PRINCIPALS = {
  securityAudit: guidOf('contoso group security-audit'),
  platformEngineers: guidOf('contoso group platform-engineers'),
  diskExporters: guidOf('contoso group migration-factory'),
  backupVendor: guidOf('contoso service principal third-party-backup'),
  backupService: guidOf('contoso service principal Backup Management Service'),
  exportOperators: guidOf('contoso group export-operators'),
  keyOfficers: guidOf('contoso group key-officers'),
  contractor: guidOf('contoso user contractor'),
  databaseAdministrator: guidOf('contoso user database-administrator'),
  wealthAnalyst: guidOf('contoso user wealth-analyst'),
  reconciler: guidOf('contoso user reconciler'),
  vaultKeeper: guidOf('contoso user vault-keeper'),
} as const;
