"""The browser of the tests: found, or fetched, or named."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_HELP = "Browser tests need Chromium. Run once: sudo apt-get install chromium (or set BROWSER=0)"


class NoChromium(Exception):
    pass


def executable() -> str:
    """The path of an installed Chromium.

    :raises NoChromium: with the one command that helps
    """
    for name in (os.environ.get("CHROMIUM", ""), *_NAMES):
        found = shutil.which(name) if name else None
        if found:
            return found
    own = _downloaded()
    if own is None:
        raise NoChromium(_HELP)
    return own


def ensure() -> str:
    """Find it or install it: by apt as root, else by Playwright.

    :raises NoChromium: where neither works
    """
    try:
        return executable()
    except NoChromium:
        for command in _ways():
            print("Installing Chromium:", " ".join(command), flush=True)
            subprocess.run(command, check=False, stdout=subprocess.DEVNULL)
    return executable()


def _ways() -> list[list[str]]:
    if os.geteuid() == 0 and shutil.which("apt-get"):
        return [["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium"]]
    return [[sys.executable, "-m", "playwright", "install", "chromium"]]


def _downloaded() -> str | None:
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if path and Path(path).exists() else None
