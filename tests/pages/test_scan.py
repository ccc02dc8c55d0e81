"""Pages that are pictures: recognised words in order, with their places, however it lies; and layers over it."""

import io

import pytest
from PIL import Image

from claimback.pages import ocr, scan
from claimback.pages.pdf import opened, page_sheet
from claimback.pages.sheet import Sheet
from claimback.pages.unreadable import UnreadableFile
from claimback.pages.upright import upright
from letters.reading.pages import pages_of
from tests.pages.documents import drawn, saved, scanned, set_by_typst, shown

NOTICE = """
#set text(size: 14pt)
#table(columns: (110pt, 110pt, 110pt), stroke: 0.5pt,
 [Service date], [Amount billed], [Not covered], [03/02/2026], [\\$1,850.00], [\\$1,850.00],
 [03/05/2026], [\\$240.00], [\\$35.00])
We have denied your claim because the service is not covered under the terms of your plan.
"""
LAYER = shown(
    "Your claim is approved and payment was made to your provider\nin full on the day shown.", more="3 Tr"
)
PICTURE = "q 612 0 0 792 0 0 cm /I Do Q "


def crooked(turned: int, lean: float) -> Image.Image:
    """A part of the notice's scan, lying as given."""
    page = scanned(set_by_typst(NOTICE), 150).crop((80, 100, 1275, 340))
    leaning = page.rotate(lean, expand=True, fillcolor=255, resample=Image.Resampling.BICUBIC)
    return leaning.rotate(turned, expand=True, fillcolor=255)


def test_a_crooked_scan_is_read_by_rows_with_the_place_of_every_word():
    picture = crooked(0, 5)
    [page] = pages_of("scan.png", saved(picture), recognise=True)
    assert page.tables[0].headings == ("Service date", "Amount billed", "Not covered")
    assert "03/02/2026\t$1,850.00\t$1,850.00" in page.text
    at = page.text.index("denied")
    [box] = page.boxes(at, at + len("denied"))
    ink = picture.crop((int(box.left), int(box.top), int(box.right), int(box.bottom)))
    assert ink.getextrema()[0] < 100
    assert (page.width, page.height) == picture.size
    assert page.places.confidence(0, len(page.text)) > 50
    assert box.bottom - box.top < 60


def test_a_picture_on_its_head_is_turned(monkeypatch):
    read: list[int] = []

    def read_as(picture: Image.Image, turn: int, scale: float) -> ocr.Recognised:
        read.append(turn)
        return ocr.Recognised(confidence=90 if turn == 180 else 30, turn=turn)

    monkeypatch.setattr(ocr, "_read", read_as)
    monkeypatch.setattr(ocr, "_turn", lambda picture: 180)
    assert ocr.recognise(Image.new("L", (1700, 2200), 255)).turn == 180
    assert read == [0, 180]


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_the_way_back_from_an_upright_picture(turn):
    picture = Image.new("L", (400, 300), 255)
    picture.paste(0, (100, 40, 140, 60))
    way = upright(picture, turn)
    dark = way.picture.point(lambda shade: 255 - shade).getbbox()
    assert dark is not None
    assert way.back(dark) == pytest.approx((100, 40, 140, 60))


def test_the_lean_of_lines_is_told():
    assert [upright(crooked(0, lean), 0).lean for lean in (0, 5, -4)] == [0, -5, 4]


def seen(monkeypatch: pytest.MonkeyPatch, text: str, confidence: int, pdf: bytes) -> Sheet:
    monkeypatch.setattr(ocr, "is_installed", lambda: True)
    monkeypatch.setattr(scan, "scanned", lambda picture, **size: (Sheet(text), confidence))
    with opened(pdf) as document:
        return scan.page_read(document, 0, recognise=True)[0]


def test_a_scans_hidden_text_is_compared_with_its_picture(monkeypatch):
    paper = Image.effect_noise((306, 396), 80)
    pdf = drawn(PICTURE + LAYER, picture=saved(paper, "JPEG"))
    with opened(pdf) as document:
        layer = page_sheet(document, 0)
    assert [doubt.code for doubt in layer.doubts] == ["layer_unchecked", "not_recognised"]
    same = seen(monkeypatch, layer.text.replace("full", "fall"), 90, pdf)
    assert (same.text, [doubt.code for doubt in same.doubts]) == (layer.text, [])
    other = seen(monkeypatch, "Your claim is denied because no service was covered.", 90, pdf)
    assert (other.text[:20], [doubt.code for doubt in other.doubts]) == (
        "Your claim is denied",
        ["layer_differs"],
    )
    unclear = seen(monkeypatch, "Yovr olaim ls denled hecause", 50, pdf)
    assert (unclear.text, unclear.doubts[0].code) == (layer.text, "layer_differs")


def test_text_beside_a_picture_of_a_page_is_not_the_page(monkeypatch):
    fax = PICTURE + "0 g " + shown("FROM 614-555-0147 TO 614-555-0199 PAGE 01 OF 03", y=770, size=8)
    pdf = drawn(fax, picture=saved(Image.new("L", (306, 396), 255), "JPEG"))
    [page] = pages_of("fax.pdf", pdf)
    assert [doubt.code for doubt in page.doubts] == ["not_recognised"]
    assert seen(monkeypatch, "We have denied your claim for the fusion. " * 3, 88, pdf).text.startswith(
        "We have denied"
    )


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("scan.png", b"\x89PNG\r\n\x1a\n" + bytes(20), "kind_not_read"),
        ("scan.jpg", saved(Image.new("L", (900, 900), 255), "JPEG")[:400], "damaged"),
        ("blank.gif", saved(Image.new("L", (40, 40), 255), "GIF"), "no_text"),
    ],
)
def test_a_picture_that_cannot_be_read_is_refused(name, data, code):
    with pytest.raises(UnreadableFile) as refused:
        pages_of(name, data, recognise=True)
    assert refused.value.code == code


def test_without_text_recognition_the_remedy_is_named(monkeypatch):
    monkeypatch.setattr(ocr, "is_installed", lambda: False)
    with pytest.raises(UnreadableFile, match="extra `ocr`"):
        pages_of("scan.png", saved(Image.new("L", (40, 40), 255)), recognise=True)


def test_every_picture_of_a_file_is_a_page():
    out, page = io.BytesIO(), Image.new("1", (40, 40), 1)
    page.save(out, format="TIFF", save_all=True, append_images=[page, page])
    assert len(list(scan.frames(out.getvalue()))) == 3
