import type { Observation } from '../../src/domain/observation.ts';
import { PRODUCTION, RECOVERY } from './fixtureDisks.ts';

const KQL = `// A row is a managed disk.
resources
| where type =~ 'microsoft.compute/disks'
| project id, name, subscriptionId, resourceGroup, location, tags, properties
| order by id asc`;

export const OBSERVATIONS: readonly Observation[] = [
  observation('disks', 'resourceGraph', KQL, 8, '2026-11-23T06:00:01.250Z', '2026-11-23T06:00:02.000Z'),
  observation(
    'snapshots',
    'resourceGraph',
    KQL.replaceAll('disk', 'snapshot'),
    11,
    '2026-11-23T06:00:02.000Z',
    '2026-11-23T06:00:02.700Z',
  ),
  {
    ...observation(
      'keys',
      'arm',
      `GET /subscriptions/${PRODUCTION}/resourceGroups/rg-keys/providers/Microsoft.KeyVault/vaults/kv-closed/keys?api-version=2024-11-01`,
      0,
      '2026-11-23T06:00:03.000Z',
      '2026-11-23T06:00:09.500Z',
    ),
    retries: 3,
    failure: '403 Forbidden: the client has no authorisation to perform this action.',
  },
];

function observation(
  source: Observation['source'],
  kind: Observation['kind'],
  request: string,
  rows: number,
  startedAt: string,
  endedAt: string,
): Observation {
  return {
    source,
    kind,
    request,
    subscriptions: kind === 'arm' ? [] : [PRODUCTION, RECOVERY],
    pages: 1,
    rows,
    requestIds: ['6b1d2f3a-0a4f-4f8c-9d55-0c1d2e3f4a5b', '7c2e3f4b-1b5a-4a9d-8e66-1d2e3f4a5b6c'],
    startedAt,
    endedAt,
    retries: 0,
    failure: undefined,
  };
}
