import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  contoso,
  CONTOSO_UNREADABLE_SUBSCRIPTIONS,
  SMALL_PART,
  unreadableIn,
  type Contoso,
  type Week,
} from '../../../simulator/estate/contoso/index.ts';
import { plainTenant, subscriptionId } from '../../collect/plainTenant.ts';
import { startSimulator, type Fault, type Simulator } from '../../../simulator/index.ts';

export interface Bank extends Simulator {
  readonly now: string;
  readonly tenantId: string;
}

/** The bank's own baseline of the first week, under which the hand-written table holds. */
export const BANK_BASELINE = new URL('../../../simulator/estate/contoso/baseline.json', import.meta.url);

/** The same by week: in the second it grants an exemption, and somebody attests. */
export const bankBaselineIn = (week: Week): URL =>
  week === 1 ? BANK_BASELINE : new URL('baseline-week-2.json', BANK_BASELINE);

/** The simulator itself with two facts more: a copy of it would hold still what was asked so far. */
function bankOf(simulator: Simulator, { now, tenantId }: Pick<Bank, 'now' | 'tenantId'>): Bank {
  return Object.assign(simulator, { now, tenantId });
}

/** The made-up bank of one week, without Azure's request limits; in the second week all of it may be read. */
export const openBank = (week: Week, faults: readonly Fault[] = [], more: Ids = {}): Promise<Bank> =>
  open(contoso(week), unreadableIn(week), faults, more);

/** With one subscription out of reach, as in the first week. */
export const SEALED: Fault = { effect: { kind: 'unreadable', subscriptions: CONTOSO_UNREADABLE_SUBSCRIPTIONS } };

/** A part of that bank, quickly run: for what does not depend on the verdicts. */
export const openSmallBank = (week: Week, faults: readonly Fault[] = [], more: Ids = {}): Promise<Bank> =>
  open(contoso(week, SMALL_PART), CONTOSO_UNREADABLE_SUBSCRIPTIONS, faults, more);

/** For runs that are held against each other: samples are drawn by the request id of the first answer. */
export const SAME_IDS = { sameRequestIds: true } as const;
type Ids = Partial<typeof SAME_IDS>;

async function open(
  tenant: Contoso,
  subscriptions: readonly string[],
  faults: readonly Fault[],
  more: Ids,
): Promise<Bank> {
  const simulator = await startSimulator({
    tenant,
    quota: false,
    armQuota: false,
    faults: [{ effect: { kind: 'unreadable', subscriptions } }, ...faults],
    ...more,
  });
  return bankOf(simulator, tenant);
}

/** Two subscriptions with a disk each, the second out of reach: quickly read. */
export async function openPlainBank(): Promise<Bank & { readonly readable: string; readonly sealed: string }> {
  const tenant = plainTenant([1, 1]);
  const [readable, sealed] = [subscriptionId(0), subscriptionId(1)];
  const faults: Fault[] = [{ effect: { kind: 'unreadable', subscriptions: [sealed] } }];
  const simulator = await startSimulator({ tenant, quota: false, armQuota: false, faults });
  return Object.assign(bankOf(simulator, tenant), { readable, sealed });
}

/** One subscription with two disks, all of it readable: for what does not depend on what was found. */
export async function openReadableBank(): Promise<Bank> {
  const tenant = plainTenant([2]);
  return bankOf(await startSimulator({ tenant, quota: false, armQuota: false }), tenant);
}

/** The settings with which the Function would ask that bank. */
export async function settingsOf(
  bank: Bank,
  folder: string,
  more: Record<string, string> = {},
): Promise<Record<string, string>> {
  const ca = join(folder, 'ca.pem');
  writeFileSync(ca, bank.ca);
  return {
    UNBROKEN_ENDPOINT: bank.endpoint,
    UNBROKEN_CA_FILE: ca,
    UNBROKEN_ACCESS_TOKEN: (await bank.credential.getToken()).token,
    UNBROKEN_TENANT: bank.tenantId,
    UNBROKEN_MANAGEMENT_GROUPS: 'contoso',
    UNBROKEN_MAIL_FROM: 'unbroken@contoso.example',
    UNBROKEN_MAIL_TO: 'auditor@contoso.example',
    ...more,
  };
}
