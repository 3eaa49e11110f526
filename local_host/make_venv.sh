#!/bin/sh
# Make the virtual environment $1 with the first Python found that Namecard runs on.
for python in python3.12 python3.13 python3.11 python3; do
    if $python -c 'import ensurepip, sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; then
        echo "Making $1 with $($python --version) ..."
        exec $python -m venv --clear "$1"
    fi
done
echo "Namecard needs Python 3.11, 3.12 or 3.13 with its venv module (Debian: apt install python3-venv); none was found." >&2
exit 1
