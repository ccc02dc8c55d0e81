"""Reading order, tables, regions and places of a page's text, on pages set and drawn for the purpose."""

import pytest

from claimback.pages.pdf import opened, page_sheet
from claimback.pages.regions import with_regions
from claimback.pages.sheet import Sheet
from tests.pages.documents import drawn, set_by_typst, shown

TWO_COLUMNS = """
#align(center)[*LARKMEAD MUTUAL INSURANCE COMPANY* \\ 400 Harbor Street, Duluth, MN 55802]
#block(height: 120pt, columns(2, gutter: 18pt)[
Dear Mr. Oduya:

We have completed our review of your claim for water damage to your dwelling. Your policy does not cover this loss
because the damage resulted from continuous or repeated seepage of water over a period of weeks, months or years.

*What you may do.* You may send additional information within 60 days of this letter. We will reconsider our decision
in light of whatever you provide.

Suit must be brought within two years after the date of loss. Nothing in this letter waives any of our rights.
])
"""
SIDE_COLUMN = """
#grid(columns: (1fr, 110pt), gutter: 24pt, [
March 9, 2026

We reviewed the request for home health aide services from your provider. We are unable to approve the request
because the records do not show that you are homebound, as the plan requires for this benefit.

You may appeal within 180 days of receiving this notice. Your appeal should say why you disagree and include records
that support it, and it should be sent in writing.
], text(8pt)[
*Questions?* \\ Member Services \\ 1-800-555-0161 \\ Monday to Friday

*Write to us* \\ Harrowgate Appeals \\ P.O. Box 7719 \\ Toledo, OH 43604
])
"""
HEAD = """
#grid(columns: (1fr, 1fr), [
Dana Whitlock \\ 12 Oak Street \\ Springfield, IL 62701
], [
Claim number: 20260311-0042 \\ Provider: Eastlake Imaging \\ Date processed: 03/18/2026
])
"""
BENEFITS = """
#set text(size: 8pt)
#table(columns: (60pt, 110pt, 60pt, 60pt, 60pt, 60pt),
 [Date of Service], [Service Description], [Amount Billed], [Allowed Amount], [Not Covered], [Remark Codes],
 [03/02/2026], [Magnetic resonance imaging of the lumbar spine], [\\$1,850.00], [\\$0.00], [\\$1,850.00], [CO-50, N115],
 [03/02/2026], [Supplies], [\\$35.00], [], [\\$35.00], [PR-96],
 [], [Total], [\\$1,885.00], [\\$0.00], [\\$1,885.00], [],
)
#grid(columns: (60pt, 1fr), row-gutter: 6pt,
 [Code], [What it means],
 [CO-50], [These are non-covered services because this is not deemed a medical necessity by the payer. If you disagree,
 you may ask for a review as this notice tells on its second page.],
 [PR-96], [Non-covered charge.],
)
"""
LABELS = """
#grid(columns: (130pt, 1fr), row-gutter: 8pt,
 [Member:], [Jonah Pell],
 [Service denied:], [Continued stay in a skilled nursing facility, from April 2, 2026 on, at Fairhaven Care Center, and
 the therapies that are given there day by day],
 [Why we denied it:], [The records show that you walk 150 feet with a walker and that you need only a person beside
 you; daily skilled care is no longer needed.],
)
• Keep this page. \\
(a) The first of the letters that are counted.
"""
DENIED = "Your claim is denied because the service\nis not covered under your plan."


def sheet(pdf: bytes) -> Sheet:
    with opened(pdf) as document:
        return page_sheet(document, 0)


def flat(text: str) -> str:
    return " ".join(text.split())


def test_columns_are_read_one_after_the_other_below_what_stands_across():
    read = flat(sheet(set_by_typst(TWO_COLUMNS)).text)
    assert read.startswith(
        "LARKMEAD MUTUAL INSURANCE COMPANY 400 Harbor Street, Duluth, MN 55802 Dear Mr. Oduya:"
    )
    assert (
        "continuous or repeated seepage of water over a period of weeks, months or years. What you may do"
        in read
    )
    assert read.endswith("Nothing in this letter waives any of our rights.")


def test_a_narrow_column_beside_the_letter_comes_after_it():
    page = sheet(set_by_typst(SIDE_COLUMN))
    assert "that you are homebound, as the plan requires for this benefit. You may appeal within" in flat(
        page.text
    )
    [beside] = page.regions
    assert beside.kind == "aside"
    assert flat(page.text[beside.start : beside.end]).startswith(
        "Questions? Member Services 1-800-555-0161 Monday"
    )


def test_an_address_beside_the_letters_numbers_is_a_block():
    lines = sheet(set_by_typst(HEAD)).text.split("\n\n")
    assert lines == [
        "Dana Whitlock\n12 Oak Street\nSpringfield, IL 62701",
        "Claim number: 20260311-0042\nProvider: Eastlake Imaging\nDate processed: 03/18/2026",
    ]


