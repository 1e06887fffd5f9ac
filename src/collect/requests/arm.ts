import { KeyVaultManagementClient } from '@azure/arm-keyvault';
import { RecoveryServicesClient } from '@azure/arm-recoveryservices';
import { SiteRecoveryManagementClient } from '@azure/arm-recoveryservices-siterecovery';
import { RecoveryServicesBackupClient } from '@azure/arm-recoveryservicesbackup';
import {
  bearerTokenAuthenticationPolicy,
  createDefaultHttpClient,
  createPipelineFromOptions,
  createPipelineRequest,
} from '@azure/core-rest-pipeline';
import { nextLinkOf, type CallOptions } from './ask.ts';
import type { Pace } from './pace.ts';
import type { Attempts } from './attempts.ts';
import { audienceOf, clientOptions, endpointOf, patienceOf, stayAt, type AzureConnection } from './connection.ts';

/** The SDK clients, one for each subscription, and a narrow reader where there is none. */
export interface ArmClients {
  readonly vaults: (subscription: string) => RecoveryServicesClient;
  readonly backup: (subscription: string) => RecoveryServicesBackupClient;
  readonly siteRecovery: (subscription: string) => SiteRecoveryManagementClient;
  readonly keyVault: (subscription: string) => KeyVaultManagementClient;
  /** GET of a path (with its api-version) and of the pages after it. */
  readonly get: (path: string, options: Pick<CallOptions, 'onResponse'>) => AsyncIterator<void>;
  /** Milliseconds, for `requestOptions`. */
  readonly timeout: number;
}

/** @param pace left out for a waiting caller, who waits for no limit */
export function armClients(connection: AzureConnection, attempts: Attempts, pace?: Pace): ArmClients {
  const policies = pace === undefined ? [attempts.policy] : [pace.learn, attempts.policy];
  const options = clientOptions(connection, policies, pace);
  const { credential } = connection;
  return {
    vaults: once((subscription) => new RecoveryServicesClient(credential, subscription, options)),
    backup: once((subscription) => new RecoveryServicesBackupClient(credential, subscription, options)),
    siteRecovery: once((subscription) => new SiteRecoveryManagementClient(credential, subscription, options)),
    keyVault: once((subscription) => new KeyVaultManagementClient(credential, subscription, options)),
    get: rawReader(connection, attempts, pace),
    timeout: patienceOf(connection).timeout,
  };
}

/** No dependency has a client for management groups and single subscriptions: two GETs do not justify two more. */
function rawReader(connection: AzureConnection, attempts: Attempts, pace: Pace | undefined): ArmClients['get'] {
  const pipeline = createPipelineFromOptions(clientOptions(connection, []));
  pipeline.addPolicy(
    bearerTokenAuthenticationPolicy({ credential: connection.credential, scopes: audienceOf(connection) }),
  );
  pipeline.addPolicy(stayAt(endpointOf(connection)), { afterPhase: 'Sign' });
  if (pace !== undefined) {
    pipeline.addPolicy(pace.outer);
    pipeline.addPolicy(pace.inner, { afterPhase: 'Sign' });
    pipeline.addPolicy(pace.learn, { afterPhase: 'Sign' });
  }
  pipeline.addPolicy(attempts.policy, { afterPhase: 'Sign' });
  const client = createDefaultHttpClient();
  const origin = endpointOf(connection);
  return async function* (path, { onResponse }) {
    for (let url: string | undefined = origin + path; url !== undefined;) {
      const response = await pipeline.sendRequest(
        client,
        createPipelineRequest({ url, timeout: patienceOf(connection).timeout }),
      );
      onResponse(response);
      if (response.status !== 200) return;
      yield;
      url = nextLinkOf(JSON.parse(response.bodyAsText ?? 'null') as unknown);
    }
  };
}

function once<Client>(create: (subscription: string) => Client): (subscription: string) => Client {
  const clients = new Map<string, Client>();
  return (subscription) => {
    const known = clients.get(subscription);
    if (known !== undefined) return known;
    const client = create(subscription);
    clients.set(subscription, client);
    return client;
  };
}
