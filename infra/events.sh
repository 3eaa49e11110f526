#!/bin/sh
# Let storage tell the functions of dropped photos (events.bicep). azd calls it after each deployment, with the
# outputs of main.bicep in the environment; safe to repeat.
set -eu

if ! command -v az >/dev/null; then
  echo "The Azure CLI (az) is needed for the last step: https://aka.ms/azure-cli. Then run: azd hooks run postdeploy" >&2
  exit 1
fi

# The webhook's key appears when the published functions first run, and the webhook must answer Event Grid's question.
attempts=10
for attempt in $(seq "$attempts"); do
  if az deployment group create --only-show-errors --output none --name events \
    --subscription "$AZURE_SUBSCRIPTION_ID" --resource-group "$AZURE_RESOURCE_GROUP" \
    --template-file "$(dirname "$0")/events.bicep" \
    --parameters appName="$NAMECARD_APP" dataAccountName="$NAMECARD_DATA_ACCOUNT" topicName="$NAMECARD_TOPIC"; then
    echo "Photos dropped into the container namecards of $NAMECARD_DATA_ACCOUNT are noticed."
    exit 0
  fi
  echo "The functions do not answer yet (attempt $attempt of $attempts)."
  sleep 30
done
echo "Storage could not be connected; the messages above say why. Try again with: azd hooks run postdeploy" >&2
exit 1
