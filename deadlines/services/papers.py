"""Papers of the docket: asked for by a member, or begun by themselves each morning; opened once they are made.

The making is in `paper_work`. Each day's certificate is made for the firm's owners, from six in the morning where the
firm is: one for all who see the same, and one more for an owner who is behind a wall, without what the wall hides.
"""

from datetime import date
from typing import Any, Final
from uuid import UUID

from cases.selectors import locked, one
from claimback.kernel.clock import today
from claimback.kernel.errors import Conflict, NotFound, invalid
from claimback.kernel.etag import check_version
from claimback.kernel.events import publish
from claimback.storage.services import link_give
from claimback.tenancy.member import Member
from claimback.tenancy.models import Membership
from claimback.tenancy.roles import OWNER
from claimback.tenancy.scope import firm_scope
from claimback.tenancy.selectors import colleagues, firm_get, member_get
from claimback.tenancy.services import member_of
from deadlines.events import PaperRequested
from deadlines.models import DUTY_OF, PAPER_KINDS, DocketPaper
from deadlines.selectors import firms_without_certificate, paper_list, paper_part_list
from deadlines.services.certificates import certificate_sheet, control_sheet
from deadlines.services.printed import list_sheet
from deadlines.services.sheets import Sheet
from deadlines.states import PAPER_EDGES

ACT: Final = "deadlines.make_paper"
SHOWS: Final = ("deadline.read", "case.read")
"""What a paper shows asks for each of these."""

_TAKES: Final = {
    "certificate": frozenset[str](),
    "control_form": frozenset({"case_id"}),
    "list": frozenset({"from_on", "to_on", "case_id", "member_id", "duty_of"}),
}


def paper_request(
    *,
    actor: Member,
    kind: str,
    from_on: date | None = None,
    to_on: date | None = None,
    case_id: UUID | None = None,
    member_id: UUID | None = None,
    duty_of: str = "",
) -> DocketPaper:
    """Ask for a paper of any length: a certificate, the control form, or a list as `list_sheet` takes it.

    It shows what the actor may see. Publishes PaperRequested. Raises Invalid that names the field, Forbidden.
    """
    actor.require(*SHOWS)
    asked = {
        "from_on": from_on,
        "to_on": to_on,
        "case_id": case_id,
        "member_id": member_id,
        "duty_of": duty_of,
    }
    if kind not in PAPER_KINDS:
        raise invalid("kind", f"Give one of {', '.join(PAPER_KINDS)}.")
    for field, value in asked.items():
        if value and field not in _TAKES[kind]:
            raise invalid(field, f"A {kind.replace('_', ' ')} is not narrowed by that. Leave it out.")
    if duty_of and duty_of not in DUTY_OF:
        raise invalid("duty_of", f"Give one of {', '.join(DUTY_OF)}.")
    sheet_of(actor, kind, asked)
    row = DocketPaper(
        kind=kind,
        member_id=actor.member_id,
        from_on=from_on,
        to_on=to_on,
        case_id=case_id,
        lead_id=member_id,
        duty_of=duty_of,
        without_cases=member_get(actor.member_id).walled_cases,
    )
    row.save(force_insert=True)
    publish(PaperRequested(row.id))
    return row


def paper_retry(*, actor: Member, paper_id: UUID, version: int | None) -> DocketPaper:
    """Ask once more for one that could not be made. What was made of it stays, and the rest is made.

    Raises IllegalTransition, NotFound, PreconditionFailed, Forbidden.
    """
    actor.require(*SHOWS)
    row = locked(paper_list(), paper_id)
    check_version(row.version, version)
    row.change(state=PAPER_EDGES.advance(row.state, "requested"), refusal="", attempts=0)
    publish(PaperRequested(row.id))
    return row


def paper_link(*, actor: Member, paper_id: UUID, number: int = 1) -> str:
    """A link of ours to a part of a paper, for 60 seconds, with a trace of who asked.

    Raises Conflict while it is not made, NotFound for a part that it has not, Forbidden.
    """
    actor.require(*SHOWS)
    paper = one(paper_list(), paper_id)
    if paper.state != "made":
        raise Conflict("This paper is not made yet. Read it again in a minute.")
    part = paper_part_list().filter(paper_id=paper.id, number=number).first()
    if part is None:
        raise NotFound
    return link_give(actor=actor, file_id=part.file_id, purpose=str(paper)[:80], capability="deadline.read")


def certificates_begin(*, limit: int) -> int:
    """Begin the day's certificates of the firms that have none. Opens scopes of its own. Returns of how many firms."""
    firms = firms_without_certificate(limit)
    for firm_id in firms:
        with firm_scope(firm_id, act=ACT):
            certificates_await()
    return len(firms)


def certificates_await() -> None:
    """Await the day's certificates in the firm whose scope is open: once a day, however often it is called."""
    day = today(firm_get().time_zone)
    rows = [
        DocketPaper(kind="certificate", day=day, member_id=first.id, without_cases=first.walled_cases)
        for first, *_ in owners_by_view().values()
    ]
    DocketPaper.objects.bulk_create(rows, ignore_conflicts=True)


def owners_by_view() -> dict[frozenset[UUID], list[Membership]]:
    """The firm's owners who read the docket, those together who see the same: by the cases that they do not see."""
    firm, found = firm_get(), dict[frozenset[UUID], list[Membership]]()
    owners = colleagues().filter(role=OWNER).select_related("own_role").order_by("created_at", "id")
    for owner in owners:
        if all(member_of(owner, firm).may(capability) for capability in SHOWS):
            found.setdefault(frozenset(owner.walled_cases), []).append(owner)
    return found


def asked_of(row: DocketPaper) -> dict[str, Any]:
    """What a paper was asked for."""
    return {
        "from_on": row.from_on,
        "to_on": row.to_on,
        "case_id": row.case_id,
        "member_id": row.lead_id,
        "duty_of": row.duty_of,
    }


def sheet_of(actor: Member, kind: str, asked: dict[str, Any]) -> Sheet:
    """The heading and the deadlines of a paper, as the actor sees them. Raises what the kind's own sheet does."""
    if kind == "certificate":
        return certificate_sheet(actor=actor)
    if kind == "control_form":
        return control_sheet(actor=actor, case_id=asked["case_id"])
    return list_sheet(actor=actor, **asked)
