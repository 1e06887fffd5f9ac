// Azure Communication Services e-mail. It has no region of its own: data stays in the geography named.

param name string
param tags object
@description('Where mails are stored at rest, e.g. Europe, Germany, United States.')
param dataLocation string
@description('Custom domain, to be verified by DNS afterwards; leave empty for one that Azure manages.')
param customDomain string
@description('Object id of the app\'s identity.')
param principalId string

// Communication and Email Service Owner: the one built-in role that sends.
// https://learn.microsoft.com/azure/communication-services/quickstarts/email/send-email-smtp/smtp-authentication
var emailOwner = '09976791-48a7-449e-bb21-39d1a415f350'

resource email 'Microsoft.Communication/emailServices@2023-04-01' = {
  name: name
  location: 'global'
  tags: tags
  properties: { dataLocation: dataLocation }
}

resource domain 'Microsoft.Communication/emailServices/domains@2023-04-01' = {
  parent: email
  name: empty(customDomain) ? 'AzureManagedDomain' : customDomain
  location: 'global'
  tags: tags
  properties: {
    domainManagement: empty(customDomain) ? 'AzureManaged' : 'CustomerManaged'
    userEngagementTracking: 'Disabled'
  }
}

// A domain of one's own can only be linked once it is verified: docs/deploy.md says how.
resource service 'Microsoft.Communication/communicationServices@2023-04-01' = {
  name: name
  location: 'global'
  tags: tags
  properties: {
    dataLocation: dataLocation
    linkedDomains: empty(customDomain) ? [domain.id] : []
  }
}

resource maySend 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: service
  name: guid(service.id, principalId, emailOwner)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', emailOwner)
  }
}

output hostName string = service.properties.hostName
output senderDomain string = domain.properties.mailFromSenderDomain
