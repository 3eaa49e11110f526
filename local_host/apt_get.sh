#!/bin/sh
# Install Debian packages where that needs no password; status 1 where it does, or where there is no apt-get.
if [ "$(id -u)" = 0 ]; then sudo=""; else sudo="sudo -n"; fi
command -v apt-get >/dev/null && $sudo true 2>/dev/null || exit 1
echo "Installing $* ..."
$sudo apt-get update -qq >/dev/null && $sudo apt-get install -y -qq "$@" >/dev/null 2>&1
