"""Walls over HTTP: who is kept from which case."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.models import Wall
from cases.selectors import wall_list
from cases.services.walls import REASON_LIMIT, wall_lift, wall_place
from claimback.kernel import openapi
from claimback.kernel.etag import expected_version
from claimback.kernel.listing import Filter, Listing
from claimback.tenancy.front_door import FirmView


class WallSerializer(serializers.ModelSerializer[Wall]):
    """A wall: one member, one case, the reason. It stands while `lifted_at` is null."""

    case_id = serializers.UUIDField()
    case_number = serializers.CharField(source="case.number")
    member_id = serializers.UUIDField()
    member_name = serializers.CharField(source="member.user.name")
    placed_by_id = serializers.UUIDField()
    lifted_by_id = serializers.UUIDField(allow_null=True)

    class Meta:
        model = Wall
        fields = [
            "id",
            "case_id",
            "case_number",
            "member_id",
            "member_name",
            "reason",
            "placed_by_id",
            "lifted_at",
            "lifted_by_id",
            "lifted_reason",
            "version",
            "created_at",
            "updated_at",
        ]


class WallInput(serializers.Serializer[Any]):
    """Who is kept from which case, and why."""

    case_id = serializers.UUIDField()
    member_id = serializers.UUIDField()
    reason = serializers.CharField(max_length=REASON_LIMIT)
    new_lead_id = serializers.UUIDField(
        required=False, allow_null=True, help_text="Who leads the case from now on, if this member did."
    )


class WallLiftInput(serializers.Serializer[Any]):
    """Why the member may see the case again."""

    reason = serializers.CharField(max_length=REASON_LIMIT)


WALLS = Listing(
    serializer=WallSerializer,
    orderings=["-created_at"],
    filters={
        "case_id": Filter("case_id", serializers.UUIDField(), "From which case."),
        "member_id": Filter("member_id", serializers.UUIDField(), "Who."),
        "standing": Filter("lifted_at__isnull", serializers.BooleanField(), "Whether it stands still."),
    },
)


class WallListView(FirmView):
    """The firm's walls."""

    capabilities = {"GET": "wall.manage", "POST": "wall.manage"}

    @openapi.lists("wall", WALLS, summary="List walls")
    def get(self, request: Request) -> Response:
        """A page of walls, the latest first."""
        return self.page(WALLS, wall_list())

    @openapi.creates("wall_place", WallInput, WallSerializer, summary="Keep a member from a case")
    def post(self, request: Request) -> Response:
        """Keep a member from a case: from their next request on it is absent for them."""
        wall = wall_place(actor=self.member, **self.parse(WallInput))
        return self.one(WALLS, wall_list(), wall.id, status=201)


class WallView(FirmView):
    """One wall."""

    capabilities = {"GET": "wall.manage"}

    @openapi.reads("wall", WALLS, summary="Read a wall")
    def get(self, request: Request, id: UUID) -> Response:
        """One wall."""
        return self.one(WALLS, wall_list(), id)


class WallLiftView(FirmView):
    """The end of a wall."""

    capabilities = {"POST": "wall.manage"}

    @openapi.acts("wall_lift", WallLiftInput, WallSerializer, summary="Lift a wall")
    def post(self, request: Request, id: UUID) -> Response:
        """Let the member see the case again."""
        version = expected_version(request)
        wall_lift(actor=self.member, wall_id=id, version=version, **self.parse(WallLiftInput))
        return self.one(WALLS, wall_list(), id)
