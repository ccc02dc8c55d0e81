"""Who comes into a firm and who goes, over HTTP: invitations, the end of a membership, persons from support."""

from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claimback.firms.models import Invitation, SupportAccess
from claimback.firms.selectors.people import invitation_list, support_list
from claimback.firms.services.invitations import invitation_resend, invitation_revoke, invitation_send
from claimback.firms.services.members import REASON_LIMIT, member_end
from claimback.firms.services.support import GRANT_HOURS_LIMIT, support_end, support_grant
from claimback.kernel import openapi
from claimback.kernel.etag import expected_version
from claimback.kernel.listing import Filter, Listing
from claimback.tenancy.api.members import MEMBERS, MemberSerializer
from claimback.tenancy.front_door import FirmView
from claimback.tenancy.models import Membership
from claimback.tenancy.selectors import member_list


class InvitationSerializer(serializers.ModelSerializer[Invitation]):
    """An invitation, without the secret of its link. `member_id` is who accepted it."""

    own_role_id = serializers.UUIDField(allow_null=True)
    invited_by_id = serializers.UUIDField()
    member_id = serializers.UUIDField(allow_null=True)

    class Meta:
        model = Invitation
        fields = [
            "id",
            "email",
            "role",
            "own_role_id",
            "title",
            "sendings",
            "expires_at",
            "invited_by_id",
            "member_id",
            "accepted_at",
            "revoked_at",
            "version",
            "created_at",
        ]


class InvitationInput(serializers.ModelSerializer[Invitation]):
    """Whom to invite, and as what."""

    own_role_id = serializers.UUIDField(required=False, allow_null=True)

    class Meta:
        model = Invitation
        fields = ["email", "role", "own_role_id", "title"]


class MemberEndInput(serializers.Serializer[Membership]):
    """Why a member leaves, and who takes over."""

    reason = serializers.CharField(max_length=REASON_LIMIT)
    hand_over_to_id = serializers.UUIDField(
        required=False,
        allow_null=True,
        help_text="Who leads the member's open cases and gets their reminders from now on; needed if there are any.",
    )


class SupportAccessSerializer(serializers.ModelSerializer[SupportAccess]):
    """One time that a person from support was let in. Nobody granted it where it was taken in an emergency."""

    member_id = serializers.UUIDField()
    member_name = serializers.CharField(source="member.user.name")
    email = serializers.EmailField(source="member.user.email")
    granted_by_id = serializers.UUIDField(allow_null=True)
    ended_by_id = serializers.UUIDField(allow_null=True)

    class Meta:
        model = SupportAccess
        fields = [
            "id",
            "member_id",
            "member_name",
            "email",
            "reason",
            "granted_by_id",
            "until",
            "ended_at",
            "ended_by_id",
            "version",
            "created_at",
        ]


class SupportInput(serializers.Serializer[SupportAccess]):
    """Whom of support to let in, what for and for how long."""

    email = serializers.EmailField()
    reason = serializers.CharField(max_length=REASON_LIMIT, help_text="Every owner reads it.")
    hours = serializers.IntegerField(min_value=1, max_value=GRANT_HOURS_LIMIT)


INVITATIONS = Listing(serializer=InvitationSerializer, orderings=["-created_at"], search=["email"])
SUPPORT = Listing(
    serializer=SupportAccessSerializer,
    orderings=["-created_at"],
    filters={"member_id": Filter("member_id", serializers.UUIDField(), "Of this person from support.")},
)


class InvitationListView(FirmView):
    """Invitations."""

    capabilities = {"GET": "member.manage", "POST": "member.manage"}
    reauthenticate = frozenset({"POST"})

    @openapi.lists("invitation", INVITATIONS, summary="List invitations")
    def get(self, request: Request) -> Response:
        """A page of invitations of every state."""
        return self.page(INVITATIONS, invitation_list())

    @openapi.creates("invitation_send", InvitationInput, InvitationSerializer, summary="Invite somebody")
    def post(self, request: Request) -> Response:
        """Invite an e-mail address; the mail with the link goes out by itself."""
        invitation = invitation_send(actor=self.member, **self.parse(InvitationInput))
        return self.one(INVITATIONS, invitation_list(), invitation.id, status=201)


class InvitationResendView(FirmView):
    """Another link in place of the former."""

    capabilities = {"POST": "member.manage"}

    @openapi.acts("invitation_resend", None, InvitationSerializer, summary="Send an invitation again")
    def post(self, request: Request, id: UUID) -> Response:
        """Send another link; the former one opens nothing any more."""
        invitation_resend(actor=self.member, invitation_id=id, version=expected_version(request))
        return self.one(INVITATIONS, invitation_list(), id)


class InvitationRevokeView(FirmView):
    """The end of an invitation."""

    capabilities = {"POST": "member.manage"}

    @openapi.acts("invitation_revoke", None, InvitationSerializer, summary="Take an invitation back")
    def post(self, request: Request, id: UUID) -> Response:
        """Take an invitation back."""
        invitation_revoke(actor=self.member, invitation_id=id, version=expected_version(request))
        return self.one(INVITATIONS, invitation_list(), id)


class MemberEndView(FirmView):
    """The end of a membership."""

    capabilities = {"POST": "member.manage"}
    reauthenticate = frozenset({"POST"})

    @openapi.acts("member_end", MemberEndInput, MemberSerializer, summary="End a membership")
    def post(self, request: Request, id: UUID) -> Response:
        """End a membership, and hand over what the member kept an eye on."""
        member_end(
            actor=self.member, member_id=id, version=expected_version(request), **self.parse(MemberEndInput)
        )
        return self.one(MEMBERS, member_list(), id)


class SupportListView(FirmView):
    """Persons from support."""

    capabilities = {"GET": "firm.read", "POST": "support.grant"}
    reauthenticate = frozenset({"POST"})

    @openapi.lists("support_access", SUPPORT, summary="List the accesses of support")
    def get(self, request: Request) -> Response:
        """A page of the times that somebody from support was let in."""
        return self.page(SUPPORT, support_list())

    @openapi.creates("support_grant", SupportInput, SupportAccessSerializer, summary="Let support in")
    def post(self, request: Request) -> Response:
        """Let a person from support read the firm's data for a while."""
        access = support_grant(actor=self.member, **self.parse(SupportInput))
        return self.one(SUPPORT, support_list(), access.id, status=201)


class SupportEndView(FirmView):
    """The end of an access."""

    capabilities = {"POST": "support.grant"}

    @openapi.acts("support_end", None, SupportAccessSerializer, summary="End an access of support")
    def post(self, request: Request, id: UUID) -> Response:
        """End an access at once."""
        support_end(actor=self.member, access_id=id, version=expected_version(request))
        return self.one(SUPPORT, support_list(), id)
