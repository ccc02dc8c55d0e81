"""Calendar feeds over HTTP: one's own, how much the firm's tell, and the address that a calendar reads."""

from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID

from django.utils.http import parse_etags
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from claimback.kernel import openapi
from claimback.kernel.errors import NotFound
from claimback.kernel.etag import expected_version
from claimback.kernel.listing import Filter, Listing
from claimback.tenancy.front_door import FirmView
from claimback.tenancy.link_door import LinkView
from deadlines.feeds import feed_digest, render_feed
from deadlines.models import CalendarFeed, FeedSetting
from deadlines.selectors import feed_list, feed_member, feed_setting_list
from deadlines.services.feeds import (
    NAME_LIMIT,
    IssuedFeed,
    digest_of,
    feed_add,
    feed_detail_set,
    feed_read,
    feed_revoke,
)
from deadlines.vocabulary import DETAILS


class FeedSerializer(serializers.ModelSerializer[CalendarFeed]):
    """A calendar feed, without its address."""

    member_id = serializers.UUIDField()
    member_name = serializers.CharField(source="member.user.name")
    case_id = serializers.UUIDField(
        allow_null=True, help_text="Null: all cases that the member may see, asked anew at each read."
    )
    case_number = serializers.CharField(source="case.number", allow_null=True)

    class Meta:
        model = CalendarFeed
        fields = [
            "id",
            "member_id",
            "member_name",
            "case_id",
            "case_number",
            "name",
            "revoked_at",
            "last_read_at",
            "version",
            "created_at",
        ]


class IssuedFeedSerializer(serializers.Serializer[IssuedFeed]):
    """A new feed: the one time that its address is shown."""

    id = serializers.UUIDField()
    url = serializers.CharField(help_text="Whoever has it reads the feed: it is a secret.")
    webcal = serializers.CharField(help_text="The same address as calendars take it by a click.")


class FeedInput(serializers.Serializer[Any]):
    """Where it is read, and of what."""

    name = serializers.CharField(max_length=NAME_LIMIT, help_text="Such as: telephone.")
    case_id = serializers.UUIDField(
        required=False, allow_null=True, help_text="Of this case alone; without it, of all that one may see."
    )


class FeedSettingSerializer(serializers.ModelSerializer[FeedSetting]):
    """How much the firm's feeds tell."""

    class Meta:
        model = FeedSetting
        fields = ["id", "detail", "version", "created_at", "updated_at"]


class FeedSettingInput(serializers.Serializer[Any]):
    """How much: each of them tells more than the one before."""

    detail = serializers.ChoiceField(list(DETAILS))


FEEDS = Listing(
    serializer=FeedSerializer,
    orderings=["-created_at"],
    filters={
        "member_id": Filter("member_id", serializers.UUIDField(), "Of this member."),
        "case_id": Filter("case_id", serializers.UUIDField(), "Of this case alone."),
    },
)
FEED_SETTINGS = Listing(serializer=FeedSettingSerializer, orderings=["created_at"])


class FeedListView(FirmView):
    """Calendar feeds."""

    capabilities = {"GET": "feed.manage", "POST": "feed.manage"}
    reauthenticate = frozenset({"POST"})
    keeps_answers = False

    @openapi.lists("calendar_feed", FEEDS, summary="List calendar feeds")
    def get(self, request: Request) -> Response:
        """A page of one's own feeds; of all of the firm's with `member.manage`."""
        return self.page(FEEDS, feed_list(self.member))

    @openapi.creates("calendar_feed_add", FeedInput, IssuedFeedSerializer, summary="Make a calendar feed")
    def post(self, request: Request) -> Response:
        """A new feed for one's calendar. Its address is in this answer and nowhere else."""
        issued = feed_add(actor=self.member, **self.parse(FeedInput))
        return Response(IssuedFeedSerializer(issued).data, status=201)


