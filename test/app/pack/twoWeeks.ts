import { contoso, SMALL_PART, type Week } from '../../../simulator/estate/contoso/index.ts';
import { storageAccount } from '../../stage/azurite.ts';
import { startSimulator, type Fault } from '../../../simulator/index.ts';
import type { ArmDocument, Tenant } from '../../../simulator/tenant.ts';
import { runLocally, type LocalOutcome } from '../../../src/app/localRun.ts';
import { readSettings } from '../../../src/app/settings.ts';
import { settingsOf } from '../run/stage.ts';
import { temporaryFolder } from '../../stage/temporaryFolder.ts';

/** What one week of a test differs in. */
export interface OneWeek {
  readonly week: Week;
  /** Changes the bank before it is asked about. */
  readonly tenant?: (tenant: Tenant) => Tenant;
  readonly faults?: readonly Fault[];
  readonly settings?: Readonly<Record<string, string>>;
}

/** Runs over a small part of the made-up bank, each compared with the one before; packs go to `out`. */
export async function weeklyPacks(out: string, weeks: readonly OneWeek[]): Promise<readonly LocalOutcome[]> {
  const azurite = await storageAccount();
  const folder = temporaryFolder();
  try {
    const outcomes: LocalOutcome[] = [];
    for (const { week, tenant: changed = (same: Tenant): Tenant => same, faults = [], settings = {} } of weeks) {
      const { now, tenantId, ...rest } = contoso(week, SMALL_PART);
      const tenant = changed({ now, tenantId, ...rest });
      const simulator = await startSimulator({ tenant, quota: false, armQuota: false, faults });
      try {
        const bank = Object.assign(simulator, { now, tenantId });
        outcomes.push(
          await runLocally({
            settings: readSettings(
              await settingsOf(bank, folder.path, { UNBROKEN_STORAGE: azurite.connectionString, ...settings }),
            ),
            outFolder: out,
            sendMail: false,
            zip: true,
            report: () => undefined,
            trigger: 'cli',
            asOf: now,
          }),
        );
      } finally {
        await simulator.close();
      }
    }
    return outcomes;
  } finally {
    folder.dispose();
  }
}

/** The same estate after somebody opened every disk to export over public networks: its verdicts are not those of the week before. */
export function opened(tenant: Tenant): Tenant {
  return {
    ...tenant,
    rows: (table, only) =>
      [...tenant.rows(table, only)].map((row) =>
        row.type.toLowerCase() === 'microsoft.compute/disks'
          ? {
              ...row,
              properties: {
                ...(row.properties as object),
                networkAccessPolicy: 'AllowAll',
                publicNetworkAccess: 'Enabled',
              },
            }
          : row,
      ),
  };
}

/** The same estate with one word of its names replaced by another that it does not have. */
export function renamed(tenant: Tenant, from: string, to: string): Tenant {
  const there = (document: ArmDocument): ArmDocument =>
    JSON.parse(JSON.stringify(document).replaceAll(from, to)) as ArmDocument;
  const back = (path: string): string => path.replaceAll(to.toLowerCase(), from);
  return {
    ...tenant,
    rows: (table, only) => [...tenant.rows(table, only)].map(there),
    get: (id) => {
      const found = tenant.get(back(id));
      return found === undefined ? undefined : there(found);
    },
    list: (path) => {
      const found = tenant.list(back(path));
      return found === undefined ? undefined : [...found].map(there);
    },
  };
}
