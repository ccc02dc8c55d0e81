"""Complaints to regulators and requests for external review over HTTP: what goes with them, and their letter begun."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claimback.kernel import openapi
from claimback.kernel.parameters import refuse_parameters
from claimback.tenancy.front_door import FirmView
from letters.api.letters import LETTER, LetterDetailSerializer
from letters.selectors import letter_list
from letters.services.filings import Filing, filing_begin, filings_of
from letters.states import LETTER_EDGES
from letters.writing.filing import FILINGS


class FilingDocumentSerializer(serializers.Serializer[Any]):
    """A paper of the case."""

    id = serializers.UUIDField()
    title = serializers.CharField()


class FilingPartSerializer(serializers.Serializer[Any]):
    """One thing that goes with a filing."""

    code = serializers.CharField()
    title = serializers.CharField()
    why = serializers.CharField()
    needed = serializers.BooleanField(help_text="Without it the filing is not complete.")
    checked = serializers.CharField(
        allow_blank=True, help_text="How far the law was checked that asks for it; empty where none does."
    )
    found_by = serializers.CharField(help_text="How a paper of the case is known as it.")
    documents = FilingDocumentSerializer(many=True)
    missing = serializers.BooleanField()
    enclosed = serializers.BooleanField(help_text="Whether the letter encloses it.")


class FilingSerializer(serializers.Serializer[Any]):
    """One filing as it stands."""

    kind = serializers.ChoiceField(list(FILINGS))
    template = serializers.CharField()
    denial_id = serializers.UUIDField(allow_null=True)
    letter_id = serializers.UUIDField(allow_null=True, help_text="Null until it is begun.")
    letter_state = serializers.ChoiceField(list(LETTER_EDGES.states), allow_blank=True)
    breaches = serializers.IntegerField(help_text="Missed dates, which the letter of a complaint lists.")
    filed_at = serializers.CharField(allow_blank=True)
    filed_at_checked = serializers.CharField(allow_blank=True)
    parts = FilingPartSerializer(many=True)


class FilingsSerializer(serializers.Serializer[Any]):
    """The filings of a case."""

    filings = FilingSerializer(many=True)


class FilingPlaceInput(serializers.Serializer[Any]):
    """Which document a part is."""

    code = serializers.CharField(max_length=60)
    document_id = serializers.UUIDField()


class FilingInput(serializers.Serializer[Any]):
    """A filing to begin, or to go on with."""

    kind = serializers.ChoiceField(list(FILINGS))
    documents = serializers.ListField(
        child=FilingPlaceInput(), required=False, max_length=20, help_text="Papers that no kind tells."
    )
    with_scorecard = serializers.BooleanField(required=False)
    outcome_asked = serializers.CharField(required=False, allow_blank=True, max_length=2000)


class CaseFilingsView(FirmView):
    """What is filed with regulators and reviewers."""

    capabilities = {"GET": "letter.read", "POST": "letter.write"}

    @openapi.computes("case_filings", FilingsSerializer, summary="Read what goes with a case's filings")
    def get(self, request: Request, id: UUID) -> Response:
        """A complaint to the regulator and a request for external review, part by part: there, or missing."""
        refuse_parameters(request)
        return Response({"filings": [_filing(each) for each in filings_of(actor=self.member, case_id=id)]})

    @openapi.creates("filing_begin", FilingInput, LetterDetailSerializer, summary="Begin a filing")
    def post(self, request: Request, id: UUID) -> Response:
        """Draft its letter with every part that the case has as an exhibit; begun already, enclose what came since.

        Once the letter is approved, its packet is made as that of any letter.
        """
        asked = self.parse(FilingInput)
        asked["documents"] = {each["code"]: each["document_id"] for each in asked.get("documents", [])}
        letter = filing_begin(actor=self.member, case_id=id, **asked)
        return self.one(LETTER, letter_list(), letter.id, status=201)


def _filing(filing: Filing) -> dict[str, Any]:
    return {
        "kind": filing.kind,
        "template": filing.template,
        "denial_id": filing.denial.id if filing.denial else None,
        "letter_id": filing.letter.id if filing.letter else None,
        "letter_state": filing.letter.state if filing.letter else "",
        "breaches": filing.breaches,
        "filed_at": filing.filed_at,
        "filed_at_checked": filing.filed_at_checked,
        "parts": [
            {
                "code": placed.part.code,
                "title": placed.part.title,
                "why": placed.part.why,
                "needed": placed.part.needed,
                "checked": placed.part.checked,
                "found_by": placed.part.found_by,
                "documents": [{"id": each.id, "title": each.title} for each in placed.documents],
                "missing": placed.missing,
                "enclosed": placed.enclosed,
            }
            for placed in filing.parts
        ],
    }
