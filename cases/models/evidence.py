"""Documents of a case with their versions, and those that are put to use as evidence."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from claimback.audit.models import Audited
from claimback.kernel.said import day_said
from claimback.storage.models import StoredFile
from claimback.tenancy.models import FirmForeignKey, FirmRow, Membership
from claimback.tenancy.walls import case_constraints, part_constraints

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

DOCUMENT_SOURCES = {
    "client": "Client",
    "insurer": "Insurer or plan",
    "provider": "Provider or contractor",
    "expert": "Expert",
    "us": "Our firm",
    "public": "Public record",
    "other": "Somebody else",
}

EVIDENCE_KINDS = {
    "record": "Record made at the time",
    "opinion": "Opinion of an expert or provider",
    "literature": "Literature or guideline",
    "statement": "Statement of a witness",
    "estimate": "Estimate or appraisal",
    "picture": "Photo, video or imaging",
    "money": "Bill, payment or other figures",
    "contract": "Policy or plan document",
    "insurers_own": "The insurer's own words",
    "other": "Other",
}


class Document(FirmRow):
    """A file on a case: its latest version, where it is filed, and what is said of it."""

    case = FirmForeignKey(Case, related_name="documents")
    file = FirmForeignKey(StoredFile, related_name="documents")
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=30, choices=DOCUMENT_KINDS)
    dated_on = models.DateField(null=True, blank=True, help_text=_("The date that it bears."))
    source = models.CharField(
        max_length=20, blank=True, choices=DOCUMENT_SOURCES, help_text=_("Whom we have it from.")
    )
    folder = models.CharField(
        max_length=200, blank=True, help_text=_("Such as Medical/2026; / parts folders.")
    )
    tags = ArrayField(models.CharField(max_length=40), default=list, blank=True)

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
            models.Index(fields=["firm", "case", "folder"], name="cases_document_folder"),
        ]

    def __str__(self) -> str:
        return self.title


class FormerVersion(FirmRow):
    """A file that a document had until another took its place. It stays what it was, and is opened as the latest is."""

    case = FirmForeignKey(Case, related_name="+", editable=False, blank=True)
    document = FirmForeignKey(Document, related_name="former_versions")
    number = models.PositiveIntegerField(help_text=_("From 1; the latest has the number after the last."))
    file = FirmForeignKey(StoredFile, related_name="former_versions")
    replaced_by = FirmForeignKey(Membership, related_name="+")
    reason = models.CharField(max_length=300, help_text=_("Why another took its place."))

    class Meta:
        constraints = [
            *part_constraints("cases_formerversion", "document", "cases_document", "file", "replaced_by"),
            models.UniqueConstraint(fields=["firm", "document", "number"], name="cases_formerversion_number"),
            Audited(name="cases_formerversion_audit"),
        ]
        indexes = [models.Index(fields=["firm", "number", "id"], name="cases_formerversion_by_number")]

    def __str__(self) -> str:
        return gettext("version %(n)s") % {"n": self.number}


class Evidence(FirmRow):
    """A document put to use on a case: what it proves. Its exhibit number is its place in our packets."""

    case = FirmForeignKey(Case, related_name="evidence")
    document = FirmForeignKey(Document, related_name="uses")
    exhibit_number = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, blank=True, choices=EVIDENCE_KINDS)
    dated_on = models.DateField(null=True, blank=True, help_text=_("Of when it is evidence."))
    source = models.CharField(
        max_length=200, blank=True, help_text=_("Who says it, such as Dr Example, surgeon.")
    )
    proves = models.TextField()
    in_record_since = models.DateField(
        null=True, blank=True, help_text=_("When it came into the administrative record.")
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
        verbose_name_plural = _("evidence")

    def __str__(self) -> str:
        return gettext("Exhibit %(n)s") % {"n": self.exhibit_number}


class RecordEntry(FirmRow):
    """That evidence came into the administrative record, or was found not to be in it. Append-only by rights.

    The latest entry holds; `Evidence.in_record_since` repeats it.
    """

    case = FirmForeignKey(Case, related_name="+", editable=False, blank=True)
    evidence = FirmForeignKey(Evidence, related_name="record_entries")
    in_record = models.BooleanField()
    since = models.DateField(help_text=_("From which day on it is so."))
    how = models.CharField(max_length=300, help_text=_("How it got there, or how it is known."))
    recorded_by = FirmForeignKey(Membership, related_name="+")

    class Meta:
        constraints = [
            *part_constraints("cases_recordentry", "evidence", "cases_evidence", "recorded_by"),
            Audited(name="cases_recordentry_audit"),
        ]
        indexes = [models.Index(fields=["firm", "created_at", "id"], name="cases_recordentry_created")]
        verbose_name = _("entry of the administrative record")
        verbose_name_plural = _("entries of the administrative record")

    def __str__(self) -> str:
        said = (
            gettext("in the record since %(day)s")
            if self.in_record
            else gettext("not in the record since %(day)s")
        )
        return said % {"day": day_said(self.since)}
