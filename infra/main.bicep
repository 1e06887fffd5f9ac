// Everything that Unbroken needs in Azure, from an empty subscription. `azd up`, or:
//   az deployment sub create --location <region> --template-file infra/main.bicep --parameters infra/main.bicepparam
// docs/deploy.md walks through it.
targetScope = 'subscription'

@description('Custom resource names; the template generates those left out.')
@sealed()
type chosenNames = {
  resourceGroup: string?
  identity: string?
  keyIdentity: string?
  hostStorage: string?
  evidenceStorage: string?
  keyVault: string?
  functionApp: string?
  plan: string?
  workspace: string?
  insights: string?
  actionGroup: string?
  network: string?
  communication: string?
  scheduler: string?
}

@description('Names the installation: its resource group is rg-<name>.')
@minLength(1)
@maxLength(40)
param environmentName string
@description('Azure region.')
param location string
@description('Further tags for every resource.')
param tags object = {}
@description('Custom resource names: functionApp=func-unbroken,evidenceStorage=stunbroken, …')
param names chosenNames = {}
@description('Existing resource group in this subscription; leave empty to create one.')
param existingResourceGroup string = ''
@description('Resource id of an existing Log Analytics workspace; leave empty to create one.')
param existingWorkspaceId string = ''

@description('Node.js of the Functions runtime.')
@allowed(['22', '24'])
param nodeVersion string = '22'
@description('Memory of an instance, in MB.')
@allowed([2048, 4096])
param instanceMemoryMB int = 2048

@description('Where the state of runs is kept: none (the host\'s storage account), or a Durable Task Scheduler of this SKU. The package must be built for it too: docs/deploy.md.')
@allowed(['none', 'Consumption', 'Dedicated'])
param durableTaskScheduler string = 'none'

@description('Redundancy of storage. Not every region has zones; Standard_LRS is available everywhere.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_GZRS'])
param storageSku string = 'Standard_ZRS'
@description('Run the app across three zones. Storage must then be zone-redundant; not every region has zones.')
param zoneRedundant bool = false

@description('When the weekly run starts: six-field NCRONTAB in UTC.')
param schedule string = '0 0 6 * * 1'
@description('Management groups whose subscriptions are the estate, by id. Their access is a separate deployment: managementGroup.bicep.')
param managementGroups array = []
@description('Subscriptions of the estate, by GUID. If both are empty: the subscription that this is deployed to.')
param subscriptions array = []
@description('False when somebody else assigns the custom role on the estate.')
param assignEstateAccess bool = true
@description('The baseline as blob:container/name in the evidence account; empty: the built-in default.')
param baseline string = ''
@description('Tag whose value is shown as a finding\'s owner.')
param ownerTag string = ''
@description('Address of a timestamp authority (RFC 3161), e.g. http://timestamp.example.com; empty: packs have no timestamp.')
param timestampUrl string = ''
@description('Disks sampled at random for manual testing; 0: the default.')
@minValue(0)
@maxValue(1000)
param sampleSize int = 0
@description('Resources cross-checked against Azure Resource Manager; 0: none.')
@minValue(0)
@maxValue(1000)
param crossCheckSize int = 20
@description('How long Azure\'s hourly limits may make a run wait, e.g. 90m, 4h or 2d.')
param timeBudget string = '160h'
@description('Whole years for which history keeps ended entries.')
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
@description('URI of the Key Vault secret that holds the SMTP address with its password, without a version. Never the password itself.')
param smtpUrlSecretUri string = ''
@description('Signs in to SMTP with the identity\'s token of this scope instead of a password.')
param smtpOAuthScope string = ''
@description('none, azureManaged (a domain that Azure manages), or a custom domain. Mail is then sent this way, not over SMTP.')
param communicationServicesDomain string = 'none'
@description('Where Communication Services keeps mails.')
param communicationServicesDataLocation string = 'Europe'

@description('URI of the Key Vault secret that holds the address of the Teams workflow to which each run is posted, without a version. Never the address itself.')
param webhookUrlSecretUri string = ''

@description('Client id of an app registration: callers then sign in with Entra instead of a function key. Its app roles: docs/settings.md.')
param entraClientId string = ''
@description('Subscriptions that callers may read about, who then sign in: <object id or app role>=<GUID>+<GUID>, or =* for everything. Empty: everybody with an app role reads everything.')
param httpScopes array = []

@description('Days for which packs can be neither changed nor deleted.')
@minValue(1)
@maxValue(146000)
param evidenceRetentionDays int = 365
@description('True locks the retention policy of the packs, for good: infra/hooks/provisioned.mjs does it after deployment.')
param lockEvidence bool = false
@description('Opens the account keys of the evidence account. Power BI\'s Table Storage connector needs one: docs/power-bi.md.')
param allowSharedKeyAccess bool = false

