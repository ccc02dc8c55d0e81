"""Letters of ours over HTTP."""

from typing import Any, get_args
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claimback.audit.services import read_record
from claimback.kernel import openapi
from claimback.kernel.errors import NotFound
from claimback.kernel.etag import expected_version
from claimback.kernel.listing import Filter, Listing
from claimback.kernel.parameters import refuse_parameters
from claimback.storage.services import file_link
from claimback.tenancy.front_door import FirmView
from letters.api.blocks import BlockSerializer, CheckReportSerializer, HoleSerializer
from letters.api.letter_inputs import LetterDraftInput, LetterEditInput, LetterReasonInput, LetterRefreshInput
from letters.models import Letter
from letters.selectors import letter_list, letter_one
from letters.services.approval import letter_approve
from letters.services.letters import (
    letter_draft,
    letter_edit,
    letter_refresh_facts,
    letter_return,
    letter_submit,
    letter_supersede,
)
from letters.services.sharing import letter_share, letter_unshare
from letters.states import LETTER_EDGES
from letters.writing.catalogue import templates
from letters.writing.facts import Language


class LetterSerializer(serializers.ModelSerializer[Letter]):
    """A letter as it is listed."""

    case_id = serializers.UUIDField()
    case_number = serializers.CharField(source="case.number")
    denial_id = serializers.UUIDField(allow_null=True)
    deadline_id = serializers.UUIDField(allow_null=True, help_text="The clock that it reckons with.")
    author_id = serializers.UUIDField()
    signer_id = serializers.UUIDField(allow_null=True)
    recipient_party_id = serializers.UUIDField(allow_null=True, help_text="Who on the case it goes to.")
    correspondence_id = serializers.UUIDField(
        allow_null=True, help_text="The entry of the log that it confirms."
    )
    promise_id = serializers.UUIDField(allow_null=True, help_text="The promise that it confirms.")
    firm_template_id = serializers.UUIDField(
        allow_null=True, help_text="The firm's own variant of the template."
    )
    document_id = serializers.UUIDField(allow_null=True, help_text="The PDF that was approved.")
    approved_by_id = serializers.UUIDField(allow_null=True)
    licence_id = serializers.UUIDField(allow_null=True)
    letterhead_id = serializers.UUIDField(allow_null=True, help_text="With which it was approved.")

    class Meta:
        model = Letter
        fields = [
            "id",
            "case_id",
            "case_number",
            "denial_id",
            "deadline_id",
            "template",
            "firm_template_id",
            "template_version",
            "subject",
            "letter_date",
            "state",
            "state_reason",
            "author_id",
            "signer_id",
            "recipient_party_id",
            "correspondence_id",
            "promise_id",
            "document_id",
            "approved_sha256",
            "approved_by_id",
            "approved_at",
            "licence_id",
            "letterhead_id",
            "shared_at",
            "text_version",
            "version",
            "created_at",
            "updated_at",
        ]


class LetterRecipientSerializer(serializers.Serializer[Any]):
    """To whom a letter goes."""

    name = serializers.CharField(allow_null=True)
    address_lines = serializers.ListField(child=serializers.CharField())
    salutation = serializers.CharField(
        allow_null=True, help_text="The whole line, such as Dear Dr. Ferreira:"
    )


class LetterExhibitSerializer(serializers.Serializer[Any]):
    """One exhibit as the letter lists it."""

    number = serializers.IntegerField()
    title = serializers.CharField(allow_null=True)
    dated_on = serializers.DateField(allow_null=True)
    pages = serializers.IntegerField(allow_null=True)
    sha256 = serializers.CharField(allow_null=True)
    proves = serializers.CharField(allow_null=True)


