"""Exports over HTTP: asked for, followed while they are made, downloaded by a link of a minute."""

from typing import Any, Final
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claimback.audit.services import read_record
from claimback.exports.links import export_link_member, export_link_read
from claimback.exports.lists import RUN, source_named, sources
from claimback.exports.models import EXPORT_EDGES, MADE, UNDER_WAY, Export
from claimback.exports.selectors import export_list, exports_of
from claimback.exports.services.exports import (
    export_add,
    export_give_up,
    export_link,
    export_retry,
)
from claimback.exports.writing import FORMATS
from claimback.kernel import openapi
from claimback.kernel.errors import NotFound
from claimback.kernel.etag import expected_version
from claimback.kernel.listing import Filter, Listing
from claimback.kernel.said import in_english
from claimback.storage import s3
from claimback.storage.links import LINK_SECONDS
from claimback.tenancy.enter import Asking, asking_by_member
from claimback.tenancy.front_door import FirmView
from claimback.tenancy.link_door import LinkView, to_store
from claimback.tenancy.rows import one

_LOOK_AGAIN: Final = "3"
"""Seconds until it is worth looking again at an export that is under way."""


class ExportSerializer(serializers.ModelSerializer[Export]):
    """A list as a file. While it is made, `rows_done` of about `rows_total` tell how far it has come."""

    list = serializers.CharField(source="path", help_text="The path of a list of the API.")
    query = serializers.DictField(
        child=serializers.CharField(), help_text="The list's filters, search, ordering and fields."
    )

    class Meta:
        model = Export
        ref_name = "Export"
        fields = [
            "id",
            "list",
            "format",
            "query",
            "page",
            "narrowed",
            "member_id",
            "state",
            "rows_done",
            "rows_total",
            "rows",
            "size",
            "sha256",
            "refusal",
            "made_at",
            "expires_at",
            "version",
            "created_at",
            "updated_at",
        ]


class ExportInput(serializers.Serializer[Any]):
    """Which list, in which form, and which of its rows."""

    format = serializers.ChoiceField(list(FORMATS))
    query = serializers.DictField(
        child=serializers.CharField(allow_blank=True, max_length=2000),
        required=False,
        help_text="The list's own parameters: its filters, `search`, `ordering` and `fields`.",
    )

    class Meta:
        ref_name = "ExportRequest"

    def get_fields(self) -> dict[str, Any]:
        """Which lists there are is known once all URLs are."""
        names = serializers.ChoiceField(list(sources()), help_text="The path of a list of the API.")
        return {"list": names, **super().get_fields()}


class ExportLinkSerializer(serializers.Serializer[Any]):
    """A link to the bytes of an export."""

    url = serializers.URLField()
    expires_in = serializers.IntegerField(help_text="In seconds.")

    class Meta:
        ref_name = "ExportLink"


EXPORTS = Listing(
    serializer=ExportSerializer,
    orderings=["-created_at"],
    filters={
        "state": Filter(
            "state", serializers.ChoiceField(list(EXPORT_EDGES.states)), "How it stands.", many=True
        ),
        "list": Filter("path", serializers.CharField(), "Of this list."),
        "member_id": Filter("member_id", serializers.UUIDField(), "That this member asked for."),
    },
)


class ExportListView(FirmView):
    """Exports."""

    capabilities = {"GET": RUN, "POST": RUN}

    @openapi.lists("export", EXPORTS, summary="List exports")
    def get(self, request: Request) -> Response:
        """One's own; for whoever manages the firm's members, everybody's."""
        return self.page(EXPORTS, export_list(self.member))

    @openapi.creates("export_add", ExportInput, ExportSerializer, summary="Export a list")
    def post(self, request: Request) -> Response:
        """Ask for a list as a file, made as you may read the list while it is made. Look at it until it is made."""
        asked = self.parse(ExportInput)
        made = export_add(actor=self.member, path=asked.pop("list"), **asked)
        answer = self.one(EXPORTS, exports_of(self.member), made.id, status=201)
        answer["Retry-After"] = _LOOK_AGAIN
        return answer


class ExportView(FirmView):
    """One export."""

    capabilities = {"GET": RUN}

    @openapi.reads("export", EXPORTS, summary="Read an export")
    def get(self, request: Request, id: UUID) -> Response:
        """How far it has come. While it is under way, `Retry-After` says in how many seconds to look again."""
        answer = self.one(EXPORTS, export_list(self.member), id)
        if answer.data["state"] in UNDER_WAY:
            answer["Retry-After"] = _LOOK_AGAIN
        return answer


class ExportLinkView(FirmView):
    """A link to an export's file."""

    capabilities = {"POST": RUN}

    @openapi.creates("export_link", None, ExportLinkSerializer, summary="Link to an export's file")
    def post(self, request: Request, id: UUID) -> Response:
        """A link for whoever asked for the export, for 60 seconds. That it is opened is in the history."""
        url = export_link(actor=self.member, export_id=id)
        return Response({"url": url, "expires_in": LINK_SECONDS}, status=201)


class ExportRetryView(FirmView):
    """An export once more."""

    capabilities = {"POST": RUN}

    @openapi.acts("export_retry", None, ExportSerializer, summary="Make a failed export again")
    def post(self, request: Request, id: UUID) -> Response:
        """Ask once more for one that could not be made."""
        export_retry(actor=self.member, export_id=id, version=expected_version(request))
        return self.one(EXPORTS, exports_of(self.member), id)


class ExportGiveUpView(FirmView):
    """An export that is not wanted any more."""

    capabilities = {"POST": RUN}

    @openapi.acts("export_give_up", None, ExportSerializer, summary="Give up an export")
    def post(self, request: Request, id: UUID) -> Response:
        """Leave one that is not made yet."""
        export_give_up(actor=self.member, export_id=id, version=expected_version(request))
        return self.one(EXPORTS, exports_of(self.member), id)


class ExportFileView(LinkView):
    """What a signed link to an export leads to. It names the member, who is let in anew, as they stand now."""

    capabilities = {"GET": RUN}
    export_id: UUID

    def holder(self) -> tuple[UUID, str]:
        """By the link's word. Raises NotFound, whatever is wrong with it."""
        member_id, self.export_id = export_link_read(self.kwargs["signed"])
        return member_id, RUN

    def _asking(self) -> Asking:
        """Whom the link names, even one that is too old."""
        member_id = export_link_member(self.kwargs["signed"])
        return asking_by_member(member_id) if member_id else []

    @openapi.opens("export", summary="Open an export by its link")
    def get(self, request: Request, signed: str) -> Response:
        """On to the bytes, for a minute after the link was given out.

        A wall, an ended membership or a lost capability cuts it off. That it was opened is kept, with how many rows.
        """
        row = one(exports_of(self.member), self.export_id)
        if row.state != MADE or not self.member.may(source_named(row.path).capability):
            raise NotFound
        read_record(table="exports_export", row_id=row.id, purpose=f"{in_english(row)}, {row.rows} rows")
        return to_store(s3.sign_link(row.key, name=row.file_name, media_type=FORMATS[row.format].media_type))
