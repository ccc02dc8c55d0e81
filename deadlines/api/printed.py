"""The docket on paper, over HTTP."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from claimback.kernel import openapi
from claimback.kernel.parameters import read_parameters, refuse_parameters
from claimback.tenancy.front_door import FirmView
from deadlines.models import DUTY_OF
from deadlines.services.certificates import control_form, docket_certificate
from deadlines.services.printed import DAYS, docket_print


class DocketListParameters(serializers.Serializer[Any]):
    """What is asked for, by query parameters."""

    from_on = serializers.DateField(required=False, allow_null=True)
    to_on = serializers.DateField(required=False, allow_null=True)
    case_id = serializers.UUIDField(required=False, allow_null=True)
    member_id = serializers.UUIDField(required=False, allow_null=True)
    duty_of = serializers.ChoiceField(list(DUTY_OF), required=False, allow_blank=True)


class PdfRenderer(BaseRenderer):
    """application/pdf, as it was rendered."""

    media_type = "application/pdf"
    format = "pdf"
    charset = None

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        """The bytes."""
        return bytes(data or b"")


class DocketListView(FirmView):
    """The docket of some days."""

    capabilities = {"GET": "deadline.read"}

    @extend_schema(
        operation_id="docket_print",
        summary="Print the docket of some days",
        parameters=[
            OpenApiParameter("from_on", OpenApiTypes.DATE, description="From this day; by default today."),
            OpenApiParameter(
                "to_on", OpenApiTypes.DATE, description=f"Up to this day; by default {DAYS} days later."
            ),
            OpenApiParameter("case_id", OpenApiTypes.UUID, description="Of this case."),
            OpenApiParameter(
                "member_id", OpenApiTypes.UUID, description="Of the cases that this member leads."
            ),
            OpenApiParameter("duty_of", str, enum=list(DUTY_OF), description="Whose duties; by default all."),
        ],
        responses={
            (200, "application/pdf"): OpenApiResponse(OpenApiTypes.BINARY, "PDF/A-2a and PDF/UA-1."),
            **openapi.problems(400, 401, 403, 404),
        },
    )
    def get(self, request: Request) -> Response:
        """Live deadlines day by day as a PDF, walls applied. A list that is too long is refused: print it in parts."""
        pdf = docket_print(actor=self.member, **read_parameters(request, DocketListParameters))
        return _answer(request, pdf, "docket.pdf")


class CertificateView(FirmView):
    """The certificate of the day."""

    capabilities = {"GET": "deadline.read"}

    @extend_schema(
        operation_id="docket_certificate",
        summary="Print the signed certificate of today's docket",
        responses={
            (200, "application/pdf"): OpenApiResponse(OpenApiTypes.BINARY, "A signed PDF."),
            **openapi.problems(400, 401, 403, 404, 409),
        },
    )
    def get(self, request: Request) -> Response:
        """All that is overdue or due within 14 days, and what is in doubt, as it stands now; walls applied."""
        refuse_parameters(request)
        return _answer(request, docket_certificate(actor=self.member), "docket-certificate.pdf")


class ControlFormParameters(serializers.Serializer[Any]):
    """Of which case."""

    case_id = serializers.UUIDField(required=False, allow_null=True)


class ControlFormView(FirmView):
    """The control form of critical dates."""

    capabilities = {"GET": "deadline.read"}

    @extend_schema(
        operation_id="docket_control_form",
        summary="Print the signed control form of critical dates",
        parameters=[OpenApiParameter("case_id", OpenApiTypes.UUID, description="Of this case.")],
        responses={
            (200, "application/pdf"): OpenApiResponse(OpenApiTypes.BINARY, "A signed PDF."),
            **openapi.problems(400, 401, 403, 404, 409),
        },
    )
    def get(self, request: Request) -> Response:
        """Of each critical date who entered and confirmed it, how it was found, and what met it; walls applied."""
        pdf = control_form(actor=self.member, **read_parameters(request, ControlFormParameters))
        return _answer(request, pdf, "control-form.pdf")


def _answer(request: Request, pdf: bytes, name: str) -> Response:
    request.accepted_renderer, request.accepted_media_type = PdfRenderer(), PdfRenderer.media_type
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "private, no-store"}
    return Response(pdf, headers=headers)
