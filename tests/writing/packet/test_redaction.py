"""What is redacted is gone from the file, whatever it was in; what came beside the pages is gone; what prints stays."""

from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name, String

from claimback.pages.pdf import opened, page_sheet
from letters.writing.packet import redaction
from letters.writing.packet.build import build_packet
from letters.writing.packet.exhibits import prepare
from letters.writing.packet.plan import Packet, Redaction
from letters.writing.packet.proposals import PageOfFile, propose
from letters.writing.packet.redaction import check_redaction, without_spans
from tests.writing.packet.papers import SECRET, data, everything, exhibit, pdf, plan, texts

LINE = (0.1, 0.105, 0.6, 0.13)
"""Where the text of `pdf` stands on its page."""


def loaded() -> pikepdf.Pdf:
    """A PDF that has the secret in every place that a PDF has for words, beside the page's own text."""
    document = pdf(f"SSN {SECRET}", "Open page")
    page, root = document.pages[0].obj, document.Root
    stream = document.make_stream(SECRET.encode())
    script = Dictionary(S=Name.JavaScript, JS=String(f"app.alert('{SECRET}')"))
    look = document.make_stream(
        b"BT /F 12 Tf 5 5 Td (Printed mark) Tj ET",
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array([0, 0, 200, 20]),
        Resources=page.Resources,
    )
    note: dict[str, Any] = {"Type": Name.Annot, "F": 4, "Contents": String(SECRET)}
    field = Dictionary(
        **note, Subtype=Name.Widget, FT=Name.Tx, T=String("id"), V=String(SECRET), Rect=[72, 600, 272, 620]
    )
    field.AP = Dictionary(N=look)
    fields = document.make_indirect(field)
    page.Annots = Array(
        [
            fields,
            Dictionary(**note, Subtype=Name.Text, Rect=[10, 10, 30, 30]),
            Dictionary(
                **note, Subtype=Name.Link, Rect=[1, 1, 2, 2], A=Dictionary(S=Name.Launch, F=String(SECRET))
            ),
            Dictionary(
                **note, Subtype=Name.FileAttachment, Rect=[1, 1, 2, 2], FS=Dictionary(EF=Dictionary(F=stream))
            ),
        ]
    )
    document.pages[1].obj.Annots = Array([fields])
    page.Thumb = page.Metadata = stream
    page.PieceInfo = Dictionary(App=Dictionary(Private=String(SECRET)))
    page.AA = Dictionary(O=script)
    root.AcroForm = Dictionary(Fields=Array([fields]), XFA=stream)
    root.OpenAction, root.Metadata, root.AF = script, stream, Array([Dictionary(EF=Dictionary(F=stream))])
    root.StructTreeRoot = Dictionary(K=Dictionary(S=Name.P, ActualText=String(SECRET), Pg=page))
    document.attachments["secret.txt"] = SECRET.encode()
    root.Names.JavaScript = Dictionary(Names=Array([String("x"), script]))
    document.docinfo["/Title"] = SECRET
    with document.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem(SECRET, 0))
    return document


def build(tmp_path: Path, document: pikepdf.Pdf, *redactions: Redaction) -> Packet:
    return build_packet(plan(exhibit(tmp_path, 1, data(document), redactions=redactions)), tmp_path)


def test_nothing_of_what_is_redacted_is_left_in_any_place(tmp_path: Path) -> None:
    content = data(loaded())
    (tmp_path / "before.pdf").write_bytes(content)
    assert SECRET in everything(tmp_path / "before.pdf")
    packet = build(tmp_path, loaded(), Redaction(page=1, reason="Social Security number", box=LINE))
    part = packet.parts[-1]
    assert part.redacted_pages == (1,)
    assert set(part.removed) == {
        "actions",
        "attached files",
        "comments and links (printed marks stay)",
        "document properties",
        "form fields (their entries stay, printed)",
        "scripts",
    }
    left = everything(packet.path)
    for word in (
        SECRET,
        "JavaScript",
        "/Launch",
        "/XFA",
        "/AcroForm",
        "/FileAttachment",
        "secret.txt",
        "/AA",
    ):
        assert word not in left, word
    said = texts(packet.path)
    page = (part.first_page or 0) - 1
    assert said[page].strip() == "CB000041"
    assert "Open page" in said[page + 1]
    assert "Printed mark" in said[page + 1]
    assert "Redacted: page 1 of the exhibit (Social Security number)" in " ".join(said[4].split())


