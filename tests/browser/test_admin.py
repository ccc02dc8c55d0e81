"""An attorney's morning in a real browser: home, the case, a reading confirmed, a letter approved."""

import pytest

from cases.models import Denial
from letters.models import Letter
from tests.browser import CHROMIUM
from tests.browser.conftest import stored

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,  # A browser starts, and real commits need a database of their own.
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"{CHROMIUM} is missing: apt-get install chromium"),
]


def test_an_attorneys_morning(window, told, law):
    page = window.page
    page.get_by_role("link", name="Denial letter").first.click()
    page.click("#header-inner >> text=Confirm")
    page.wait_for_selector(".cb-pagetext mark.cb-ground")
    assert page.locator(".cb-pagetext mark.cb-ground").count() == len(told.reading.findings["grounds"])
    page.fill("#id_received_on", "2026-10-09")
    page.fill("#id_ground-0-quote", "Words that the letter does not have.")
    page.click("text=Record the denial")
    page.wait_for_selector("[role=alert]")
    assert "The letter does not have these words." in page.inner_text("#main")
    assert page.input_value("#id_received_on") == "2026-10-09"
    page.fill("#id_ground-0-quote", told.reading.findings["grounds"][0]["quote"])
    page.click("text=Record the denial")
    page.wait_for_selector("#grounds article")
    assert page.locator("#grounds article").count() == len(told.reading.findings["grounds"])
    assert page.locator("#docket article").count() >= 1
    read = told.reading.document_id
    assert stored(law, lambda: Denial.objects.filter(document_id=read).count()) == 1

    window.open(f"letters/letter/{told.in_review.pk}/change/")
    page.click("#header-inner >> text=Approve")
    page.wait_for_url("**/approve/")
    page.click("form.cb-form button[type=submit]")
    page.wait_for_selector("text=The letter is approved")
    assert stored(law, lambda: Letter.objects.get(pk=told.in_review.pk).state) == "approved"

    window.open(f"cases/case/{told.case.pk}/change/")
    page.click('#docket summary:has-text("Working") >> nth=0')
    assert "calendar days after" in page.inner_text("#docket")
    assert window.problems == []
