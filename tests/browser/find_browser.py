"""Find a Chromium or Chrome for the browser tests, or fetch one; print its path.

In this order: the one named in DOORSTEP_BROWSER, an installed one, Playwright's own, and (as root, where there is
apt-get) the system's packages. With none to be had it says which command to give and exits with status 1.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

COMMANDS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)
ADVICE = """No browser for the browser tests, and none could be fetched. Give one of these, then try again:
  sudo apt-get install chromium                  (Debian, Ubuntu)
  {python} -m playwright install --with-deps chromium
  DOORSTEP_BROWSER=/path/to/chrome make test     (one that is installed elsewhere)"""


def named() -> str | None:
    """Give the browser named in DOORSTEP_BROWSER; exit with a sentence if it is named and is not there."""
    path = os.environ.get("DOORSTEP_BROWSER")
    if path and not Path(path).is_file():
        sys.exit(f"DOORSTEP_BROWSER names {path}, and there is no such file.")
    return path or None


def installed() -> str | None:
    """Give a browser that this machine has, Playwright's own included."""
    for command in COMMANDS:
        if path := shutil.which(command):
            return path
    for place in PLACES:
        if Path(place).is_file():
            return place
    return playwrights_own()


def playwrights_own() -> str | None:
    """Give the Chromium that `playwright install` has fetched, if it has."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).is_file() else None


def fetched() -> str | None:
    """Fetch a browser; give its path, or None if no way worked."""
    ways = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        ways += [["apt-get", "update"], ["apt-get", "install", "-y", "--no-install-recommends", "chromium"]]
    for way in ways:
        print("Looking for a browser:", " ".join(way), file=sys.stderr)
        subprocess.run(way, stdout=sys.stderr, stdin=subprocess.DEVNULL, check=False)
        if path := installed():
            return path
    return None


def find() -> str:
    """Give the path of a browser, fetching one if need be; exit with the remedy if there is none."""
    path = named() or installed() or fetched()
    if path is None:
        sys.exit(ADVICE.format(python=sys.executable))
    return path


if __name__ == "__main__":
    print(find())
