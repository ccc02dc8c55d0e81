"""The nearest of our own dates with how far what meets them has come, and what insurers and reviewers owe by now."""

from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db.models import Case as Choose
from django.db.models import CharField, IntegerField, OuterRef, Subquery, Value, When
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from claimback.tenancy.admin_show import address_of, badge, page_of
from claimback.tenancy.member import Member
from deadlines.admin import countdown, due
from deadlines.admin.grades import doubt_badges
from deadlines.models import Deadline
from deadlines.selectors import deadline_list
from deadlines.states import LIVE
from letters.models import Letter
from letters.selectors import letter_list

SHOWN: Final = 8
CERTAIN: Final = [state for state in LIVE if state != "unknown"]
"""The states of a live deadline that does not hang on a fact."""

_STANDING: Final = {
    "draft": (_("drafted"), "plain"),
    "in_review": (_("waits for approval"), "warn"),
    "approved": (_("approved, not sent"), "warn"),
    "sending": (_("being sent"), "busy"),
    "failed": (_("came back"), "bad"),
    "sent": (_("sent, receipt not proved"), "warn"),
    "delivered": (_("received, proved"), "good"),
}
"""How far a letter has come, the farthest last."""
_NO_LETTER: Final = Value("", CharField())


def dates(member: Member, on: date, *, theirs: bool) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The nearest of our dates and, where it is asked for, the latest of theirs, in one statement.

    Beside each of ours stands how far the letter has come that it is to be met with: the farthest of them.
    """
    live = deadline_list().select_related("case__client", "case__insurer").defer("working", "set_aside")
    proof = _farthest() if member.may("letter.read") else _NO_LETTER
    nearest = live.filter(duty_of="ours", state__in=CERTAIN, sort_on__lt=date.max).annotate(letter=proof)
    found = nearest.order_by("sort_on", "id")[:SHOWN]
    if theirs:
        late = live.exclude(duty_of="ours").filter(state__in=LIVE, sort_on__lt=on).annotate(letter=_NO_LETTER)
        found = found.union(late.order_by("sort_on", "id")[:SHOWN], all=True)
    rows = sorted(found, key=lambda row: (row.sort_on, row.id))
    return (
        [_shown(row, on) for row in rows if row.duty_of == "ours"],
        [_shown(row, on) for row in rows if row.duty_of != "ours"],
    )


def _farthest() -> Subquery:
    """The state and the id of one letter, in one text: each subquery is planned for every page."""
    letters = letter_list().filter(deadline_id=OuterRef("pk"), state__in=list(_STANDING))
    far = Choose(
        *(When(state=state, then=n) for n, state in enumerate(_STANDING)), output_field=IntegerField()
    )
    told = Concat("state", Value(" "), Cast("id", CharField()), output_field=CharField())
    return Subquery(letters.annotate(far=far, told=told).order_by("-far", "-id").values("told")[:1])


def _shown(row: Deadline, on: date) -> dict[str, Any]:
    return {
        "row": row,
        "page": page_of(row),
        "case": page_of(row.case),
        "due": due(row),
        "left": countdown(row, on),
        "doubts": doubt_badges(row),
        "proof": _proof(row),
    }


def _proof(row: Any) -> dict[str, Any]:
    """A label, and the letter that it is about. What only has to be sent in time is done by sending."""
    state, letter_id = (row.letter or " ").split(" ")
    said, tone = _STANDING.get(state, (_("nothing written"), "plain"))
    if state == "sent" and row.satisfied_by == "sent":
        said, tone = _("sent"), "good"
    return {
        "said": badge(str(said), tone=tone),
        "page": address_of(Letter, UUID(letter_id)) if letter_id else "",
    }
