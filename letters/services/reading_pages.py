"""The pages of a reading as they are shown: each with its picture, and where on it each finding stands."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from cases.selectors import one
from claimback.audit.services import read_record
from claimback.kernel.errors import NotFound
from claimback.pages.page_pictures import READABLE
from claimback.pages.places import Box
from claimback.pages.sheet import Sheet
from claimback.storage.pictures import Picture, picture_give
from claimback.storage.selectors import page_rows, thumbnail_rows
from claimback.tenancy.member import Member
from letters.models import Reading
from letters.reading.marks import Mark, marks
from letters.selectors import reading_list


@dataclass(frozen=True, slots=True)
class MarkedPage:
    """A page of a letter that was read, with every passage of the findings on it and its boxes.

    Boxes are measured from the top left, in the unit of `width` and `height`. Both are 0, and no mark has a box, where
    nobody knows where on the page its words stand, as on that of a text file. `drawn` is the state of its picture;
    empty, nobody asked for it.
    """

    number: int
    text: str
    width: float = 0
    height: float = 0
    marks: list[tuple[Mark, list[Box]]] = field(default_factory=list)
    drawn: str = ""


def marked_pages(reading: Reading, numbers: Iterable[int] | None = None) -> list[MarkedPage]:
    """These pages of a reading that has been read, or all, in order. Two queries."""
    texts: list[str] = reading.pages or []
    wanted = sorted(set(numbers or range(1, len(texts) + 1)))
    of_file = {"file_id": reading.file_id, "number__in": wanted}
    stored = {
        number: (text, layout)
        for number, text, layout in page_rows()
        .filter(**of_file, layout__isnull=False)
        .values_list("number", "text", "layout")
    }
    drawn = dict(thumbnail_rows().filter(**of_file, size=READABLE).values_list("number", "state"))
    found: dict[int, list[Mark]] = {}
    for mark in marks(reading.told):
        found.setdefault(mark.page, []).append(mark)
    pages = []
    for number in wanted:
        text, (stored_text, layout) = texts[number - 1], stored.get(number, ("", None))
        # A text that was looked for anew since may say something else at these places.
        sheet = Sheet.from_layout(text, layout) if layout and stored_text == text else Sheet(text)
        boxed = [(mark, sheet.boxes(mark.start, mark.end)) for mark in found.get(number, [])]
        pages.append(MarkedPage(number, text, sheet.width, sheet.height, boxed, drawn.get(number, "")))
    return pages


def reading_page(*, actor: Member, reading_id: UUID, number: int) -> tuple[MarkedPage, Picture]:
    """Page `number` of a reading, from 1, and its picture with a link for 60 seconds. That it was looked at is kept.

    Raises NotFound for a reading or a page that is not there, FileNotKept, Forbidden.
    """
    actor.require("denial.read", "document.read")
    reading = one(reading_list().select_related("document"), reading_id)
    if not 1 <= number <= len(reading.pages or []):
        raise NotFound
    case_id = reading.document.case_id
    picture = picture_give(
        actor=actor, file_id=reading.file_id, number=number, size=READABLE, case_id=case_id
    )
    read_record(table="letters_reading", row_id=reading.id, case_id=case_id, purpose=f"page {number}")
    [page] = marked_pages(reading, [number])
    return page, picture
