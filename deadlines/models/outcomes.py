"""Outcomes of external reviews and of complaints: public record, no firm's. The owner's role loads, ours reads."""

from typing import Final

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claimback.kernel.ids import new_id
from deadlines.vocabulary import OUTCOMES, RECORDS

_CATEGORIES: Final = ("diagnosis_category", "diagnosis_sub", "treatment_category", "treatment_sub")


def _joined(*names: str) -> Concat:
    """The columns as one text, blanks between them."""
    parts: list[F | Value] = [part for name in names for part in (F(name), Value(" "))]
    return Concat(*parts[:-1], output_field=models.TextField())


class OutcomeLoad(models.Model):
    """One file that brought something new: where it came from, when, and what it changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=30, choices=RECORDS)
    place = models.CharField(max_length=10)
    source = models.CharField(max_length=300, help_text=_("Who publishes it, and where."))
    licence = models.CharField(max_length=300)
    retrieved_on = models.DateField(help_text=_("The day on which the file was fetched."))
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64, help_text=_("Of the file's bytes."))
    rows = models.PositiveIntegerField(help_text=_("In the file, those that it repeats among them."))
    added = models.PositiveIntegerField()
    changed = models.PositiveIntegerField(help_text=_("Rows that it corrected."))
    repeated = models.PositiveIntegerField(
        help_text=_("Rows that the file has more than once, word for word.")
    )
    years_from = models.PositiveSmallIntegerField()
    years_to = models.PositiveSmallIntegerField()
    loaded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["kind", "loaded_at", "id"], name="deadlines_outcomeload_latest")]

    def __str__(self) -> str:
        return gettext("%(what)s, %(first)s to %(last)s") % {
            "what": gettext(self.get_kind_display()),
            "first": self.years_from,
            "last": self.years_to,
        }


class ReviewOutcome(models.Model):
    """One external review: what was asked for, and whether the plan's decision stood."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    load = models.ForeignKey(OutcomeLoad, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    type = models.CharField(max_length=100)
    diagnosis_category = models.CharField(max_length=200, blank=True)
    diagnosis_sub = models.CharField(max_length=200, blank=True)
    treatment_category = models.CharField(max_length=200, blank=True)
    treatment_sub = models.CharField(max_length=200, blank=True)
    determination = models.CharField(max_length=100, help_text=_("In the file's own words."))
    outcome = models.CharField(max_length=20, choices=OUTCOMES)
    age = models.CharField(max_length=20, blank=True)
    gender = models.CharField(max_length=40, blank=True)
    findings = models.TextField(blank=True)
    categories = models.GeneratedField(
        expression=_joined(*_CATEGORIES), output_field=models.TextField(), db_persist=True
    )
    words = models.GeneratedField(
        expression=SearchVector(*_CATEGORIES, "findings", config="english"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reference"], name="deadlines_reviewoutcome_once")]
        indexes = [
            models.Index(fields=["year", "id"], name="deadlines_review_year"),
            models.Index(fields=["treatment_category", "type"], name="deadlines_review_treatment"),
            models.Index(fields=["diagnosis_category", "type"], name="deadlines_review_diagnosis"),
            GinIndex(fields=["words"], name="deadlines_review_words"),
            GinIndex(fields=["categories"], opclasses=["gin_trgm_ops"], name="deadlines_review_alike"),
        ]

    def __str__(self) -> str:
        return self.reference


class ComplaintOutcome(models.Model):
    """One complaint against one company: why it was made, and how the regulator closed it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    load = models.ForeignKey(OutcomeLoad, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=40)
    respondent_code = models.CharField(max_length=40, blank=True)
    insurer = models.CharField(max_length=200)
    respondent_role = models.CharField(max_length=100, blank=True)
    filed_by = models.CharField(max_length=100, blank=True)
    reasons = ArrayField(models.CharField(max_length=100), default=list)
    resolutions = ArrayField(models.CharField(max_length=100), default=list)
    keywords = ArrayField(models.CharField(max_length=100), default=list)
    confirmed = models.BooleanField(null=True)
    received_on = models.DateField()
    closed_on = models.DateField(null=True)
    complaint_type = models.CharField(max_length=100, blank=True)
    coverage_type = models.CharField(max_length=100, blank=True)
    coverage_level = models.CharField(max_length=100, blank=True)
    categories = models.TextField(help_text=_("Reasons, keywords and coverage as one text, to look in."))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["number", "respondent_code"], name="deadlines_complaintoutcome_once"
            )
        ]
        indexes = [
            models.Index(fields=["received_on", "id"], name="deadlines_complaint_received"),
            models.Index(fields=["coverage_type", "received_on"], name="deadlines_complaint_coverage"),
            models.Index(fields=["insurer"], name="deadlines_complaint_insurer"),
            GinIndex(fields=["reasons"], name="deadlines_complaint_reasons"),
            GinIndex(fields=["keywords"], name="deadlines_complaint_keywords"),
            GinIndex(fields=["categories"], opclasses=["gin_trgm_ops"], name="deadlines_complaint_alike"),
        ]

    def __str__(self) -> str:
        return self.number
