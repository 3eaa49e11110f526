// What a person must know of. The metrics are those of docs/operations.md; the sweep reports the queue's every 5 minutes.
param location string
param tags object
param insightsId string
param dataAccount string
param email string

var alerts = [
  {
    name: 'photo-given-up'
    title: 'A photo was given up after five attempts'
    severity: 1
    window: 'PT15M'
    query: 'requests | where name == "photo_given_up" | union (customMetrics | where name == "namecard.queue.poisoned" and valueMax > 0)'
  }
  {
    name: 'oldest-photo-waits'
    title: 'The oldest photo has waited for more than 10 minutes'
    severity: 2
    window: 'PT15M'
    query: 'customMetrics | where name == "namecard.queue.oldest" and valueMax > 600'
  }
  {
    name: 'photos-fail'
    title: 'More than a tenth of the photos of the last hour failed'
    severity: 2
    window: 'PT1H'
    query: 'customMetrics | where name == "namecard.photos" | summarize all = sum(valueSum), failed = sumif(valueSum, tostring(customDimensions.status) == "failed") | where all >= 10 and failed > 0.1 * all'
  }
  {
    name: 'invocations-fail'
    title: 'More than a tenth of the invocations of the last 15 minutes failed'
    severity: 2
    window: 'PT15M'
    query: 'requests | where isnotempty(operation_Name) | summarize all = count(), failed = countif(success == false) by operation_Name | where all >= 10 and failed > 0.1 * all'
  }
  {
    name: 'sweep-silent'
    title: 'Nothing was swept for 30 minutes: interrupted photos stay as they are'
    severity: 1
    window: 'PT30M'
    query: 'requests | where name == "sweep" and success == true | summarize swept = count() | where swept == 0'
  }
]

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = if (!empty(email)) {
  name: 'ag-namecard'
  location: 'global'
  tags: tags
  properties: {
    groupShortName: 'namecard'
    enabled: true
    emailReceivers: [{ name: 'operator', emailAddress: email, useCommonAlertSchema: true }]
  }
}

resource alert 'Microsoft.Insights/scheduledQueryRules@2023-03-15-preview' = [
  for one in alerts: {
    name: one.name
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: one.title
      severity: one.severity
      enabled: true
      scopes: [insightsId]
      evaluationFrequency: 'PT5M'
      windowSize: one.window
      autoMitigate: true
      criteria: {
        allOf: [
          {
            query: one.query
            timeAggregation: 'Count'
            operator: 'GreaterThan'
            threshold: 0
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      actions: empty(email) ? {} : { actionGroups: [people.id] }
    }
  }
]

resource data 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: dataAccount
}

// Storage itself answers nearly always; when it does not, everything above is silent or late.
resource storageDown 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: 'storage-unavailable'
  location: 'global'
  tags: tags
  properties: {
    description: 'Less than 99 % of the calls of the data storage were answered'
    severity: 1
    enabled: true
    scopes: [data.id]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: 'availability'
          metricName: 'Availability'
          timeAggregation: 'Average'
          operator: 'LessThan'
          threshold: 99
        }
      ]
    }
    actions: empty(email) ? [] : [{ actionGroupId: people.id }]
  }
}
