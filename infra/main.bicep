// Everything that one office needs, in a resource group of its own. Each module is one kind of resource.
targetScope = 'subscription'

@description('Name of the azd environment; every name below is made from it.')
@minLength(1)
@maxLength(64)
param environmentName string

@description('Region. Azure AI Vision reads text (Image Analysis 4.0) in koreacentral, japaneast, eastus, westeurope and others.')
@metadata({ azd: { type: 'location' } })
param location string

@description('Object id of the person or pipeline that deploys; may then see and drop photos. Empty: nobody.')
param principalId string = ''

@description('User for a person, ServicePrincipal for a pipeline.')
@allowed(['User', 'ServicePrincipal'])
param principalType string = 'User'

@description('How the data is kept: ZRS survives the loss of a datacentre, GZRS that of a region as well.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GZRS'])
param dataRedundancy string = 'Standard_ZRS'

@description('Function keys guard /api (function), or App Service Authentication in front does (anonymous).')
@allowed(['function', 'anonymous'])
param apiAuth string = 'function'

@description('Instances that never sleep, for HTTP. 1: a chat answers within its 5 s also after a quiet night; 0: the first caller waits for a cold start.')
@minValue(0)
@maxValue(20)
param alwaysReadyHttp int = 1

// Each function scales on its own on Flex Consumption, so this bounds photo_queued and, apart from it, HTTP. With two
// photos in hand an instance keeps its core busy; AI Vision S1 reads ten cards a second before its quota must be raised
// (docs/scale.md), which a quarter of these reach. What comes faster waits in the queue, and is not lost.
@description('Most instances of each function.')
@minValue(1)
@maxValue(1000)
param maximumInstances int = 40

@description('Memory of an instance. 2048 MB come with one core; see app.bicep for what fills them.')
@allowed([2048, 4096])
param instanceMemoryMB int = 2048

@description('A second app that takes a share of the photos, to try a release on (.github/workflows/deploy.yml).')
param canary bool = false

@description('Storage and Vision are reached over private endpoints only, and calls leave by one fixed address.')
param privateNetwork bool = false

@description('With privateNetwork: public IPv4 addresses or ranges that reach storage all the same, for Storage Explorer.')
param officeAddresses array = []

@description('Front Door Premium with a web application firewall is the only way in.')
param frontDoor bool = false

@description('Is told when an alert fires; empty: alerts show in the portal only.')
param alertEmail string = ''

@description('Is told of every change of a card or photo; empty: nobody is.')
param webhookUrl string = ''

@description('What calls of the webhook are signed with.')
@secure()
param webhookSecret string = ''

@description('Switches the KakaoTalk chatbot on: 32 characters or more (docs/kakao.md). Empty: there is none.')
@secure()
param kakaoUserKey string = ''

@description('Signs the links that the chatbot gives: 32 characters or more.')
@secure()
param linkKey string = ''

@description('Where people reach the app, when that is a name of your own or Front Door; empty: its own address.')
param siteUrl string = ''

@description('Bots whose messages are answered, by comma; empty: every bot that has the function key.')
param kakaoBots string = ''

@description('Where pictures of the chat may be fetched and answers sent, by comma; empty: the known hosts of Kakao.')
param kakaoHosts string = ''

@description('Days after which photos are erased with their cards; empty: never.')
param keepDays string = ''

@description('Days after which originals that were read are deleted; empty: never.')
param keepOriginalsDays string = ''

var token = toLower(uniqueString(subscription().id, environmentName, location))
var tags = { 'azd-env-name': environmentName }

resource group 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

module identity 'identity.bicep' = {
  name: 'identity'
  scope: group
  params: { name: 'id-namecard-${token}', location: location, tags: tags }
}

module network 'network.bicep' = if (privateNetwork) {
  name: 'network'
  scope: group
  params: { token: token, location: location, tags: tags }
}

module data 'data.bicep' = {
  name: 'data'
  scope: group
  params: {
    name: 'stdata${token}'
    location: location
    tags: tags
    redundancy: dataRedundancy
    private: privateNetwork
    officeAddresses: officeAddresses
    workspaceId: insights.outputs.workspaceId
  }
}

module host 'host.bicep' = {
  name: 'host'
  scope: group
  params: { name: 'sthost${token}', location: location, tags: tags, private: privateNetwork }
}