def test_the_pictures_of_a_redacted_page_show_a_black_box(tmp_path: Path) -> None:
    packet = build(tmp_path, loaded(), Redaction(page=1, reason="SSN", box=LINE))
    at = (packet.parts[-1].first_page or 0) - 1
    with pikepdf.open(packet.path) as document:
        image = document.pages[at].obj.Resources.XObject.Page
        assert isinstance(image, pikepdf.Stream)
        picture = pikepdf.PdfImage(image).as_pil_image().convert("L")
    assert picture.size == (1700, 2200)
    inside = picture.crop((180, 240, 500, 280))
    assert inside.getextrema() == (0, 0)
    assert picture.getpixel((1600, 2100)) == 255


def test_pages_between_redacted_ones_stay_in_their_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redaction, "_AT_ONCE", 2)
    document = pdf(*(f"Page number {n}" for n in range(1, 9)), size=(300, 400))
    document.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(P=String(SECRET))]))
    hidden = [Redaction(page=n, reason="SSN", box=LINE) for n in (1, 2, 5, 7)]
    seen: list[int] = []
    listed = exhibit(tmp_path, 1, data(document), redactions=hidden)
    one = prepare(listed, tmp_path, dated=plan().dated, told=seen.append)
    shown = ["" if n in (1, 2, 5, 7) else f"Page number {n}" for n in range(1, 9)]
    assert [text.strip() for text in texts(one.path)] == shown
    assert seen == [1, 2, 5, 7]
    assert SECRET not in everything(one.path)


def test_a_page_that_looks_the_same_without_its_fields_keeps_its_words(tmp_path: Path) -> None:
    packet = build(tmp_path, loaded())
    at = (packet.parts[-1].first_page or 0) - 1
    said = texts(packet.path)
    assert SECRET in said[at]
    assert "Printed mark" in said[at]
    assert packet.parts[-1].treated == ("form entries and printed marks made part of the page",)
    left = everything(packet.path)
    assert "app.alert" not in left
    assert "/XFA" not in left


