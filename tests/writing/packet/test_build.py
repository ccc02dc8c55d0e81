"""The packet: parts in order with pages, numbers and hashes; index, links, bookmarks; bad exhibits named together."""

import hashlib
import io
import json
from email.message import EmailMessage
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from letters.writing.packet.bates import Stamp
from letters.writing.packet.build import build_packet
from letters.writing.packet.exhibits import prepare
from letters.writing.packet.manifest import manifest_to_json
from letters.writing.packet.numbering import POSITIONS, Bates
from letters.writing.packet.plan import Packet, PacketError, Plan, Redaction
from tests.writing.packet.papers import LETTER, data, exhibit, pdf, picture, plan, texts

BOX = (0.1, 0.05, 0.6, 0.15)


@pytest.fixture
def built(tmp_path: Path) -> tuple[Plan, Packet]:
    told = plan(
        exhibit(tmp_path, 1, data(pdf("First", "Second")), title="Therapy records"),
        exhibit(tmp_path, 2, picture("JPEG"), media_type="image/jpeg"),
        exhibit(tmp_path, 3, b"never opened", skipped="It is encrypted; the insurer has it."),
        exhibit(tmp_path, 4, b"Line one\nLine two\n", media_type="text/plain"),
    )
    made = tmp_path / "made"
    made.mkdir()
    return told, build_packet(told, made)


def test_the_parts_stand_in_order_with_their_pages_numbers_and_hashes(built: tuple[Plan, Packet]) -> None:
    told, packet = built
    assert [
        (part.kind, part.exhibit, part.first_page, part.last_page, part.bates_first, part.bates_last)
        for part in packet.parts
    ] == [
        ("letter", None, 1, 4, "", ""),
        ("index", None, 5, 5, "", ""),
        ("slip_sheet", 1, 6, 6, "", ""),
        ("exhibit", 1, 7, 8, "CB000041", "CB000042"),
        ("slip_sheet", 2, 9, 9, "", ""),
        ("exhibit", 2, 10, 10, "CB000043", "CB000043"),
        ("skipped", 3, None, None, "", ""),
        ("slip_sheet", 4, 11, 11, "", ""),
        ("exhibit", 4, 12, 12, "CB000044", "CB000044"),
    ]
    assert (packet.pages, packet.bates_last) == (12, 44)
    content = packet.path.read_bytes()
    assert (packet.sha256, packet.size) == (hashlib.sha256(content).hexdigest(), len(content))
    first, second = packet.parts[3], packet.parts[5]
    assert first.included_sha256 == first.sha256 == told.exhibits[0].sha256
    assert second.included_sha256 != second.sha256 == told.exhibits[1].sha256
    assert second.treated == ("picture set on paper",)
    said = texts(packet.path)
    for page, words in ((6, "Exhibit 1"), (7, "First"), (7, "CB000041"), (8, "CB000042"), (12, "Line two")):
        assert words in said[page - 1]
    assert "CB0000" not in "".join(said[:4])


def test_the_index_tells_pages_numbers_and_what_is_left_out_and_leads_to_each_exhibit(
    built: tuple[Plan, Packet],
) -> None:
    _, packet = built
    index = " ".join(texts(packet.path)[4].split())
    for words in (
        "Therapy records",
        "7–8",
        "CB000041–CB000042",
        "Not included: It is encrypted; the insurer",
    ):
        assert words in index
    with pikepdf.open(packet.path) as document:
        led = [document.pages.index(pikepdf.Page(note.Dest[0])) + 1 for note in document.pages[4].obj.Annots]
        assert led == [6, 9, 11]


def test_the_approved_bytes_and_the_manifest_are_attached(built: tuple[Plan, Packet]) -> None:
    told, packet = built
    with pikepdf.open(packet.path) as document:
        assert document.attachments["letter.pdf"].get_file().read_bytes() == LETTER
        manifest = json.loads(document.attachments["manifest.json"].get_file().read_bytes())
    assert manifest["parts"][0]["sha256"] == hashlib.sha256(LETTER).hexdigest()
    assert manifest["parts"][6]["skipped"] == "It is encrypted; the insurer has it."
    kept = manifest_to_json(told, packet)
    assert (kept.pop("sha256"), kept.pop("size")) == (packet.sha256, packet.size)
    assert kept == manifest


def test_bookmarks_are_nested_and_pages_are_called_by_their_numbers(built: tuple[Plan, Packet]) -> None:
    _, packet = built
    with pikepdf.open(packet.path) as document, document.open_outline() as outline:
        letter, index, exhibits = outline.root
        assert (letter.title, index.title) == ("Letter", "Exhibit index")
        assert len(letter.children) > 1
        assert exhibits.children[0].title == "Exhibit 1: Therapy records (CB000041–CB000042)"
        targets = [one.destination for one in exhibits.children]
        pages = [pikepdf.Page(target[0]) for target in targets if isinstance(target, pikepdf.Array)]
        assert [document.pages.index(page) + 1 for page in pages] == [6, 9, 11]
        labels = [str(document.pages[at].label) for at in (0, 4, 5, 6, 7, 11)]
    assert labels == ["Letter 1", "Index 1", "Slip sheet 1", "CB000041", "CB000042", "CB000044"]


