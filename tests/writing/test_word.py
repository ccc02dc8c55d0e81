"""A letter's text as a Word document and back."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from letters.writing.draft import Block, draft_letter
from letters.writing.facts import LetterFacts
from letters.writing.word.inward import Edited, read_docx
from letters.writing.word.marks import WordComment, WordError
from letters.writing.word.outward import letter_docx
from tests.writing.cases import FULL

APPEAL = draft_letter("internal_appeal", FULL)
ID = "01900000-0000-7000-8000-0123456789ab"
SENT = letter_docx(APPEAL, letter_id=ID, version=3, exhibits=FULL.exhibits)
TEXT = next(n for n, block in enumerate(APPEAL.paragraphs) if block.kind == "text" and block.label)
LIST = next(n for n, block in enumerate(APPEAL.paragraphs) if block.kind == "list")


def came_back(data: bytes, draft: Any = APPEAL) -> Edited:
    return read_docx(data, letter_id=ID, text_of={3: draft}.get)


def edited(change: Callable[[Any], None], data: bytes = SENT) -> bytes:
    document = docx.Document(io.BytesIO(data))
    change(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def paragraph(document: Any, block: int) -> Any:
    """The first paragraph of a block, behind its label."""
    starts = document.element.body.iter(qn("w:bookmarkStart"))
    start = next(each for each in starts if each.get(qn("w:name")).endswith(f"_3_{block}"))
    rows = document.paragraphs
    place = next(n for n, row in enumerate(rows) if row._p is start.getparent())
    return rows[place + (rows[place].style.name == "Letter Label")]


def test_what_goes_out_unchanged_comes_back_unchanged() -> None:
    found = came_back(SENT)
    assert found.draft == APPEAL
    assert (found.based_on, found.comments, found.notes) == (3, (), ())


@pytest.mark.parametrize(
    "blocks",
    [
        (Block(kind="text", text="One.\n\nTwo\nbroken.", label="Why"), Block(kind="signature")),
        (Block(kind="quote", text="Words.\n\nMore.", source="The denial, page 2", ground=2),),
        (Block(kind="list", items=("a", "b"), label="Sent"), Block(kind="list", items=("c",))),
        (Block(kind="text", text="#eval(1) {{ x }} <b>*bold*</b> \N{GRINNING FACE} \N{HEBREW LETTER ALEF}"),),
    ],
)
def test_every_kind_of_block_survives_the_way(blocks: tuple[Block, ...]) -> None:
    draft = replace(APPEAL, paragraphs=blocks)
    assert came_back(letter_docx(draft, letter_id=ID, version=3), draft).draft.paragraphs == blocks


def test_holes_are_highlighted_and_a_control_character_is_shown_by_its_number() -> None:
    draft = replace(draft_letter("internal_appeal", LetterFacts()), subject="a\x00b")
    document = docx.Document(io.BytesIO(letter_docx(draft, letter_id=ID, version=3)))
    lit = [run.text for p in document.paragraphs for run in p.runs if run.font.highlight_color]
    assert lit
    assert all(text.startswith("[MISSING") for text in lit)
    assert "a[U+0000]b" in [p.text for p in document.paragraphs]


def test_words_changed_added_and_taken_out() -> None:
    def change(document: Any) -> None:
        paragraph(document, TEXT).runs[0].text = "Other words."
        items = paragraph(document, LIST)
        items.insert_paragraph_before("One more document", style="List Bullet")
        for gone in (label(document, "Criteria applied"), paragraph(document, TEXT + 1)):
            gone._p.getparent().remove(gone._p)

    before = APPEAL.paragraphs
    found = came_back(edited(change)).draft.paragraphs
    assert found[TEXT] == replace(before[TEXT], text="Other words.")
    assert any("One more document" in block.items for block in found)
    assert before[TEXT + 1] not in found


def test_a_paragraph_typed_behind_a_block_answers_the_same_ground() -> None:
    def change(document: Any) -> None:
        after = label(document, "Criteria applied")
        after.insert_paragraph_before("A further reason.", style="Normal")

    found = came_back(edited(change)).draft.paragraphs
    [new] = [block for block in found if block.text == "A further reason."]
    assert (new.kind, new.ground) == ("text", APPEAL.paragraphs[TEXT].ground)


def label(document: Any, text: str) -> Any:
    return next(row for row in document.paragraphs if row.text == text)


def tracked(name: str, text: str) -> Any:
    made = OxmlElement(f"w:{name}")
    made.set(qn("w:author"), "Pat Editor")
    run = OxmlElement("w:r")
    words = OxmlElement("w:delText" if name == "del" else "w:t")
    words.text = text
    run.append(words)
    made.append(run)
    return made


def test_tracked_changes_are_read_as_accepted_and_said() -> None:
    def change(document: Any) -> None:
        there = paragraph(document, TEXT)
        there.runs[0].text = "Kept"
        there._p.append(tracked("del", " and struck out"))
        there._p.append(tracked("ins", " and added"))
        mark = paragraph(document, 0)._p.get_or_add_pPr()
        ended = OxmlElement("w:rPr")
        ended.append(tracked("del", ""))
        mark.append(ended)

    found = came_back(edited(change))
    assert found.draft.paragraphs[TEXT - 1].text == "Kept and added"
    assert len(found.draft.paragraphs) == len(APPEAL.paragraphs) - 1
    assert found.notes == ("Tracked changes by Pat Editor were read as accepted.",)


def test_comments_come_back_on_their_blocks() -> None:
    sent = letter_docx(APPEAL, letter_id=ID, version=3, comments=[WordComment(TEXT, "Ann Lead", "Shorter.")])

    def change(document: Any) -> None:
        document.add_comment(paragraph(document, LIST).runs[0], text="Which year?", author="Bo", initials="B")

    assert set(came_back(edited(change, sent)).comments) == {
        WordComment(TEXT, "Ann Lead", "Shorter."),
        WordComment(LIST, "Bo", "Which year?"),
    }


def test_what_a_letter_has_no_place_for_is_left_out_and_said() -> None:
    def change(document: Any) -> None:
        document.add_table(rows=1, cols=1)
        paragraph(document, TEXT).runs[0]._r.append(OxmlElement("w:drawing"))
        signature = next(n for n, block in enumerate(APPEAL.paragraphs) if block.kind == "signature")
        gone = paragraph(document, signature)
        gone._p.getparent().remove(gone._p)

    found = came_back(edited(change))
    assert found.draft == APPEAL
    [note] = found.notes
    assert all(word in note for word in ("pictures", "tables", "the removal of the signature"))


def with_part(name: str, content: bytes) -> bytes:
    out = io.BytesIO(SENT)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(name, content)
    return out.getvalue()


def emptied(data: bytes) -> bytes:
    def change(document: Any) -> None:
        for each in list(document.element.body.iter(qn("w:bookmarkStart"))):
            each.getparent().remove(each)

    return edited(change, data)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "docx_damaged"),
        (b"PK\x03\x04 not a zip", "docx_damaged"),
        (SENT[: len(SENT) // 2], "docx_damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "docx_protected"),
        (with_part("word/vbaProject.bin", b"x"), "docx_macros"),
        (emptied(SENT), "docx_foreign"),
        (letter_docx(APPEAL, letter_id=ID[:-1] + "c", version=3), "docx_other_letter"),
        (letter_docx(APPEAL, letter_id=ID, version=4), "docx_other_letter"),
    ],
)
def test_a_file_that_is_none_is_refused_by_name(data: bytes, code: str) -> None:
    with pytest.raises(WordError) as refused:
        came_back(data)
    assert refused.value.code == code


def test_a_part_with_broken_xml_or_an_entity_is_damage_or_words_and_never_fetched() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(SENT)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "word/document.xml":
                content = b'<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/passwd">]><d>&e;'
            new.writestr(name, content)
    with pytest.raises(WordError, match="damaged"):
        came_back(out.getvalue())
