"""Meeting a deadline with a dispatch, over HTTP."""

from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claimback.kernel import openapi
from claimback.kernel.etag import expected_version
from claimback.tenancy.front_door import FirmView
from deadlines.api.deadlines import DEADLINES, DeadlineSerializer
from deadlines.models import Deadline
from deadlines.selectors import deadline_list
from letters.services.meeting import deadline_meet_by_dispatch


class MeetByDispatchInput(serializers.Serializer[Deadline]):
    """The dispatch that met it."""

    dispatch_id = serializers.UUIDField()


class DeadlineMeetByDispatchView(FirmView):
    """A deadline that a dispatch met."""

    capabilities = {"POST": "deadline.write"}

    @openapi.acts(
        "deadline_meet_by_dispatch",
        MeetByDispatchInput,
        DeadlineSerializer,
        summary="Meet a deadline with a dispatch",
    )
    def post(self, request: Request, id: UUID) -> Response:
        """Close a deadline with the dispatch that met it. Its proof must satisfy the rule."""
        deadline_meet_by_dispatch(
            actor=self.member,
            deadline_id=id,
            version=expected_version(request),
            **self.parse(MeetByDispatchInput),
        )
        return self.one(DEADLINES, deadline_list(), id)
