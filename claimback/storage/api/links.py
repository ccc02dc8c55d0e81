"""Opening a link of ours: the one door that a browser passes without a session or token."""

from typing import cast
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from claimback.kernel.openapi import ProblemSerializer
from claimback.kernel.problems import CONTENT_TYPE
from claimback.storage.links import Grant, link_member, link_read
from claimback.storage.services import link_open
from claimback.tenancy.enter import Asking, asking_by_member
from claimback.tenancy.link_door import LinkView


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

    @extend_schema(
        operation_id="file_open",
        summary="Open a file by its link",
        auth=cast(list[str], [{}]),  # no sign-in: the annotations know names alone
        parameters=[
            OpenApiParameter(
                "signed",
                {"type": "string", "pattern": "^[A-Za-z0-9_:-]{20,2000}$"},
                OpenApiParameter.PATH,
                description="From the answer that gave the link.",
            )
        ],
        responses={
            302: OpenApiResponse(description="To the store, by a link of a few seconds."),
            (404, CONTENT_TYPE): ProblemSerializer,
        },
    )
    def get(self, request: Request, signed: str) -> Response:
        """On to the bytes, for a minute after the link was given out.

        A wall, an ended membership or a lost capability cuts it off. That it was opened is kept.
        """
        headers = {
            "Location": link_open(self.grant),
            "Cache-Control": "no-store",
            "Referrer-Policy": "no-referrer",
        }
        return Response(status=302, headers=headers)
