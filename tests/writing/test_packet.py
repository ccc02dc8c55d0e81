"""The packet: parts in order with their pages and hashes, bookmarked, and a bad exhibit named with its remedy."""

import hashlib
import io
from dataclasses import replace
from datetime import date

import pikepdf
import pypdfium2
import pytest

from letters.writing.draft import draft_letter
from letters.writing.facts import ExhibitFacts
from letters.writing.packet import Packet, PacketError, build_packet, manifest_to_json
from letters.writing.render import render_pdf
from tests.writing.cases import FULL

LETTER = render_pdf(draft_letter("internal_appeal", FULL), FULL)


def blank(pages: int, encryption: pikepdf.Encryption | None = None) -> bytes:
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page(page_size=(300, 400))
    out = io.BytesIO()
    if encryption:
        document.save(out, encryption=encryption)
    else:
        document.save(out, deterministic_id=True)
    return out.getvalue()


def listed(exhibit: ExhibitFacts, content: bytes) -> tuple[ExhibitFacts, bytes]:
    return replace(exhibit, sha256=hashlib.sha256(content).hexdigest()), content


EXHIBITS = [listed(exhibit, blank(exhibit.pages or 1)) for exhibit in FULL.exhibits]


def packet(exhibits: list[tuple[ExhibitFacts, bytes]] = EXHIBITS, letter: bytes = LETTER) -> Packet:
    return build_packet(letter, exhibits, case_number="AQ-2026-0117", dated=date(2026, 8, 3))


def test_the_parts_stand_in_order_with_their_pages_and_hashes() -> None:
    made = packet()
    spans = [(part.kind, part.exhibit, part.first_page, part.last_page) for part in made.parts]
    assert spans == [
        ("letter", None, 1, 4),
        ("slip_sheet", 1, 5, 5),
        ("exhibit", 1, 6, 7),
        ("slip_sheet", 2, 8, 8),
        ("exhibit", 2, 9, 9),
        ("slip_sheet", 3, 10, 10),
        ("exhibit", 3, 11, 13),
    ]
    assert made.parts[0].sha256 == hashlib.sha256(LETTER).hexdigest()
    assert [part.sha256 for part in made.parts if part.kind == "exhibit"] == [
        facts.sha256 for facts, _ in EXHIBITS
    ]
    assert made.sha256 == hashlib.sha256(made.pdf).hexdigest()
    manifest = manifest_to_json(made)
    assert manifest["pages"] == 13
    assert (
        manifest["parts"][2]["title"] == "Exhibit 1: Physical therapy records, Brazos Rehabilitation Center"
    )


def test_each_slip_sheet_names_the_exhibit_behind_it() -> None:
    document = pypdfium2.PdfDocument(packet().pdf)
    for number, page in ((1, 5), (2, 8), (3, 10)):
        text = document[page - 1].get_textpage().get_text_bounded()
        assert f"Exhibit {number}" in text
        assert "AQ-2026-0117" in text
        assert document[page].get_size() == (300, 400)
    document.close()


def test_bookmarks_open_the_letter_and_each_slip_sheet() -> None:
    with pikepdf.open(io.BytesIO(packet().pdf)) as document, document.open_outline() as outline:
        targets = [item.destination for item in outline.root]
        pages = [
            document.pages.index(pikepdf.Page(target[0])) + 1
            for target in targets
            if isinstance(target, pikepdf.Array)
        ]
        assert [item.title.split(":")[0] for item in outline.root] == [
            "Letter",
            "Exhibit 1",
            "Exhibit 2",
            "Exhibit 3",
        ]
        assert pages == [1, 5, 8, 10]


def test_the_letters_language_and_title_stay_and_its_conformance_claim_goes() -> None:
    with pikepdf.open(io.BytesIO(packet().pdf)) as document:
        metadata = document.open_metadata()
        assert str(document.Root.Lang) == "en-US"
        assert "Dana Whitfield" in metadata["dc:title"]
        assert "pdfaid:part" not in metadata
        assert "pdfuaid:part" not in metadata


def test_the_same_parts_give_the_same_bytes() -> None:
    assert packet().pdf == packet().pdf


def test_a_letter_without_exhibits_is_a_packet_too() -> None:
    assert [part.kind for part in packet([]).parts] == ["letter"]


PASSWORD = pikepdf.Encryption(owner="owner", user="user")
OWNER_ONLY = pikepdf.Encryption(owner="owner", user="")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (blank(1, PASSWORD), "Exhibit 2: the PDF is encrypted. Attach a copy without a password."),
        (blank(1, OWNER_ONLY), "Exhibit 2: the PDF is encrypted. Attach a copy without a password."),
        (b"not a PDF at all", "Exhibit 2: the file is not a readable PDF."),
        (b"", "Exhibit 2: the file is not a readable PDF."),
        (b"%PDF-1.7\n" + b"\x00" * 500, "Exhibit 2: the file is not a readable PDF."),
        (blank(0), "Exhibit 2: the PDF has no page."),
        (blank(2), "Exhibit 2: the PDF has 2 pages and the exhibit list says 1."),
    ],
)
def test_an_exhibit_that_cannot_be_merged_is_named(content: bytes, message: str) -> None:
    with pytest.raises(PacketError) as caught:
        packet([EXHIBITS[0], listed(FULL.exhibits[1], content)])
    assert str(caught.value).startswith(message)
    assert caught.value.part == "Exhibit 2"


def test_an_exhibit_exchanged_after_it_was_listed_is_refused() -> None:
    with pytest.raises(PacketError, match="Exhibit 1: the file is not the one that the exhibit list names"):
        packet([(EXHIBITS[0][0], blank(2) + b"\n")])


def test_two_exhibits_of_one_number_are_refused() -> None:
    with pytest.raises(PacketError, match="two exhibits bear one number"):
        packet([EXHIBITS[0], EXHIBITS[0]])


def test_a_letter_that_is_no_pdf_is_named() -> None:
    with pytest.raises(PacketError, match=r"^Letter: "):
        packet(letter=b"Dear Sirs")
