import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { INFRA } from './roles.ts';
import { temporaryFolder } from '../stage/temporaryFolder.ts';

const ROOT = join(INFRA, '..');
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** What infra/main.bicep puts out, as azd hands it to hooks. */
const OUTPUTS = {
  AZURE_LOCATION: 'westeurope',
  AZURE_RESOURCE_GROUP: 'rg-unbroken',
  BROUGHT: '[]',
  EVIDENCE_CONTAINER: 'packs',
  EVIDENCE_DELETE_LOCK: '',
  EVIDENCE_KEY_ACCESS: '',
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
  ...words: readonly string[]
): Ran {
  const folder = temporaryFolder().path;
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
  const { status, stdout, stderr } = spawnSync(process.execPath, [join('infra', 'hooks', hook), ...words], {
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

describe('going down is stopped', () => {
  const LOCK = '/subscriptions/s/resourceGroups/rg-unbroken/providers/Microsoft.Authorization/locks/unbroken-evidence';

  test('while the evidence has its delete lock, before anything is removed', () => {
    const { status, said, calls } = run(
      'goingDown.mjs',
      { EVIDENCE_DELETE_LOCK: LOCK },
      { 'lock list': [{ id: LOCK.replace('subscriptions', 'SUBSCRIPTIONS') }] },
    );
    expect(status).toBe(1);
    expect(said).toContain(`az lock delete --ids ${LOCK}`);
    expect(calls.filter((call) => call.includes('delete'))).toEqual([]);
  });

  test('and not once the lock was taken away', () => {
    const answers = { 'lock list': [], [`${POLICY} show`]: unlocked };
    expect(run('goingDown.mjs', { EVIDENCE_DELETE_LOCK: LOCK }, answers, '--azd').status).toBe(0);
  });

  test('where azd would delete resource groups that were there before; by hand it goes on', () => {
    const outputs = { BROUGHT: '["/subscriptions/s/resourceGroups/rg-theirs"]', EVIDENCE_KEY_ACCESS: '/key/role' };
    const stopped = run('goingDown.mjs', outputs, {}, '--azd');
    expect(stopped.status).toBe(1);
    expect(stopped.said).toContain('/subscriptions/s/resourceGroups/rg-theirs');
    expect(stopped.calls).toEqual([]);
    const byHand = run('goingDown.mjs', outputs, { [`${POLICY} show`]: unlocked });
    expect(byHand.status).toBe(0);
    expect(byHand.said).toContain('Removed /key/role');
  });
});

describe('before packaging', () => {
  /** Runs the hook in a bare clone with an `npm` that writes its words down and may fail. */
  function build(
    installed: 'never' | 'before' | 'after',
    status = 0,
  ): { status: number | null; calls: readonly string[] } {
    const folder = temporaryFolder().path;
    folders.push(folder);
    cpSync(join(ROOT, 'infra', 'hooks'), join(folder, 'infra', 'hooks'), { recursive: true });
    writeFileSync(join(folder, 'package-lock.json'), '');
    utimesSync(join(folder, 'package-lock.json'), 2000, 2000);
    if (installed !== 'never') {
      const file = join(folder, 'node_modules', '.package-lock.json');
      mkdirSync(join(folder, 'node_modules'));
      writeFileSync(file, '');
      const seconds = installed === 'before' ? 1000 : 3000;
      utimesSync(file, seconds, seconds);
    }
    const log = join(folder, 'calls');
    writeFileSync(log, '');
    writeFileSync(join(folder, 'npm'), `#!/bin/sh\necho "$@" >>${log}\nexit ${String(status)}\n`);
    chmodSync(join(folder, 'npm'), 0o755);
    writeFileSync(join(folder, 'npm.cmd'), `@echo %*>>"${log}"\r\n@exit /b ${String(status)}\r\n`);
    const path = `${folder}${delimiter}${process.env['PATH'] ?? ''}`;
    const ran = spawnSync(process.execPath, [join(folder, 'infra', 'hooks', 'building.mjs')], {
      env: { ...process.env, PATH: path },
    });
    const calls = readFileSync(log, 'utf8').split(/\r?\n/);
    return { status: ran.status, calls: calls.map((call) => call.trim()).filter((call) => call !== '') };
  }

  test('a bare clone is installed and built; an installed one is built; an outdated one is installed anew', () => {
    expect(build('never')).toEqual({ status: 0, calls: ['ci', 'run release'] });
    expect(build('after')).toEqual({ status: 0, calls: ['run release'] });
    expect(build('before')).toEqual({ status: 0, calls: ['ci', 'run release'] });
  });

  test('what fails stops azd', () => {
    expect(build('never', 7)).toEqual({ status: 7, calls: ['ci'] });
  });
});

test('a missing output is one clear error', () => {
  const { status, said } = run('provisioned.mjs', { MANAGEMENT_GROUPS: undefined });
  expect(status).not.toBe(0);
  expect(said).toContain('MANAGEMENT_GROUPS is not set: run this through azd');
});
