"""The firm, its members, and one's own tokens over HTTP."""

from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claimback.kernel import openapi
from claimback.kernel.etag import expected_version
from claimback.kernel.listing import Filter, Listing
from claimback.tenancy import services
from claimback.tenancy.front_door import FirmView
from claimback.tenancy.models import Firm, Membership, Token
from claimback.tenancy.roles import CAPABILITIES, ROLES
from claimback.tenancy.selectors import firm_rows, member_list, token_list


class FirmSerializer(serializers.ModelSerializer[Firm]):
    """The firm, as its members see it."""

    class Meta:
        model = Firm
        fields = ["id", "slug", "name", "kind", "time_zone", "docket_email", "address", "phone"]


class MemberSerializer(serializers.ModelSerializer[Membership]):
    """A member of the firm."""

    name = serializers.CharField(source="user.name")
    email = serializers.EmailField(source="user.email")

    class Meta:
        model = Membership
        fields = ["id", "name", "email", "role", "title", "ended_at", "version", "created_at"]


class TokenSerializer(serializers.ModelSerializer[Token]):
    """A token of one's own, without its secret."""

    class Meta:
        model = Token
        fields = ["id", "name", "capabilities", "expires_at", "revoked_at", "version", "created_at"]


class IssuedTokenSerializer(serializers.Serializer[services.IssuedToken]):
    """A new token: the one time that its secret is shown."""

    id = serializers.UUIDField()
    secret = serializers.CharField()
    expires_at = serializers.DateTimeField()


class TokenInput(serializers.Serializer[Token]):
    """What a token may do and until when."""

    name = serializers.CharField(max_length=100)
    expires_at = serializers.DateTimeField()
    capabilities = serializers.ListField(child=serializers.ChoiceField(list(CAPABILITIES)), required=False)


FIRMS = Listing(serializer=FirmSerializer, orderings=["slug"])
MEMBERS = Listing(
    serializer=MemberSerializer,
    orderings=["created_at"],
    filters={"role": Filter("role", serializers.ChoiceField(list(ROLES)), "The member's role.")},
    search=["user__name", "user__email"],
)
TOKENS = Listing(serializer=TokenSerializer, orderings=["-created_at"])


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


class TokenListView(FirmView):
    """One's own tokens."""

    capabilities = {"GET": "token.manage", "POST": "token.manage"}
    reauthenticate = frozenset({"POST"})

    @openapi.lists("token", TOKENS, summary="List your tokens")
    def get(self, request: Request) -> Response:
        """A page of tokens."""
        return self.page(TOKENS, token_list(self.member))

    @openapi.creates("token_issue", TokenInput, IssuedTokenSerializer, summary="Issue a token")
    def post(self, request: Request) -> Response:
        """A new token. Its secret is in this answer and nowhere else."""
        issued = services.token_issue(actor=self.member, **self.parse(TokenInput))
        return Response(IssuedTokenSerializer(issued).data, status=201)


class TokenRevokeView(FirmView):
    """The end of a token."""

    capabilities = {"POST": "token.manage"}

    @openapi.acts("token_revoke", None, TokenSerializer, summary="Revoke a token")
    def post(self, request: Request, id: UUID) -> Response:
        """End a token at once."""
        services.token_revoke(actor=self.member, token_id=id, version=expected_version(request))
        return self.one(TOKENS, token_list(self.member), id)
