"""The log of contact over HTTP. Entries are added and read; nothing changes one."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.api.documents import DOCUMENTS
from cases.models import Correspondence
from cases.models.correspondence import DIRECTIONS
from cases.search import worded_correspondence
from cases.selectors import correspondence_list, document_list
from cases.services.correspondence import PROMISES_LIMIT, QUESTIONS_LIMIT, correspondence_log
from cases.vocabulary import CHANNELS
from claimback.kernel import openapi
from claimback.kernel.etag import etag
from claimback.kernel.fields import InstantField
from claimback.kernel.listing import Expansion, Filter, Listing
from claimback.tenancy.api.members import MEMBERS
from claimback.tenancy.front_door import FirmView
from claimback.tenancy.selectors import member_list


class QuestionSerializer(serializers.Serializer[Any]):
    """What was asked on a call, and the answer."""

    question = serializers.CharField()
    answer = serializers.CharField(allow_blank=True)

    class Meta:
        ref_name = "Question"


class AskedQuestionSerializer(QuestionSerializer):
    """A question as it is read: of a checklist, it has its code there. An empty answer was not given."""

    code = serializers.CharField(required=False)
    mandatory = serializers.BooleanField(required=False)
    checklist = serializers.CharField(required=False, help_text="Which one, and its version: health_call/1.")

    class Meta:
        ref_name = "AskedQuestion"


class PromiseMadeInput(serializers.Serializer[Any]):
    """What was promised, in the representative's words, and by when."""

    text = serializers.CharField()
    due_on = serializers.DateField()


class CorrespondenceSerializer(serializers.ModelSerializer[Correspondence]):
    """One contact as it is read."""

    case_id = serializers.UUIDField()
    author_id = serializers.UUIDField(allow_null=True, help_text="Null where it came in by itself.")
    document_id = serializers.UUIDField(allow_null=True)
    corrects_id = serializers.UUIDField(allow_null=True)
    questions = AskedQuestionSerializer(many=True)
    author = MEMBERS.serializer(required=False, allow_null=True)
    document = DOCUMENTS.serializer(required=False, allow_null=True)

    class Meta:
        model = Correspondence
        fields = [
            "id",
            "case_id",
            "author_id",
            "direction",
            "channel",
            "occurred_at",
            "ended_at",
            "subject",
            "body",
            "counterpart",
            "counterpart_id",
            "call_reference",
            "questions",
            "document_id",
            "corrects_id",
            "version",
            "created_at",
            "updated_at",
            "author",
            "document",
        ]


class CorrespondenceInput(serializers.Serializer[Any]):
    """One contact to log. Its fields are declared here, and not derived from the model at each request."""

    case_id = serializers.UUIDField()
    direction = serializers.ChoiceField(list(DIRECTIONS))
    channel = serializers.ChoiceField(list(CHANNELS))
    occurred_at = InstantField(help_text="With its offset.")
    ended_at = InstantField(required=False, allow_null=True, help_text="With its offset.")
    subject = serializers.CharField(max_length=200, required=False, allow_blank=True)
    body = serializers.CharField(help_text="What was said or sent.")
    counterpart = serializers.CharField(
        max_length=200, required=False, allow_blank=True, help_text="The representative's name."
    )
    counterpart_id = serializers.CharField(
        max_length=80, required=False, allow_blank=True, help_text="The representative's ID number."
    )
    call_reference = serializers.CharField(max_length=80, required=False, allow_blank=True)
    questions = serializers.ListField(child=QuestionSerializer(), required=False, max_length=QUESTIONS_LIMIT)
    document_id = serializers.UUIDField(required=False, allow_null=True, help_text="Of the same case.")
    corrects_id = serializers.UUIDField(
        required=False, allow_null=True, help_text="The entry of the same case that this one corrects."
    )
    promises = serializers.ListField(child=PromiseMadeInput(), required=False, max_length=PROMISES_LIMIT)


CORRESPONDENCE = Listing(
    serializer=CorrespondenceSerializer,
    orderings=["-occurred_at"],
    filters={
        "case_id": Filter("case_id", serializers.UUIDField(), "Of which case."),
        "channel": Filter("channel", serializers.ChoiceField(list(CHANNELS)), "Over what.", many=True),
        "direction": Filter("direction", serializers.ChoiceField(list(DIRECTIONS)), "From whom."),
        "from": Filter("occurred_at__gte", InstantField(), "At this time or later."),
        "to": Filter("occurred_at__lte", InstantField(), "At this time or earlier."),
        "corrects_id": Filter("corrects_id", serializers.UUIDField(), "Corrections of which entry."),
    },
    search=worded_correspondence,
    expand={
        "author": Expansion("author_id", MEMBERS, member_list, "firm.read"),
        "document": Expansion("document_id", DOCUMENTS, document_list, "document.read"),
    },
)


class CorrespondenceListView(FirmView):
    """The log."""

    capabilities = {"GET": "correspondence.read", "POST": "correspondence.write"}

    @openapi.lists("correspondence", CORRESPONDENCE, summary="List correspondence")
    def get(self, request: Request) -> Response:
        """A page of the log, the latest first."""
        return self.page(CORRESPONDENCE, correspondence_list())

    @openapi.creates(
        "correspondence_log", CorrespondenceInput, CorrespondenceSerializer, summary="Log a contact"
    )
    def post(self, request: Request) -> Response:
        """Log a contact, with the promises made in it. To correct an entry, log another that names it."""
        entry = correspondence_log(actor=self.member, **self.parse(CorrespondenceInput))
        # The row as it was written: reading it again would cost a third of the request.
        body = {name: getattr(entry, name) for name in CORRESPONDENCE.columns}
        return Response(body, status=201, headers={"ETag": etag(entry.version)})


class CorrespondenceView(FirmView):
    """One entry."""

    capabilities = {"GET": "correspondence.read"}

    @openapi.reads("correspondence", CORRESPONDENCE, summary="Read an entry of the log")
    def get(self, request: Request, id: UUID) -> Response:
        """One entry."""
        return self.one(CORRESPONDENCE, correspondence_list(), id)
