// A private endpoint for each service of both storage accounts and for Vision, and the names that lead to them.
param location string
param tags object
param networkId string
param subnetId string
param dataAccountId string
param hostAccountId string
param visionAccountId string

var zones = [
  'privatelink.blob.${environment().suffixes.storage}'
  'privatelink.queue.${environment().suffixes.storage}'
  'privatelink.table.${environment().suffixes.storage}'
  'privatelink.cognitiveservices.azure.com'
]
var endpoints = [
  { name: 'data-blob', target: dataAccountId, service: 'blob', zone: 0 }
  { name: 'data-queue', target: dataAccountId, service: 'queue', zone: 1 }
  { name: 'data-table', target: dataAccountId, service: 'table', zone: 2 }
  { name: 'host-blob', target: hostAccountId, service: 'blob', zone: 0 }
  { name: 'host-queue', target: hostAccountId, service: 'queue', zone: 1 }
  { name: 'host-table', target: hostAccountId, service: 'table', zone: 2 }
  { name: 'vision', target: visionAccountId, service: 'account', zone: 3 }
]

resource zone 'Microsoft.Network/privateDnsZones@2020-06-01' = [
  for name in zones: {
    name: name
    location: 'global'
    tags: tags
  }
]

resource link 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2020-06-01' = [
  for (name, i) in zones: {
    parent: zone[i]
    name: 'namecard'
    location: 'global'
    properties: {
      registrationEnabled: false
      virtualNetwork: { id: networkId }
    }
  }
]

resource endpoint 'Microsoft.Network/privateEndpoints@2024-05-01' = [
  for one in endpoints: {
    name: 'pe-${one.name}'
    location: location
    tags: tags
    properties: {
      subnet: { id: subnetId }
      privateLinkServiceConnections: [
        {
          name: one.name
          properties: { privateLinkServiceId: one.target, groupIds: [one.service] }
        }
      ]
    }
  }
]

resource names 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2024-05-01' = [
  for (one, i) in endpoints: {
    parent: endpoint[i]
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [{ name: one.service, properties: { privateDnsZoneId: zone[one.zone].id } }]
    }
  }
]