class FeedView(FirmView):
    """One feed."""

    capabilities = {"GET": "feed.manage"}

    @openapi.reads("calendar_feed", FEEDS, summary="Read a calendar feed's entry")
    def get(self, request: Request, id: UUID) -> Response:
        """Whose it is, and when it was last read."""
        return self.one(FEEDS, feed_list(self.member), id)


class FeedRevokeView(FirmView):
    """The end of a feed."""

    capabilities = {"POST": "feed.manage"}

    @openapi.acts("calendar_feed_revoke", None, FeedSerializer, summary="Revoke a calendar feed")
    def post(self, request: Request, id: UUID) -> Response:
        """End a feed at once: its address is as absent as one that never was."""
        feed_revoke(actor=self.member, feed_id=id, version=expected_version(request))
        return self.one(FEEDS, feed_list(self.member), id)


class FeedSettingListView(FirmView):
    """How much feeds tell."""

    capabilities = {"GET": "firm.read", "POST": "firm.manage"}

    @openapi.lists("calendar_feed_setting", FEED_SETTINGS, summary="Read how much calendar feeds tell")
    def get(self, request: Request) -> Response:
        """The firm's setting; no row while it was never set, and feeds then tell the least."""
        return self.page(FEED_SETTINGS, feed_setting_list())

    @openapi.creates(
        "calendar_feed_setting_set",
        FeedSettingInput,
        FeedSettingSerializer,
        summary="Set how much calendar feeds tell",
    )
    def post(self, request: Request) -> Response:
        """Set it for all feeds of the firm, those that are read already among them."""
        made = feed_detail_set(actor=self.member, **self.parse(FeedSettingInput))
        return self.one(FEED_SETTINGS, feed_setting_list(), made.id, status=201)


class CalendarRenderer(BaseRenderer):
    """text/calendar, as it was rendered."""

    media_type = "text/calendar"
    format = "ics"
    charset = "utf-8"

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        """The bytes."""
        return bytes(data or b"")


class CalendarView(LinkView):
    """What a calendar reads by a feed's address."""

    capabilities = {"GET": "deadline.read"}

    def holder(self) -> tuple[UUID, str]:
        """Whose feed it is. A calendar goes on asking for a revoked one, so nobody is told of that refusal."""
        member_id = feed_member(self.slug, digest_of(self.kwargs["secret"]))
        if member_id is None:
            raise NotFound
        return member_id, self.capabilities["GET"]

    @extend_schema(
        operation_id="calendar_read",
        summary="Read a calendar feed",
        auth=cast(list[str], [{}]),  # no sign-in: the annotations know names alone
        parameters=[
            OpenApiParameter(
                "secret",
                {"type": "string", "pattern": "^[A-Za-z0-9_-]{20,100}$"},
                OpenApiParameter.PATH,
                description="From the answer that gave the address.",
            ),
            OpenApiParameter(
                "If-None-Match",
                str,
                OpenApiParameter.HEADER,
                description="The ETag of the feed as it was read.",
            ),
        ],
        responses={
            (200, "text/calendar"): OpenApiResponse(OpenApiTypes.STR, "iCalendar, RFC 5545."),
            304: OpenApiResponse(description="As it was read."),
            **openapi.problems(404, 429),
        },
    )
    def get(self, request: Request, secret: str) -> Response:
        """The deadlines that the feed's member may see now, walls applied. More than once a minute is too often."""
        feed = feed_read(actor=self.member, secret=secret)
        tag = f'"{feed_digest(feed)}"'
        headers = {"ETag": tag, "Cache-Control": "private, no-cache", "Referrer-Policy": "no-referrer"}
        known = parse_etags(request.headers.get("If-None-Match", ""))
        if tag in [each.removeprefix("W/") for each in known]:
            return Response(status=304, headers=headers)
        request.accepted_renderer = CalendarRenderer()
        request.accepted_media_type = CalendarRenderer.media_type
        headers["Content-Disposition"] = 'inline; filename="docket.ics"'
        return Response(render_feed(feed), headers=headers)
