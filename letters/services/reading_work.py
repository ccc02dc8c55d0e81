"""The reading itself, in three steps, so that no transaction is open while a letter is being understood.

Begin takes the text of the pages and counts the attempt; `read` is pure; settle stores what came of it, once. The text
is the one that documents are searched by: `claimback.storage` finds it, page by page, and a reading waits for it.
"""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from cases.models import Case
from cases.services.known_names import mentions_note
from cases.services.tasks import TaskSource, task_open, tasks_resolve
from claimback.kernel.clock import today
from claimback.pages.page_pictures import READABLE
from claimback.pages.sheet import Sheet
from claimback.pages.unreadable import REASONS
from claimback.storage.models import KEPT, NOT_SEARCHABLE, UNREAD, StoredFile
from claimback.storage.pictures import pictures_ask
from claimback.storage.selectors import file_lock, page_rows
from claimback.storage.tasks import read_text
from claimback.tenancy.scope import current_firm_id
from claimback.tenancy.tasks import nudge
from deadlines.selectors import facts_stated
from letters.models import Reading
from letters.reading.denial import read_denial
from letters.reading.findings import to_json
from letters.reading.marks import pages_to_see
from letters.reading.notice import NOTHING_KNOWN, Known
from letters.reading.pages import MAX_PAGES, UnreadableFile, pages_found, too_many_pages
from letters.selectors import reading_list
from letters.services.assistance import assistance_for
from letters.states import READING_EDGES, UNDER_WAY

ATTEMPTS_LIMIT: Final = 3
"""Readings of one file that may die half-way before it becomes a person's matter."""

_BY_HAND: Final = "Record the denial by hand."
_TOO_OFTEN: Final = (
    "Reading this file did not end, several times over. Open it and record the denial by hand, "
    "or print it to PDF again and upload that."
)


@dataclass(frozen=True, slots=True)
class Begun:
    """A letter about to be read: its pages as they were found, and what its case tells of the claim."""

    sheets: tuple[Sheet, ...]
    known: Known = NOTHING_KNOWN


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a reading: the text of each page with the findings, or the refusal with its remedy."""

    pages: list[str] | None = None
    findings: dict[str, Any] | None = None
    refusal: str = ""


def reading_begin(*, reading_id: UUID) -> Begun | None:
    """The text of a reading that is under way; None if it is not, or somebody else is beginning it at this moment.

    Where the text of the file is still being looked for, the reading waits: `reading_wake` ends that. What cannot be
    read at all is settled here.
    """
    under_way = reading_list().filter(id=reading_id, state__in=UNDER_WAY)
    file_id = under_way.values_list("file_id", flat=True).first()
    if file_id is None:
        return None
    # The file first, as whoever ends the search for its text does: neither then misses what the other wrote.
    file = file_lock(file_id)
    reading = under_way.select_for_update(of=("self",), skip_locked=True).first()
    if reading is None:
        return None
    refusal = _refusal(reading, file)
    if refusal:
        reading_settle(reading_id=reading_id, outcome=Outcome(refusal=refusal))
        return None
    waits = file.text_state == UNREAD
    standing = {"waits_for_text": waits, "attempts": reading.attempts + (not waits)}
    if reading.state == "requested":
        reading.change(state=READING_EDGES.advance(reading.state, "reading"), **standing)
    else:
        under_way.update(**standing)
    if waits:
        nudge(read_text, current_firm_id(), file_id)
        return None
    pages = page_rows().filter(file_id=file_id).order_by("number").values_list("text", "layout")
    sheets = (Sheet.from_layout(text, layout) if layout else Sheet(text) for text, layout in pages)
    return Begun(tuple(sheets), _known(reading.document.case))


def _known(case: Case) -> Known:
    """What the case tells of the claim: it chooses what the law makes the letter say."""
    return Known(
        line=case.line_of_business,
        plan_type=case.plan_type or None,
        jurisdiction=case.jurisdiction,
        facts=facts_stated(case),
        loss_date=case.loss_date,
    )


def reading_wake(*, file_id: UUID) -> list[UUID]:
    """Let the readings go on that waited for the text of this file. Returns them."""
    waiting = reading_list().filter(file_id=file_id, state__in=UNDER_WAY, waits_for_text=True)
    woken = list(waiting.values_list("id", flat=True))
    waiting.update(waits_for_text=False)
    return woken


def _refusal(reading: Reading, file: StoredFile) -> str:
    """Why there is nothing to be read, however long one waits."""
    if reading.attempts >= ATTEMPTS_LIMIT:
        return _TOO_OFTEN
    if file.state != KEPT:
        return f"The file is {file.state}. Upload the letter again."
    if (file.pages or 0) > MAX_PAGES:
        return too_many_pages(file.pages or 0).message
    if file.text_state == NOT_SEARCHABLE:
        return f"{REASONS[file.text_reason or 'no_text']} {_BY_HAND}"
    return ""


def read(begun: Begun) -> Outcome:
    """What the letter says. Pure: a letter that cannot be read is an outcome, never an error."""
    try:
        pages = pages_found(begun.sheets)
    except UnreadableFile as refusal:
        return Outcome(refusal=refusal.message)
    found = read_denial(pages, begun.known)
    foreign = next((doubt.why for doubt in found.needs_review if doubt.field == "language"), "")
    if foreign:
        return Outcome(refusal=foreign)
    return Outcome([page.text for page in pages], to_json(found))


def reading_settle(*, reading_id: UUID, outcome: Outcome) -> None:
    """Store what came of a reading that still waits for it. The first result stays: a second one changes nothing.

    One that failed becomes a person's task, which ends by itself once the file is read or set aside. The pictures of
    the pages of one that was read are drawn, for whoever confirms it.
    """
    under_way = reading_list().filter(id=reading_id, state__in=UNDER_WAY)
    reading = under_way.select_for_update(of=("self",)).first()
    if reading is None:
        return
    reading.change(
        state=READING_EDGES.advance(reading.state, "failed" if outcome.refusal else "read"),
        pages=outcome.pages,
        findings=outcome.findings,
        refusal=outcome.refusal,
        assistance_state=assistance_for(outcome.findings),
        attempts=0,
        waits_for_text=False,
    )
    source = TaskSource("reading", reading_id)
    if not outcome.refusal:
        numbers = pages_to_see(outcome.findings or {}, len(outcome.pages or []))
        pictures_ask(file=reading.file, numbers=numbers, size=READABLE)
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
