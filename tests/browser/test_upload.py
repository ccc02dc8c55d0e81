"""Uploading in a real browser: the bytes go straight to the store, and what was refused is said with the remedy."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from cases.models import Document
from claimback.storage.inspection import file_inspect
from claimback.storage.models import StoredFile
from tests.browser import CHROMIUM
from tests.browser.conftest import stored
from tests.storage.uploads import pdf

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,  # A browser starts, and real commits need a database of their own.
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"{CHROMIUM} is missing: apt-get install chromium"),
]


def inspect(law):
    """The worker's part, in a thread of its own: Playwright keeps an event loop in this one."""
    sent = stored(law, lambda: StoredFile.objects.get(name="MRI_report.pdf").pk)

    def looked():
        file_inspect(law.attorney.firm_id, sent)
        connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(looked).result()


def test_files_are_uploaded_onto_a_case(window, told, law):
    page = window.page
    window.open(f"cases/case/{told.case.pk}/upload/")
    page.set_input_files(
        "input[type=file]",
        [
            {"name": "MRI_report.pdf", "mimeType": "application/pdf", "buffer": pdf(2)},
            {"name": "setup.exe", "mimeType": "application/octet-stream", "buffer": b"MZ"},
        ],
    )
    assert page.input_value("#id_title_1") == "MRI report"
    page.select_option("#id_kind_1", "medical_record")
    page.fill("#id_folder", "Medical")
    page.click("text=Upload 2 files")
    page.wait_for_selector("text=Being inspected")
    inspect(law)
    page.wait_for_selector(".cb-file:last-child .cb-bad")
    assert "Files named .exe are not taken" in page.inner_text(".cb-file:last-child .cb-outcome")
    assert page.inner_text(".cb-file:first-child .cb-outcome") == "It is on the case."

    def kept():
        made = Document.objects.get(title="MRI report")
        return made.case_id, made.kind, made.folder, made.file.size, made.file.state

    assert stored(law, kept) == (told.case.pk, "medical_record", "Medical", len(pdf(2)), "kept")
    page.click(".cb-file:first-child .cb-link")
    page.wait_for_selector("text=Chain of custody")
    refused, *others = [problem for problem in window.problems if not problem.startswith("left the house")]
    assert refused.startswith("400: ")
    assert all("400 (Bad Request)" in other for other in others)
