"""Roles of the firm's own over HTTP."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claimback.kernel import openapi
from claimback.kernel.etag import expected_version
from claimback.kernel.listing import Filter, Listing
from claimback.tenancy.front_door import FirmView
from claimback.tenancy.models import Role
from claimback.tenancy.roles import CAPABILITIES
from claimback.tenancy.selectors import role_list
from claimback.tenancy.services.roles import BASES, NAME_LIMIT, role_change, role_create, role_end


class OwnRoleSerializer(serializers.ModelSerializer[Role]):
    """A role of the firm's own."""

    class Meta:
        model = Role
        fields = ["id", "name", "base", "capabilities", "ended_at", "version", "created_at"]


class OwnRoleChanges(serializers.Serializer[Role]):
    """What of a role may be changed."""

    name = serializers.CharField(max_length=NAME_LIMIT)
    capabilities = serializers.ListField(child=serializers.ChoiceField(list(CAPABILITIES)))


class OwnRoleInput(OwnRoleChanges):
    """A role as it is made: fewer of what `base` may do."""

    base = serializers.ChoiceField(BASES)


ROLES_OF_FIRM = Listing(
    serializer=OwnRoleSerializer,
    orderings=["created_at"],
    filters={"base": Filter("base", serializers.ChoiceField(BASES), "Made from this role.")},
    search=["name"],
)


class RoleListView(FirmView):
    """The firm's own roles."""

    capabilities = {"GET": "firm.read", "POST": "member.manage"}
    reauthenticate = frozenset({"POST"})

    @openapi.lists("role", ROLES_OF_FIRM, summary="List the firm's own roles")
    def get(self, request: Request) -> Response:
        """A page of the firm's own roles."""
        return self.page(ROLES_OF_FIRM, role_list())

    @openapi.creates("role_create", OwnRoleInput, OwnRoleSerializer, summary="Make a role")
    def post(self, request: Request) -> Response:
        """A role with fewer capabilities than its base."""
        role = role_create(actor=self.member, **self.parse(OwnRoleInput))
        return self.one(ROLES_OF_FIRM, role_list(), role.id, status=201)


class RoleView(FirmView):
    """One role."""

    capabilities = {"GET": "firm.read", "PATCH": "member.manage"}
    reauthenticate = frozenset({"PATCH"})

    @openapi.reads("role", ROLES_OF_FIRM, summary="Read a role")
    def get(self, request: Request, id: UUID) -> Response:
        """One role."""
        return self.one(ROLES_OF_FIRM, role_list(), id)

    @openapi.changes("role_change", OwnRoleChanges, OwnRoleSerializer, summary="Change a role")
    def patch(self, request: Request, id: UUID) -> Response:
        """Change a role's name or capabilities, for all who have it."""
        changes: dict[str, Any] = self.parse(OwnRoleChanges, partial=True)
        role_change(actor=self.member, role_id=id, version=expected_version(request), **changes)
        return self.one(ROLES_OF_FIRM, role_list(), id)


class RoleEndView(FirmView):
    """The end of a role."""

    capabilities = {"POST": "member.manage"}

    @openapi.acts("role_end", None, OwnRoleSerializer, summary="End a role")
    def post(self, request: Request, id: UUID) -> Response:
        """End a role that no member has."""
        role_end(actor=self.member, role_id=id, version=expected_version(request))
        return self.one(ROLES_OF_FIRM, role_list(), id)
