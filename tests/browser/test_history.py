"""The history in a real browser: what was read is shown with who read it, and a document opens by a link of ours."""

from pathlib import Path

import pytest

from tests.browser import CHROMIUM

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,  # A browser starts, and real commits need a database of their own.
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"{CHROMIUM} is missing: apt-get install chromium"),
]


def test_reads_are_shown(window, told, address, settings):
    settings.SITE_URL = address
    page = window.page
    window.open(f"letters/letter/{told.in_review.pk}/change/")
    window.open(f"audit/entry/?row_id={told.in_review.pk}")
    first = page.inner_text("#result_list tbody tr >> nth=0")
    assert "letter read" in first
    assert "Attorney" in first
    page.click("#result_list tbody tr >> nth=0 >> a >> nth=0")
    assert str(told.case.pk) in page.inner_text("#main")

    window.open("audit/seal/")
    assert page.locator("#result_list tbody tr").count() > 20
    assert window.problems == []

    window.open(f"cases/document/{told.reading.document_id}/open/")
    with page.expect_download() as kept:
        page.click("form.cb-form button[type=submit]")
    assert Path(kept.value.path()).read_bytes().startswith(b"%PDF")
    window.open("audit/entry/")
    assert "file read" in page.inner_text("#result_list")
