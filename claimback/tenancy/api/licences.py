"""Licences of members over HTTP."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claimback.kernel import openapi
from claimback.kernel.etag import expected_version
from claimback.kernel.listing import Filter, Listing
from claimback.tenancy.front_door import FirmView
from claimback.tenancy.licences import STATES
from claimback.tenancy.models import LICENCE_KINDS, Licence
from claimback.tenancy.selectors import licence_list
from claimback.tenancy.services.licences import NUMBER_LIMIT, licence_add, licence_change, licence_end


class LicenceSerializer(serializers.ModelSerializer[Licence]):
    """A licence: it holds from `issued_on` to `expires_on`, both included, unless it ended before."""

    member_id = serializers.UUIDField()
    member_name = serializers.CharField(source="member.user.name")

    class Meta:
        model = Licence
        fields = [
            "id",
            "member_id",
            "member_name",
            "kind",
            "state",
            "number",
            "issued_on",
            "expires_on",
            "ended_on",
            "version",
            "created_at",
        ]


class LicenceChanges(serializers.Serializer[Licence]):
    """What of a licence may be corrected or renewed."""

    number = serializers.CharField(max_length=NUMBER_LIMIT)
    issued_on = serializers.DateField()
    expires_on = serializers.DateField(
        required=False, allow_null=True, help_text="The last day on which it holds."
    )


class LicenceInput(LicenceChanges):
    """A licence as it is recorded."""

    member_id = serializers.UUIDField()
    kind = serializers.ChoiceField(list(LICENCE_KINDS))
    state = serializers.ChoiceField(STATES)


class LicenceEndInput(serializers.Serializer[Licence]):
    """When a licence was suspended, surrendered or revoked."""

    on = serializers.DateField(help_text="The first day on which it does not hold.")


LICENCES = Listing(
    serializer=LicenceSerializer,
    orderings=["created_at"],
    filters={
        "member_id": Filter("member_id", serializers.UUIDField(), "Of this member."),
        "kind": Filter("kind", serializers.ChoiceField(list(LICENCE_KINDS)), "Of this kind."),
        "state": Filter("state", serializers.ChoiceField(STATES), "Of this state."),
        "expires_before": Filter(
            "expires_on__lt", serializers.DateField(), "That hold until before this day."
        ),
    },
)


class LicenceListView(FirmView):
    """Licences."""

    capabilities = {"GET": "firm.read", "POST": "member.manage"}

    @openapi.lists("licence", LICENCES, summary="List licences")
    def get(self, request: Request) -> Response:
        """A page of the members' licences."""
        return self.page(LICENCES, licence_list())

    @openapi.creates("licence_add", LicenceInput, LicenceSerializer, summary="Record a licence")
    def post(self, request: Request) -> Response:
        """Record a member's licence."""
        licence = licence_add(actor=self.member, **self.parse(LicenceInput))
        return self.one(LICENCES, licence_list(), licence.id, status=201)


class LicenceView(FirmView):
    """One licence."""

    capabilities = {"GET": "firm.read", "PATCH": "member.manage"}

    @openapi.reads("licence", LICENCES, summary="Read a licence")
    def get(self, request: Request, id: UUID) -> Response:
        """One licence."""
        return self.one(LICENCES, licence_list(), id)

    @openapi.changes(
        "licence_change", LicenceChanges, LicenceSerializer, summary="Correct or renew a licence"
    )
    def patch(self, request: Request, id: UUID) -> Response:
        """Correct or renew a licence."""
        changes: dict[str, Any] = self.parse(LicenceChanges, partial=True)
        licence_change(actor=self.member, licence_id=id, version=expected_version(request), **changes)
        return self.one(LICENCES, licence_list(), id)


class LicenceEndView(FirmView):
    """The end of a licence."""

    capabilities = {"POST": "member.manage"}

    @openapi.acts("licence_end", LicenceEndInput, LicenceSerializer, summary="End a licence")
    def post(self, request: Request, id: UUID) -> Response:
        """A licence was suspended, surrendered or revoked."""
        licence_end(
            actor=self.member, licence_id=id, version=expected_version(request), **self.parse(LicenceEndInput)
        )
        return self.one(LICENCES, licence_list(), id)
