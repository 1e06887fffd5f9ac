// Lets an identity use a key that is there already, in whatever resource group its vault lies.

param vaultName string
param keyName string
@description('Object id of the identity; leave empty if it may already use the key.')
param principalId string

// Key Vault Crypto Service Encryption User: get, wrap and unwrap, nothing more.
// https://learn.microsoft.com/azure/storage/common/customer-managed-keys-configure-existing-account
var encryptionUser = 'e147488a-f6f5-4113-8e2d-b22465e65bf6'

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' existing = {
  name: vaultName

  resource key 'keys' existing = {
    name: keyName
  }
}

resource mayUse 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(principalId)) {
  scope: vault::key
  name: guid(vault.id, keyName, principalId, encryptionUser)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', encryptionUser)
  }
}

output vaultUri string = vault.properties.vaultUri
output assignmentId string = empty(principalId) ? '' : mayUse.id
