"""The PDF: facts stay facts, the bytes stay the same, and the file is tagged, titled and archivable."""

import io
import json
import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from claimback.typesetting.engine import RenderError, typeset
from claimback.typesetting.printable import RANGES, printable, unprintable
from letters.writing import render
from letters.writing.authorities import authorities_by_citation
from letters.writing.cited import group_of
from letters.writing.draft import Block, draft_letter
from letters.writing.facts import LetterFacts
from letters.writing.look import Logo, Look
from letters.writing.render import render_pages, render_pdf
from tests.writing.cases import FULL

LETTER = Path(render.__file__).with_name("letter.typ")
APPEAL = draft_letter("internal_appeal", FULL)


def text_of(pdf: bytes) -> str:
    """All text of the PDF, with white space squeezed."""
    document = pypdfium2.PdfDocument(pdf)
    pages = [page.get_textpage().get_text_bounded() for page in document]
    document.close()
    return " ".join(" ".join(pages).split())


def rendered_with(name: str, outcome: str) -> str:
    facts = replace(FULL, case=replace(FULL.case, client_name=name), outcome_asked=outcome)
    return text_of(render_pdf(draft_letter("internal_appeal", facts), facts))


def test_two_renders_are_the_same_bytes_whatever_was_rendered_between() -> None:
    first = render_pdf(APPEAL, FULL)
    render_pdf(draft_letter("claim_file_request", FULL), FULL)
    assert render_pdf(APPEAL, FULL) == first


def test_threads_render_side_by_side() -> None:
    drafts = [
        draft_letter("claim_file_request", replace(FULL, items_requested=(f"Item {n}",))) for n in range(6)
    ]
    alone = [render_pdf(draft, FULL) for draft in drafts]
    with ThreadPoolExecutor(max_workers=3) as pool:
        together = list(pool.map(lambda draft: render_pdf(draft, FULL), drafts))
    assert together == alone
    assert len(set(alone)) == len(alone)


def test_the_pages_carry_letterhead_address_reference_and_numbers() -> None:
    text = text_of(render_pdf(APPEAL, FULL))
    for expected in (
        "Alder & Quill LLP",
        "(512) 555-0142",
        "By certified mail, return receipt requested",
        "Columbus, Ohio 43299",
        "Member ID NGM 884 201 77",
        "Denial reference ABD-55-10293",
        "Notice of June 12, 2026, page 2",
        "Our file AQ-2026-0117",
        "Page 2 of 5",
        "Miriam Castellanos",
        "Texas Bar No. 00000142",
        "1f1f1f1f1f1f…",
    ):
        assert expected in text
    assert "1f" * 7 not in text


@pytest.fixture
def opened() -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(io.BytesIO(render_pdf(APPEAL, FULL))) as document:
        yield document


def test_the_file_is_tagged_titled_and_in_english(opened: pikepdf.Pdf) -> None:
    assert bool(opened.Root.MarkInfo.Marked)
    assert str(opened.Root.Lang) == "en-US"
    assert bool(opened.Root.ViewerPreferences.DisplayDocTitle)
    metadata = opened.open_metadata()
    assert (
        metadata["dc:title"]
        == "Appeal of the adverse benefit determination dated June 12, 2026 – Dana Whitfield"
    )
    assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
    assert metadata["pdfuaid:part"] == "1"
    assert metadata["xmp:CreateDate"].startswith("2026-08-03T12:00:00")


def tags(element: pikepdf.Object) -> Iterator[str]:
    if isinstance(element, pikepdf.Dictionary):
        if "/S" in element:
            yield str(element.S)
        yield from tags(element.get("/K", pikepdf.Array()))
    elif isinstance(element, pikepdf.Array):
        for kid in element:
            yield from tags(kid)


def test_headings_lists_quotes_and_the_table_are_tagged_as_such(opened: pikepdf.Pdf) -> None:
    found = list(tags(opened.Root.StructTreeRoot.K))
    headings = [block for block in APPEAL.paragraphs if block.kind == "heading"]
    assert found.count("/H1") + found.count("/H2") == len(headings) + 1  # the table of authorities has one
    assert {"/L", "/LI", "/Table", "/TH", "/TD", "/P"} <= set(found)
    of_authorities = 1 + 2 + len(APPEAL.citations)  # its head, two groups, and each authority
    assert found.count("/TR") == 1 + len(FULL.exhibits) + of_authorities


def test_the_exhibits_go_with_the_letter_as_data(opened: pikepdf.Pdf) -> None:
    [name] = opened.attachments
    assert name == "exhibits.json"
    [told] = opened.Root.AF
    assert (str(told.AFRelationship), str(told.EF.F.Subtype)) == ("/Supplement", "/application/json")
    said = json.loads(opened.attachments[name].get_file().read_bytes())
    assert said["letter"]["case_number"] == FULL.case.case_number
    assert [(row["number"], row["sha256"]) for row in said["exhibits"]] == [
        (exhibit.number, exhibit.sha256) for exhibit in FULL.exhibits
    ]


