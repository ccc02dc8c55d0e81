"""A firm's work in a real browser, page after page as a person goes: by roles, labels and the words that are shown."""

import pytest

from tests.browser import CHROMIUM

IN_A_BROWSER = [
    pytest.mark.browser,
    pytest.mark.slow,  # A browser goes through dozens of pages, and real commits need a database of their own.
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"{CHROMIUM} is missing: apt-get install chromium"),
]
