// The Durable Task Scheduler: keeps the state of runs in place of the host's storage account. It takes identities only.
// https://learn.microsoft.com/azure/durable-task/scheduler/durable-task-scheduler

param name string
param location string
param tags object
@description('Consumption is billed per action, Dedicated per hour.')
@allowed(['Consumption', 'Dedicated'])
param sku string
@description('Dedicated across three zones: three units of capacity.')
param zoneRedundant bool
@description('The hub: what TASKHUB_NAME says.')
param hubName string
@description('Object id of the app\'s identity.')
param principalId string
@description('False: it can be reached only through a private endpoint.')
param publicNetworkAccess bool

// Durable Task Data Contributor: starts, runs, asks about, ends and forgets instances of this hub.
// https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
var dataContributor = '0ad04412-c4d5-4796-b79c-f76d14c8d402'

resource scheduler 'Microsoft.DurableTask/schedulers@2026-02-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    sku: sku == 'Dedicated' ? { name: sku, capacity: zoneRedundant ? 3 : 1 } : { name: sku }
    // Addresses of Flex Consumption are not fixed, and an empty list lets nobody in: the identity is what opens it.
    ipAllowlist: publicNetworkAccess ? ['0.0.0.0/0'] : []
    publicNetworkAccess: publicNetworkAccess ? 'Enabled' : 'Disabled'
  }
}

resource hub 'Microsoft.DurableTask/schedulers/taskHubs@2026-02-01' = {
  parent: scheduler
  name: hubName
}

resource mayRun 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: hub
  name: guid(hub.id, principalId, dataContributor)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', dataContributor)
  }
}

output id string = scheduler.id
output endpoint string = scheduler.properties.endpoint
