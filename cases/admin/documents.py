"""Pages of documents and of evidence."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet

from cases.models import Document, Evidence
from cases.selectors import document_list, evidence_list, rebuttal_evidence_list
from cases.services import documents, evidence
from claimback.tenancy.admin import FirmAdmin
from claimback.tenancy.admin_acts import Act
from claimback.tenancy.admin_forms import ActForm
from claimback.tenancy.admin_show import Section, page_of, prose, to
from claimback.tenancy.member import Member


class UseForm(ActForm):
    """What a document proves."""

    model = Evidence
    columns = ("proves", "in_record_since")


def _put_to_use(*, actor: Member, document: Document, **values: Any) -> Evidence:
    return evidence.evidence_add(actor=actor, case_id=document.case_id, document_id=document.pk, **values)


def of_case(made: Any) -> str:
    """Back to the documents of the case."""
    return f"{page_of(made.case)}#documents"


@admin.register(Document)
class DocumentAdmin(FirmAdmin):
    """Files on cases."""

    read_capability = "document.read"
    list_display = ["title", "kind", "case", "dated_on", "file"]
    list_filter = ["kind"]
    search_fields = ["title", "case__number", "file__name"]
    ordering = ["-created_at", "-id"]
    empty = "No documents yet. Send a file by its signed form, then put it on a case."
    acts = [
        Act(
            name="open",
            label="Open",
            icon="open_in_new",
            service=documents.document_link,
            capabilities=("document.read",),
            row_id="document_id",
            versioned=False,
            explain="The link holds for 60 seconds. That you opened it is kept.",
            done="",
            lands=str,
        ),
        Act(
            name="use",
            label="Make it an exhibit",
            icon="fact_check",
            service=_put_to_use,
            capabilities=("document.write",),
            row_id="document",
            row_key="itself",
            versioned=False,
            form=UseForm,
            explain="It gets the case's next exhibit number.",
            done="The document is an exhibit now. Put it against the grounds that it answers.",
            lands=of_case,
        ),
    ]

    def rows(self, member: Member) -> QuerySet[Document]:
        """The door to documents."""
        return document_list()

    def sections(self, member: Member, row: Document) -> list[Section]:
        """What it is used for."""
        uses = evidence_list().filter(document_id=row.pk).order_by("exhibit_number")
        return [
            Section(
                "Put to use",
                ["Exhibit", "What it proves"],
                [[to(use), prose(use.proves)] for use in uses],
                "It is no exhibit yet.",
            )
        ]


@admin.register(Evidence)
class EvidenceAdmin(FirmAdmin):
    """Documents put to use."""

    read_capability = "document.read"
    list_display = ["__str__", "document", "case", "proves", "in_record_since"]
    search_fields = ["proves", "document__title", "case__number"]
    ordering = ["-created_at", "-id"]
    empty = "No exhibits yet. Make a case's document one: say what it proves."

    def rows(self, member: Member) -> QuerySet[Evidence]:
        """The door to evidence."""
        return evidence_list()

    def sections(self, member: Member, row: Evidence) -> list[Section]:
        """The grounds that it stands against."""
        uses = rebuttal_evidence_list().filter(evidence_id=row.pk).select_related("rebuttal__ground")
        return [
            Section(
                "Against these grounds",
                ["Ground", "In the insurer's words"],
                [
                    [to(use.rebuttal, str(use.rebuttal.ground)), prose(use.rebuttal.ground.quote)]
                    for use in uses
                ],
                "It stands against no ground yet. Put it there in the case's ground matrix.",
            )
        ]