class LetterDetailSerializer(LetterSerializer):
    """A letter with its text, the facts that it lacks, and what the last check found."""

    outcome_asked = serializers.CharField(source="facts.outcome_asked", allow_null=True)
    items_requested = serializers.ListField(child=serializers.CharField(), source="facts.items_requested")
    sent_by = serializers.CharField(source="facts.sent_by", allow_null=True)
    language = serializers.ChoiceField(get_args(Language), source="draft.language")
    recipient = LetterRecipientSerializer(source="facts.recipient")
    exhibits = LetterExhibitSerializer(many=True, source="facts.exhibits")
    evidence_ids = serializers.ListField(
        child=serializers.UUIDField(),
        source="choices.evidence_ids",
        help_text="What is enclosed besides the evidence against the denial's grounds.",
    )
    particulars = serializers.DictField(
        source="facts.particulars",
        help_text="What the author gave, by name; of which type, the template says.",
    )
    blocks = BlockSerializer(many=True, source="draft.paragraphs")
    holes = HoleSerializer(many=True, source="draft.holes")
    citations = serializers.ListField(child=serializers.CharField(), source="draft.citations")
    check_report = CheckReportSerializer(allow_null=True)

    class Meta(LetterSerializer.Meta):
        fields = [
            *LetterSerializer.Meta.fields,
            "outcome_asked",
            "items_requested",
            "sent_by",
            "language",
            "recipient",
            "exhibits",
            "evidence_ids",
            "particulars",
            "blocks",
            "holes",
            "citations",
            "check_report",
        ]


class LinkSerializer(serializers.Serializer[Any]):
    """A link that holds for 60 seconds."""

    url = serializers.URLField()


_FILTERS = {
    "case_id": Filter("case_id", serializers.UUIDField(), "Of which case."),
    "denial_id": Filter("denial_id", serializers.UUIDField(), "In answer to which denial."),
    "state": Filter("state", serializers.ChoiceField(LETTER_EDGES.states), "The state.", many=True),
    "template": Filter("template", serializers.ChoiceField(sorted(templates())), "The template.", many=True),
}
LETTERS = Listing(serializer=LetterSerializer, orderings=["-updated_at"], filters=_FILTERS)
LETTER = Listing(serializer=LetterDetailSerializer, orderings=["-updated_at"])


class LetterListView(FirmView):
    """The firm's letters."""

    capabilities = {"GET": "letter.read", "POST": "letter.write"}

    @openapi.lists("letter", LETTERS, summary="List letters")
    def get(self, request: Request) -> Response:
        """A page of letters."""
        return self.page(LETTERS, letter_list())

    @openapi.creates("letter_draft", LetterDraftInput, LetterDetailSerializer, summary="Draft a letter")
    def post(self, request: Request) -> Response:
        """Draft a letter from the facts of its case; what they lack is in `holes`."""
        letter = letter_draft(actor=self.member, **self.parse(LetterDraftInput))
        return self.one(LETTER, letter_list(), letter.id, status=201)


class LetterView(FirmView):
    """One letter."""

    capabilities = {"GET": "letter.read", "PATCH": "letter.write"}

    @openapi.reads("letter", LETTER, summary="Read a letter")
    def get(self, request: Request, id: UUID) -> Response:
        """One letter with its text. That you read it is kept."""
        answer = self.one(LETTER, letter_list(), id)
        read_record(table="letters_letter", row_id=id, case_id=answer.data["case_id"])
        return answer

    @openapi.changes("letter_edit", LetterEditInput, LetterDetailSerializer, summary="Edit a letter's text")
    def patch(self, request: Request, id: UUID) -> Response:
        """Put other text in its place. It is a draft again, and an approval dies."""
        version = expected_version(request)
        changes = self.parse(LetterEditInput)
        letter_edit(actor=self.member, letter_id=id, version=version, **changes)
        return self.one(LETTER, letter_list(), id)


class LetterRefreshView(FirmView):
    """Taking up the facts of the case anew."""

    capabilities = {"POST": "letter.write"}

    @openapi.acts(
        "letter_refresh", LetterRefreshInput, LetterDetailSerializer, summary="Take up the facts anew"
    )
    def post(self, request: Request, id: UUID) -> Response:
        """The facts as they stand now; with `redraft` the text too."""
        version = expected_version(request)
        choices = self.parse(LetterRefreshInput)
        letter_refresh_facts(actor=self.member, letter_id=id, version=version, **choices)
        return self.one(LETTER, letter_list(), id)


