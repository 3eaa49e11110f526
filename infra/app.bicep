// The functions on Flex Consumption.
param name string
@description('Which service of azure.yaml is published here.')
param service string
@description('URL of the container that holds the published package.')
param packages string
@description('location, tags, identityId, clientId, hostAccount, dataEndpoints, visionEndpoint, insightsConnection, subnetId, frontDoorId, apiAuth, webhookUrl, siteUrl, kakaoBots, kakaoHosts, keepDays, keepOriginalsDays, instanceMemoryMB; see main.bicep.')
param settings object
@secure()
param webhookSecret string
@secure()
param kakaoUserKey string
@secure()
param linkKey string
param alwaysReadyHttp int
param maximumInstances int
@description('Names of the only functions that shall run; empty: all.')
param only array = []

var functions = [
  'api'
  'change_announced'
  'chat_answer_due'
  'old_photo_queued'
  'photo_dropped'
  'photo_given_up'
  'photo_queued'
  'site'
  'sweep'
]

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: 'plan-${name}'
  location: settings.location
  tags: settings.tags
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: { reserved: true }
}

resource app 'Microsoft.Web/sites@2024-04-01' = {
  name: name
  location: settings.location
  tags: union(settings.tags, { 'azd-service-name': service })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${settings.identityId}': {} }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    publicNetworkAccess: 'Enabled' // Event Grid has no private way to a webhook; what else may come in stands below.
    virtualNetworkSubnetId: empty(settings.subnetId) ? null : settings.subnetId
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: packages
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: settings.identityId
          }
        }
      }
      runtime: { name: 'python', version: '3.12' }
      scaleAndConcurrency: {
        // 2048 MB come with one core, and a photo is one core's work. Measured on Linux: the worker 314 MB; its child,
        // which reads one photo at a time, 161 MB for a JPEG and 936 MB for a PNG of 49.5 MP, the most that is let in;
        // the rest is for the host. 512 MB come with a quarter of a core: the same GB-seconds a photo, four times the wait.
        instanceMemoryMB: settings.instanceMemoryMB
        maximumInstanceCount: maximumInstances
        alwaysReady: alwaysReadyHttp > 0 ? [{ name: 'http', instanceCount: alwaysReadyHttp }] : []
        // HTTP waits for storage, not for the core: 16 uploads of at most 15 MB each fit beside the rest.
        triggers: { http: { perInstanceConcurrency: 16 } }
      }
    }
    siteConfig: {
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      http20Enabled: true
      ipSecurityRestrictionsDefaultAction: empty(settings.frontDoorId) ? 'Allow' : 'Deny'
      ipSecurityRestrictions: empty(settings.frontDoorId) ? [] : throughFrontDoor
      appSettings: concat(values, switches)
    }
  }
}

var values = [
  // The host's own storage.
  { name: 'AzureWebJobsStorage__accountName', value: settings.hostAccount }
  { name: 'AzureWebJobsStorage__credential', value: 'managedidentity' }
  { name: 'AzureWebJobsStorage__clientId', value: settings.clientId }
  // The data. Addresses, not __accountName: the blob extension knows only these for a name of our own.
  { name: 'NAMECARD_STORAGE__blobServiceUri', value: settings.dataEndpoints.blob }
  { name: 'NAMECARD_STORAGE__queueServiceUri', value: settings.dataEndpoints.queue }
  { name: 'NAMECARD_STORAGE__tableServiceUri', value: settings.dataEndpoints.table }
  { name: 'NAMECARD_STORAGE__credential', value: 'managedidentity' }
  { name: 'NAMECARD_STORAGE__clientId', value: settings.clientId }
  // Which identity the SDK's DefaultAzureCredential takes where none is named, as for AI Vision.
  { name: 'AZURE_CLIENT_ID', value: settings.clientId }
  { name: 'NAMECARD_BLOB_SOURCE', value: 'EventGrid' }
  { name: 'NAMECARD_API_AUTH', value: settings.apiAuth }
  { name: 'NAMECARD_OCR', value: 'azure-vision' }
  { name: 'NAMECARD_VISION_ENDPOINT', value: settings.visionEndpoint }
  { name: 'NAMECARD_WEBHOOK_URL', value: settings.webhookUrl }
  { name: 'NAMECARD_WEBHOOK_SECRET', value: webhookSecret }
  { name: 'NAMECARD_KAKAO_USER_KEY', value: kakaoUserKey }
  { name: 'NAMECARD_LINK_KEY', value: linkKey }
  { name: 'NAMECARD_SITE_URL', value: empty(settings.siteUrl) ? 'https://${name}.azurewebsites.net' : settings.siteUrl }
  { name: 'NAMECARD_KAKAO_BOTS', value: settings.kakaoBots }
  { name: 'NAMECARD_KAKAO_HOSTS', value: settings.kakaoHosts }
  { name: 'NAMECARD_KEEP_DAYS', value: settings.keepDays }
  { name: 'NAMECARD_KEEP_ORIGINALS_DAYS', value: settings.keepOriginalsDays }
  { name: 'NAMECARD_TELEMETRY', value: 'azure-monitor' }
  // The worker then makes the host's trace of an invocation the current one, and ours begin below it.
  { name: 'PYTHON_ENABLE_OPENTELEMETRY', value: 'true' }
  { name: 'APPLICATIONINSIGHTS_CONNECTION_STRING', value: settings.insightsConnection }
  { name: 'APPLICATIONINSIGHTS_AUTHENTICATION_STRING', value: 'ClientId=${settings.clientId};Authorization=AAD' }
]

var throughFrontDoor = [
  {
    name: 'front-door'
    priority: 100
    action: 'Allow'
    tag: 'ServiceTag'
    ipAddress: 'AzureFrontDoor.Backend'
    headers: { 'x-azure-fdid': [settings.frontDoorId] } // ours, not somebody else's
  }
  {
    name: 'events'
    priority: 110
    action: 'Allow'
    tag: 'ServiceTag'
    ipAddress: 'AzureEventGrid'
  }
]

var switches = [
  for one in functions: {
    name: 'AzureWebJobs.${one}.Disabled'
    value: string(!empty(only) && !contains(only, one))
  }
]

// Publishing is by Entra identity; these would be passwords.
resource noFtp 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-04-01' = {
  parent: app
  name: 'ftp'
  properties: { allow: false }
}

resource noScm 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-04-01' = {
  parent: app
  name: 'scm'
  properties: { allow: false }
}

output name string = app.name
output host string = app.properties.defaultHostName