@description('A delete lock on the evidence account: it cannot be deleted until the lock is removed.')
param evidenceDeleteLock bool = true
@description('The customer-managed key of both storage accounts: none; create (a key in this template\'s vault, rotated by it); or the resource id of an existing key.')
param evidenceKey string = 'none'
@description('Resource id of a user-assigned identity that may already use that key; leave empty to create one and grant it the right.')
param evidenceKeyIdentity string = ''

@description('A key vault with a key that signs manifests.')
param signingKey bool = false
@description('A key vault for the secrets of SMTP and Teams, even without a signing key.')
param keyVault bool = false
@description('Private endpoints for storage, key vault and the app, and no public network for them.')
param privateNetworking bool = false
@description('Address space of the virtual network created for them, a /24 or larger.')
param addressPrefix string = '10.90.0.0/24'
@description('Existing subnets, by resource id, instead of a new network: the app\'s, delegated to Microsoft.App/environments …')
param existingAppSubnetId string = ''
@description('… and that of the private endpoints.')
param existingEndpointSubnetId string = ''
@description('Private DNS zones: create; none (somebody else writes the records, such as a policy); or the resource id of the resource group that holds them.')
param privateDnsZones string = 'create'
@description('Addresses and ranges (CIDR) that may call the app over the public network. Empty: everybody, or nobody with private networking.')
param allowedAddresses array = []