class LetterSubmitView(FirmView):
    """Handing a draft to review."""

    capabilities = {"POST": "letter.write"}

    @openapi.acts(
        "letter_submit", None, LetterDetailSerializer, summary="Check a draft and hand it to review"
    )
    def post(self, request: Request, id: UUID) -> Response:
        """Check it and hand it to review."""
        letter_submit(actor=self.member, letter_id=id, version=expected_version(request))
        return self.one(LETTER, letter_list(), id)


class LetterReturnView(FirmView):
    """Giving a letter back to its author."""

    capabilities = {"POST": "letter.write"}

    @openapi.acts(
        "letter_return", LetterReasonInput, LetterDetailSerializer, summary="Return it to its author"
    )
    def post(self, request: Request, id: UUID) -> Response:
        """Give it back with the reason."""
        version = expected_version(request)
        letter_return(actor=self.member, letter_id=id, version=version, **self.parse(LetterReasonInput))
        return self.one(LETTER, letter_list(), id)


class LetterApproveView(FirmView):
    """Approving a letter's exact bytes."""

    capabilities = {"POST": "letter.approve"}
    reauthenticate = frozenset({"POST"})

    @openapi.acts("letter_approve", None, LetterDetailSerializer, summary="Approve the exact bytes")
    def post(self, request: Request, id: UUID) -> Response:
        """Check the final text, make the PDF and bind the approval to its hash. It wants a fresh proof of who asks."""
        letter_approve(actor=self.member, letter_id=id, version=expected_version(request))
        return self.one(LETTER, letter_list(), id)


class LetterSupersedeView(FirmView):
    """Putting a letter aside."""

    capabilities = {"POST": "letter.write"}

    @openapi.acts("letter_supersede", LetterReasonInput, LetterDetailSerializer, summary="Put a letter aside")
    def post(self, request: Request, id: UUID) -> Response:
        """Put it aside for good, with the reason."""
        version = expected_version(request)
        letter_supersede(actor=self.member, letter_id=id, version=version, **self.parse(LetterReasonInput))
        return self.one(LETTER, letter_list(), id)


class LetterShareView(FirmView):
    """Showing a letter to the client."""

    capabilities = {"POST": "portal.manage"}

    @openapi.acts("letter_share", None, LetterDetailSerializer, summary="Share a letter with the client")
    def post(self, request: Request, id: UUID) -> Response:
        """Show an approved or sent letter in the client's portal."""
        letter_share(actor=self.member, letter_id=id, version=expected_version(request))
        return self.one(LETTER, letter_list(), id)


class LetterUnshareView(FirmView):
    """Taking a letter back from the client's portal."""

    capabilities = {"POST": "portal.manage"}

    @openapi.acts("letter_unshare", None, LetterDetailSerializer, summary="Share a letter no more")
    def post(self, request: Request, id: UUID) -> Response:
        """The client sees it no more."""
        letter_unshare(actor=self.member, letter_id=id, version=expected_version(request))
        return self.one(LETTER, letter_list(), id)


class LetterPdfView(FirmView):
    """The PDF that was approved."""

    capabilities = {"GET": "letter.read"}

    @openapi.computes("letter_pdf", LinkSerializer, summary="A link to the approved PDF")
    def get(self, request: Request, id: UUID) -> Response:
        """A link of 60 seconds, which leads on to the store. Absent until the letter is approved."""
        refuse_parameters(request)
        document = letter_one(id).document
        if document is None:
            raise NotFound("This letter has no PDF: it is made when the letter is approved.")
        url = file_link(
            actor=self.member, file_id=document.file_id, purpose="letter", case_id=document.case_id
        )
        return Response({"url": url})
