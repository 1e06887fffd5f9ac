// After `azd provision`: what a deployment to a subscription cannot do itself.
import { az, container, evidencePolicy, output, outputList } from './az.mjs';

// Access to management groups: a deployment of its own for each.
for (const group of outputList('MANAGEMENT_GROUPS')) {
  az([
    'deployment',
    'mg',
    'create',
    '--management-group-id',
    group,
    '--location',
    output('AZURE_LOCATION'),
    '--name',
    `unbroken-${output('INSTALLATION')}`,
    '--template-file',
    'infra/managementGroup.bicep',
    '--parameters',
    `suffix=${output('INSTALLATION')}`,
    `principalId=${output('IDENTITY_PRINCIPAL_ID')}`,
  ]);
  console.log(`The app may read what lies below management group ${group}.`);
}

// A lock is an act, not a state that a template could describe: https://learn.microsoft.com/rest/api/storagerp/blob-containers/lock-immutability-policy
if (output('LOCK_EVIDENCE') === 'true') {
  const before = evidencePolicy();
  if (before?.state === 'Locked') console.log('The retention policy of the packs is locked already.');
  else {
    const policy =
      before ??
      az([
        'storage',
        'container',
        'immutability-policy',
        'create',
        ...container(),
        '--period',
        output('EVIDENCE_RETENTION_DAYS'),
      ]);
    az(['storage', 'container', 'immutability-policy', 'lock', ...container(), '--if-match', policy.etag]);
    console.log(
      `The retention policy of the packs is locked: ${policy.immutabilityPeriodSinceCreationInDays} days from now on, for good.`,
    );
  }
}
