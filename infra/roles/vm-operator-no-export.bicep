// The custom role for those who run virtual machines day by day, and must not take a disk away: docs/restrict-disk-export.md.
//   az deployment sub create --location <region> --template-file infra/roles/vm-operator-no-export.bicep \
//     --parameters principalIds='["<object id of a group>"]'
targetScope = 'subscription'

@description('Object ids to which the role is assigned in this subscription; leave empty to define the role only.')
param principalIds array = []
@description('Type of these principals.')
@allowed(['Group', 'User', 'ServicePrincipal'])
param principalType string = 'Group'

var definition = loadJsonContent('vm-operator-no-export.json')

resource role 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(subscription().id, definition.name)
  properties: {
    roleName: '${definition.name} (${subscription().subscriptionId})'
    description: definition.description
    type: 'CustomRole'
    // An allow-list, no notActions: what Azure adds later is not in it.
    permissions: [{ actions: definition.actions, notActions: [], dataActions: [], notDataActions: [] }]
    assignableScopes: [subscription().id]
  }
}

module assignments '../modules/operatorAssignment.bicep' = {
  name: 'vm-operator-no-export'
  params: { roleId: role.id, principalIds: principalIds, principalType: principalType }
}

output roleId string = role.id
