"""Text that a PDF holds and does not show, and text that is none."""

from textwrap import wrap

import pytest

from claimback.pages.pdf import opened, page_sheet
from claimback.pages.quality import is_garbled, likeness
from claimback.pages.repair import repaired
from claimback.pages.sheet import Sheet
from tests.pages.documents import drawn, shown

DENIED = "Your claim is denied because the service\nis not covered under your plan."
HIDDEN = "Your claim is approved in full."
PROSE = (
    "We reviewed the request for home health aide services from your provider. We are unable to approve the request "
    "because the records do not show that you are homebound, as the plan requires for this benefit."
)


def sheet(pdf: bytes) -> Sheet:
    with opened(pdf) as document:
        return page_sheet(document, 0)


@pytest.mark.parametrize(
    ("content", "crop"),
    [
        (shown(HIDDEN, y=400, more="3 Tr"), ()),
        ("1 g " + shown(HIDDEN, y=400), ()),
        (shown(HIDDEN, y=400) + " 0 g 60 380 400 40 re f", ()),
        (shown(HIDDEN, y=400) + " 1 g 60 380 400 40 re f", ()),
        (shown(HIDDEN, y=770), (0, 0, 612, 750)),
        (shown(HIDDEN, y=400, size=1), ()),
    ],
    ids=["invisible", "white", "under black", "under white", "outside", "tiny"],
)
def test_text_that_nobody_sees_is_left_out_and_flagged(content, crop):
    page = sheet(drawn(f"0 g {shown(DENIED)} {content}", crop=crop))
    assert page.text == DENIED
    [doubt] = page.doubts
    assert (doubt.code, HIDDEN in doubt.why) == ("hidden_text", True)


@pytest.mark.parametrize(
    "content",
    [
        "0 g 60 380 400 40 re f 1 g " + shown(HIDDEN, y=400),
        "0.9 g 60 380 400 40 re f 0 g " + shown(HIDDEN, y=400),
        shown(HIDDEN, y=400) + " 72 397 120 1 re f",
        shown(HIDDEN, y=400) + " 60 300 400 40 re f",
    ],
    ids=["white on black", "on grey", "underlined", "above a bar"],
)
def test_text_that_is_seen_stays(content):
    page = sheet(drawn(f"0 g {shown(DENIED)} {content}"))
    assert (page.text, page.doubts) == (f"{DENIED}\n\n{HIDDEN}", ())


def test_a_watermark_stands_behind_the_letter():
    page = sheet(
        drawn(shown(DENIED) + "q 0.7 0.7 -0.7 0.7 200 200 cm " + shown("COPY", 0, 0, size=40) + " Q")
    )
    assert page.text == f"{DENIED}\n\nCOPY"
    assert [region.kind for region in page.regions] == ["aside"]


@pytest.mark.parametrize(
    ("misread", "meant"),
    [
        ("isnâ€™t covered", "isn’t covered"),
        ("JosÃ© GarcÃ\xada", "José García"),
        ("Â§ 2560.503", "§ 2560.503"),
        ("São Paulo, Ångström", "São Paulo, Ångström"),
    ],
)
def test_a_misread_encoding_is_put_right_and_nothing_else(misread, meant):
    assert repaired(misread) == meant


def test_garbled_text_is_told_from_words():
    mixed = PROSE.translate(str.maketrans("aeioutnshr", "qxzkjvwpfg"))
    assert is_garbled(mixed)
    assert not is_garbled(PROSE)
    assert likeness("CO-50 $12.00") is None
    page = sheet(drawn(shown("\n".join(wrap(mixed, 70)))))
    assert [doubt.code for doubt in page.doubts] == ["garbled"]
