#!/bin/sh
# Makes .venv with the hash-locked requirements; does nothing where that is done already.
# usage: environment.sh base|dev
set -eu
cd "$(dirname "$0")/../.."
wanted=${1:-base}

find_python() {
    for name in python3.13 python3.12 python3.11 python3 python; do
        if command -v "$name" >/dev/null 2>&1 &&
            "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    echo "Python 3.11 or later is needed. On Debian 12: apt-get install python3 python3-venv" >&2
    exit 1
}

make_venv() {
    python=$(find_python)
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
        if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
            echo "Installing $package ..."
            apt-get install -y -qq "$package" >/dev/null 2>&1 ||
                { apt-get update -qq && apt-get install -y -qq "$package" >/dev/null; }
        else
            echo "Python cannot make virtual environments here. Run once: sudo apt-get install $package" >&2
            exit 1
        fi
    fi
    # A folder that a broken attempt has left is made anew.
    rm -rf .venv
    "$python" -m venv .venv
}

# A linked environment is its owner's affair.
[ -L .venv ] && exit 0
.venv/bin/python -c 'import pip' 2>/dev/null || make_venv

sum=$(sha256sum <"requirements/$wanted.txt")
stamp=".venv/.installed-$wanted"
[ "$(cat "$stamp" 2>/dev/null || true)" = "$sum" ] && exit 0
echo "Installing requirements ($wanted) ..."
.venv/bin/python -m pip install -qq --disable-pip-version-check --require-hashes \
    -r "requirements/$wanted.txt"
echo "$sum" >"$stamp"
