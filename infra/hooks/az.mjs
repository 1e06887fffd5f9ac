// The Azure CLI, as azd's hooks call it.
import { spawnSync } from 'node:child_process';

/** Runs `az`; its output as JSON, or undefined where it has none. Throws with what `az` said. */
export function az(words) {
  // On Windows az is a batch file, which only a shell starts; no word here comes from outside the installation's own outputs.
  const run = spawnSync('az', [...words, '--output', 'json'], {
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (run.error !== undefined)
    throw new Error('The Azure CLI (az) is needed: https://learn.microsoft.com/cli/azure/install-azure-cli', {
      cause: run.error,
    });
  if (run.status !== 0) throw new Error(`az ${words.join(' ')} failed:\n${run.stderr.trim()}`);
  return run.stdout.trim() === '' ? undefined : JSON.parse(run.stdout);
}

/** An output of infra/main.bicep, as azd hands it to hooks. */
export function output(name) {
  const value = process.env[name];
  if (value === undefined)
    throw new Error(`${name} is not set: run this through azd, or export the outputs of infra/main.bicep first.`);
  return value;
}

/** An output that is a list. */
export function outputList(name) {
  const list = JSON.parse(output(name) === '' ? '[]' : output(name));
  return list.filter((entry) => entry !== '');
}

/** The retention policy of the packs; undefined when there is none. */
export function evidencePolicy() {
  const policy = az(['storage', 'container', 'immutability-policy', 'show', ...container()]);
  return policy === undefined || policy.state === undefined || policy.immutabilityPeriodSinceCreationInDays === 0
    ? undefined
    : policy;
}

export function container() {
  return [
    '--resource-group',
    output('AZURE_RESOURCE_GROUP'),
    '--account-name',
    output('EVIDENCE_STORAGE_ACCOUNT'),
    '--container-name',
    output('EVIDENCE_CONTAINER'),
  ];
}