def test_the_letters_language_stays_and_its_conformance_claim_goes(built: tuple[Plan, Packet]) -> None:
    with pikepdf.open(built[1].path) as document:
        metadata = document.open_metadata()
        assert str(document.Root.Lang) == "en-US"
        assert "/StructTreeRoot" in document.Root
        assert metadata["dc:title"] == "Appeal of the denial, with exhibits"
        assert "pdfaid:part" not in metadata
        assert "pdfuaid:part" not in metadata


def test_the_same_parts_give_the_same_bytes_and_a_letter_alone_is_a_packet(
    built: tuple[Plan, Packet], tmp_path: Path
) -> None:
    told, packet = built
    again, alone = tmp_path / "again", tmp_path / "alone"
    again.mkdir()
    alone.mkdir()
    seen: list[tuple[int, int]] = []
    assert build_packet(told, again, lambda done, of: seen.append((done, of))).sha256 == packet.sha256
    assert seen[-1] == (12, 12)
    assert [part.kind for part in build_packet(plan(), alone).parts] == ["letter"]


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("position", POSITIONS)
def test_a_number_stands_upright_in_its_corner(position: str, turn: int) -> None:
    document = pdf("", size=(400, 300), turn=turn)
    document.pages[0].obj.CropBox = pikepdf.Array([50, 40, 350, 280])
    Stamp(document, position).print(document.pages[0], "CB-7(1)")
    page = pypdfium2.PdfDocument(data(document))[0]
    wide, high = page.get_size()
    picture = page.render(scale=2).to_pil().convert("L").point(lambda dot: 255 if dot < 128 else 0)
    vertical, horizontal = position.split("_")
    rows = (0, 50) if vertical == "top" else (int(2 * high) - 50, int(2 * high))
    box = picture.crop((0, rows[0], int(2 * wide), rows[1])).getbbox()
    assert box is not None
    assert box[2] - box[0] > 2 * (box[3] - box[1])
    middle = (box[0] + box[2]) / 4 / wide
    assert {"left": middle < 0.3, "center": 0.45 < middle < 0.55, "right": middle > 0.7}[horizontal]
    assert "CB-7(1)" in page.get_textpage().get_text_bounded().replace("\r\n", "")


def test_numbers_have_their_width_and_grow_past_it() -> None:
    assert [Bates("AB-", 4).label(n) for n in (7, 12345)] == ["AB-0007", "AB-12345"]


