import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { storageAccount, type Azurite } from '../../stage/azurite.ts';
import { makeRelease, type Release } from '../../release/makeRelease.ts';

// Needs, and fails without: ../shared/tools/funchost, which plays the Functions host's side of the worker's protocol.

const HOST = join(import.meta.dirname, '..', '..', '..', '..', 'shared', 'tools', 'funchost', 'funchost.js');

let release: Release;
let azurite: Azurite;

beforeAll(async () => {
  if (!existsSync(HOST)) throw new Error(`${HOST} is missing: the folder shared lies beside the checkout.`);
  release = makeRelease('unbroken-deployed-');
  azurite = await storageAccount();
}, 300_000);
afterAll(() => release.dispose());

/** What is deployed, in a host that has nothing but it: no node_modules, no setting of this machine. */
function host(words: readonly string[], status = 0): unknown {
  const settings = {
    UNBROKEN_SCHEDULE: '0 0 6 * * 1',
    AzureWebJobsStorage: azurite.connectionString,
    UNBROKEN_STORAGE: azurite.connectionString,
  };
  const set = Object.entries({ ...settings, PATH: process.env['PATH'] ?? '' }).flatMap(([name, value]) => [
    '--set',
    `${name}=${value}`,
  ]);
  const run = spawnSync(
    process.execPath,
    [HOST, join(release.folder, 'app'), '--shim', '--clean-env', ...set, ...words],
    { encoding: 'utf8' },
  );
  expect(run.status, run.stderr).toBe(status);
  return JSON.parse(run.stdout);
}

test('the deployed files alone make a Functions app that the host accepts', () => {
  const { functions, errors, warnings } = host(['--list']) as {
    readonly functions: readonly { readonly name: string }[];
    readonly errors: readonly unknown[];
    readonly warnings: readonly unknown[];
  };
  expect({ errors, warnings }).toEqual({ errors: [], warnings: [] });
  const names = functions.map(({ name }) => name);
  for (const name of ['weeklyAssessment', 'runAssessment', 'requestEvidence', 'dailySign'])
    expect(names).toContain(name);
});

test('and give the daily sign that the alerts wait for', () => {
  const { invocations } = host(['--invoke', 'dailySign', '--timer'], 1) as {
    readonly invocations: readonly { readonly logs: readonly { readonly message: string }[] }[];
  };
  // The tables were made a moment ago: no run is due yet. There is no engine here to ask about runs that were lost; the sign comes first.
  expect(invocations[0]?.logs.map(({ message }) => message)).toContain(
    '{"signal":"daysSinceCompleteRun","days":null,"overdue":false}',
  );
});
