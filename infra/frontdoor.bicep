// Front Door Premium with a web application firewall; which app is behind it stands in frontdoor-route.bicep.
param token string
param tags object
param workspaceId string

resource door 'Microsoft.Cdn/profiles@2024-09-01' = {
  name: 'afd-namecard-${token}'
  location: 'global'
  tags: tags
  sku: { name: 'Premium_AzureFrontDoor' }
  properties: { originResponseTimeoutSeconds: 60 }
}

resource firewall 'Microsoft.Network/FrontDoorWebApplicationFirewallPolicies@2024-02-01' = {
  name: 'wafnamecard${token}'
  location: 'global'
  tags: tags
  sku: { name: 'Premium_AzureFrontDoor' }
  properties: {
    policySettings: {
      enabledState: 'Enabled'
      mode: 'Prevention'
      requestBodyCheck: 'Enabled'
    }
    customRules: {
      rules: [
        {
          name: 'floods'
          ruleType: 'RateLimitRule'
          priority: 100
          action: 'Block'
          rateLimitDurationInMinutes: 1
          // A person who files a desk full of cards sends a few a minute; a program has a key and an address to allow.
          rateLimitThreshold: 600
          matchConditions: [
            {
              matchVariable: 'RequestUri'
              operator: 'Contains'
              matchValue: ['/']
            }
          ]
        }
      ]
    }
    managedRules: {
      managedRuleSets: [
        { ruleSetType: 'Microsoft_DefaultRuleSet', ruleSetVersion: '2.1', ruleSetAction: 'Block' }
        { ruleSetType: 'Microsoft_BotManagerRuleSet', ruleSetVersion: '1.1' }
      ]
    }
  }
}

resource log 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: door
  name: 'firewall'
  properties: {
    workspaceId: workspaceId
    logs: [{ category: 'FrontDoorWebApplicationFirewallLog', enabled: true }]
  }
}

output name string = door.name
output frontDoorId string = door.properties.frontDoorId
