"""Readings: what a letter says, as proposals that a member confirms or corrects."""

from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models import Case, Denial, Document
from claimback.audit.models import Audited
from claimback.storage.models import StoredFile
from claimback.tenancy.models import FirmForeignKey, FirmRow, Membership
from claimback.tenancy.state_words import words
from claimback.tenancy.walls import part_constraints
from letters.states import ASSISTANCE_EDGES, READING_EDGES, UNDER_WAY


class Reading(FirmRow):
    """One reading of one document. The first findings are kept whatever is confirmed later."""

    case = FirmForeignKey(Case, related_name="+", editable=False, blank=True)
    document = FirmForeignKey(Document, related_name="readings")
    file = FirmForeignKey(
        StoredFile, related_name="+", help_text=_("That the document had when it was read.")
    )
    requested_by = FirmForeignKey(Membership, related_name="+")
    state = models.CharField(
        max_length=20, default="requested", choices=[(s, s) for s in READING_EDGES.states]
    )
    attempts = models.PositiveSmallIntegerField(
        default=0, help_text=_("Begun and not ended: a file that kills its reader is not tried for ever.")
    )
    waits_for_text = models.BooleanField(
        default=False,
        help_text=_("The text of its pages is being looked for. It is read when that has ended."),
    )
    pages = models.JSONField(null=True, help_text=_("The text of each page; every quote is a span of it."))
    findings = models.JSONField(null=True, help_text=_("As `manage.py read_denial` gives them."))
    refusal = models.TextField(blank=True, help_text=_("Why it could not be read, and the remedy."))
    assistance_state = models.CharField(
        max_length=20,
        default="none",
        choices=[(s, s) for s in ASSISTANCE_EDGES.states],
        help_text=_("Whether the assistant was asked for what the rules missed."),
    )
    assistance_answer = models.JSONField(
        null=True, help_text=_("What it proposes, in the letter's own words, or why it does not answer.")
    )
    confirmed = models.JSONField(null=True, help_text=_("What the member made of the findings."))
    corrections = models.JSONField(
        null=True, help_text=_("What was kept of the findings, changed, added and removed: labels.")
    )
    confirmed_by = FirmForeignKey(Membership, related_name="+", null=True)
    denial = FirmForeignKey(Denial, related_name="readings", null=True)
    set_aside_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            *part_constraints(
                "letters_reading",
                "document",
                "cases_document",
                "file",
                "requested_by",
                "confirmed_by",
                "denial",
            ),
            Audited(
                name="letters_reading_audit",
                leaving_out=["pages", "findings", "assistance_answer", "attempts", "waits_for_text"],
            ),
        ]
        indexes = [
            models.Index(
                fields=["updated_at"],
                name="letters_reading_waiting",
                condition=models.Q(state__in=UNDER_WAY, waits_for_text=False)
                | models.Q(state="read", assistance_state="waiting"),
            ),
            models.Index(fields=["firm", "updated_at", "id"], name="letters_reading_updated"),
            models.Index(
                fields=["firm", "updated_at", "id"],
                include=["case"],
                name="letters_reading_to_confirm",
                condition=models.Q(state="read"),
            ),
        ]

    @property
    def proposed(self) -> list[dict[str, Any]]:
        """The grounds that the assistant proposes, with their places."""
        return list((self.assistance_answer or {}).get("grounds", []))

    @property
    def told(self) -> dict[str, Any]:
        """The findings with what the assistant proposes beside them, under `assistance`."""
        return {**(self.findings or {}), "assistance": self.proposed}

    def __str__(self) -> str:
        return gettext("reading, %(state)s") % {"state": words(self.state)}
