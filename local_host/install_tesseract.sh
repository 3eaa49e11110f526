#!/bin/sh
# Install Tesseract with Korean where that needs no password; otherwise name the command, and go on: photos are then
# found, straightened and cleaned, but their text is not read.
packages="tesseract-ocr tesseract-ocr-kor"
if "$1" -c 'from shared.adapters.ocr.tesseract import find_tessdata; find_tessdata()' 2>/dev/null; then
    exit 0
fi
if sh "$(dirname "$0")/apt_get.sh" $packages; then
    exit 0
fi
if [ "$(uname)" = Darwin ]; then command="brew install tesseract tesseract-lang"; else command="sudo apt-get install $packages"; fi
echo "Text will not be read: Tesseract is missing. Install it with \`$command\` and run this again." >&2
