// A storage account that takes identities only, with the app's data-plane roles on it.

@description('3–24 lower-case letters and digits.')
@minLength(3)
@maxLength(24)
param name string
param location string
param tags object
@description('Object id of the app\'s identity.')
param principalId string
@description('Redundancy.')
param sku string
@description('GUIDs of built-in data-plane roles that the identity gets on this account alone.')
param roleIds array
param blobContainers array = []
@description('Enables the account keys. Anyone who has a key can change the account\'s tables.')
param allowSharedKeyAccess bool = false
@description('False closes the account to public networks; the app then uses private endpoints.')
param publicNetworkAccess bool = true
@description('A container whose blobs may be written once and not changed; empty: none.')
param immutableContainer string = ''
@description('A container whose blobs are deleted after 30 days; empty: none.')
param passingContainer string = ''
@description('Days for which its blobs can be neither changed nor deleted, from their creation.')
@minValue(1)
@maxValue(146000)
param retentionDays int = 365
@description('True once the policy is locked: Azure refuses a template that sets a locked policy again.')
param policyIsLocked bool = false
@description('The customer-managed key that everything in the account is encrypted with, always its newest version; null: a Microsoft-managed key.')
param customerKey {
  vaultUri: string
  keyName: string
  @description('Resource id of the user-assigned identity that may use the key.')
  identityId: string
}?
@description('A delete lock: the account cannot be deleted until the lock is removed.')
param deleteLock bool = false
@description('Previous versions of blobs are kept.')
param versioning bool = false
@description('Resource id of the Log Analytics workspace that takes the account\'s logs.')
param workspaceId string

resource account 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: sku }
  identity: customerKey == null
    ? null
    : { type: 'UserAssigned', userAssignedIdentities: { '${customerKey!.identityId}': {} } }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowSharedKeyAccess: allowSharedKeyAccess
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    publicNetworkAccess: publicNetworkAccess ? 'Enabled' : 'Disabled'
    supportsHttpsTrafficOnly: true
    networkAcls: {
      bypass: 'None'
      defaultAction: publicNetworkAccess ? 'Allow' : 'Deny'
    }
    encryption: {
      keySource: customerKey == null ? 'Microsoft.Storage' : 'Microsoft.Keyvault'
      // Without a version: storage looks daily for a newer one.
      // https://learn.microsoft.com/azure/storage/common/customer-managed-keys-overview#update-the-key-version
      keyvaultproperties: customerKey == null
        ? null
        : { keyvaulturi: customerKey!.vaultUri, keyname: customerKey!.keyName }
      identity: customerKey == null ? null : { userAssignedIdentity: customerKey!.identityId }
      requireInfrastructureEncryption: true
      // Without these two, tables and queues could never be put under a customer-managed key.
      services: {
        blob: { enabled: true, keyType: 'Account' }
        file: { enabled: true, keyType: 'Account' }
        queue: { enabled: true, keyType: 'Account' }
        table: { enabled: true, keyType: 'Account' }
      }
    }
  }
}

resource blobService 'Microsoft.Storage/storageAccounts/blobServices@2024-01-01' = {
  parent: account
  name: 'default'
  properties: {
    containerDeleteRetentionPolicy: { enabled: true, days: 14 }
    deleteRetentionPolicy: { enabled: true, days: 14 }
    isVersioningEnabled: versioning
  }
}

resource containers 'Microsoft.Storage/storageAccounts/blobServices/containers@2024-01-01' = [
  for container in blobContainers: {
    parent: blobService
    name: container
    properties: { publicAccess: 'None' }
  }
]

// https://learn.microsoft.com/azure/storage/blobs/immutable-container-level-worm-policies
resource evidencePolicy 'Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies@2024-01-01' = if (!empty(immutableContainer) && !policyIsLocked) {
  name: '${name}/default/${immutableContainer}/default'
  properties: {
    immutabilityPeriodSinceCreationInDays: retentionDays
    allowProtectedAppendWrites: false
  }
  dependsOn: [containers]
}

// https://learn.microsoft.com/azure/storage/blobs/lifecycle-management-policy-structure
resource passing 'Microsoft.Storage/storageAccounts/managementPolicies@2024-01-01' = if (!empty(passingContainer)) {
  parent: account
  name: 'default'
  properties: {
    policy: {
      rules: [
        {
          name: 'work-of-runs'
          type: 'Lifecycle'
          definition: {
            filters: { blobTypes: ['blockBlob'], prefixMatch: ['${passingContainer}/'] }
            actions: {
              baseBlob: { delete: { daysAfterCreationGreaterThan: 30 } }
              version: { delete: { daysAfterCreationGreaterThan: 30 } }
            }
          }
        }
      ]
    }
  }
  dependsOn: [containers, blobService]
}

resource tableService 'Microsoft.Storage/storageAccounts/tableServices@2024-01-01' = {
  parent: account
  name: 'default'
}

resource roles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for roleId in roleIds: {
    scope: account
    name: guid(account.id, principalId, roleId)
    properties: {
      principalId: principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleId)
    }
  }
]

// https://learn.microsoft.com/azure/azure-resource-manager/management/lock-resources
resource lock 'Microsoft.Authorization/locks@2020-05-01' = if (deleteLock) {
  scope: account
  name: 'unbroken-evidence'
  properties: {
    level: 'CanNotDelete'
    notes: 'Evidence of Unbroken. Whoever deletes it takes this lock away first, and that stands in the activity log.'
  }
}

// Who read, wrote and deleted evidence and history.
resource blobLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: blobService
  name: 'to-workspace'
  properties: {
    workspaceId: workspaceId
    logs: [{ categoryGroup: 'audit', enabled: true }]
  }
}

resource tableLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: tableService
  name: 'to-workspace'
  properties: {
    workspaceId: workspaceId
    logs: [{ categoryGroup: 'audit', enabled: true }]
  }
}

output name string = account.name
output id string = account.id
output lockId string = deleteLock ? lock.id : ''
