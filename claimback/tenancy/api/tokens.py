"""API tokens over HTTP: one's own, and all of the firm's for whoever manages its members."""

from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claimback.kernel import openapi
from claimback.kernel.etag import expected_version
from claimback.kernel.listing import Filter, Listing
from claimback.tenancy.front_door import FirmView
from claimback.tenancy.models import Token
from claimback.tenancy.roles import CAPABILITIES
from claimback.tenancy.selectors import token_list
from claimback.tenancy.services.tokens import (
    OVERLAP_HOURS,
    OVERLAP_HOURS_LIMIT,
    IssuedToken,
    token_issue,
    token_revoke,
    token_rotate,
)


class TokenSerializer(serializers.ModelSerializer[Token]):
    """A token, without its secret."""

    member_id = serializers.UUIDField()
    member_name = serializers.CharField(source="member.user.name")
    replaces_id = serializers.UUIDField(allow_null=True)
    calls = serializers.DictField(
        child=serializers.IntegerField(),
        help_text="Calls of the API by the firm's day, of the last year; days without any are left out.",
    )

    class Meta:
        model = Token
        fields = [
            "id",
            "member_id",
            "member_name",
            "name",
            "capabilities",
            "expires_at",
            "revoked_at",
            "last_used_at",
            "calls",
            "replaces_id",
            "version",
            "created_at",
        ]


class IssuedTokenSerializer(serializers.Serializer[IssuedToken]):
    """A new token: the one time that its secret is shown."""

    id = serializers.UUIDField()
    secret = serializers.CharField()
    expires_at = serializers.DateTimeField()


class TokenInput(serializers.Serializer[Token]):
    """What a token may do and until when."""

    name = serializers.CharField(max_length=100)
    expires_at = serializers.DateTimeField()
    capabilities = serializers.ListField(child=serializers.ChoiceField(list(CAPABILITIES)), required=False)


class RotateInput(serializers.Serializer[Token]):
    """How long the old token holds beside the new one, and until when the new one does."""

    overlap_hours = serializers.IntegerField(
        min_value=0,
        max_value=OVERLAP_HOURS_LIMIT,
        required=False,
        help_text=f"The old token ends after it: {OVERLAP_HOURS} if left out.",
    )
    expires_at = serializers.DateTimeField(
        required=False, help_text="Of the new token. Left out, it lives as long as the old one was meant to."
    )


TOKENS = Listing(
    serializer=TokenSerializer,
    orderings=["-created_at"],
    filters={"member_id": Filter("member_id", serializers.UUIDField(), "Of this member.")},
)


class TokenListView(FirmView):
    """Tokens."""

    capabilities = {"GET": "token.manage", "POST": "token.manage"}
    reauthenticate = frozenset({"POST"})

    @openapi.lists("token", TOKENS, summary="List tokens")
    def get(self, request: Request) -> Response:
        """A page of one's own tokens; of all of the firm's with `member.manage`."""
        return self.page(TOKENS, token_list(self.member))

    @openapi.creates("token_issue", TokenInput, IssuedTokenSerializer, summary="Issue a token")
    def post(self, request: Request) -> Response:
        """A new token. Its secret is in this answer and nowhere else."""
        issued = token_issue(actor=self.member, **self.parse(TokenInput))
        return Response(IssuedTokenSerializer(issued).data, status=201)


class TokenRotateView(FirmView):
    """A new token in place of an old one."""

    capabilities = {"POST": "token.manage"}
    reauthenticate = frozenset({"POST"})

    @openapi.acts("token_rotate", RotateInput, IssuedTokenSerializer, summary="Rotate a token", status=201)
    def post(self, request: Request, id: UUID) -> Response:
        """A new token with the old one's name and capabilities; both hold until the overlap is over."""
        issued = token_rotate(
            actor=self.member, token_id=id, version=expected_version(request), **self.parse(RotateInput)
        )
        return Response(IssuedTokenSerializer(issued).data, status=201)


class TokenRevokeView(FirmView):
    """The end of a token."""

    capabilities = {"POST": "token.manage"}

    @openapi.acts("token_revoke", None, TokenSerializer, summary="Revoke a token")
    def post(self, request: Request, id: UUID) -> Response:
        """End a token at once."""
        token_revoke(actor=self.member, token_id=id, version=expected_version(request))
        return self.one(TOKENS, token_list(self.member), id)
