"""A letter says the same in print as in its text, in whatever layout, and when it is scanned askew."""

import pytest

from claimback.pages import ocr
from claimback.pages.read import pages as pages_seen
from letters.reading.denial import read_denial
from letters.reading.findings import Reading
from letters.reading.labelled import APPEALS
from letters.reading.pages import UnreadableFile, pages_of, recognised_pages
from tests.reading.printed import printed, scanned
from tests.reading.test_letterset import letterset

PRINTS = [
    ("ltd_any_occupation", "letterhead"),
    ("inpatient_versus_observation", "letterhead"),
    ("eob_code_table_mixed", "table"),
    ("grouped_codes_four_reasons", "table"),
    ("eob_paid_in_full", "table"),
    ("medicare_redetermination_wheelchair", "running"),
    ("proton_therapy_three_reasons", "running"),
    ("roof_old_wear", "side_bar"),
    ("appeal_upheld_knee_brace", "justified"),
    ("late_notice_hurricane", "two_columns"),
    ("investigational_and_not_necessary", "two_columns"),
    ("nfip_basement_contents", "window"),
]


def text_of(name: str) -> list[str]:
    (letter,) = [letter for letter in letterset() if letter.name == name]
    return [page.text for page in pages_of(letter.file_name, letter.data)]


def findings(reading: Reading) -> tuple[object, ...]:
    """What must not change by printing: grounds, date and the periods of appeals."""
    return (
        {ground.code for ground in reading.grounds},
        reading.letter_date.value if reading.letter_date else None,
        {right.kind: right.period for right in reading.rights if right.kind in APPEALS},
    )


@pytest.mark.parametrize(("name", "layout"), PRINTS)
def test_a_printed_letter_says_what_its_text_says(name: str, layout: str) -> None:
    text = text_of(name)

    print_out = pages_of("letter.pdf", printed(text, layout))

    assert findings(read_denial(print_out)) == findings(read_denial(recognised_pages(text)))


@pytest.mark.slow  # recognises the text of a page
@pytest.mark.skipif(not ocr.is_installed(), reason="needs the extra `ocr`")
def test_a_scan_that_lies_askew_says_what_its_text_says() -> None:
    text = text_of("std_not_disabled_plain")
    scan = scanned(printed(text, "letterhead"), skew=-2.5, seed=3)

    with pytest.raises(UnreadableFile, match="no text"):
        pages_of("scan.pdf", scan)
    seen = recognised_pages([page().text for page in pages_seen(scan, "application/pdf")])

    assert findings(read_denial(seen)) == findings(read_denial(recognised_pages(text)))
