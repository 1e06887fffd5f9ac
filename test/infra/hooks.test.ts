import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { INFRA } from './roles.ts';

const ROOT = join(INFRA, '..');
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** What infra/main.bicep puts out, as azd hands it to hooks. */
const OUTPUTS = {
  AZURE_LOCATION: 'westeurope',
  AZURE_RESOURCE_GROUP: 'rg-unbroken',
  EVIDENCE_CONTAINER: 'packs',
  EVIDENCE_RETENTION_DAYS: '365',
  EVIDENCE_STORAGE_ACCOUNT: 'stevid',
  ESTATE_ROLE: '/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/r',
  ESTATE_ROLE_ASSIGNMENTS: '["/subscriptions/s/providers/Microsoft.Authorization/roleAssignments/a"]',
  IDENTITY_PRINCIPAL_ID: 'principal',
  INSTALLATION: 'abc',
  KEY_VAULT_NAME: '',
  LOCK_EVIDENCE: 'false',
  MANAGEMENT_GROUPS: '[]',
  POLICY_ASSIGNMENTS: '[]',
};

interface Ran {
  readonly status: number | null;
  readonly said: string;
  /** Every call of `az`, its words joined. */
  readonly calls: readonly string[];
}

/** Runs a hook with an `az` that writes its words down and answers by the first word that it knows. */
function run(
  hook: string,
  outputs: { readonly [Name in keyof typeof OUTPUTS]?: string | undefined },
  answers: Readonly<Record<string, unknown>> = {},
): Ran {
  const folder = mkdtempSync(join(tmpdir(), 'unbroken-az-'));
  folders.push(folder);
  const log = join(folder, 'calls');
  writeFileSync(log, '');
  const program = join(folder, 'az.cjs');
  writeFileSync(
    program,
    `const words = process.argv.slice(2).join(' ');
     require('node:fs').appendFileSync(${JSON.stringify(log)}, words + '\\n');
     const answers = ${JSON.stringify(answers)};
     const known = Object.keys(answers).find((start) => words.startsWith(start));
     if (known !== undefined) console.log(JSON.stringify(answers[known]));`,
  );
  writeFileSync(join(folder, 'az'), `#!/bin/sh\nexec "${process.execPath}" "${program}" "$@"\n`);
  chmodSync(join(folder, 'az'), 0o755);
  writeFileSync(join(folder, 'az.cmd'), `@"${process.execPath}" "${program}" %*\r\n`);
  const { status, stdout, stderr } = spawnSync(process.execPath, [join('infra', 'hooks', hook)], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, ...OUTPUTS, ...outputs, PATH: `${folder}${delimiter}${process.env['PATH'] ?? ''}` },
  });
  return {
    status,
    said: stdout + stderr,
    calls: readFileSync(log, 'utf8')
      .split('\n')
      .filter((line) => line !== ''),
  };
}

const POLICY = 'storage container immutability-policy';
const unlocked = { etag: 'e1', state: 'Unlocked', immutabilityPeriodSinceCreationInDays: 365 };

describe('after provisioning', () => {
  test('nothing to do, nothing done', () => {
    expect(run('provisioned.mjs', {})).toEqual({ status: 0, said: '', calls: [] });
  });

  test('each management group gets its deployment', () => {
    const { status, calls } = run('provisioned.mjs', { MANAGEMENT_GROUPS: '["bank","labs"]' });
    expect(status).toBe(0);
    expect(calls).toHaveLength(2);
    expect(calls[1]).toMatch(
      /^deployment mg create --management-group-id labs .*managementGroup\.bicep .*principalId=principal/,
    );
  });

  test('evidence is locked only where it was asked for, by the policy that is there', () => {
    const { said, calls } = run('provisioned.mjs', { LOCK_EVIDENCE: 'true' }, { [`${POLICY} show`]: unlocked });
    expect(calls.map((call) => call.split(' ')[3])).toEqual(['show', 'lock']);
    expect(calls[1]).toContain('--if-match e1');
    expect(said).toContain('365 days from now on, for good');
  });

  test('a policy that is locked already is left alone', () => {
    const { calls } = run(
      'provisioned.mjs',
      { LOCK_EVIDENCE: 'true' },
      { [`${POLICY} show`]: { ...unlocked, state: 'Locked' } },
    );
    expect(calls.map((call) => call.split(' ')[3])).toEqual(['show']);
  });

  test('without a policy one is made first', () => {
    const answers = {
      [`${POLICY} show`]: { immutabilityPeriodSinceCreationInDays: 0, state: null },
      [`${POLICY} create`]: unlocked,
    };
    const { calls } = run('provisioned.mjs', { LOCK_EVIDENCE: 'true' }, answers);
    expect(calls.map((call) => call.split(' ')[3])).toEqual(['show', 'create', 'lock']);
    expect(calls[1]).toContain('--period 365');
  });
});

describe('before going down', () => {
  test('what lies outside the resource group is removed: assignments first, then roles, then policies', () => {
    const shown = { properties: { outputs: { assignmentId: { value: '/mg/a' }, roleId: { value: '/mg/r' } } } };
    const { status, calls } = run(
      'goingDown.mjs',
      { MANAGEMENT_GROUPS: '["bank"]', POLICY_ASSIGNMENTS: '["/subscriptions/s/p"]' },
      { 'deployment mg show': shown, [`${POLICY} show`]: unlocked },
    );
    expect(status).toBe(0);
    const deleted = calls
      .filter((call) => call.startsWith('rest --method delete'))
      .map((call) => /--url (\S+)\?/.exec(call)?.[1]);
    expect(deleted).toEqual([
      '/subscriptions/s/providers/Microsoft.Authorization/roleAssignments/a',
      '/mg/a',
      '/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/r',
      '/mg/r',
      '/subscriptions/s/p',
    ]);
  });

  test('names what stays', () => {
    const { said } = run(
      'goingDown.mjs',
      { KEY_VAULT_NAME: 'kv-abc' },
      { [`${POLICY} show`]: { ...unlocked, state: 'Locked' } },
    );
    expect(said).toContain('container packs of storage account stevid');
    expect(said).toContain('key vault kv-abc');
  });

  test('nothing stays without a lock', () => {
    expect(run('goingDown.mjs', {}, { [`${POLICY} show`]: unlocked }).said).not.toContain('Stays');
  });
});

test('a missing output is one clear error', () => {
  const { status, said } = run('provisioned.mjs', { MANAGEMENT_GROUPS: undefined });
  expect(status).not.toBe(0);
  expect(said).toContain('MANAGEMENT_GROUPS is not set: run this through azd');
});
