"""Opening an invitation's link over HTTP: the one door of a person who is in no firm yet."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.decorators import method_decorator
from rest_framework import serializers
from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from claimback.accounts.models import User
from claimback.accounts.sessions import session_strength
from claimback.firms.services.invitations import (
    NAME_LIMIT,
    Joined,
    Offer,
    invitation_accept,
    invitation_read,
)
from claimback.kernel.errors import Forbidden, Invalid
from claimback.tenancy.roles import ROLES

PASSWORD_LIMIT = 200


class OfferInput(serializers.Serializer[Offer]):
    """The secret of the link."""

    token = serializers.CharField(max_length=100)


class OfferSerializer(serializers.Serializer[Offer]):
    """What an open invitation offers."""

    firm_name = serializers.CharField()
    email = serializers.EmailField()
    role = serializers.ChoiceField(list(ROLES))
    title = serializers.CharField(allow_blank=True)
    has_account = serializers.BooleanField(
        help_text="Whether to sign in first; else to give a name and password."
    )


class AcceptInput(OfferInput):
    """The secret; for an address without an account, the name and password of the new one too."""

    name = serializers.CharField(required=False, max_length=NAME_LIMIT)
    password = serializers.CharField(
        required=False, max_length=PASSWORD_LIMIT, trim_whitespace=False, style={"input_type": "password"}
    )


class JoinedSerializer(serializers.Serializer[Joined]):
    """The firm that was joined."""

    firm_slug = serializers.CharField()
    firm_name = serializers.CharField()
    member_id = serializers.UUIDField()


def own_user(request: Any) -> User | None:
    """Who is signed in by a proof of their own: a firm's identity provider does not join other firms for them.

    None for nobody. Raises Forbidden for a session that proves a provider's word alone.
    """
    user: User | AnonymousUser | None = request.user
    if user is None or isinstance(user, AnonymousUser):
        return None
    strength = session_strength(request)
    if strength.connection and not strength.own:
        raise Forbidden("Sign in with your own password and second factor first.", code="own_proof_required")
    return user


class _LinkView(APIView):
    """One request is one transaction, as behind the front door: a refusal leaves nothing."""

    authentication_classes = [SessionAuthentication]
    permission_classes = []
    schema = None  # the document describes the doors of a firm

    @method_decorator(transaction.atomic)
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """DRF's own, inside a transaction that its handler of errors rolls back."""
        return super().dispatch(request, *args, **kwargs)

    def read(self, serializer: type[serializers.Serializer[Any]]) -> dict[str, Any]:
        """The body. Raises Invalid."""
        if not isinstance(self.request.data, dict):
            raise Invalid("Send one JSON object.")
        reader = serializer(data=self.request.data)
        reader.is_valid(raise_exception=True)
        found: dict[str, Any] = reader.validated_data
        return found


class InvitationReadView(_LinkView):
    """What a link offers."""

    def post(self, request: Request) -> Response:
        """What an open invitation offers to whoever holds its link; a POST, so that the secret is in no address."""
        return Response(OfferSerializer(invitation_read(secret=self.read(OfferInput)["token"])).data)


class InvitationAcceptView(_LinkView):
    """The use of a link."""

    def post(self, request: Request) -> Response:
        """Join the firm, once: signed in as the address that was invited, or with a new account."""
        given = self.read(AcceptInput)
        joined = invitation_accept(
            secret=given["token"],
            user=own_user(request._request),
            name=given.get("name", ""),
            password=given.get("password", ""),
        )
        return Response(JoinedSerializer(joined).data, status=201)
