#!/bin/sh
# Install Chromium, in which the tests look at the page, where that needs no password; otherwise name the command, and
# go on: those tests are then skipped.
for name in chromium chromium-browser google-chrome; do
    if command -v $name >/dev/null; then exit 0; fi
done
if sh "$(dirname "$0")/apt_get.sh" chromium; then
    exit 0
fi
if [ "$(uname)" = Darwin ]; then command="brew install --cask chromium"; else command="sudo apt-get install chromium"; fi
echo "The page will not be tested: Chromium is missing. Install it with \`$command\` and run this again." >&2
