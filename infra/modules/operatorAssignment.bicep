// Gives a role to people or groups in a subscription.
targetScope = 'subscription'

param roleId string
param principalIds array
@allowed(['Group', 'User', 'ServicePrincipal'])
param principalType string

resource assignments 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for principalId in principalIds: {
    name: guid(subscription().id, principalId, roleId)
    properties: {
      principalId: principalId
      principalType: principalType
      roleDefinitionId: roleId
    }
  }
]
