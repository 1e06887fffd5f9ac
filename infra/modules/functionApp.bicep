// The app: Flex Consumption, one user-assigned identity for everything, no key and no connection string.

param name string
param planName string
param location string
param tags object
@description('Node.js of the Functions runtime.')
param nodeVersion string
@allowed([2048, 4096])
param instanceMemoryMB int
@description('{ id, clientId } of the identity.')
param identity object
@description('Storage of the Functions host: the state of runs, timers, the deployed package.')
param hostStorageName string
param packageContainer string
param insightsName string
@description('Instances in three zones.')
param zoneRedundant bool
@description('False: the app can be reached only through private endpoints.')
param publicNetworkAccess bool
@description('Addresses and ranges that may call the app over the public network, the deployment included; empty: all.')
param allowedAddresses array
@description('Empty: no virtual network.')
param subnetId string
@description('Of the app registration that callers sign in with; empty: function keys.')
param entraClientId string
@description('Of the Durable Task Scheduler that keeps the state of runs; if both are empty, the host\'s storage account does.')
param taskHub string
param schedulerEndpoint string
@description('The app\'s settings: docs/settings.md.')
param settings object
param workspaceId string

// The app registration trusts the app's identity in place of a client secret, so that a browser can sign in.
// https://learn.microsoft.com/azure/app-service/configure-authentication-provider-aad#use-a-managed-identity-instead-of-a-secret-preview
var assertionSetting = 'OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID'
// https://learn.microsoft.com/azure/durable-task/scheduler/durable-task-scheduler-identity
var schedulerSettings = empty(taskHub)
  ? {}
  : {
      TASKHUB_NAME: taskHub
      DURABLE_TASK_SCHEDULER_CONNECTION_STRING: 'Endpoint=${schedulerEndpoint};Authentication=ManagedIdentity;ClientID=${identity.clientId}'
    }
var signInSettings = empty(entraClientId) ? {} : { '${assertionSetting}': identity.clientId }

resource hostStorage 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: hostStorageName
}

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: insightsName
}

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: { reserved: true, zoneRedundant: zoneRedundant }
}

resource app 'Microsoft.Web/sites@2024-04-01' = {
  name: name
  location: location
  // azd finds the app by this tag: azure.yaml.
  tags: union(tags, { 'azd-service-name': 'unbroken' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identity.id}': {} }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    keyVaultReferenceIdentity: identity.id
    publicNetworkAccess: publicNetworkAccess ? 'Enabled' : 'Disabled'
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    siteConfig: {
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      ftpsState: 'Disabled'
      http20Enabled: true
      // https://learn.microsoft.com/azure/app-service/overview-access-restrictions
      ipSecurityRestrictions: [
        for (address, index) in allowedAddresses: {
          name: 'allowed-${index}'
          ipAddress: address
          action: 'Allow'
          priority: 100 + index
        }
      ]
      ipSecurityRestrictionsDefaultAction: empty(allowedAddresses) ? 'Allow' : 'Deny'
      scmIpSecurityRestrictionsUseMain: true
    }
    functionAppConfig: {
      runtime: { name: 'node', version: nodeVersion }
      // Functions over HTTP and those of Durable Functions run on instances of their own, so that a run slows no caller down.
      // https://learn.microsoft.com/azure/azure-functions/flex-consumption-plan#per-function-scaling
      scaleAndConcurrency: { instanceMemoryMB: instanceMemoryMB, maximumInstanceCount: 40 }
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${hostStorage.properties.primaryEndpoints.blob}${packageContainer}'
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identity.id
          }
        }
      }
    }
  }

  resource appSettings 'config' = {
    name: 'appsettings'
    properties: union(settings, signInSettings, schedulerSettings, {
      APPLICATIONINSIGHTS_CONNECTION_STRING: insights.properties.ConnectionString
      APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identity.clientId};Authorization=AAD'
      AZURE_CLIENT_ID: identity.clientId
      // https://learn.microsoft.com/azure/azure-functions/functions-reference#connecting-to-host-storage-with-an-identity
      AzureWebJobsStorage__accountName: hostStorageName
      AzureWebJobsStorage__credential: 'managedidentity'
      AzureWebJobsStorage__clientId: identity.clientId
    })
  }

  // Tokens are checked in front of the app. Who comes without one, such as by a link in a mail, is sent to sign in.
  // https://learn.microsoft.com/azure/app-service/configure-authentication-provider-aad
  resource signIn 'config' = if (!empty(entraClientId)) {
    name: 'authsettingsV2'
    properties: {
      globalValidation: {
        requireAuthentication: true
        unauthenticatedClientAction: 'RedirectToLoginPage'
        redirectToProvider: 'azureactivedirectory'
      }
      httpSettings: { requireHttps: true }
      identityProviders: {
        azureActiveDirectory: {
          enabled: true
          registration: {
            clientId: entraClientId
            clientSecretSettingName: assertionSetting
            openIdIssuer: '${environment().authentication.loginEndpoint}${tenant().tenantId}/v2.0'
          }
          validation: { allowedAudiences: [entraClientId, 'api://${entraClientId}'] }
        }
      }
      login: { tokenStore: { enabled: false } }
      platform: { enabled: true }
    }
  }

  // Publishing with a user name and password stays shut: azd and az sign in.
  resource ftp 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }
  resource scm 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }
}

resource logs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: app
  name: 'to-workspace'
  properties: {
    workspaceId: workspaceId
    logs: [{ category: 'FunctionAppLogs', enabled: true }]
  }
}

output name string = app.name
output id string = app.id
output url string = 'https://${app.properties.defaultHostName}'
