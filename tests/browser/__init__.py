"""Tests in a real browser: Debian's Chromium, driven by Playwright."""

from pathlib import Path

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
