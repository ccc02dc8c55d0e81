"""The pages can be read and worked by everybody: no serious finding of WCAG 2.2 AA, and a keyboard is enough."""

import pytest

from tests.browser import CHROMIUM
from tests.browser.access import findings

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,  # A browser starts, and real commits need a database of their own.
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"{CHROMIUM} is missing: apt-get install chromium"),
]


def test_everybody_can_read_and_work_the_pages(window, told, address):
    page = window.page
    case = f"cases/case/{told.case.pk}/"
    pages = ["", f"{case}change/", f"{case}negotiation/", f"{case}record-event/", "deadlines/deadline/"]
    pages += [f"letters/reading/{told.reading.pk}/change/"]
    found = []
    for path in [window.root + path for path in pages] + [f"{address}/accounts/2fa/"]:
        page.goto(path)
        found += [f"{path}: {what}" for what in findings(page)]
    assert not found, "\n".join(found)

    window.open("")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "cb-skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.ariaLabel") == "Show or hide the navigation"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    page.wait_for_selector("#nav-sidebar", state="hidden")
    assert window.problems == []
