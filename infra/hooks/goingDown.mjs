// Before `azd down`: takes away what lies outside the resource group, and names what will stay. Called by azd (--azd) it stops where
// azd would delete more than the installation, or could not delete it.
import { az, evidencePolicy, output, outputList } from './az.mjs';

const brought = outputList('BROUGHT');
const stopping = [];
if (isLocked())
  stopping.push(
    `The evidence account ${output('EVIDENCE_STORAGE_ACCOUNT')} has a delete lock. To delete the evidence too, take it away first:\n` +
      `  az lock delete --ids ${output('EVIDENCE_DELETE_LOCK')}`,
  );
// https://github.com/Azure/azure-dev/blob/main/cli/azd/pkg/azapi/standard_deployments.go (resourceGroupsFromDeployment)
if (brought.length > 0 && process.argv.includes('--azd'))
  stopping.push(
    'azd down deletes every resource group that the deployment touched, and these were there before:\n' +
      brought.map((id) => `  ${id}\n`).join('') +
      'So delete by hand: docs/deploy.md, “Down”.',
  );
if (stopping.length > 0) {
  console.error(stopping.join('\n'));
  process.exit(1);
}

const scopes = [output('EVIDENCE_KEY_ACCESS')].filter((id) => id !== '');
const roles = [output('ESTATE_ROLE')].filter((id) => id !== '');
for (const id of outputList('ESTATE_ROLE_ASSIGNMENTS')) scopes.push(id);
for (const group of outputList('MANAGEMENT_GROUPS')) {
  const { properties } = az([
    'deployment',
    'mg',
    'show',
    '--management-group-id',
    group,
    '--name',
    `unbroken-${output('INSTALLATION')}`,
  ]);
  scopes.push(properties.outputs.assignmentId.value);
  roles.push(properties.outputs.roleId.value);
}

remove(scopes, '2022-04-01');
remove(roles, '2022-04-01');
remove(outputList('POLICY_ASSIGNMENTS'), '2024-04-01');

if (evidencePolicy()?.state === 'Locked')
  console.log(
    `Stays: container ${output('EVIDENCE_CONTAINER')} of storage account ${output('EVIDENCE_STORAGE_ACCOUNT')} in ${output('AZURE_RESOURCE_GROUP')}. ` +
      'Its retention policy is locked: neither it, nor its account, nor its resource group can be deleted while it holds packs.',
  );
if (output('KEY_VAULT_NAME') !== '')
  console.log(
    `Stays for 90 days, deleted but recoverable: key vault ${output('KEY_VAULT_NAME')} (purge protection cannot be lifted).`,
  );

function isLocked() {
  const id = output('EVIDENCE_DELETE_LOCK').toLowerCase();
  if (id === '') return false;
  const locks = az([
    'lock',
    'list',
    '--resource-group',
    output('AZURE_RESOURCE_GROUP'),
    '--resource-type',
    'Microsoft.Storage/storageAccounts',
    '--resource',
    output('EVIDENCE_STORAGE_ACCOUNT'),
  ]);
  return (locks ?? []).some((lock) => lock.id.toLowerCase() === id);
}

function remove(ids, version) {
  for (const id of ids) {
    az(['rest', '--method', 'delete', '--url', `${id}?api-version=${version}`]);
    console.log(`Removed ${id}.`);
  }
}
