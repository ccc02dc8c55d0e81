"""Making a paper of the docket in parts, so that no transaction is open while pages are set, and none is set twice.

Begin claims the row, and decides once which deadlines are on it. Each part is then read in the scope of whoever the
paper is for, set outside any transaction, and kept together with how far it has come. Killed at any line, another
attempt takes it up after the last part that was kept; of two that are at it, only the later one's parts count.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db.models import Q

from claimback.firms.services.notices import notice_tell
from claimback.kernel.clock import now
from claimback.kernel.errors import Refusal
from claimback.kernel.said import in_english
from claimback.storage.services import file_keep
from claimback.tenancy.member import Member
from claimback.tenancy.scope import firm_scope
from claimback.tenancy.selectors import firm_get, present
from claimback.tenancy.services import member_of
from claimback.typesetting.engine import RenderError
from claimback.typesetting.signer import signer
from deadlines.models import DocketPaper, DocketPaperPart
from deadlines.selectors import paper_list, paper_part_list
from deadlines.services.papers import ACT, SHOWS, asked_of, owners_by_view, sheet_of
from deadlines.services.sheets import LINES_LIMIT, SIGNED, Heading, Page, page_render, page_set, rows_shown
from deadlines.states import PAPER_EDGES

ATTEMPTS_LIMIT: Final = 3
LEASE: Final = timedelta(minutes=10)
"""How long one part may take before another attempt begins. The scanner's SQL says it too."""

_TOO_OFTEN: Final = (
    "Making it did not end, several times over. Ask for it again, or for fewer days at a time."
)
_NOT_SEEN: Final = "Whoever it was for may no longer see it. Another member may ask for one."


@dataclass(frozen=True, slots=True)
class Begun:
    """One attempt at a paper: on whose behalf, which it is, and which part comes next."""

    paper_id: UUID
    actor: Member
    attempt: int
    number: int


def paper_make(*, firm_id: UUID, paper_id: UUID) -> None:
    """Make a paper, part by part, each in scopes of its own: call it outside any transaction."""
    with firm_scope(firm_id, act=ACT):
        begun = _begin(paper_id)
    while begun is not None:
        with firm_scope(firm_id, member_id=begun.actor.member_id, act=ACT):
            row, page, lines = _read(begun)
        try:
            pdf, refusal = page_render(page, signed=row.kind in SIGNED), ""
        except RenderError as error:
            pdf, refusal = b"", str(error)
        with firm_scope(firm_id, member_id=begun.actor.member_id, act=ACT):
            begun = _settle(begun, pdf, lines, refusal)


def _begin(paper_id: UUID) -> Begun | None:
    """Claim a paper that waits; None if it waits no more or is being made."""
    left = Q(state="making", updated_at__lt=now() - LEASE)
    waiting = paper_list().filter(Q(state="requested") | left, id=paper_id)
    row = waiting.select_for_update(of=("self",), skip_locked=True).first()
    if row is None:
        return None
    member = present().filter(id=row.member_id).select_related("own_role").first()
    actor = member_of(member, firm_get()) if member else None
    if actor is None or member is None or not all(actor.may(capability) for capability in SHOWS):
        _fail(row, _NOT_SEEN)
        return None
    made = paper_part_list().filter(paper_id=row.id).count()
    if row.attempts >= ATTEMPTS_LIMIT + made:
        _fail(row, _TOO_OFTEN)
        return None
    state = PAPER_EDGES.advance(row.state, "making") if row.state == "requested" else row.state
    row.change(state=state, attempts=row.attempts + 1)
    if row.entries is None:
        try:
            _decide(row, actor, member.walled_cases)
        except Refusal as refusal:
            _fail(row, refusal.detail)
            return None
    return Begun(row.id, actor, row.attempts, made + 1)


def _decide(row: DocketPaper, actor: Member, walled: list[UUID]) -> None:
    """Which deadlines are on it, as whoever it is for sees the docket now. Raises what its sheet does."""
    with firm_scope(actor.firm_id, member_id=actor.member_id, act=ACT):
        sheet = sheet_of(actor, row.kind, asked_of(row))
        heading = {
            "title": sheet.heading.title,
            "reference": list(sheet.heading.reference),
            "notes": list(sheet.heading.notes),
        }
        entries = list(sheet.rows.values_list("id", flat=True))
    row.change(entries=entries, heading=heading, lines=len(entries), without_cases=walled)


def _read(begun: Begun) -> tuple[DocketPaper, Page, int]:
    """The next part of it, and how many lines that has."""
    row = paper_list().get(id=begun.paper_id)
    parts = _parts(row)
    place = (begun.number - 1) * LINES_LIMIT
    wanted = (row.entries or [])[place : place + LINES_LIMIT]
    found = rows_shown(row.kind).in_bulk(wanted)
    rows = [found[id] for id in wanted if id in found]
    said = f"part {begun.number} of {parts}" if parts > 1 else ""
    heading = Heading(**(row.heading or {}))
    return row, page_set(actor=begun.actor, kind=row.kind, heading=heading, rows=rows, part=said), len(rows)


def _parts(row: DocketPaper) -> int:
    return max(-(-(row.lines or 0) // LINES_LIMIT), 1)


def _settle(begun: Begun, pdf: bytes, lines: int, refusal: str) -> Begun | None:
    """Keep a part. Returns the next one to make; None at the end, or where another attempt has taken over."""
    mine = paper_list().filter(id=begun.paper_id, state="making", attempts=begun.attempt)
    row = mine.select_for_update(of=("self",)).first()
    made = paper_part_list().filter(paper_id=begun.paper_id).count()
    if row is None or made + 1 != begun.number:
        return None
    if refusal:
        _fail(row, refusal)
        return None
    parts = _parts(row)
    called = in_english(row)
    name = f"{called} {begun.number} of {parts}.pdf" if parts > 1 else f"{called}.pdf"
    file = file_keep(actor=begun.actor, name=name, data=pdf, media_type="application/pdf", searchable=False)
    DocketPaperPart(paper_id=row.id, number=begun.number, file=file, lines=lines).save(force_insert=True)
    if begun.number < parts:
        row.change(progress=100 * begun.number // parts)
        return replace(begun, number=begun.number + 1)
    row.change(
        state=PAPER_EDGES.advance(row.state, "made"),
        progress=100,
        entries=None,
        certificate_sha256=signer().fingerprint if row.kind in SIGNED else "",
    )
    _tell(row, called, (row.heading or {}).get("notes", []))
    return None


def _fail(row: DocketPaper, refusal: str) -> None:
    row.change(state=PAPER_EDGES.advance(row.state, "failed"), refusal=refusal[:300])
    _tell(row, f"{in_english(row)} could not be made", [refusal])


def _tell(row: DocketPaper, headline: str, sentences: list[str]) -> None:
    """Of a day's own, every owner who sees the same is told, each by a mail."""
    if row.day is None:
        return
    for owner in owners_by_view().get(frozenset(row.without_cases), []):
        notice_tell(
            member_id=owner.id,
            headline=headline,
            sentences=sentences,
            page=f"deadlines/docketpaper/{row.id}/change/",
            link_text="Open the certificate",
        )