def test_a_letter_without_exhibits_carries_no_file() -> None:
    bare = replace(FULL, exhibits=())
    with pikepdf.open(io.BytesIO(render_pdf(APPEAL, bare))) as document:
        assert not document.attachments


def test_each_authority_is_listed_once_with_every_page_that_cites_it() -> None:
    pages = pypdfium2.PdfDocument(render_pdf(APPEAL, FULL))
    texts = [" ".join(page.get_textpage().get_text_range().split()) for page in pages]
    pages.close()
    first = next(n for n, text in enumerate(texts) if "Table of authorities" in text)
    before, _, after = texts[first].partition("Table of authorities")
    body, table = [*texts[:first], before], " ".join([after, *texts[first + 1 :]])
    assert table.index("Statutes") < table.index("Regulations")
    for canonical in APPEAL.citations:
        citation = authorities_by_citation()[canonical].citation
        cited = [str(n) for n, text in enumerate(body, 1) if re.search(rf"{re.escape(citation)}(?!\()", text)]
        assert cited, citation
        assert f"{citation} {', '.join(cited)}" in table


@pytest.mark.parametrize(
    ("citation", "group"),
    [
        ("29 U.S.C. § 1133", "statutes"),
        ("Tex. Ins. Code § 542.058", "statutes"),
        ("40 P.S. § 991.2164g", "statutes"),
        ("215 ILCS 5/155", "statutes"),
        ("45 C.F.R. § 147.136(b)(3)", "regulations"),
        ("28 Tex. Admin. Code § 21.203", "regulations"),
        ("10 CCR 2695.7", "regulations"),
        ("31 Pa. Code § 146.5(a)", "regulations"),
        ("Fla. Admin. Code r. 69J-166.031", "regulations"),
        ("489 U.S. 101", "cases"),
        ("770 F.3d 1282", "cases"),
        ("2021 WL 1234567", "cases"),
    ],
)
def test_what_kind_of_authority_a_citation_is(citation: str, group: str) -> None:
    assert group_of(citation) == group


def picture_of(width: int, height: int) -> Logo:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "#884400").save(out, "PNG")
    return Logo(data=out.getvalue(), kind="png", width=width, height=height)


@pytest.mark.parametrize(("width", "height"), [(600, 100), (50, 400), (1, 1)])
def test_a_firm_s_letterhead_stands_around_the_text(width: int, height: int) -> None:
    logo = picture_of(width, height)
    look = Look(accent="#7a1f1f", address_lines=("Tower 5", "#eval(1)"), footer_line="*By* <b>", logo=logo)
    pdf = render_pdf(APPEAL, FULL, look=look)
    text = text_of(pdf)
    assert "Alder & Quill LLP Tower 5 #eval(1) (512)" in text
    assert text.count("*By* <b>") == 5
    assert "410 Pecan Street" not in text
    assert logo.inches[0] <= 2.8
    assert logo.inches[1] <= 0.8
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert "/Figure" in list(tags(document.Root.StructTreeRoot.K))


def test_pages_are_drawn_for_looking_at() -> None:
    pages = render_pages(APPEAL, FULL)
    assert len(pages) == 5
    assert all(page.startswith(b"\x89PNG") for page in pages)


MARKUP = (
    "#panic(1)",
    "#{1 + 1}",
    "#read(/etc/passwd)",
    "$x^2$",
    "*bold* _it_ `raw`",
    "@ref <label>",
    "= Heading",
    "- item",
    "a\\#b \\u{41} \\",
    '"quoted" // comment',
    "[content] ] )",
    "~ -- --- ...",
    "https://example.com/",
)


@pytest.mark.parametrize("fact", MARKUP)
def test_a_fact_with_markup_prints_as_it_is(fact: str) -> None:
    text = rendered_with(f"Dana {fact}", f"Approve {fact} now.")
    assert f"Dana {fact}" in text
    assert f"Approve {fact} now." in text


def test_markup_in_every_place_prints_as_it_is() -> None:
    block = Block(kind="list", label="#l", items=("#i *1*",), text="")
    quote = Block(kind="quote", label="#q", text="$q$", source="@s")
    facts = replace(
        FULL,
        firm=replace(FULL.firm, name="A #firm[x]", address_lines=("#a", "$b$")),
        signer=replace(FULL.signer, name="#s", title="*t*", licence="_l_"),
        exhibits=(replace(FULL.exhibits[0], title="#title", sha256="#" * 64),),
        sent_by="#sent",
    )
    text = text_of(
        render_pdf(replace(APPEAL, subject="#sub", paragraphs=(*APPEAL.paragraphs, block, quote)), facts)
    )
    for expected in (
        "A #firm[x]",
        "#a",
        "$b$",
        "#s",
        "*t*",
        "_l_",
        "#title",
        "#sent",
        "#sub",
        "#i *1*",
        "“$q$”",
        "@s",
    ):
        assert expected in text


