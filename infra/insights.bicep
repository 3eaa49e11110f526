// Logs, traces and metrics. Written by identity only: the key in the connection string opens nothing.
param token string
param location string
param tags object

resource workspace 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: 'log-namecard-${token}'
  location: location
  tags: tags
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: 30
    // A loop that logs must not cost more than a day's budget.
    workspaceCapping: { dailyQuotaGb: 2 }
    features: { disableLocalAuth: true }
  }
}

resource component 'Microsoft.Insights/components@2020-02-02' = {
  name: 'appi-namecard-${token}'
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspace.id
    DisableLocalAuth: true
  }
}

output id string = component.id
output name string = component.name
output connection string = component.properties.ConnectionString
output workspaceId string = workspace.id
