"""What a firm must know of a request that was refused: which member, at which door, and why.

A refusal rolls its transaction back and leaves no trace. So it is told in a transaction of its own afterwards, as an
event; `claimback/wiring.py` says who keeps it. Nothing is looked up for it, so that absent and hidden rows cost the
same. What is told goes to the firm whose member asked, never to the one that they tried.
"""

from typing import Final
from uuid import UUID

from django.http import HttpRequest

from claimback.kernel.errors import NotSignedIn, Refusal
from claimback.kernel.events import publish
from claimback.tenancy.enter import Asking
from claimback.tenancy.events import Refused
from claimback.tenancy.request_id import request_id
from claimback.tenancy.scope import firm_scope

AT_THE_DOOR: Final = "door"
"""The act of who did not come in: not a member, or with a token that holds no more."""
NO_ROW: Final = UUID(int=0)
"""The row of a request whose path names none."""
_TOLD_STATUSES: Final = frozenset({403, 404})
_TOLD_CODES: Final = frozenset(
    {NotSignedIn.code, "unknown_reference", "unknown_field", "unknown_cursor", "proof_not_found"}
)


def is_told(refusal: Refusal) -> bool:
    """Whether a firm must know: what is not there for the member, not theirs to do, or not theirs to say.

    A slip is not told, such as a date that is none, nor a change that came too late.
    """
    codes = {refusal.code, *(problem.code for problem in refusal.errors)}
    return refusal.status in _TOLD_STATUSES or not codes.isdisjoint(_TOLD_CODES)


def refusal_tell(request: HttpRequest, refusal: Refusal, asking: Asking, *, act: str = AT_THE_DOOR) -> None:
    """Tell each firm of those who asked. Call where the request's own transaction is over."""
    asked, row_id = _asked(request)
    for firm_id, member_id in asking:
        with firm_scope(firm_id, act=act, request_id=request_id(request)):
            publish(Refused(member_id, row_id, asked, refusal.status, refusal.code))


def _asked(request: HttpRequest) -> tuple[str, UUID]:
    """The method with the pattern of the URL, and the row that the path names."""
    match = request.resolver_match
    if match is None:
        return f"{request.method}", NO_ROW
    named = match.kwargs.get("id", match.kwargs.get("object_id", NO_ROW))
    try:
        row_id = UUID(str(named))
    except ValueError:  # the admin's paths take any text
        row_id = NO_ROW
    return f"{request.method} {match.route}", row_id
