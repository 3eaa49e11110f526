#!/bin/sh
# Send a drawn card to a running Namecard and wait until it is done: smoke.sh URL KEY
set -eu
url=$1
key=$2

python=.venv/bin/python
"$python" -m bench synth smoke-photos --demo
photo=$(find smoke-photos -name '*.jpg' | sort | head -n 1)

curl --fail --silent --show-error --retry 20 --retry-delay 3 --retry-all-errors "$url/health/ready" > /dev/null
reply=$(curl --fail --silent --show-error --header "x-functions-key: $key" --form "photo=@$photo" "$url/api/namecards")
id=$(echo "$reply" | "$python" -c 'import json, sys; print(json.load(sys.stdin)["photos"][0]["id"])')

for _ in $(seq 60); do
  said=$(curl --fail --silent --show-error --header "x-functions-key: $key" "$url/api/photos/$id")
  status=$(echo "$said" | "$python" -c 'import json, sys; print(json.load(sys.stdin)["status"])')
  case $status in
    done) echo "$said"; exit 0 ;;
    failed) break ;;
  esac
  sleep 2
done
echo "The photo $id ended as: $said" >&2
exit 1
