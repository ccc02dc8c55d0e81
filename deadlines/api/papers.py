"""Papers of the docket over HTTP: asked for, followed while they are made, opened part by part."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claimback.kernel import openapi
from claimback.kernel.etag import expected_version
from claimback.kernel.listing import Filter, Listing
from claimback.storage.links import LINK_SECONDS
from claimback.tenancy.front_door import FirmView
from deadlines.models import DUTY_OF, PAPER_KINDS, DocketPaper, DocketPaperPart
from deadlines.selectors import paper_list, paper_part_list
from deadlines.services.papers import paper_link, paper_request, paper_retry
from deadlines.states import PAPER_EDGES


class PaperSerializer(serializers.ModelSerializer[DocketPaper]):
    """A paper of the docket. While it is in the making, `progress` tells how far it has come."""

    class Meta:
        model = DocketPaper
        ref_name = "DocketPaper"
        fields = [
            "id",
            "kind",
            "member_id",
            "day",
            "from_on",
            "to_on",
            "case_id",
            "lead_id",
            "duty_of",
            "state",
            "progress",
            "refusal",
            "lines",
            "certificate_sha256",
            "version",
            "created_at",
            "updated_at",
        ]


class PaperInput(serializers.Serializer[Any]):
    """Which paper, and of what. A certificate is narrowed by nothing, a control form by a case alone."""

    kind = serializers.ChoiceField(list(PAPER_KINDS))
    from_on = serializers.DateField(required=False, allow_null=True)
    to_on = serializers.DateField(required=False, allow_null=True)
    case_id = serializers.UUIDField(required=False, allow_null=True)
    member_id = serializers.UUIDField(
        required=False, allow_null=True, help_text="Of the cases that this member leads."
    )
    duty_of = serializers.ChoiceField(list(DUTY_OF), required=False, allow_blank=True)

    class Meta:
        ref_name = "DocketPaperRequest"


class PartSerializer(serializers.ModelSerializer[DocketPaperPart]):
    """One PDF of a paper: one that is long has several."""

    class Meta:
        model = DocketPaperPart
        ref_name = "DocketPaperPart"
        fields = ["id", "paper_id", "number", "lines", "version", "created_at"]


class PaperLinkInput(serializers.Serializer[Any]):
    """Which part."""

    number = serializers.IntegerField(min_value=1, max_value=2**31 - 1, required=False, help_text="From 1.")

    class Meta:
        ref_name = "DocketPaperLinkRequest"


class PaperLinkSerializer(serializers.Serializer[Any]):
    """A link to the bytes of a part."""

    url = serializers.URLField()
    expires_in = serializers.IntegerField(help_text="In seconds.")

    class Meta:
        ref_name = "DocketPaperLink"


PAPERS = Listing(
    serializer=PaperSerializer,
    orderings=["-created_at"],
    filters={
        "kind": Filter("kind", serializers.ChoiceField(list(PAPER_KINDS)), "Of these kinds.", many=True),
        "state": Filter(
            "state", serializers.ChoiceField(list(PAPER_EDGES.states)), "How it stands.", many=True
        ),
        "day": Filter(
            "day", serializers.DateField(), "The certificates that were made of this day by themselves."
        ),
    },
)

PARTS = Listing(
    serializer=PartSerializer,
    orderings=["number"],
    filters={"paper_id": Filter("paper_id", serializers.UUIDField(), "Of this paper.")},
)


class PaperListView(FirmView):
    """The firm's papers of the docket."""

    capabilities = {"GET": "deadline.read", "POST": "deadline.read"}

    @openapi.lists("docket_paper", PAPERS, summary="List papers of the docket")
    def get(self, request: Request) -> Response:
        """A page of them, the latest first, each day's certificate among them: as far as you see all that they show."""
        return self.page(PAPERS, paper_list())

    @openapi.creates(
        "docket_paper_request", PaperInput, PaperSerializer, summary="Ask for a paper of the docket"
    )
    def post(self, request: Request) -> Response:
        """Ask for a paper of any length. A worker makes it; read this object to follow it."""
        made = paper_request(actor=self.member, **self.parse(PaperInput))
        return self.one(PAPERS, paper_list(), made.id, status=201)


class PaperView(FirmView):
    """One paper."""

    capabilities = {"GET": "deadline.read"}

    @openapi.reads("docket_paper", PAPERS, summary="Read a paper of the docket")
    def get(self, request: Request, id: UUID) -> Response:
        """How far it has come."""
        return self.one(PAPERS, paper_list(), id)


class PaperRetryView(FirmView):
    """A paper that could not be made."""

    capabilities = {"POST": "deadline.read"}

    @openapi.acts("docket_paper_retry", None, PaperSerializer, summary="Ask for a paper again")
    def post(self, request: Request, id: UUID) -> Response:
        """Ask once more for one that failed."""
        paper_retry(actor=self.member, paper_id=id, version=expected_version(request))
        return self.one(PAPERS, paper_list(), id)


class PaperLinkView(FirmView):
    """The way to a paper's bytes."""

    capabilities = {"POST": "deadline.read"}

    @openapi.creates("docket_paper_link", PaperLinkInput, PaperLinkSerializer, summary="Open a paper")
    def post(self, request: Request, id: UUID) -> Response:
        """A link of 60 seconds to one of its parts, to open without a token. That you asked for it is kept."""
        url = paper_link(actor=self.member, paper_id=id, **self.parse(PaperLinkInput))
        return Response({"url": url, "expires_in": LINK_SECONDS}, status=201)


class PartListView(FirmView):
    """The parts of papers."""

    capabilities = {"GET": "deadline.read"}

    @openapi.lists("docket_paper_part", PARTS, summary="List the parts of papers")
    def get(self, request: Request) -> Response:
        """A page of them, the first parts first; name a paper to have its own."""
        return self.page(PARTS, paper_part_list())