@description('E-mail addresses notified when a run fails, is overdue or has gaps.')
param alertRecipients array = []
@description('Days that logs are kept.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 90

@description('Assigns the built-in policy against public network access to disks, in this subscription.')
param denyPublicDiskAccess bool = false
@description('Assigns the built-in policy that asks for customer-managed keys on disks, in this subscription.')
param requireCustomerKey bool = false
@description('Effect of those two policies.')
@allowed(['Audit', 'Deny'])
param policyEffect string = 'Audit'

var suffix = uniqueString(subscription().id, environmentName, location)
var allTags = union(tags, { 'azd-env-name': environmentName, application: 'unbroken' })
var makesKey = evidenceKey == 'create'
var hasKey = !empty(evidenceKey) && evidenceKey != 'none'
var bringsKey = hasKey && !makesKey
// /subscriptions/<2>/resourceGroups/<4>/providers/Microsoft.KeyVault/vaults/<8>/keys/<10>
var keyPath = split(evidenceKey, '/')
var hasVault = keyVault || signingKey || makesKey
var makesNetwork = privateNetworking && empty(existingAppSubnetId) && empty(existingEndpointSubnetId)
var makesZones = privateDnsZones == 'create'
var appSubnetId = empty(existingAppSubnetId) != empty(existingEndpointSubnetId)
  ? fail('existingAppSubnetId and existingEndpointSubnetId belong together: name both, or neither.')
  : existingAppSubnetId
var redundancy = zoneRedundant && !contains(storageSku, 'ZRS')
  ? fail('zoneRedundant needs storageSku Standard_ZRS or Standard_GZRS.')
  : storageSku
var groupName = empty(existingResourceGroup) ? (names.?resourceGroup ?? 'rg-${environmentName}') : existingResourceGroup
var hasScheduler = durableTaskScheduler != 'none'
var taskHub = 'unbroken'
var hasMailService = communicationServicesDomain != 'none'
var estate = empty(managementGroups) && empty(subscriptions) ? [subscription().subscriptionId] : subscriptions

// Storage Blob Data Owner, Queue Data Contributor, Table Data Contributor: what the Functions host itself needs, and Durable
// Functions, which makes its tables, queues and containers itself.
// https://learn.microsoft.com/azure/azure-functions/durable/durable-functions-configure-managed-identity
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
// What the stages of a run pass on: src/app/compose.ts.
var workContainer = 'unbroken-work'

resource group 'Microsoft.Resources/resourceGroups@2024-11-01' = if (empty(existingResourceGroup)) {
  name: groupName
  location: location
  tags: allTags
}

module identity 'modules/identity.bicep' = {
  scope: resourceGroup(groupName)
  name: 'identity'
  params: { name: names.?identity ?? 'id-${suffix}', location: location, tags: allTags }
  dependsOn: [group]
}

// An identity apart from the app's: whoever takes over the app cannot use the key beyond what storage does with it.
module keyIdentity 'modules/identity.bicep' = if (hasKey && empty(evidenceKeyIdentity)) {
  scope: resourceGroup(groupName)
  name: 'key-identity'
  params: { name: names.?keyIdentity ?? 'id-key-${suffix}', location: location, tags: allTags }
  dependsOn: [group]
}

module keyAccess 'modules/keyAccess.bicep' = if (bringsKey) {
  scope: resourceGroup(bringsKey ? keyPath[2] : subscription().subscriptionId, bringsKey ? keyPath[4] : groupName)
  name: 'unbroken-key-access-${suffix}'
  params: {
    vaultName: bringsKey ? keyPath[8] : ''
    keyName: bringsKey ? keyPath[10] : ''
    principalId: empty(evidenceKeyIdentity) ? keyIdentity!.outputs.principalId : ''
  }
}

var storageKey = hasKey
  ? {
      vaultUri: makesKey ? vault!.outputs.uri : keyAccess!.outputs.vaultUri
      keyName: makesKey ? vault!.outputs.evidenceKeyName : keyPath[10]
      identityId: empty(evidenceKeyIdentity) ? keyIdentity!.outputs.id : evidenceKeyIdentity
    }
  : null

module monitoring 'modules/monitoring.bicep' = {
  scope: resourceGroup(groupName)
  name: 'monitoring'
  params: {
    namePrefix: suffix
    names: { workspace: names.?workspace, insights: names.?insights, actionGroup: names.?actionGroup }
    existingWorkspaceId: existingWorkspaceId
    location: location
    tags: allTags
    principalId: identity.outputs.principalId
    alertRecipients: alertRecipients
    retentionDays: logRetentionDays
  }
}

module hostStorage 'modules/storage.bicep' = {
  scope: resourceGroup(groupName)
  name: 'host-storage'
  params: {
    name: names.?hostStorage ?? 'sthost${suffix}'
    location: location
    tags: allTags
    principalId: identity.outputs.principalId
    sku: redundancy
    customerKey: storageKey
    roleIds: hostRoles
    blobContainers: [packageContainer]
    publicNetworkAccess: !privateNetworking
    workspaceId: monitoring.outputs.workspaceId
  }
}

module evidenceStorage 'modules/storage.bicep' = {
  scope: resourceGroup(groupName)
  name: 'evidence-storage'
  params: {
    name: names.?evidenceStorage ?? 'stevid${suffix}'
    location: location
    tags: allTags
    principalId: identity.outputs.principalId
    sku: redundancy
    customerKey: storageKey
    roleIds: evidenceRoles
    blobContainers: [evidenceContainer, 'config', workContainer]
    passingContainer: workContainer
    immutableContainer: evidenceContainer
    retentionDays: evidenceRetentionDays
    policyIsLocked: lockEvidence
    versioning: true
    deleteLock: evidenceDeleteLock
    allowSharedKeyAccess: allowSharedKeyAccess
    publicNetworkAccess: !privateNetworking
    workspaceId: monitoring.outputs.workspaceId
  }
}

module vault 'modules/keyVault.bicep' = if (hasVault) {
  scope: resourceGroup(groupName)
  name: 'key-vault'
  params: {
    name: names.?keyVault ?? 'kv-${suffix}'
    location: location
    tags: allTags
    principalId: identity.outputs.principalId
    signingKey: signingKey
    evidenceKey: makesKey
    evidenceKeyPrincipalId: makesKey && empty(evidenceKeyIdentity) ? keyIdentity!.outputs.principalId : ''
    publicNetworkAccess: !privateNetworking
    workspaceId: monitoring.outputs.workspaceId
  }
}

module mail 'modules/mail.bicep' = if (hasMailService) {
  scope: resourceGroup(groupName)
  name: 'mail'
  params: {
    name: names.?communication ?? 'acs-${suffix}'
    tags: allTags
    dataLocation: communicationServicesDataLocation
    customDomain: communicationServicesDomain == 'azureManaged' ? '' : communicationServicesDomain
    principalId: identity.outputs.principalId
  }
}

module scheduler 'modules/scheduler.bicep' = if (hasScheduler) {
  scope: resourceGroup(groupName)
  name: 'scheduler'
  params: {
    name: names.?scheduler ?? 'dts-${suffix}'
    location: location
    tags: allTags
    sku: durableTaskScheduler == 'Dedicated' ? 'Dedicated' : 'Consumption'
    zoneRedundant: zoneRedundant
    hubName: taskHub
    principalId: identity.outputs.principalId
    publicNetworkAccess: !privateNetworking
  }
}

module network 'modules/network.bicep' = if (makesNetwork) {
  scope: resourceGroup(groupName)
  name: 'network'
  params: {
    name: names.?network ?? 'vnet-${suffix}'
    location: location
    tags: allTags
    addressPrefix: addressPrefix
  }
  dependsOn: [group]
}

var endpointSubnetId = makesNetwork ? network!.outputs.endpointSubnetId : existingEndpointSubnetId
// Zones are linked to the networks of both subnets, which may differ.
var networkIds = makesNetwork
  ? [network!.outputs.id]
  : union([split(existingEndpointSubnetId, '/subnets/')[0]], [split(appSubnetId, '/subnets/')[0]])

module endpoints 'modules/privateEndpoints.bicep' = if (privateNetworking) {
  scope: resourceGroup(groupName)
  name: 'private-endpoints'
  params: {
    namePrefix: suffix
    location: location
    tags: allTags
    subnetId: endpointSubnetId
    networkIds: networkIds
    zones: privateDnsZones
    endpoints: concat(
      [
        { name: 'host', resourceId: hostStorage.outputs.id, group: 'blob' }
        { name: 'host', resourceId: hostStorage.outputs.id, group: 'queue' }
        { name: 'host', resourceId: hostStorage.outputs.id, group: 'table' }
        { name: 'evidence', resourceId: evidenceStorage.outputs.id, group: 'blob' }
        { name: 'evidence', resourceId: evidenceStorage.outputs.id, group: 'table' }
      ],
      hasVault ? [{ name: 'vault', resourceId: vault!.outputs.id, group: 'vault' }] : [],
      hasScheduler ? [{ name: 'runs', resourceId: scheduler!.outputs.id, group: 'scheduler' }] : []
    )
  }
}

module app 'modules/functionApp.bicep' = {
  scope: resourceGroup(groupName)
  name: 'app'
  params: {
    name: names.?functionApp ?? 'func-${suffix}'
    planName: names.?plan ?? 'plan-${suffix}'
    location: location
    tags: allTags
    nodeVersion: nodeVersion
    instanceMemoryMB: instanceMemoryMB
    identity: { id: identity.outputs.id, clientId: identity.outputs.clientId }
    hostStorageName: hostStorage.outputs.name
    packageContainer: packageContainer
    insightsName: monitoring.outputs.insightsName
    zoneRedundant: zoneRedundant
    subnetId: makesNetwork ? network!.outputs.appSubnetId : (privateNetworking ? appSubnetId : '')
    publicNetworkAccess: !privateNetworking || !empty(allowedAddresses)
    allowedAddresses: allowedAddresses
    workspaceId: monitoring.outputs.workspaceId
    entraClientId: entraClientId
    taskHub: hasScheduler ? taskHub : ''
    schedulerEndpoint: hasScheduler ? scheduler!.outputs.endpoint : ''
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
      UNBROKEN_TIMESTAMP_URL: timestampUrl
      UNBROKEN_RETENTION_YEARS: string(historyRetentionYears)
      UNBROKEN_CROSS_CHECK_SIZE: string(crossCheckSize)
      UNBROKEN_TIME_BUDGET: timeBudget
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
  // What it needs at its start has to be reachable by then.
  dependsOn: [endpoints]
}

module appEndpoint 'modules/privateEndpoints.bicep' = if (privateNetworking) {
  scope: resourceGroup(groupName)
  name: 'private-endpoint-app'
  params: {
    namePrefix: suffix
    location: location
    tags: allTags
    subnetId: endpointSubnetId
    networkIds: networkIds
    zones: privateDnsZones
    endpoints: [{ name: 'app', resourceId: app.outputs.id, group: 'sites' }]
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

output AZURE_RESOURCE_GROUP string = groupName
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
// What lies outside the resource group, so that infra/hooks/goingDown.mjs can take it away again.
output ESTATE_ROLE string = assignEstateAccess && !empty(estate) ? estateRole!.outputs.id : ''
output ESTATE_ROLE_ASSIGNMENTS array = [for (id, index) in estate: assignEstateAccess ? estateAccess[index]!.outputs.id : '']
output POLICY_ASSIGNMENTS array = denyPublicDiskAccess || requireCustomerKey ? guardrails!.outputs.ids : []
output EVIDENCE_DELETE_LOCK string = evidenceDeleteLock ? evidenceStorage.outputs.lockId : ''
output EVIDENCE_KEY_ACCESS string = bringsKey ? keyAccess!.outputs.assignmentId : ''
// What was there before. azd down deletes every resource group that a deployment touched: infra/hooks/goingDown.mjs stops it.
output BROUGHT array = filter(
  [
    empty(existingResourceGroup) ? '' : '/subscriptions/${subscription().subscriptionId}/resourceGroups/${existingResourceGroup}'
    existingWorkspaceId
    existingAppSubnetId
    existingEndpointSubnetId
    makesZones || privateDnsZones == 'none' ? '' : privateDnsZones
    bringsKey ? evidenceKey : ''
    evidenceKeyIdentity
  ],
  id => !empty(id)
)
