// Everything that Unbroken needs in Azure, from an empty subscription. `azd up`, or:
//   az deployment sub create --location <region> --template-file infra/main.bicep --parameters infra/main.bicepparam
// docs/deploy.md walks through it.
targetScope = 'subscription'

@description('Names the installation: its resource group is rg-<name>.')
@minLength(1)
@maxLength(40)
param environmentName string
@description('Azure region.')
param location string
@description('Further tags for every resource.')
param tags object = {}

@description('Node.js of the Functions runtime.')
@allowed(['22', '24'])
param nodeVersion string = '22'
@description('Memory of an instance, in MB.')
@allowed([2048, 4096])
param instanceMemoryMB int = 2048

@description('Redundancy of storage. Zones are not in every region: Standard_LRS is.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_GZRS'])
param storageSku string = 'Standard_ZRS'

@description('When the weekly run starts: six-field NCRONTAB in UTC.')
param schedule string = '0 0 6 * * 1'
@description('Management groups whose subscriptions are the estate, by id. Their access is a deployment of its own: managementGroup.bicep.')
param managementGroups array = []
@description('Subscriptions of the estate, by GUID. With neither: the subscription that this is deployed to.')
param subscriptions array = []
@description('False when somebody else assigns the custom role on the estate.')
param assignEstateAccess bool = true
@description('The baseline as blob:container/name in the evidence account; empty: the built-in default.')
param baseline string = ''
@description('Tag whose value is shown as a finding\'s owner.')
param ownerTag string = ''
@description('Disks drawn at random for testing by hand; 0: the default.')
@minValue(0)
@maxValue(1000)
param sampleSize int = 0
@description('Resources read again from Azure Resource Manager and compared with Resource Graph; 0: none.')
@minValue(0)
@maxValue(1000)
param crossCheckSize int = 20
@description('Whole years that history keeps what has ended.')
@minValue(1)
param historyRetentionYears int = 7
@description('Prefix of the history tables.')
param tablePrefix string = 'Unbroken'

@description('Sender address of the weekly mail. Empty: DoNotReply at the domain that Communication Services manages, or no mail.')
param mailFrom string = ''
@description('Recipients of the weekly mail.')
param mailTo array = []
@description('Domains that POST /api/evidence may name recipients in.')
param mailDomains array = []
@description('Megabytes; a larger workbook is linked, not attached.')
param mailAttachmentLimitMB int = 7
@description('Where the SMTP address with its password lies: the URI of a Key Vault secret, without a version. Never the password itself.')
param smtpUrlSecretUri string = ''
@description('Signs in to SMTP with the identity\'s token of this scope instead of a password.')
param smtpOAuthScope string = ''
@description('none, azureManaged (a domain that Azure manages), or a domain of your own. Mail then goes this way, not over SMTP.')
param communicationServicesDomain string = 'none'
@description('Where Communication Services keeps mails.')
param communicationServicesDataLocation string = 'Europe'

@description('Where the address of a Teams workflow lies that each run is posted to: the URI of a Key Vault secret, without a version. Never the address itself.')
param webhookUrlSecretUri string = ''

@description('Client id of an app registration: callers then sign in with Entra instead of a function key. Its app roles: docs/settings.md.')
param entraClientId string = ''
@description('Subscriptions that callers may read about, who then sign in: <object id or app role>=<GUID>+<GUID>, or =* for everything. Empty: everybody with an app role reads everything.')
param httpScopes array = []

@description('Days for which packs can be neither changed nor deleted.')
@minValue(1)
@maxValue(146000)
param evidenceRetentionDays int = 365
@description('True locks the retention policy of the packs, for good: infra/hooks/evidence.mjs does it after deployment.')
param lockEvidence bool = false
@description('Opens the account keys of the evidence account. Power BI\'s Table Storage connector needs one: docs/power-bi.md.')
param allowSharedKeyAccess bool = false

@description('A key vault with a key that signs manifests.')
param signingKey bool = false
@description('A key vault for the secrets of SMTP and Teams, even without a signing key.')
param keyVault bool = false
@description('Virtual network, private endpoints for storage and key vault, and no public network for them.')
param privateNetworking bool = false
@description('Address space of that network, a /24 or larger.')
param addressPrefix string = '10.90.0.0/24'

