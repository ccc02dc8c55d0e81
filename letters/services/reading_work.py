"""The reading itself, in three steps, so that no transaction is open while a file is being understood.

Begin takes the bytes and counts the attempt; `read` is pure; settle stores what came of it, once.
"""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db.models import F

from cases.services.known_names import mentions_note
from cases.services.tasks import TaskSource, task_open, tasks_resolve
from claimback.kernel.clock import today
from claimback.storage.models import SEARCHABLE, UNREAD, StoredFile
from claimback.storage.selectors import page_rows
from claimback.storage.services import file_bytes
from letters.reading.denial import read_denial
from letters.reading.findings import to_json
from letters.reading.pages import Page, UnreadableFile, pages_of, recognised_pages
from letters.selectors import reading_list
from letters.states import READING_EDGES

ATTEMPTS_LIMIT: Final = 3
"""Readings of one file that may die half-way before it becomes a person's matter."""

_TOO_OFTEN: Final = (
    "Reading this file did not end, several times over. Open it and record the denial by hand, "
    "or print it to PDF again and upload that."
)


@dataclass(frozen=True, slots=True)
class Begun:
    """A file about to be read: its name, its bytes, and its pages where text was recognised on one.

    `may_come`: whether text is still being looked for in it.
    """

    name: str
    data: bytes
    recognised: tuple[str, ...] = ()
    may_come: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a reading: the text of each page with the findings, or the refusal with its remedy.

    One that `waits` came to nothing yet: it is a scan, and its text is not recognised so far.
    """

    pages: list[str] | None = None
    findings: dict[str, Any] | None = None
    refusal: str = ""
    waits: bool = False


def reading_begin(*, reading_id: UUID) -> Begun | None:
    """The file of a reading that waits; None if it waits no more, or somebody else is beginning it at this moment.

    The attempt is counted once the bytes are here, so that a store that is away costs none.
    """
    waiting = reading_list().filter(id=reading_id, state="requested")
    reading = waiting.select_for_update(of=("self",), skip_locked=True).first()
    if reading is None:
        return None
    if reading.attempts >= ATTEMPTS_LIMIT:
        reading_settle(reading_id=reading_id, outcome=Outcome(refusal=_TOO_OFTEN))
        return None
    file = reading.document.file
    begun = Begun(file.name, file_bytes(file), _recognised(file), file.text_state == UNREAD)
    waiting.update(attempts=F("attempts") + 1)
    return begun


def _recognised(file: StoredFile) -> tuple[str, ...]:
    """All of the file's pages, if text was recognised on a picture of one; they are what its search finds too."""
    pages = page_rows().filter(file_id=file.id)
    if file.text_state != SEARCHABLE or not pages.filter(method="ocr").exists():
        return ()
    return tuple(pages.order_by("number").values_list("text", flat=True))


def read(begun: Begun) -> Outcome:
    """What the file says. Pure: a file that cannot be read is an outcome, never an error."""
    try:
        found = recognised_pages(begun.recognised) or pages_of(begun.name, begun.data)
    except UnreadableFile as refusal:
        return Outcome(refusal=refusal.message, waits=begun.may_come and refusal.code == "needs_ocr")
    pages = [Page(page.number, _storable(page.text)) for page in found]
    return Outcome([page.text for page in pages], to_json(read_denial(pages)))


def _storable(text: str) -> str:
    """The text without what PostgreSQL's JSON cannot hold, each such character replaced by one: places stay."""
    return text.replace("\x00", "\ufffd").encode(errors="replace").decode()


def reading_settle(*, reading_id: UUID, outcome: Outcome) -> None:
    """Store what came of a reading that still waits for it. The first result stays: a second one changes nothing.

    One that failed becomes a person's task, which ends by itself once the file is read or set aside. One that waits for
    text to be recognised is asked again by the sweep.
    """
    reading = reading_list().select_for_update(of=("self",)).filter(id=reading_id, state="requested").first()
    if reading is None:
        return
    if outcome.waits:
        reading_list().filter(id=reading_id).update(attempts=F("attempts") - 1)
        return
    reading.change(
        state=READING_EDGES.advance(reading.state, "failed" if outcome.refusal else "read"),
        pages=outcome.pages,
        findings=outcome.findings,
        refusal=outcome.refusal,
        attempts=0,
    )
    source = TaskSource("reading", reading_id)
    if not outcome.refusal:
        mentions_note(document=reading.document, names=_named(outcome.findings or {}))
        tasks_resolve(source=source, note="It was read after all.")
        return
    case = reading.document.case
    task_open(
        actor=None,
        case_id=case.id,
        kind="read_by_hand",
        title=f"Read by hand: {reading.document.title}"[:200],
        detail=outcome.refusal,
        due_on=today(case.time_zone),
        source=source,
        again=True,
    )


def _named(findings: dict[str, Any]) -> list[tuple[str, str]]:
    """Whom the letter names, each with who they are in it: conflict checks look for them."""
    roles = ("insurer", "claimant", "reviewer")
    return [(finding["value"], role) for role in roles if (finding := findings.get(role))]
