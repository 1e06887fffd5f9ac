// The custom role that reads the estate: exactly the read actions of infra/roles/evidenceReader.json.
targetScope = 'subscription'

@description('Distinguishes this installation\'s role from others: custom role names are unique in a tenant.')
param suffix string
@description('GUIDs of the subscriptions in which the role can be assigned, this one among them.')
param subscriptionIds array

var definition = loadJsonContent('../roles/evidenceReader.json')

resource role 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(subscription().id, definition.name, suffix)
  properties: {
    roleName: '${definition.name} ${suffix}'
    description: definition.description
    type: 'CustomRole'
    permissions: [{ actions: definition.actions, notActions: [], dataActions: [], notDataActions: [] }]
    assignableScopes: [for id in subscriptionIds: '/subscriptions/${id}']
  }
}

output guid string = role.name
output id string = role.id
