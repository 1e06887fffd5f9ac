// Before `azd down`: takes away what lies outside the resource group, and names what will stay.
import { az, evidencePolicy, output, outputList } from './az.mjs';

const scopes = [];
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

function remove(ids, version) {
  for (const id of ids) {
    az(['rest', '--method', 'delete', '--url', `${id}?api-version=${version}`]);
    console.log(`Removed ${id}.`);
  }
}
