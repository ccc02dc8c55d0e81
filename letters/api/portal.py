"""The letters that were shared with a client of the firm, over HTTP. Nothing of how they came about."""

from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.selectors import cases_of_client
from claimback.kernel import openapi
from claimback.kernel.listing import Filter, Listing
from claimback.kernel.parameters import refuse_parameters
from claimback.tenancy.front_door import FirmView
from letters.api.letters import LinkSerializer
from letters.models import Letter
from letters.selectors import shared_letters
from letters.services.sharing import portal_letter_link


class PortalLetterSerializer(serializers.ModelSerializer[Letter]):
    """A letter that was shared."""

    case_id = serializers.UUIDField()

    class Meta:
        model = Letter
        fields = ["id", "case_id", "subject", "letter_date", "shared_at"]


PORTAL_LETTERS = Listing(
    serializer=PortalLetterSerializer,
    orderings=["-updated_at"],
    filters={"case_id": Filter("case_id", serializers.UUIDField(), "Of which case.")},
)


class PortalLetterListView(FirmView):
    """Letters that were shared with the client."""

    capabilities = {"GET": "portal.read"}

    @openapi.lists("portal_letter", PORTAL_LETTERS, summary="List the letters shared with one")
    def get(self, request: Request) -> Response:
        """A page of the letters that were shared."""
        return self.page(PORTAL_LETTERS, shared_letters().filter(case_id__in=cases_of_client()))


class PortalLetterPdfView(FirmView):
    """The PDF of a letter that was shared."""

    capabilities = {"GET": "portal.read"}

    @openapi.computes("portal_letter_pdf", LinkSerializer, summary="A link to the PDF of a shared letter")
    def get(self, request: Request, id: UUID) -> Response:
        """A link of a short life."""
        refuse_parameters(request)
        return Response({"url": portal_letter_link(actor=self.member, letter_id=id)})
