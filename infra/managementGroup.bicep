// Lets the app's identity read every subscription below a management group. Apart from main.bicep, since a deployment to a
// subscription cannot reach above it: az deployment mg create --management-group-id <id> --location <region> …
targetScope = 'managementGroup'

@description('Output INSTALLATION of main.bicep.')
param suffix string
@description('Output IDENTITY_PRINCIPAL_ID of main.bicep.')
param principalId string

var definition = loadJsonContent('roles/evidenceReader.json')

// A custom role names one management group at most in its assignable scopes, hence one role for each.
// https://learn.microsoft.com/azure/role-based-access-control/custom-roles#custom-role-limits
resource role 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(managementGroup().id, definition.name, suffix)
  properties: {
    roleName: '${definition.name} ${suffix} ${managementGroup().name}'
    description: definition.description
    type: 'CustomRole'
    permissions: [{ actions: definition.actions, notActions: [], dataActions: [], notDataActions: [] }]
    assignableScopes: [managementGroup().id]
  }
}

resource assignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(managementGroup().id, principalId, suffix)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: role.id
    description: 'Unbroken reads disks, backups, replicas, keys and access below this management group.'
  }
}

output assignmentId string = assignment.id
output roleId string = role.id
