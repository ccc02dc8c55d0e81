"""The side of the front door for who comes without a token or a session: the URL itself says whose it is.

Links that we signed and secret addresses, both given to one member. The member is let in anew each time, as they stand
now; whatever is wrong, the answer is that of an absent object.
"""

from contextlib import ExitStack
from uuid import UUID

from rest_framework.response import Response

from claimback.kernel.errors import NotFound
from claimback.kernel.json import JSONRenderer
from claimback.tenancy.enter import Asking, enter_by_member
from claimback.tenancy.front_door import SAFE_METHODS, FirmView
from claimback.tenancy.request_id import request_id
from claimback.tenancy.scope import python_scope


def to_store(address: str) -> Response:
    """On to the store. Nothing keeps the address, and where it was followed from is not told."""
    headers = {"Location": address, "Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    return Response(status=302, headers=headers)


class LinkView(FirmView):
    """A view that reads for the member whom its URL names."""

    def holder(self) -> tuple[UUID, str]:
        """The member, and the capability that they must have. Raises NotFound."""
        raise TypeError(f"{type(self).__name__} names no holder")

    def _enter(self, slug: str, scope: ExitStack) -> None:
        request = self.request
        self.format_kwarg = None
        request.accepted_renderer, request.accepted_media_type = JSONRenderer(), JSONRenderer.media_type
        if request.method not in SAFE_METHODS:
            self.http_method_not_allowed(request)
        member_id, capability = self.holder()
        entered = enter_by_member(slug, member_id, act=capability, request_id=request_id(request._request))
        if entered is None:
            raise NotFound
        self.member = entered.member
        scope.enter_context(python_scope(entered.scope))
        if not self.member.may(capability):
            raise NotFound

    def _asking(self) -> Asking:
        """Nobody, unless the view knows whom a refusal is about."""
        return []