@description('Addresses that are told when a run fails, is overdue or has gaps.')
param alertRecipients array = []
@description('Days that logs are kept.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 90

@description('Assigns the built-in policy against public network access to disks, in this subscription.')
param denyPublicDiskAccess bool = false
@description('Assigns the built-in policy that asks for customer-managed keys on disks, in this subscription.')
param requireCustomerKey bool = false
@description('What those two do with an offender.')
@allowed(['Audit', 'Deny'])
param policyEffect string = 'Audit'

var suffix = uniqueString(subscription().id, environmentName, location)
var allTags = union(tags, { 'azd-env-name': environmentName, application: 'unbroken' })
var hasVault = keyVault || signingKey
var hasMailService = communicationServicesDomain != 'none'
var estate = empty(managementGroups) && empty(subscriptions) ? [subscription().subscriptionId] : subscriptions

// Storage Blob Data Owner, Queue Data Contributor, Table Data Contributor: what the Functions host itself needs.
// https://learn.microsoft.com/azure/azure-functions/functions-reference#connecting-to-host-storage-with-an-identity
var hostRoles = [
  'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
  '974c5e8b-45b9-4653-ba55-5f855dd0fb88'
  '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
]
// Storage Blob Data Contributor, Storage Table Data Contributor: packs and history.
var evidenceRoles = [
  'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
  '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
]
var evidenceContainer = 'packs'
var packageContainer = 'app-package'

resource group 'Microsoft.Resources/resourceGroups@2024-11-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: allTags
}

module identity 'modules/identity.bicep' = {
  scope: group
  name: 'identity'
  params: { name: 'id-${suffix}', location: location, tags: allTags }
}

module monitoring 'modules/monitoring.bicep' = {
  scope: group
  name: 'monitoring'
  params: {
    namePrefix: suffix
    location: location
    tags: allTags
    principalId: identity.outputs.principalId
    alertRecipients: alertRecipients
    retentionDays: logRetentionDays
  }
}

module hostStorage 'modules/storage.bicep' = {
  scope: group
  name: 'host-storage'
  params: {
    name: 'sthost${suffix}'
    location: location
    tags: allTags
    principalId: identity.outputs.principalId
    sku: storageSku
    roleIds: hostRoles
    blobContainers: [packageContainer]
    queues: ['unbroken-runs']
    publicNetworkAccess: !privateNetworking
    workspaceId: monitoring.outputs.workspaceId
  }
}

module evidenceStorage 'modules/storage.bicep' = {
  scope: group
  name: 'evidence-storage'
  params: {
    name: 'stevid${suffix}'
    location: location
    tags: allTags
    principalId: identity.outputs.principalId
    sku: storageSku
    roleIds: evidenceRoles
    blobContainers: [evidenceContainer, 'config']
    immutableContainer: evidenceContainer
    retentionDays: evidenceRetentionDays
    policyIsLocked: lockEvidence
    versioning: true
    allowSharedKeyAccess: allowSharedKeyAccess
    publicNetworkAccess: !privateNetworking
    workspaceId: monitoring.outputs.workspaceId
  }
}

module vault 'modules/keyVault.bicep' = if (hasVault) {
  scope: group
  name: 'key-vault'
  params: {
    name: 'kv-${suffix}'
    location: location
    tags: allTags
    principalId: identity.outputs.principalId
    signingKey: signingKey
    publicNetworkAccess: !privateNetworking
    workspaceId: monitoring.outputs.workspaceId
  }
}

module mail 'modules/mail.bicep' = if (hasMailService) {
  scope: group
  name: 'mail'
  params: {
    name: 'acs-${suffix}'
    tags: allTags
    dataLocation: communicationServicesDataLocation
    customDomain: communicationServicesDomain == 'azureManaged' ? '' : communicationServicesDomain
    principalId: identity.outputs.principalId
  }
}

module network 'modules/network.bicep' = if (privateNetworking) {
  scope: group
  name: 'network'
  params: {
    name: 'vnet-${suffix}'
    location: location
    tags: allTags
    addressPrefix: addressPrefix
    endpoints: concat(
      [
        { name: 'host', resourceId: hostStorage.outputs.id, group: 'blob' }
        { name: 'host', resourceId: hostStorage.outputs.id, group: 'queue' }
        { name: 'host', resourceId: hostStorage.outputs.id, group: 'table' }
        { name: 'evidence', resourceId: evidenceStorage.outputs.id, group: 'blob' }
        { name: 'evidence', resourceId: evidenceStorage.outputs.id, group: 'table' }
      ],
      hasVault ? [{ name: 'vault', resourceId: vault!.outputs.id, group: 'vault' }] : []
    )
  }
}