def test_scans_fill_the_paper_and_photographs_have_a_margin(tmp_path: Path) -> None:
    scan = picture("TIFF", "1", (1700, 2200), dpi=(200, 200))
    told = plan(
        exhibit(tmp_path, 1, scan, media_type="image/tiff"),
        exhibit(tmp_path, 2, picture("PNG", "RGBA", (2000, 1000)), media_type="image/png"),
        exhibit(tmp_path, 3, picture("JPEG", "CMYK"), media_type="image/jpeg"),
        bates=None,
    )
    packet = build_packet(told, tmp_path)
    with pikepdf.open(packet.path) as document:
        pages = [
            document.pages[part.first_page - 1]
            for part in packet.parts
            if part.kind == "exhibit" and part.first_page
        ]
        placed = [next(iter(pikepdf.parse_content_stream(page))) for page in pages]
        drawn = [pikepdf.parse_content_stream(page)[1].operands for page in pages]
        assert placed[0].operator == pikepdf.Operator("q")
        assert [float(n) for n in drawn[0]][:4] == [612, 0, 0, 792]
        assert [float(n) for n in drawn[1]][::3] == [720, 360]
        assert [list(map(int, page.mediabox)) for page in pages[:2]] == [[0, 0, 612, 792], [0, 0, 792, 612]]


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("JPEG", "L"), ("JPEG", "RGB"), ("JPEG", "CMYK"), ("PNG", "P"), ("TIFF", "I;16"), ("WEBP", "RGB")],
)
def test_a_picture_shows_what_it_showed(tmp_path: Path, kind: str, mode: str) -> None:
    content = picture(kind, mode)
    listed = exhibit(tmp_path, 1, content, media_type=f"image/{kind.lower()}")
    one = prepare(listed, tmp_path, dated=plan().dated)
    shown = pypdfium2.PdfDocument(one.path)[0].render(scale=1).to_pil().convert("L")
    middle = shown.height // 2
    light, dark = (shown.getpixel((shown.width // 2 + side, middle)) for side in (-20, 20))
    assert isinstance(light, int)
    assert isinstance(dark, int)
    assert light > 180
    assert dark < 80


def test_a_message_is_printed_and_names_what_is_attached_to_it(tmp_path: Path) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = (
        "adjuster@example.com",
        "us@example.com",
        "Your claim",
    )
    message.set_content("We stand by it.\n\n  Line   with    blanks\n")
    message.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="scope.pdf")
    listed = exhibit(tmp_path, 1, message.as_bytes(), media_type="message/rfc822")
    said = texts(prepare(listed, tmp_path, dated=plan().dated).path)[0]
    for words in (
        "From: adjuster@example.com",
        "Subject: Your claim",
        "We stand by it.",
        "not printed with it",
        "scope.pdf",
    ):
        assert words in said
    assert hashlib.sha256(b"%PDF-1.7").hexdigest()[:20] in said.replace("\r\n", "")


def test_what_a_camera_wrote_into_a_picture_stays_behind(tmp_path: Path) -> None:
    from PIL import Image

    noted = Image.Exif()
    noted[0x010E] = "Taken at 12 Hidden Lane"
    noted[0x0112] = 6
    content = picture("JPEG", exif=noted)
    assert b"Hidden Lane" in content
    upright = Image.Exif()
    upright[0x010E] = "Taken at 12 Hidden Lane"
    told = plan(
        exhibit(tmp_path, 1, content, media_type="image/jpeg"),
        exhibit(tmp_path, 2, picture("JPEG", exif=upright), media_type="image/jpeg"),
    )
    packet = build_packet(told, tmp_path)
    assert b"Hidden Lane" not in packet.path.read_bytes()
    with pikepdf.open(packet.path) as document:
        turned = document.pages[(packet.parts[3].first_page or 0) - 1].obj.Resources.XObject.Page
        assert (int(turned.Width), int(turned.Height)) == (80, 120)


PASSWORD = pikepdf.Encryption(owner="owner", user="user")
OWNER_ONLY = pikepdf.Encryption(owner="owner", user="")


def test_every_bad_exhibit_is_named_at_once_with_its_remedy(tmp_path: Path) -> None:
    bad = {
        "encrypted": data(pdf("x"), encryption=PASSWORD),
        "restricted": data(pdf("x"), encryption=OWNER_ONLY),
        "no PDF": b"not a PDF at all",
        "empty": b"",
        "cut off": b"%PDF-1.7\n" + b"\x00" * 500,
        "zero pages": data(pdf()),
    }
    listed = [exhibit(tmp_path, number, content) for number, content in enumerate(bad.values(), start=1)]
    other = exhibit(tmp_path, 7, data(pdf("x")))
    assert other.path is not None
    other.path.write_bytes(b"exchanged")
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    kinds = [
        exhibit(tmp_path, 8, b"PK", media_type=word),
        exhibit(tmp_path, 9, b"ID3", media_type="audio/mpeg"),
        exhibit(tmp_path, 10, b"GIF89a", media_type="image/png"),
        exhibit(tmp_path, 11, b"  \n", media_type="text/plain"),
    ]
    wrong = exhibit(tmp_path, 12, data(pdf("x")), redactions=[Redaction(page=2, reason="SSN", box=BOX)])
    made = tmp_path / "made"
    made.mkdir()
    with pytest.raises(PacketError) as caught:
        build_packet(plan(*listed, other, *kinds, wrong), made)
    assert [(problem.exhibit, problem.code) for problem in caught.value.problems] == [
        (1, "encrypted"),
        (2, "encrypted"),
        (3, "damaged"),
        (4, "damaged"),
        (5, "damaged"),
        (6, "no_pages"),
        (7, "other_bytes"),
        (8, "not_printable"),
        (9, "not_printable"),
        (10, "damaged"),
        (11, "no_pages"),
        (12, "no_such_page"),
    ]
    assert (
        "Print it to PDF, so that its pages are those that its author saw" in caught.value.problems[7].message
    )
    assert not (made / "packet.pdf").exists()


def test_what_is_wrong_with_the_list_or_the_letter_is_named(tmp_path: Path) -> None:
    one = exhibit(tmp_path, 1, data(pdf("x")))
    for told, said in (
        (plan(one, one), "two bear one number"),
        (plan(letter=b"Dear Sirs"), "Letter: the file is not a readable PDF"),
    ):
        with pytest.raises(PacketError, match=said):
            build_packet(told, tmp_path)


def test_an_xfa_form_is_refused_and_its_remedy_named(tmp_path: Path) -> None:
    document = pdf("Please wait")
    document.Root.NeedsRendering = True
    document.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([]), XFA=document.make_stream(b"<xdp/>"))
    with pytest.raises(PacketError, match="print it to PDF"):
        build_packet(plan(exhibit(tmp_path, 1, data(document))), tmp_path)


def test_the_index_may_take_several_pages(tmp_path: Path) -> None:
    content = data(pdf("x"))
    told = plan(
        *(exhibit(tmp_path, n, content, title=f"A record of many words, number {n}") for n in range(1, 29))
    )
    packet = build_packet(told, tmp_path)
    index = next(part for part in packet.parts if part.kind == "index")
    assert (index.first_page, index.last_page) == (5, 6)
    assert packet.pages == 6 + 2 * 28
    with pikepdf.open(io.BytesIO(packet.path.read_bytes())) as document:
        assert len(document.pages) == packet.pages
