# The same as events.sh, for Windows.
$ErrorActionPreference = 'Stop'

if (-not (Get-Command az -ErrorAction SilentlyContinue)) {
  Write-Error 'The Azure CLI (az) is needed for the last step: https://aka.ms/azure-cli. Then run: azd hooks run postdeploy'
}

$attempts = 10
foreach ($attempt in 1..$attempts) {
  az deployment group create --only-show-errors --output none --name events `
    --subscription $env:AZURE_SUBSCRIPTION_ID --resource-group $env:AZURE_RESOURCE_GROUP `
    --template-file (Join-Path $PSScriptRoot 'events.bicep') `
    --parameters appName=$env:NAMECARD_APP dataAccountName=$env:NAMECARD_DATA_ACCOUNT topicName=$env:NAMECARD_TOPIC
  if ($LASTEXITCODE -eq 0) {
    Write-Output "Photos dropped into the container namecards of $env:NAMECARD_DATA_ACCOUNT are noticed."
    exit 0
  }
  Write-Output "The functions do not answer yet (attempt $attempt of $attempts)."
  Start-Sleep -Seconds 30
}
Write-Error 'Storage could not be connected; the messages above say why. Try again with: azd hooks run postdeploy'
