"""The one append-only log of contact, in both directions, over every channel; and what was promised in it."""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.models.evidence import Document
from cases.states import PROMISE_EDGES
from cases.vocabulary import CHANNELS
from claimback.audit.models import Audited
from claimback.tenancy.models import FirmForeignKey, FirmRow, Membership
from claimback.tenancy.walls import case_constraints

DIRECTIONS = {"in": "From them", "out": "From us"}


class Correspondence(FirmRow):
    """One contact. Never changed: a correction is a new entry that names the old one."""

    case = FirmForeignKey(Case, related_name="correspondence")
    author = FirmForeignKey(
        Membership, related_name="+", null=True, blank=True, help_text=_("None where a machine received it.")
    )
    direction = models.CharField(max_length=3, choices=DIRECTIONS)
    channel = models.CharField(max_length=20, choices=CHANNELS)
    occurred_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField()
    counterpart = models.CharField(max_length=200, blank=True, help_text=_("The representative's name."))
    counterpart_id = models.CharField(
        max_length=80, blank=True, help_text=_("The representative's ID number.")
    )
    call_reference = models.CharField(max_length=80, blank=True)
    questions = models.JSONField(
        default=list, blank=True, help_text=_("Questions asked, with their answers.")
    )
    document = FirmForeignKey(Document, related_name="correspondence", null=True, blank=True)
    corrects = FirmForeignKey("self", related_name="corrections", null=True, blank=True)

    class Meta:
        constraints = [
            *case_constraints("cases_correspondence", "author", "document", "corrects"),
            Audited(name="cases_correspondence_audit"),
        ]
        indexes = [
            models.Index(fields=["firm", "case", "occurred_at", "id"], name="cases_correspondence_when"),
            models.Index(fields=["firm", "occurred_at", "id"], name="cases_correspondence_latest"),
        ]
        verbose_name_plural = _("correspondence")

    def __str__(self) -> str:
        return (
            self.subject
            or f"{gettext(self.get_channel_display())}, {gettext(self.get_direction_display()).lower()}"
        )


class Promise(FirmRow):
    """Something that a representative said would happen, by when. It may stand alone, without an entry of the log."""

    case = FirmForeignKey(Case, related_name="promises")
    correspondence = FirmForeignKey(Correspondence, related_name="promises", null=True, blank=True)
    text = models.TextField()
    due_on = models.DateField()
    state = models.CharField(max_length=20, default="open", choices=[(s, s) for s in PROMISE_EDGES.states])
    settled_on = models.DateField(null=True, blank=True)
    settled_note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            *case_constraints("cases_promise", "correspondence"),
            Audited(name="cases_promise_audit"),
        ]
        indexes = [
            models.Index(fields=["firm", "due_on", "id"], name="cases_promise_due"),
            models.Index(
                fields=["firm", "state", "due_on", "id"],
                include=["case"],
                name="cases_promise_to_follow",
                condition=models.Q(state__in=["open", "confirmed", "broken"]),
            ),
            models.Index(
                fields=["due_on"],
                name="cases_promise_unsettled",
                condition=models.Q(state__in=["open", "confirmed"]),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]