module vision 'vision.bicep' = {
  name: 'vision'
  scope: group
  params: { name: 'cv-namecard-${token}', location: location, tags: tags, private: privateNetwork }
}

module insights 'insights.bicep' = {
  name: 'insights'
  scope: group
  params: { token: token, location: location, tags: tags }
}

module roles 'roles.bicep' = {
  name: 'roles'
  scope: group
  params: {
    appPrincipalId: identity.outputs.principalId
    deployerPrincipalId: principalId
    deployerPrincipalType: principalType
    dataAccount: data.outputs.name
    hostAccount: host.outputs.name
    visionAccount: vision.outputs.name
    insightsName: insights.outputs.name
  }
}

module endpoints 'endpoints.bicep' = if (privateNetwork) {
  name: 'endpoints'
  scope: group
  params: {
    location: location
    tags: tags
    networkId: privateNetwork ? network.outputs.networkId : ''
    subnetId: privateNetwork ? network.outputs.endpointSubnetId : ''
    dataAccountId: data.outputs.id
    hostAccountId: host.outputs.id
    visionAccountId: vision.outputs.id
  }
}

module door 'frontdoor.bicep' = if (frontDoor) {
  name: 'door'
  scope: group
  params: { token: token, tags: tags, workspaceId: insights.outputs.workspaceId }
}

var appParameters = {
  location: location
  tags: tags
  identityId: identity.outputs.id
  clientId: identity.outputs.clientId
  hostAccount: host.outputs.name
  dataEndpoints: data.outputs.endpoints
  visionEndpoint: vision.outputs.endpoint
  insightsConnection: insights.outputs.connection
  subnetId: privateNetwork ? network.outputs.appSubnetId : ''
  frontDoorId: frontDoor ? door.outputs.frontDoorId : ''
  apiAuth: apiAuth
  webhookUrl: webhookUrl
  siteUrl: siteUrl
  kakaoBots: kakaoBots
  kakaoHosts: kakaoHosts
  keepDays: keepDays
  keepOriginalsDays: keepOriginalsDays
  instanceMemoryMB: instanceMemoryMB
}

module app 'app.bicep' = {
  name: 'app'
  scope: group
  dependsOn: [roles, endpoints]
  params: {
    name: 'func-namecard-${token}'
    service: 'app'
    packages: host.outputs.packages
    settings: appParameters
    webhookSecret: webhookSecret
    kakaoUserKey: kakaoUserKey
    linkKey: linkKey
    alwaysReadyHttp: alwaysReadyHttp
    maximumInstances: maximumInstances
  }
}

// It shares queues, tables and containers with the app, so it takes photos from the same queue; all else is off.
module canaryApp 'app.bicep' = if (canary) {
  name: 'canary'
  scope: group
  dependsOn: [roles, endpoints]
  params: {
    name: 'func-namecard-${token}-canary'
    service: 'canary'
    packages: host.outputs.canaryPackages
    settings: appParameters
    webhookSecret: webhookSecret
    kakaoUserKey: kakaoUserKey
    linkKey: linkKey
    alwaysReadyHttp: 0
    maximumInstances: maximumInstances
    only: ['photo_queued', 'site']
  }
}

module route 'frontdoor-route.bicep' = if (frontDoor) {
  name: 'route'
  scope: group
  params: {
    token: token
    doorName: frontDoor ? door.outputs.name : ''
    appHost: app.outputs.host
  }
}

module alerts 'alerts.bicep' = {
  name: 'alerts'
  scope: group
  params: {
    location: location
    tags: tags
    insightsId: insights.outputs.id
    dataAccount: data.outputs.name
    email: alertEmail
  }
}

output AZURE_LOCATION string = location
output AZURE_RESOURCE_GROUP string = group.name
output NAMECARD_APP string = app.outputs.name
output NAMECARD_DATA_ACCOUNT string = data.outputs.name
output NAMECARD_TOPIC string = 'evgt-namecard-${token}'
output NAMECARD_INSIGHTS string = insights.outputs.name
output NAMECARD_URL string = frontDoor ? route.outputs.url : 'https://${app.outputs.host}'
output NAMECARD_OUTBOUND_ADDRESS string = privateNetwork ? network.outputs.outboundAddress : ''
