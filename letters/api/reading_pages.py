"""One page of a reading over HTTP: its picture, and where on it each finding stands."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claimback.kernel import openapi
from claimback.storage.links import LINK_SECONDS
from claimback.storage.models import THUMBNAIL_EDGES
from claimback.tenancy.front_door import FirmView
from letters.reading.marks import KINDS
from letters.services.reading_pages import reading_page


class BoxSerializer(serializers.Serializer[Any]):
    """A rectangle on a page, from its top left, in the unit of the page's width and height."""

    left = serializers.FloatField()
    top = serializers.FloatField()
    right = serializers.FloatField()
    bottom = serializers.FloatField()

    class Meta:
        ref_name = "PageBox"


class MarkSerializer(serializers.Serializer[Any]):
    """A passage of the page, and the finding that stands on it."""

    finding = serializers.CharField(help_text="Points into the reading's findings, such as /grounds/0.")
    kind = serializers.ChoiceField(list(KINDS))
    label = serializers.CharField(  # type: ignore[assignment]
        help_text="For people: such as “Ground 1: medical necessity”."
    )
    start = serializers.IntegerField(help_text="In the page's text, from 0.")
    end = serializers.IntegerField()
    boxes = BoxSerializer(
        many=True, help_text="One for each line that it stands on; none where nobody knows."
    )

    class Meta:
        ref_name = "PageMark"


class PagePictureSerializer(serializers.Serializer[Any]):
    """The picture of the page. Where nobody asked for it, POST documents/{id}/thumbnail with size readable."""

    state = serializers.ChoiceField(THUMBNAIL_EDGES.states, allow_blank=True)
    url = serializers.URLField(allow_null=True)
    expires_in = serializers.IntegerField(help_text="In seconds.")

    class Meta:
        ref_name = "PagePicture"


class MarkedPageSerializer(serializers.Serializer[Any]):
    """A page of a letter that was read. Width and height are 0 where nobody knows where on it its words stand."""

    number = serializers.IntegerField(help_text="From 1.")
    text = serializers.CharField()
    width = serializers.FloatField()
    height = serializers.FloatField()
    marks = MarkSerializer(many=True)
    picture = PagePictureSerializer()

    class Meta:
        ref_name = "MarkedPage"


class ReadingPageView(FirmView):
    """One page of a letter that was read."""

    capabilities = {"GET": "denial.read"}

    @openapi.computes(
        "reading_page", MarkedPageSerializer, summary="See a page of a letter with its findings"
    )
    def get(self, request: Request, id: UUID, number: int) -> Response:
        """Its text, a link of 60 seconds to its picture, and the boxes of each finding. That you read it is kept."""
        page, picture = reading_page(actor=self.member, reading_id=id, number=number)
        body = {
            "number": page.number,
            "text": page.text,
            "width": page.width,
            "height": page.height,
            "marks": [
                {
                    "finding": mark.finding,
                    "kind": mark.kind,
                    "label": mark.label,
                    "start": mark.start,
                    "end": mark.end,
                    "boxes": [
                        {"left": box.left, "top": box.top, "right": box.right, "bottom": box.bottom}
                        for box in boxes
                    ],
                }
                for mark, boxes in page.marks
            ],
            "picture": {"state": picture.state, "url": picture.url or None, "expires_in": LINK_SECONDS},
        }
        return Response(body)
