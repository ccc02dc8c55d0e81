"""Opening a link of ours: the one door that a browser passes without a session or token."""

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from claimback.kernel import openapi
from claimback.storage.links import Grant, link_member, link_read
from claimback.storage.services import link_open
from claimback.tenancy.enter import Asking, asking_by_member
from claimback.tenancy.link_door import LinkView, to_store


class FileLinkView(LinkView):
    """What a signed link leads to. The link names the member; they are let in anew, as they stand now."""

    capabilities = {"GET": "document.read"}  # as a rule; the link names the one by which it was given out
    grant: Grant

    def holder(self) -> tuple[UUID, str]:
        """By the link's word. Raises NotFound, whatever is wrong with it."""
        self.grant = link_read(self.kwargs["signed"])
        return self.grant.member_id, self.grant.capability

    def _asking(self) -> Asking:
        """Whom the link names, even one that is too old."""
        member_id = link_member(self.kwargs["signed"])
        return asking_by_member(member_id) if member_id else []

    @openapi.opens("file", summary="Open a file by its link")
    def get(self, request: Request, signed: str) -> Response:
        """On to the bytes, for a minute after the link was given out.

        A wall, an ended membership or a lost capability cuts it off. That it was opened is kept.
        """
        return to_store(link_open(self.grant))