def test_what_is_on_a_hidden_layer_is_gone_and_the_rest_is_shown(tmp_path: Path) -> None:
    document = pdf("Shown words", "Another page")
    layer = document.make_indirect(Dictionary(Type=Name.OCG, Name=String("Draft")))
    page = document.pages[0].obj
    page.Resources = Dictionary(Font=page.Resources.Font, Properties=Dictionary(L=layer))
    hidden = f"/OC /L BDC BT /F 12 Tf 72 500 Td ({SECRET}) Tj ET EMC".encode()
    page.Contents = Array([page.Contents, document.make_stream(hidden)])
    document.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer])))
    packet = build(tmp_path, document)
    part = packet.parts[-1]
    assert (part.removed[-1], part.treated) == (
        "hidden layers",
        ("pages with hidden layers drawn as pictures: 1",),
    )
    left = everything(packet.path)
    assert SECRET not in left
    assert "/OCProperties" not in left
    drawn = (
        pypdfium2.PdfDocument(packet.path)[(part.first_page or 0) - 1].render(scale=1).to_pil().convert("L")
    )
    assert drawn.crop((72, 80, 200, 100)).getextrema()[0] < 60
    assert drawn.crop((72, 280, 200, 300)).getextrema()[0] == 255
    assert "Another page" in texts(packet.path)[-1]


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_proposed_box_covers_its_words_on_a_turned_page(tmp_path: Path, turn: int) -> None:
    content = data(pdf(f"Number {SECRET} of the member", turn=turn))
    with opened(content) as document:
        sheet = page_sheet(document, 0)
    (found,) = propose([PageOfFile(1, sheet.text, sheet.layout())])
    assert (found.kind, found.shown) == ("social_security_number", "•••-••-••12")
    hidden = Redaction(page=1, reason=found.reason, box=found.box)
    one = prepare(exhibit(tmp_path, 1, content, redactions=[hidden]), tmp_path, dated=plan().dated)
    before = pypdfium2.PdfDocument(content)[0].render(scale=1).to_pil().convert("L")
    after = pypdfium2.PdfDocument(one.path)[0].render(scale=1).to_pil().convert("L")
    assert after.size == before.size
    assert found.box is not None
    left, top, right, bottom = (part * edge for part, edge in zip(found.box, before.size * 2, strict=True))
    assert after.crop((int(left) + 2, int(top) + 2, int(right) - 2, int(bottom) - 2)).getextrema()[1] < 255
    assert after.getpixel((int(left) + 2, int(top) + 2)) < 40


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        (f"SSN: {SECRET}", ["social_security_number"]),
        ("536 90 4412 and 536\u201390\u20134412", ["social_security_number"] * 2),
        ("Social Security No. 536904412", ["social_security_number"]),
        ("SSN ***-**-4412", ["social_security_number"]),
        ("000-12-3456, 666-12-3456, 900-12-3456, 536-00-4412, 536-90-0000", []),
        ("Claim 1536-90-44120, phone 614-555-0161", []),
        ("Member XK 442 01, again XK44201 and xk-442-01", ["member_id"] * 3),
        ("Group XK442011", []),
        ("DOB: 03/02/1974; Date of Birth March 2, 1974; born on 1974-03-02", ["date_of_birth"] * 3),
        ("Seen on 03/02/1974", []),
        ("Card 4111 1111 1111 1111, not 4111 1111 1111 1112", ["payment_card"]),
        ("Dr. Halvorsen-Pike wrote; HALVORSEN PIKE signed", ["words"] * 2),
    ],
)
def test_proposals_know_numbers_by_their_form(text: str, kinds: list[str]) -> None:
    found = propose([PageOfFile(3, text)], known=[("member_id", "XK 442 01")], words=["Halvorsen-Pike", "Dr"])
    assert [one.kind for one in found] == kinds
    for one in found:
        assert one.page == 3
        assert one.span is not None
        hidden = without_spans(text, [Redaction(page=3, reason=one.reason, span=one.span)])
        assert text[one.span[0] : one.span[1]] not in hidden or kinds.count(one.kind) > 1


def test_a_text_is_redacted_by_its_characters(tmp_path: Path) -> None:
    text = f"The number is {SECRET}.\nAll else stays."
    (found,) = propose([PageOfFile(1, text)])
    hidden = Redaction(page=1, reason=found.reason, span=found.span)
    listed = exhibit(tmp_path, 1, text.encode(), media_type="text/plain", redactions=[hidden])
    packet = build_packet(plan(listed), tmp_path)
    said = texts(packet.path)[-1]
    assert SECRET not in everything(packet.path)
    assert "[Social Security number]" in said
    assert "All else stays." in said


@pytest.mark.parametrize(
    ("values", "by_span", "said"),
    [
        ({"box": LINE}, False, ""),
        ({"span": (0, 4)}, True, ""),
        ({"box": LINE, "page": 9}, False, "no page 9"),
        ({"box": LINE, "reason": " "}, False, "Say why"),
        ({"box": (0.5, 0.1, 0.4, 0.2)}, False, "Give a box"),
        ({"box": (0, 0, 1.2, 1)}, False, "Give a box"),
        ({"span": (0, 4)}, False, "Give a box"),
        ({"box": LINE}, True, "give a span"),
        ({"span": (4, 4)}, True, "give a span"),
    ],
)
def test_a_wrong_redaction_is_told(values: dict[str, Any], by_span: bool, said: str) -> None:
    told: dict[str, Any] = {"page": 1, "reason": "SSN"} | values
    wrong = check_redaction(Redaction(**told), pages=3, by_span=by_span)
    assert (said in wrong) if said else wrong == ""