module app 'modules/functionApp.bicep' = {
  scope: group
  name: 'app'
  params: {
    name: 'func-${suffix}'
    planName: 'plan-${suffix}'
    location: location
    tags: allTags
    nodeVersion: nodeVersion
    instanceMemoryMB: instanceMemoryMB
    identity: { id: identity.outputs.id, clientId: identity.outputs.clientId }
    hostStorageName: hostStorage.outputs.name
    packageContainer: packageContainer
    insightsName: monitoring.outputs.insightsName
    subnetId: privateNetworking ? network!.outputs.appSubnetId : ''
    workspaceId: monitoring.outputs.workspaceId
    entraClientId: entraClientId
    settings: {
      UNBROKEN_SCHEDULE: schedule
      UNBROKEN_HTTP_AUTH: empty(entraClientId) ? 'function' : 'entra'
      UNBROKEN_HTTP_SCOPES: join(httpScopes, ',')
      UNBROKEN_CLOUD: environment().name
      UNBROKEN_TENANT: tenant().tenantId
      UNBROKEN_MANAGEMENT_GROUPS: join(managementGroups, ',')
      UNBROKEN_SUBSCRIPTIONS: join(estate, ',')
      UNBROKEN_BASELINE: baseline
      UNBROKEN_STORAGE: evidenceStorage.outputs.name
      UNBROKEN_TABLE_PREFIX: tablePrefix
      UNBROKEN_OWNER_TAG: ownerTag
      UNBROKEN_SIGNING_KEY_ID: hasVault ? vault!.outputs.signingKeyId : ''
      UNBROKEN_RETENTION_YEARS: string(historyRetentionYears)
      UNBROKEN_CROSS_CHECK_SIZE: string(crossCheckSize)
      UNBROKEN_SAMPLE_SIZE: sampleSize == 0 ? '' : string(sampleSize)
      UNBROKEN_MAIL_FROM: hasMailService && empty(mailFrom) ? 'DoNotReply@${mail!.outputs.senderDomain}' : mailFrom
      UNBROKEN_MAIL_TO: join(mailTo, ',')
      UNBROKEN_MAIL_DOMAINS: join(mailDomains, ',')
      UNBROKEN_MAIL_ATTACHMENT_LIMIT_MB: string(mailAttachmentLimitMB)
      UNBROKEN_ACS_ENDPOINT: hasMailService ? 'https://${mail!.outputs.hostName}' : ''
      UNBROKEN_SMTP_OAUTH_SCOPE: smtpOAuthScope
      UNBROKEN_WEBHOOK_URL: empty(webhookUrlSecretUri) ? '' : '@Microsoft.KeyVault(SecretUri=${webhookUrlSecretUri})'
      UNBROKEN_SMTP_URL: hasMailService || empty(smtpUrlSecretUri) ? '' : '@Microsoft.KeyVault(SecretUri=${smtpUrlSecretUri})'
    }
  }
}

module estateRole 'modules/estateRole.bicep' = if (assignEstateAccess && !empty(estate)) {
  name: 'unbroken-estate-role-${suffix}'
  params: { suffix: suffix, subscriptionIds: union([subscription().subscriptionId], estate) }
}

module estateAccess 'modules/estateAssignment.bicep' = [
  for id in estate: if (assignEstateAccess) {
    scope: subscription(id)
    name: 'unbroken-estate-${suffix}-${uniqueString(id)}'
    params: { roleGuid: estateRole!.outputs.guid, principalId: identity.outputs.principalId }
  }
]

module guardrails 'modules/guardrails.bicep' = if (denyPublicDiskAccess || requireCustomerKey) {
  name: 'unbroken-guardrails-${suffix}'
  params: {
    denyPublicDiskAccess: denyPublicDiskAccess
    requireCustomerKey: requireCustomerKey
    effect: policyEffect
  }
}

output AZURE_RESOURCE_GROUP string = group.name
output FUNCTION_APP_NAME string = app.outputs.name
output FUNCTION_APP_URL string = app.outputs.url
output IDENTITY_PRINCIPAL_ID string = identity.outputs.principalId
output EVIDENCE_STORAGE_ACCOUNT string = evidenceStorage.outputs.name
output EVIDENCE_CONTAINER string = evidenceContainer
output EVIDENCE_RETENTION_DAYS int = evidenceRetentionDays
output LOCK_EVIDENCE bool = lockEvidence
output KEY_VAULT_NAME string = hasVault ? vault!.outputs.name : ''
output MAIL_SENDER_DOMAIN string = hasMailService ? mail!.outputs.senderDomain : ''
output INSTALLATION string = suffix
output MANAGEMENT_GROUPS array = managementGroups
// What lies outside the resource group, so that infra/hooks/evidence.mjs can take it away again.
output ESTATE_ROLE string = assignEstateAccess && !empty(estate) ? estateRole!.outputs.id : ''
output ESTATE_ROLE_ASSIGNMENTS array = [for (id, index) in estate: assignEstateAccess ? estateAccess[index]!.outputs.id : '']
output POLICY_ASSIGNMENTS array = denyPublicDiskAccess || requireCustomerKey ? guardrails!.outputs.ids : []
