"""Steps of offers: how each came across, the refusal of one that comes too late, and its row."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from moneyed import Money

from cases.models import Case, Offer, OfferStep
from cases.models.case import NO_DATE
from cases.selectors import correspondence_list, document_list, referred
from cases.services.checks import check_day
from cases.vocabulary import PROOF_GRADES
from claimback.kernel.clock import today
from claimback.kernel.errors import Conflict, FieldProblem, invalid
from claimback.kernel.money import money
from claimback.tenancy.member import Member

_CLOSED: Final = {
    "draft": ("offer_draft", "It is a draft. Put it first."),
    "withdrawn": ("offer_withdrawn", "It was withdrawn, so nothing can answer it. Ask for a new one."),
    "accepted": ("offer_accepted", "It was accepted already, and stays so."),
    "set_aside": ("offer_set_aside", "Its acceptance was set aside. Ask for it to be put anew."),
    "rejected": ("offer_rejected", "It was rejected, and that ended it. Ask for it to be renewed."),
    "countered": (
        "offer_rejected",
        "A counter-offer rejected it, and that ended it. Answer the counter-offer.",
    ),
    "expired": (
        "offer_expired",
        "Its time was over. Ask for it to be renewed, and record that as a new one.",
    ),
}


LONGEST_WORDS: Final = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """How something came across: the contact and the paper, and what they prove."""

    correspondence_id: UUID | None = None
    document_id: UUID | None = None
    proof_grade: str = ""


def refuse_unless_open(offer: Offer, at: datetime, *, field: str = "") -> None:
    """Raise Conflict, with a code of its own for each reason, for an offer that did not stand at that instant."""
    state = offer.state
    if state == "open" and offer.lapses_at is not None and at >= offer.lapses_at:
        state = "expired"
    if state == "open":
        return
    code, detail = _CLOSED[state]
    errors = [FieldProblem(f"/{field}", code, detail)] if field else []
    raise Conflict(detail, code=code, errors=errors)


def step_add(
    actor: Member, offer: Offer, kind: str, *, on: date, at: datetime | None = None, **columns: Any
) -> OfferStep:
    """Note what was done with a locked offer. The caller has checked it."""
    step = OfferStep(offer=offer, kind=kind, on=on, at=at, member_id=actor.member_id, **columns)
    step.case_id = offer.case_id
    step.save(force_insert=True)
    return step


def step_kept(offer_id: UUID, kind: str) -> OfferStep | None:
    """The latest step of that kind, if there is one."""
    return OfferStep.objects.filter(offer_id=offer_id, kind=kind).order_by("-created_at", "-id").first()


def check_dates(case: Case, earliest: date | None, day: date, field: str) -> None:
    """Refuse a day in the future, or before the offer was made. Raises Invalid."""
    check_day(day, today(case.time_zone), field)
    if earliest is not None and earliest != NO_DATE and day < earliest:
        raise invalid(field, f"{day} is before it was made on {earliest}. Correct this day.")


def check_carried(case: Case, carried: Carried) -> None:
    """Refuse a contact or a paper of another case, and an unknown grade of proof. Raises Invalid."""
    referred(correspondence_list().filter(case_id=case.id), carried.correspondence_id, "correspondence_id")
    referred(document_list().filter(case_id=case.id), carried.document_id, "document_id")
    if carried.proof_grade and carried.proof_grade not in PROOF_GRADES:
        raise invalid("proof_grade", f"Give one of {', '.join(PROOF_GRADES)}.")


def said(words: str) -> str:
    """The words, trimmed. Raises Invalid where they are too long."""
    if len(words) > LONGEST_WORDS:
        raise invalid("words", f"Say it in at most {LONGEST_WORDS} characters.")
    return words.strip()


def given_money(given: Mapping[str, Any], field: str) -> Money:
    """An amount as the API gives it. Raises Invalid that names the field."""
    return money(Decimal(given["amount"]), given["currency"], field=f"{field}/amount")
