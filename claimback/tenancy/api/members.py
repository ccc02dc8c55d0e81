"""The firm and its members over HTTP. Who comes and goes is in `claimback.firms.api`."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claimback.kernel import openapi
from claimback.kernel.etag import expected_version
from claimback.kernel.listing import Filter, Listing
from claimback.tenancy.front_door import FirmView
from claimback.tenancy.models import Firm, Membership
from claimback.tenancy.roles import ROLES
from claimback.tenancy.selectors import firm_rows, member_list
from claimback.tenancy.services.members import member_away, member_back, member_change, member_remind


class FirmSerializer(serializers.ModelSerializer[Firm]):
    """The firm, as its members see it."""

    class Meta:
        model = Firm
        fields = ["id", "slug", "name", "kind", "time_zone", "docket_email", "address", "phone"]


class MemberSerializer(serializers.ModelSerializer[Membership]):
    """A member of the firm. `until` is when the access of a person from support ends by itself."""

    name = serializers.CharField(source="user.name")
    email = serializers.EmailField(source="user.email")
    own_role_id = serializers.UUIDField(allow_null=True)
    own_role_name = serializers.CharField(source="own_role.name", allow_null=True)
    stand_in_id = serializers.UUIDField(allow_null=True)
    supervisor_id = serializers.UUIDField(allow_null=True)

    class Meta:
        model = Membership
        fields = [
            "id",
            "name",
            "email",
            "role",
            "own_role_id",
            "own_role_name",
            "title",
            "supervisor_id",
            "time_zone",
            "digest_hour",
            "away_from",
            "away_until",
            "stand_in_id",
            "support",
            "support_reason",
            "until",
            "ended_at",
            "version",
            "created_at",
        ]


class MemberInput(serializers.ModelSerializer[Membership]):
    """What of a member may be changed. Another role ends the own role, unless a new one is given."""

    own_role_id = serializers.UUIDField(required=False, allow_null=True)
    supervisor_id = serializers.UUIDField(
        required=False, allow_null=True, help_text="Who is told where the member does not answer."
    )

    class Meta:
        model = Membership
        fields = ["role", "own_role_id", "title", "supervisor_id"]


class RemindInput(serializers.Serializer[Membership]):
    """When a member's day begins."""

    time_zone = serializers.CharField(
        max_length=60, allow_blank=True, help_text="An IANA name; empty for the firm's own time zone."
    )
    digest_hour = serializers.IntegerField(
        min_value=0, max_value=23, help_text="The hour of the day at which reminders come."
    )


class AwayInput(serializers.Serializer[Membership]):
    """A leave, both days included, and who stands in."""

    away_from = serializers.DateField()
    away_until = serializers.DateField(help_text="The last day away.")
    stand_in_id = serializers.UUIDField(help_text="The member to whom reminders go too.")


FIRMS = Listing(serializer=FirmSerializer, orderings=["slug"])
MEMBERS = Listing(
    serializer=MemberSerializer,
    orderings=["created_at"],
    filters={
        "role": Filter("role", serializers.ChoiceField(list(ROLES)), "The member's role."),
        "own_role_id": Filter("own_role_id", serializers.UUIDField(), "With this role of the firm's own."),
        "support": Filter("support", serializers.BooleanField(), "Persons from support, or all others."),
    },
    search=["user__name", "user__email"],
)


class FirmItselfView(FirmView):
    """The firm."""

    capabilities = {"GET": "firm.read"}

    @openapi.reads("firm", FIRMS, summary="Read the firm")
    def get(self, request: Request) -> Response:
        """The firm that the URL names."""
        return self.one(FIRMS, firm_rows(), self.member.firm_id)


class MemberListView(FirmView):
    """Who is in the firm."""

    capabilities = {"GET": "firm.read"}

    @openapi.lists("member", MEMBERS, summary="List members")
    def get(self, request: Request) -> Response:
        """A page of members."""
        return self.page(MEMBERS, member_list())


class MemberView(FirmView):
    """One member."""

    capabilities = {"GET": "firm.read", "PATCH": "member.manage"}
    reauthenticate = frozenset({"PATCH"})

    @openapi.reads("member", MEMBERS, summary="Read a member")
    def get(self, request: Request, id: UUID) -> Response:
        """One member."""
        return self.one(MEMBERS, member_list(), id)

    @openapi.changes(
        "member_change", MemberInput, MemberSerializer, summary="Change a member's role or title"
    )
    def patch(self, request: Request, id: UUID) -> Response:
        """Change a member's role or title."""
        changes: dict[str, Any] = self.parse(MemberInput, partial=True)
        member_change(actor=self.member, member_id=id, version=expected_version(request), **changes)
        return self.one(MEMBERS, member_list(), id)


class MemberAwayView(FirmView):
    """A member's leave."""

    capabilities = {"POST": "firm.read"}

    @openapi.acts("member_away", AwayInput, MemberSerializer, summary="Note a leave and who stands in")
    def post(self, request: Request, id: UUID) -> Response:
        """One's own leave; another member's takes `member.manage`."""
        member_away(
            actor=self.member, member_id=id, version=expected_version(request), **self.parse(AwayInput)
        )
        return self.one(MEMBERS, member_list(), id)


class MemberBackView(FirmView):
    """The end of a leave."""

    capabilities = {"POST": "firm.read"}

    @openapi.acts("member_back", None, MemberSerializer, summary="End a leave")
    def post(self, request: Request, id: UUID) -> Response:
        """End one's own leave, or another member's with `member.manage`."""
        member_back(actor=self.member, member_id=id, version=expected_version(request))
        return self.one(MEMBERS, member_list(), id)


class MemberRemindView(FirmView):
    """When a member is reminded."""

    capabilities = {"POST": "firm.read"}

    @openapi.acts("member_remind", RemindInput, MemberSerializer, summary="Say when a member is reminded")
    def post(self, request: Request, id: UUID) -> Response:
        """One's own hour and time zone; another member's takes `member.manage`."""
        member_remind(
            actor=self.member, member_id=id, version=expected_version(request), **self.parse(RemindInput)
        )
        return self.one(MEMBERS, member_list(), id)
