// The operators' workbook: infra/workbook/workbook.json is its layout, each query a .kql file beside it, joined here by name.
// https://learn.microsoft.com/azure/azure-monitor/visualize/workbooks-automate

param location string
param tags object
@description('Resource id of the Application Insights component that it is shown under.')
param insightsId string
@description('Resource id of the workspace that holds the logs.')
param workspaceId string

var layout = loadJsonContent('../workbook/workbook.json')
var queries = {
  runs: loadTextContent('../workbook/runs.kql')
  failures: loadTextContent('../workbook/failures.kql')
  deliveries: loadTextContent('../workbook/deliveries.kql')
  gaps: loadTextContent('../workbook/gaps.kql')
  verdicts: loadTextContent('../workbook/verdicts.kql')
  stages: loadTextContent('../workbook/stages.kql')
  throttling: loadTextContent('../workbook/throttling.kql')
  requests: loadTextContent('../workbook/requests.kql')
  access: loadTextContent('../workbook/access.kql')
}
// Items of type 3 are queries.
var items = map(
  layout.items,
  item =>
    item.type == 3
      ? union(item, {
          content: {
            // A workspace may hold other apps' traces too.
            query: replace(queries[item.name], '\nAppTraces\n', '\nAppTraces\n| where _ResourceId =~ \'${insightsId}\'\n')
            crossComponentResources: [workspaceId]
          }
        })
      : item
)

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(insightsId, 'unbroken-operators')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: 'Unbroken: operations'
    category: 'workbook'
    sourceId: insightsId
    version: layout.version
    serializedData: string(union(layout, { items: items }))
  }
}
