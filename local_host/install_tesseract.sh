#!/bin/sh
# Install Tesseract with Korean where that needs no password; otherwise name the command, and go on: photos are then
# found, straightened and cleaned, but their text is not read.
packages="tesseract-ocr tesseract-ocr-kor"
if "$1" -c 'from shared.adapters.ocr.tesseract import find_tessdata; find_tessdata()' 2>/dev/null; then
    exit 0
fi
if [ "$(id -u)" = 0 ]; then sudo=""; else sudo="sudo -n"; fi
if command -v apt-get >/dev/null && $sudo true 2>/dev/null; then
    echo "Installing $packages ..."
    if $sudo apt-get update -qq >/dev/null && $sudo apt-get install -y -qq $packages >/dev/null 2>&1; then
        exit 0
    fi
fi
if [ "$(uname)" = Darwin ]; then command="brew install tesseract tesseract-lang"; else command="sudo apt-get install $packages"; fi
echo "Text will not be read: Tesseract is missing. Install it with \`$command\` and run this again." >&2
