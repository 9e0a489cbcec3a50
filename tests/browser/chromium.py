"""Find a Chromium for the browser tests; ``python -m tests.browser.chromium`` installs one through apt where it may."""

import os
import shutil
import subprocess
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
PACKAGES = ("chromium", "fonts-noto-cjk")
IN_CI = os.environ.get("CI", "") not in ("", "0", "false")
MISSING = (
    "THE BROWSER TESTS DID NOT RUN: there is no Chromium. Install it (Debian: apt-get install chromium fonts-noto-cjk; "
    "elsewhere: .venv/bin/playwright install chromium) or name one in the variable CHROMIUM."
)


def find() -> str | None:
    """The browser to test with: the one named by CHROMIUM, one on the path, or Playwright's own."""
    if named := os.environ.get("CHROMIUM"):
        return named
    for name in NAMES:
        if path := shutil.which(name):
            return path
    if MAC.exists():
        return str(MAC)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


def install() -> None:
    """apt-get install Chromium, as root or with a sudo that asks no password; does nothing elsewhere."""
    if not shutil.which("apt-get"):
        return
    if os.geteuid() == 0:
        sudo = []
    elif shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0:
        sudo = ["sudo", "-n"]
    else:
        return
    quiet = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    subprocess.run([*sudo, *quiet, "update"], stdout=subprocess.DEVNULL)
    subprocess.run([*sudo, *quiet, "install", "-y", "--no-install-recommends", *PACKAGES], stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    if find() is None:
        print("Chromium is missing; trying apt-get …", flush=True)
        install()
    print(find() or MISSING)
