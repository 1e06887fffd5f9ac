// A key vault for the SMTP password and, when asked for, the key that signs manifests and the one that storage is encrypted with.

@minLength(3)
@maxLength(24)
param name string
param location string
param tags object
@description('Object id of the app\'s identity.')
param principalId string
@description('Creates the key that signs manifests, and lets the app use it.')
param signingKey bool
@description('Creates the key that the storage accounts are encrypted with.')
param evidenceKey bool = false
@description('Object id of the identity through which storage uses it; leave empty if it may already use the key.')
param evidenceKeyPrincipalId string = ''
param publicNetworkAccess bool = true
param workspaceId string

// https://learn.microsoft.com/azure/key-vault/general/rbac-guide#azure-built-in-roles-for-key-vault-data-plane-operations
var secretsUser = '4633458b-17de-408a-b874-0445c86b69e6'
var cryptoUser = '12338af0-0e69-4776-bea7-57ae8d297424'
var encryptionUser = 'e147488a-f6f5-4113-8e2d-b22465e65bf6'

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 90
    enablePurgeProtection: true
    publicNetworkAccess: publicNetworkAccess ? 'Enabled' : 'Disabled'
    networkAcls: {
      // Storage comes as a trusted service: https://learn.microsoft.com/azure/key-vault/general/overview-vnet-service-endpoints#trusted-services
      bypass: evidenceKey ? 'AzureServices' : 'None'
      defaultAction: publicNetworkAccess ? 'Allow' : 'Deny'
    }
  }
}

resource key 'Microsoft.KeyVault/vaults/keys@2024-11-01' = if (signingKey) {
  parent: vault
  name: 'manifest-signing'
  properties: {
    kty: 'EC'
    curveName: 'P-256'
    keyOps: ['sign', 'verify']
    attributes: { enabled: true, exportable: false }
  }
}

// A new version each year, while the one before still opens what it closed; storage takes the new one up by itself.
// https://learn.microsoft.com/azure/key-vault/keys/how-to-configure-key-rotation
resource storageKey 'Microsoft.KeyVault/vaults/keys@2024-11-01' = if (evidenceKey) {
  parent: vault
  name: 'evidence-encryption'
  properties: {
    kty: 'RSA'
    keySize: 3072
    keyOps: ['wrapKey', 'unwrapKey']
    attributes: { enabled: true, exportable: false }
    rotationPolicy: {
      attributes: { expiryTime: 'P2Y' }
      lifetimeActions: [
        { action: { type: 'rotate' }, trigger: { timeAfterCreate: 'P1Y' } }
        { action: { type: 'notify' }, trigger: { timeBeforeExpiry: 'P30D' } }
      ]
    }
  }
}

resource storageMayUse 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (evidenceKey && !empty(evidenceKeyPrincipalId)) {
  scope: storageKey
  name: guid(vault.id, 'evidence-encryption', evidenceKeyPrincipalId, encryptionUser)
  properties: {
    principalId: evidenceKeyPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', encryptionUser)
  }
}

resource mayReadSecrets 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: vault
  name: guid(vault.id, principalId, secretsUser)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', secretsUser)
  }
}

resource maySign 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (signingKey) {
  scope: key
  name: guid(vault.id, 'manifest-signing', principalId, cryptoUser)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', cryptoUser)
  }
}

resource logs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: vault
  name: 'to-workspace'
  properties: {
    workspaceId: workspaceId
    logs: [{ categoryGroup: 'audit', enabled: true }]
  }
}

output name string = vault.name
output id string = vault.id
output uri string = vault.properties.vaultUri
output evidenceKeyName string = evidenceKey ? storageKey.name : ''
@description('Without a version; empty when there is none.')
output signingKeyId string = signingKey ? key!.properties.keyUri : ''
