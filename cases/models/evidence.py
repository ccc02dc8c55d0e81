"""Documents of a case, and those that are put to use as evidence."""

from django.db import models

from cases.models.case import Case
from claimback.audit.models import Audited
from claimback.storage.models import StoredFile
from claimback.tenancy.models import FirmForeignKey, FirmRow
from claimback.tenancy.walls import case_constraints

DOCUMENT_KINDS = {
    "denial_letter": "Denial letter",
    "policy": "Policy or plan document",
    "medical_record": "Medical record",
    "expert_report": "Expert report",
    "estimate": "Estimate",
    "photo": "Photo",
    "bill": "Bill",
    "correspondence": "Correspondence",
    "claim_file": "Claim file",
    "our_letter": "Letter of ours",
    "proof_of_delivery": "Proof of delivery",
    "other": "Other",
}


class Document(FirmRow):
    """A file on a case."""

    case = FirmForeignKey(Case, related_name="documents")
    file = FirmForeignKey(StoredFile, related_name="documents")
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=30, choices=DOCUMENT_KINDS)
    dated_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            *case_constraints(
                "cases_document", "file", portal="cases_document_of_client(firm_id, id, file_id)"
            ),
            Audited(name="cases_document_audit"),
        ]
        indexes = [
            models.Index(fields=["firm", "created_at", "id"], name="cases_document_created"),
            models.Index(fields=["firm", "title", "id"], name="cases_document_title"),
        ]

    def __str__(self) -> str:
        return self.title


class Evidence(FirmRow):
    """A document put to use on a case: what it proves. Its exhibit number is its place in our packets."""

    case = FirmForeignKey(Case, related_name="evidence")
    document = FirmForeignKey(Document, related_name="uses")
    exhibit_number = models.PositiveIntegerField()
    proves = models.TextField()
    in_record_since = models.DateField(
        null=True, blank=True, help_text="When it came into the administrative record."
    )

    class Meta:
        constraints = [
            *case_constraints("cases_evidence", "document"),
            models.UniqueConstraint(fields=["firm", "case", "exhibit_number"], name="cases_evidence_exhibit"),
            Audited(name="cases_evidence_audit"),
        ]
        indexes = [
            models.Index(fields=["firm", "exhibit_number", "id"], name="cases_evidence_number"),
            models.Index(fields=["firm", "created_at", "id"], name="cases_evidence_created"),
        ]
        verbose_name_plural = "evidence"

    def __str__(self) -> str:
        return f"Exhibit {self.exhibit_number}"