@pytest.mark.parametrize("name", ["Bartholomew " * 25, "W" * 300])
def test_a_name_of_three_hundred_characters_stays_on_the_page(name: str) -> None:
    facts = replace(FULL, case=replace(FULL.case, client_name=name))
    pdf = render_pdf(draft_letter("internal_appeal", facts), facts)
    assert "".join(name.split()) in "".join(text_of(pdf).replace("\N{ZERO WIDTH SPACE}", "").split())
    document = pypdfium2.PdfDocument(pdf)
    for page in document:
        words = page.get_textpage()
        right = [words.get_charbox(n)[2] for n in range(words.count_chars())]
        assert max(right) <= page.get_width() - 72
    document.close()


def test_right_to_left_text_is_printed() -> None:
    text = rendered_with("Dana \N{HEBREW LETTER DALET}\N{HEBREW LETTER NUN}\N{HEBREW LETTER HE}", "Approve.")
    assert "\N{HEBREW LETTER DALET}" in text


@pytest.mark.parametrize(
    ("character", "shown"),
    [
        ("\N{GRINNING FACE}", "[U+1F600]"),
        ("\N{RIGHT-TO-LEFT OVERRIDE}", "[U+202E]"),
        ("\N{ZERO WIDTH SPACE}", "[U+200B]"),
        ("\u4e2d", "[U+4E2D]"),
        ("\N{COMBINING LONG STROKE OVERLAY}", "[U+0336]"),
        ("\x00", "[U+0000]"),
        ("\x1b", "[U+001B]"),
    ],
)
def test_a_character_without_a_glyph_is_shown_by_its_number_and_never_dropped(
    character: str, shown: str
) -> None:
    assert unprintable(f"a{character}b") == (character,)
    assert f"Dana {shown} Whitfield" in rendered_with(f"Dana {character} Whitfield", "Approve.")


def test_every_character_said_to_be_printable_is() -> None:
    signs = [chr(code) for first, last in RANGES for code in range(first, last + 1)]
    assert [
        sign for sign in signs if unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Mn", "Me", "Mc"}
    ] == []
    text = " ".join(signs)
    assert unprintable(text) == ()
    facts = replace(FULL, outcome_asked=text)
    assert render_pdf(draft_letter("internal_appeal", facts), facts).startswith(b"%PDF")


EDITED = {
    "nothing left": (),
    "lower heading first": (Block(kind="heading", level=2, text="a"), Block(kind="text", text="b")),
    "empty heading": (Block(kind="heading", level=1), Block(kind="text", text="b")),
    "empty list": (Block(kind="list"), Block(kind="list", items=("",))),
    "empty quote": (Block(kind="quote"),),
    "empty text": (Block(kind="text", label="Evidence"),),
    "text after the signature": (Block(kind="signature"), Block(kind="heading", level=2, text="Enclosures")),
}


@pytest.mark.parametrize("blocks", EDITED.values(), ids=EDITED.keys())
def test_a_draft_that_was_edited_down_still_renders(blocks: tuple[Block, ...]) -> None:
    assert "Dana Whitfield" in text_of(render_pdf(replace(APPEAL, paragraphs=blocks), FULL))


def test_sections_and_their_grounds_are_numbered_up_to_the_signature() -> None:
    text = text_of(render_pdf(APPEAL, FULL))
    for heading in (
        "1. Outcome requested",
        "2.1 Medical necessity",
        "2.2 Experimental",
        "5. If the denial is upheld",
    ):
        assert heading in text
    assert "6. Exhibits" not in text


def test_an_accent_that_was_typed_apart_is_composed() -> None:
    assert printable("Jose\N{COMBINING ACUTE ACCENT}") == "José"


@given(st.text(max_size=200))
@settings(max_examples=20, deadline=None, derandomize=True)
def test_any_text_can_be_rendered(text: str) -> None:
    block = Block(kind="text", text=text, label=text or None)
    assert render_pdf(replace(APPEAL, subject=text, paragraphs=(block,)), FULL).startswith(b"%PDF")


def test_a_letter_that_knows_nothing_previews_with_its_holes() -> None:
    text = text_of(render_pdf(draft_letter("internal_appeal", LetterFacts()), LetterFacts()))
    for path in ("firm.name", "letter_date", "case.insurer_name", "case.member_id", "signer.name", "grounds"):
        assert f"[MISSING: {path}]" in text


def test_a_fork_of_a_process_that_has_rendered_is_refused_and_does_not_hang() -> None:
    script = (
        "import os\n"
        "from letters.writing.draft import draft_letter\n"
        "from letters.writing.render import render_pdf\n"
        "from claimback.typesetting.engine import RenderError\n"
        "from tests.writing.cases import FULL\n"
        "draft = draft_letter('claim_file_request', FULL)\n"
        "render_pdf(draft, FULL)\n"
        "child = os.fork()\n"
        "if not child:\n"
        "    try:\n"
        "        render_pdf(draft, FULL)\n"
        "    except RenderError:\n"
        "        os._exit(7)\n"
        "print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))\n"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=root, capture_output=True, text=True, timeout=20, check=True
    )
    assert done.stdout.strip() == "7"


def test_an_engine_that_refuses_says_why() -> None:
    with pytest.raises(RenderError, match="can't be set as an accessible, archivable PDF"):
        typeset(LETTER, "letter", {}, dated=date(2026, 8, 3))
