// Azure AI Vision reads the text: Flex Consumption has no place for Tesseract's system packages.
param name string
param location string
param tags object
param private bool

resource account 'Microsoft.CognitiveServices/accounts@2024-10-01' = {
  name: name
  location: location
  tags: tags
  kind: 'ComputerVision'
  // 10 requests a second, one a card; F0 would allow 20 a minute.
  sku: { name: 'S1' }
  properties: {
    customSubDomainName: name
    disableLocalAuth: true
    publicNetworkAccess: private ? 'Disabled' : 'Enabled'
    networkAcls: { defaultAction: private ? 'Deny' : 'Allow' }
    restrictOutboundNetworkAccess: true
  }
}

output id string = account.id
output name string = account.name
output endpoint string = account.properties.endpoint
