"""Making a chronology, in steps, so that no transaction is open while the pages are set and signed.

Begin claims the row and reads what whoever asked may see; `chronology_make` is pure but for the signature's time;
settle keeps the PDF as a document of the case, once.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Q

from cases.models import Case
from cases.selectors import case_list
from cases.services.documents import document_add
from cases.vocabulary import CHANNELS
from claimback.kernel.clock import now, today
from claimback.storage.services import file_store
from claimback.tenancy.member import Member
from claimback.tenancy.scope import firm_scope
from claimback.tenancy.selectors import firm_get, present
from claimback.tenancy.services import member_of
from claimback.typesetting.engine import RenderError
from claimback.typesetting.signer import signer
from claimback.typesetting.signing import sign_pdf
from letters.models import Chronology
from letters.selectors import chronology_list
from letters.services.chronologies import SHOWS
from letters.services.chronology_items import Range, chronology_items
from letters.states import CHRONOLOGY_EDGES
from letters.writing import chronology as written

ATTEMPTS_LIMIT: Final = 3
LEASE: Final = timedelta(minutes=10)
"""How long one attempt may go without a sign of progress before another begins. The scanner's SQL says it too."""

_TOO_OFTEN: Final = "Making it did not end, several times over. Ask for fewer days at a time."
_NOT_SEEN: Final = "Whoever asked for it may no longer see the case. Another member may ask for it."


@dataclass(frozen=True, slots=True)
class Begun:
    """All that goes into one chronology, and on whose behalf."""

    actor: Member
    told: written.Chronology
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it: the signed PDF, or the refusal with its remedy."""

    pdf: bytes = b""
    items: int = 0
    refusal: str = ""


def chronology_begin(*, chronology_id: UUID) -> Begun | None:
    """Claim a chronology that waits, and read what goes into it; None if it waits no more or is being made.

    What it shows is what whoever asked for it may see now: behind a wall since, or gone, it is refused.
    """
    waiting = chronology_list().filter(
        Q(progress=0) | Q(updated_at__lt=now() - LEASE), id=chronology_id, state="requested"
    )
    row = waiting.select_for_update(of=("self",), skip_locked=True).first()
    if row is None:
        return None
    if row.attempts >= ATTEMPTS_LIMIT:
        _fail(row, _TOO_OFTEN)
        return None
    row.change(attempts=row.attempts + 1, progress=5)
    member = present().filter(id=row.requested_by_id).select_related("own_role").first()
    actor = member_of(member, firm_get()) if member else None
    if actor is None or not all(actor.may(capability) for capability in ("document.write", *SHOWS)):
        _fail(row, _NOT_SEEN)
        return None
    with firm_scope(actor.firm_id, member_id=actor.member_id, act="letters.make_chronology"):
        case = case_list().filter(id=row.case_id).select_related("client", "insurer").first()
        told = _told(row, case, actor) if case is not None else None
    if told is None:
        _fail(row, _NOT_SEEN)
        return None
    return Begun(actor, told)


def chronology_progress(*, chronology_id: UUID, percent: int) -> None:
    """Note how far it has come, which also keeps others from beginning anew."""
    row = (
        chronology_list().select_for_update(of=("self",)).filter(id=chronology_id, state="requested").first()
    )
    if row is not None:
        row.change(progress=percent)


def chronology_make(begun: Begun, progress: Callable[[int], None]) -> Outcome:
    """Set the pages and sign them. What the engine refuses is an outcome, never an error."""
    progress(20)
    try:
        pdf = written.render_chronology(begun.told)
    except RenderError as refusal:
        return Outcome(refusal=str(refusal)[:300])
    progress(60)
    signed = sign_pdf(pdf, signer(), reason=begun.told.title)
    progress(90)
    return Outcome(signed, len(begun.told.items))


def chronology_settle(*, chronology_id: UUID, actor: Member, outcome: Outcome) -> None:
    """Keep the PDF as a document of the case. The first result stays: a second one changes nothing."""
    row = (
        chronology_list().select_for_update(of=("self",)).filter(id=chronology_id, state="requested").first()
    )
    if row is None:
        return
    if outcome.refusal:
        _fail(row, outcome.refusal)
        return
    on = today(row.case.time_zone)
    file = file_store(
        actor=actor,
        name=f"{row.case.number} chronology {on}.pdf",
        data=outcome.pdf,
        media_type="application/pdf",
    )
    document = document_add(
        actor=actor,
        case_id=row.case_id,
        file_id=file.id,
        title=f"Chronology of {row.case.number}",
        kind="other",
        dated_on=on,
    )
    row.change(
        state=CHRONOLOGY_EDGES.advance(row.state, "made"),
        progress=100,
        items=outcome.items,
        document=document,
        certificate_sha256=signer().fingerprint,
    )


def _fail(row: Chronology, refusal: str) -> None:
    row.change(state=CHRONOLOGY_EDGES.advance(row.state, "failed"), refusal=refusal)


def _told(row: Chronology, case: Case, actor: Member) -> written.Chronology:
    items = chronology_items(case, Range(row.from_on, row.to_on, frozenset(row.channels)))
    return written.Chronology(
        firm=actor.firm_name,
        title=f"Chronology of case {case.number}",
        case_number=case.number,
        reference=[
            ("Case", case.title),
            ("Client", case.client.name),
            ("Insurer", case.insurer.name),
            *([("Claim number", case.claim_number)] if case.claim_number else []),
            ("Days", _days(row.from_on, row.to_on)),
            (
                "Channels",
                ", ".join(CHANNELS[each] for each in row.channels) or "All, with what else happened",
            ),
            ("Time zone", f"{case.time_zone}: every day and time is given there"),
            ("Exported", f"{now():%Y-%m-%d %H:%M} UTC, for {row.requested_by.user.name}"),
        ],
        notes=[
            "Entries of the log are never changed. A correction is a later entry that names the one it corrects; "
            "both are shown.",
            "This document is signed. A reader of PDFs shows whether a byte was changed since; the certificate's "
            f"SHA-256 is {signer().fingerprint}.",
        ],
        items=items,
        dated=today(case.time_zone),
        counts=_counts(items),
    )


def _days(from_on: date | None, to_on: date | None) -> str:
    if from_on is None and to_on is None:
        return "All"
    return f"{from_on or 'the beginning'} to {to_on or 'the end'}, both counted"


def _counts(items: Sequence[written.Item]) -> list[tuple[str, int]]:
    """How many of which kind, the most first."""
    return Counter(item.kind for item in items).most_common()
