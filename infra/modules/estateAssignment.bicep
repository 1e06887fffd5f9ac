// Lets the app's identity read one subscription of the estate.
targetScope = 'subscription'

@description('GUID of the custom role.')
param roleGuid string
param principalId string

resource assignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(subscription().id, principalId, roleGuid)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleGuid)
    description: 'Unbroken reads disks, backups, replicas, keys and access of this subscription.'
  }
}

output id string = assignment.id
