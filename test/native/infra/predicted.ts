import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { INFRA } from '../../infra/roles.ts';
import { bicep } from './bicep.ts';
import { temporaryFolder } from '../../stage/temporaryFolder.ts';

/** A resource as a deployment would make it, every expression worked out that does not need Azure. */
export interface Predicted {
  readonly id?: string;
  readonly type: string;
  readonly name: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly identity?: { readonly userAssignedIdentities: Readonly<Record<string, unknown>> };
  readonly properties?: Readonly<Record<string, unknown>>;
}

export interface Prediction {
  readonly resources: readonly Predicted[];
  readonly diagnostics: readonly unknown[];
}

/**
 * What main.bicep would deploy with these settings, by Microsoft's own engine, without Azure.
 * @see https://learn.microsoft.com/azure/azure-resource-manager/bicep/bicep-cli#snapshot
 */
export function predict(environment: Readonly<Record<string, string>>): Prediction {
  const folder = temporaryFolder().path;
  try {
    cpSync(INFRA, folder, { recursive: true });
    const zeros = '00000000-0000-0000-0000-00000000000';
    const { status, complaints } = bicep(
      [
        ...['snapshot', join(folder, 'main.bicepparam'), '--mode', 'overwrite', '--deployment-name', 'unbroken'],
        ...['--tenant-id', `${zeros}1`, '--subscription-id', `${zeros}2`, '--location', 'westeurope'],
      ],
      environment,
    );
    if (status !== 0) throw new Error(complaints);
    const text = readFileSync(join(folder, 'main.snapshot.json'), 'utf8');
    const { predictedResources, diagnostics } = JSON.parse(text) as {
      readonly predictedResources: Prediction['resources'];
      readonly diagnostics: Prediction['diagnostics'];
    };
    return { resources: predictedResources, diagnostics };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Everything asked for that can be at once. */
export const EVERYTHING = {
  UNBROKEN_MAIL_TO: 'auditor@contoso.com',
  UNBROKEN_COMMUNICATION_SERVICES_DOMAIN: 'azureManaged',
  UNBROKEN_WEBHOOK_URL_SECRET_URI: 'https://kv.vault.azure.net/secrets/teams',
  UNBROKEN_ENTRA_CLIENT_ID: '00000000-0000-0000-0000-000000000003',
  UNBROKEN_SIGNING_KEY: 'true',
  UNBROKEN_EVIDENCE_KEY: 'create',
  UNBROKEN_PRIVATE_NETWORKING: 'true',
  UNBROKEN_ZONE_REDUNDANT: 'true',
  UNBROKEN_DURABLE_TASK_SCHEDULER: 'Dedicated',
  UNBROKEN_ALERT_RECIPIENTS: 'operations@contoso.com',
  UNBROKEN_DENY_PUBLIC_DISK_ACCESS: 'true',
};

/** Found by the end of its id. */
export const named = (made: Prediction, end: string): Predicted => {
  const found = made.resources.find(({ id = '' }) => id.endsWith(end));
  if (found === undefined) throw new Error(`${end} is not made`);
  return found;
};
export const typed = (made: Prediction, type: string): readonly Predicted[] =>
  made.resources.filter((resource) => resource.type === type);
