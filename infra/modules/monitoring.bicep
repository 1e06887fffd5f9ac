// Logs, the alarms that a report nobody reads still needs, and a workbook for those who look.

param namePrefix string
param location string
param tags object
@description('Custom names: { workspace, insights, actionGroup }; each may be null.')
param names { workspace: string?, insights: string?, actionGroup: string? }
@description('Resource id of an existing workspace; leave empty to create one.')
param existingWorkspaceId string
@description('Object id of the app\'s identity, which writes telemetry.')
param principalId string
@description('E-mail addresses to notify.')
param alertRecipients array
@minValue(30)
@maxValue(730)
param retentionDays int

// https://learn.microsoft.com/azure/azure-monitor/app/azure-ad-authentication
var metricsPublisher = '3913510d-42f4-4e42-8a64-420c390055eb'

resource workspace 'Microsoft.OperationalInsights/workspaces@2023-09-01' = if (empty(existingWorkspaceId)) {
  name: names.?workspace ?? 'log-${namePrefix}'
  location: location
  tags: tags
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: retentionDays
    features: { disableLocalAuth: true, enableLogAccessUsingOnlyResourcePermissions: true }
  }
}

var workspaceId = empty(existingWorkspaceId) ? workspace.id : existingWorkspaceId

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: names.?insights ?? 'appi-${namePrefix}'
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    DisableLocalAuth: true
    WorkspaceResourceId: workspaceId
  }
}

resource mayPublish 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: insights
  name: guid(insights.id, principalId, metricsPublisher)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', metricsPublisher)
  }
}

resource told 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: names.?actionGroup ?? 'ag-${namePrefix}'
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'unbroken'
    emailReceivers: [
      for (address, index) in alertRecipients: {
        name: 'recipient-${index}'
        emailAddress: address
        useCommonAlertSchema: true
      }
    ]
  }
}

// What the app writes down for these: src/functions/signals.ts.
var alarms = loadJsonContent('../alerts.json')

resource rules 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for alarm in alarms: {
    name: 'alert-${namePrefix}-${alarm.name}'
    location: location
    tags: tags
    properties: {
      displayName: 'Unbroken: ${alarm.title}'
      description: alarm.description
      enabled: true
      severity: alarm.severity
      scopes: [workspaceId]
      evaluationFrequency: alarm.every
      windowSize: alarm.over
      // The tables come with the first telemetry: a rule made before that would be refused.
      skipQueryValidation: true
      // Each occurrence is told, and a state that lasts is told again each day.
      autoMitigate: false
      criteria: {
        allOf: [
          {
            // A workspace may hold other apps' traces too.
            query: replace(alarm.query, 'AppTraces', 'AppTraces | where _ResourceId =~ \'${insights.id}\'')
            timeAggregation: 'Count'
            operator: alarm.operator
            threshold: alarm.threshold
            failingPeriods: { minFailingPeriodsToAlert: 1, numberOfEvaluationPeriods: 1 }
          }
        ]
      }
      actions: { actionGroups: [told.id] }
    }
  }
]

module workbook 'workbook.bicep' = {
  name: 'workbook'
  params: { location: location, tags: tags, insightsId: insights.id, workspaceId: workspaceId }
}

output workspaceId string = workspaceId
output insightsName string = insights.name