def test_a_table_has_its_headings_and_a_row_on_each_line():
    page = sheet(set_by_typst(BENEFITS))
    benefits, codes = page.tables
    assert benefits.headings == (
        "Date of Service", "Service Description", "Amount Billed", "Allowed Amount", "Not Covered", "Remark Codes",
    )  # fmt: skip
    first, second, total = benefits.values(page.text)
    assert first == {
        "Date of Service": "03/02/2026",
        "Service Description": "Magnetic resonance imaging of the lumbar spine",
        "Amount Billed": "$1,850.00",
        "Allowed Amount": "$0.00",
        "Not Covered": "$1,850.00",
        "Remark Codes": "CO-50, N115",
    }
    assert "Allowed Amount" not in second
    assert total["Not Covered"] == "$1,885.00"
    assert "03/02/2026\tSupplies\t$35.00\t\t$35.00\tPR-96\n" in page.text
    assert codes.headings == ("Code", "What it means")
    assert [row["Code"] for row in codes.values(page.text)] == ["CO-50", "PR-96"]
    assert (
        "\nCO-50\tThese are non-covered services because this is not deemed a medical necessity by"
        in page.text
    )
    assert page.text.endswith("PR-96\tNon-covered charge.")


def test_labels_stand_before_their_values_and_items_keep_their_markers():
    text = sheet(set_by_typst(LABELS)).text
    assert "Member:\tJonah Pell\n" in text
    assert (
        "Service denied:\tContinued stay in a skilled nursing facility, from April 2, 2026 on, at Fairhaven"
        in text
    )
    assert "Why we denied it:\tThe records show" in text
    assert text.endswith("• Keep this page.\n(a) The first of the letters that are counted.")


@pytest.mark.parametrize(
    ("placed", "rotate", "turn"),
    [
        ("", 0, 0),
        ("0 1 -1 0 612 0 cm ", 90, 0),
        ("-1 0 0 -1 612 792 cm ", 180, 0),
        ("0 -1 1 0 0 792 cm ", 270, 0),
        ("0 1 -1 0 612 0 cm ", 0, 90),
        ("-1 0 0 -1 612 792 cm ", 0, 180),
        ("0 -1 1 0 0 792 cm ", 0, 270),
    ],
)
def test_a_page_is_read_however_it_lies(placed, rotate, turn):
    page = sheet(drawn(f"q {placed}{shown(DENIED, 100, 500)} Q", rotate=rotate))
    assert (page.text, page.places.turn) == (DENIED, turn)
    at = page.text.index("denied")
    [box] = page.boxes(at, at + 6)
    long, short = (33.0, 12.9) if turn % 180 == 0 else (12.9, 33.0)
    assert box.right - box.left == pytest.approx(long, abs=1)
    assert box.bottom - box.top == pytest.approx(short, abs=1)
    assert 0 < box.left < box.right < page.width
    assert 0 < box.top < box.bottom < page.height


def test_a_passage_has_a_box_on_each_line_and_a_broken_word_has_two():
    page = sheet(drawn(shown("The service was not medi-\ncally necessary in the\nplan's sense.")))
    assert page.text == "The service was not medically\nnecessary in the\nplan's sense."
    word = page.text.index("medically")
    above, below = page.boxes(word, word + len("medically"))
    assert above.left > below.right
    assert above.bottom <= below.top + 1
    assert len(page.boxes(0, len(page.text))) == 3
    last = page.text.index("cally")
    assert page.boxes(last, last + 5) == [below]


def test_ligatures_and_letters_that_are_held_back_leave_places_right():
    page = sheet(set_by_typst("The office will file a difficult waffle."))
    assert page.text == "The office will file a difficult waffle."
    [office], [difficult] = page.boxes(4, 10), page.boxes(23, 32)
    assert office.right < difficult.left
    page = sheet(drawn(shown("Your \x01\x03claim is denied here today")))
    [denied] = page.boxes(14, 20)
    assert page.text == "Your claim is denied here today"
    assert denied.left == pytest.approx(144.1, abs=1)


def test_the_places_survive_as_plain_data():
    page = sheet(set_by_typst(BENEFITS))
    again = Sheet.from_layout(page.text, page.layout())
    assert (again.tables, again.regions, again.doubts) == (page.tables, page.regions, page.doubts)
    for there, here in zip(again.boxes(0, 30), page.boxes(0, 30), strict=True):
        assert there.left == pytest.approx(here.left, abs=0.1)
        assert there.bottom == pytest.approx(here.bottom, abs=0.1)


def test_running_heads_page_numbers_and_the_signature_are_told_from_the_letter():
    def page(number: int, text: str) -> Sheet:
        return Sheet(f"Quillen Health\nClaim QH-1{number}\n\n{text}\n\nPage {number} of 2")

    closing = "You may appeal.\n\nSincerely,\n\nRuth Adeyemi, RN\nUtilization Management\n\ncc: your provider"
    first, second = with_regions([page(1, "Your claim is denied."), page(2, closing)])
    assert [(region.kind, first.text[region.start : region.end].strip()) for region in first.regions] == [
        ("body", "Quillen Health\nClaim QH-11\n\nYour claim is denied."),
        ("footer", "Page 1 of 2"),
    ]
    assert [(region.kind, second.text[region.start : region.end].strip()) for region in second.regions] == [
        ("header", "Quillen Health"),
        ("body", ""),
        ("header", "Claim QH-12"),
        ("body", "You may appeal."),
        ("signature", "Sincerely,\n\nRuth Adeyemi, RN\nUtilization Management"),
        ("body", "cc: your provider"),
        ("footer", "Page 2 of 2"),
    ]
