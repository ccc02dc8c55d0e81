"""What a person says of lines of two estimates: that they are one work, or are not. It wins over any likeness."""

from uuid import UUID

from django.db.models import Q

from cases.models import EstimateLine, LinePairing
from cases.models.estimates import PAIRINGS
from cases.selectors import case_list, for_change, locked, one, referred
from cases.selectors.money import estimate_line_list, line_pairing_list
from cases.services.checks import check_fields
from claimback.kernel.clock import now
from claimback.kernel.errors import Conflict, invalid
from claimback.kernel.etag import check_version
from claimback.tenancy.member import Member


def lines_pair(
    *, actor: Member, our_line_id: UUID, their_line_id: UUID, how: str, reason: str = ""
) -> LinePairing:
    """Pair a line of one estimate with one of another of the same case, or keep the two apart.

    A pair takes the place of what was said of either line against the other's estimate before. Raises Invalid that
    names the field, Conflict where it is said already, Forbidden.
    """
    actor.require("money.write")
    lines = estimate_line_list().select_related("estimate")
    ours = referred(lines, our_line_id, "our_line_id")
    for_change(case_list()).get(id=ours.case_id)
    theirs = referred(lines.filter(case_id=ours.case_id), their_line_id, "their_line_id")
    if how not in PAIRINGS:
        raise invalid("how", f"Give one of {', '.join(PAIRINGS)}.")
    if ours.estimate_id == theirs.estimate_id:
        raise invalid("their_line_id", "Both lines are of one estimate. Name one of another.")
    standing = line_pairing_list().filter(ended_at=None)
    said = for_change(standing.filter(ours=ours, theirs=theirs)).first()
    if said is not None and said.how == how:
        raise Conflict("This is said of the two lines already.")
    for former in [said] if said is not None else []:
        former.change(ended_at=now())
    if how == "paired":
        for former in for_change(standing.filter(_other_pairs(ours, theirs), how="paired")):
            former.change(ended_at=now())
    pairing = LinePairing(
        case_id=ours.case_id,
        ours=ours,
        theirs=theirs,
        how=how,
        reason=reason.strip(),
        made_by_id=actor.member_id,
    )
    check_fields(pairing, ["reason"])
    pairing.save(force_insert=True)
    return pairing


def lines_leave(*, actor: Member, pairing_id: UUID, version: int | None) -> LinePairing:
    """Leave it to the likeness of two lines again whether they match.

    Raises NotFound, PreconditionFailed, Conflict for what was ended, Forbidden.
    """
    actor.require("money.write")
    locked(case_list(), one(line_pairing_list(), pairing_id).case_id)
    pairing = locked(line_pairing_list(), pairing_id)
    check_version(pairing.version, version)
    if pairing.ended_at is not None:
        raise Conflict("It no longer holds.")
    pairing.change(ended_at=now())
    return pairing


def _other_pairs(ours: EstimateLine, theirs: EstimateLine) -> Q:
    """Other pairs of these lines between the same two estimates."""
    mine = Q(ours=ours, theirs__estimate_id=theirs.estimate_id)
    return mine | Q(theirs=theirs, ours__estimate_id=ours.estimate_id)
