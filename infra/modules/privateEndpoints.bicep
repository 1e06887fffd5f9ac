// Private endpoints in a subnet, and the DNS records by which they are found.

param namePrefix string
param location string
param tags object
param subnetId string
@description('Networks that resolve names in the zones created here.')
param networkIds array
@description('create; none (somebody else writes the records); or the resource id of the resource group that holds the zones.')
param zones string
@description('Endpoints to create: { name, resourceId, group }. Groups: blob, queue, table, vault, scheduler, sites.')
param endpoints array

// https://learn.microsoft.com/azure/private-link/private-endpoint-dns
var zoneOf = {
  blob: 'privatelink.blob.${environment().suffixes.storage}'
  queue: 'privatelink.queue.${environment().suffixes.storage}'
  table: 'privatelink.table.${environment().suffixes.storage}'
  vault: 'privatelink${replace(environment().suffixes.keyvaultDns, '.vault.', '.vaultcore.')}'
  scheduler: 'privatelink.durabletask.io'
  sites: {
    AzureCloud: 'privatelink.azurewebsites.net'
    AzureUSGovernment: 'privatelink.azurewebsites.us'
    AzureChinaCloud: 'privatelink.chinacloudsites.cn'
  }[environment().name]
}
var groups = union(map(endpoints, endpoint => endpoint.group), [])
var makesZones = zones == 'create'
var links = makesZones ? flatten(map(groups, group => map(networkIds, id => { group: group, networkId: id }))) : []

resource made 'Microsoft.Network/privateDnsZones@2024-06-01' = [
  for group in makesZones ? groups : []: {
    name: zoneOf[group]
    location: 'global'
    tags: tags
  }
]

resource linked 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [
  for link in links: {
    name: '${zoneOf[link.group]}/link-${uniqueString(link.networkId)}'
    location: 'global'
    tags: tags
    properties: {
      registrationEnabled: false
      virtualNetwork: { id: link.networkId }
    }
    dependsOn: [made]
  }
]

resource doors 'Microsoft.Network/privateEndpoints@2024-05-01' = [
  for endpoint in endpoints: {
    name: 'pe-${namePrefix}-${endpoint.name}-${endpoint.group}'
    location: location
    tags: tags
    properties: {
      subnet: { id: subnetId }
      privateLinkServiceConnections: [
        {
          name: endpoint.group
          properties: {
            privateLinkServiceId: endpoint.resourceId
            groupIds: [endpoint.group]
          }
        }
      ]
    }
  }
]

resource records 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2024-05-01' = [
  for (endpoint, index) in zones == 'none' ? [] : endpoints: {
    parent: doors[index]
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [
        {
          name: endpoint.group
          properties: {
            privateDnsZoneId: makesZones
              ? resourceId('Microsoft.Network/privateDnsZones', zoneOf[endpoint.group])
              : '${zones}/providers/Microsoft.Network/privateDnsZones/${zoneOf[endpoint.group]}'
          }
        }
      ]
    }
    dependsOn: [made]
  }
]
