"""The docket: rules of law applied to a case's events, and the facts that they hang on."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models import Case, Correspondence, Document, Event, Offer
from cases.models.case import NO_DATE
from cases.vocabulary import PROOF_GRADES
from claimback.audit.models import Audited
from claimback.kernel.clock import now
from claimback.kernel.said import due_said
from claimback.tenancy.models import FirmForeignKey, FirmRow, Licence, Membership
from claimback.tenancy.state_words import words
from claimback.tenancy.walls import case_constraints
from deadlines.importance import IMPORTANCE
from deadlines.law.facts import QUESTIONS
from deadlines.states import DEADLINE_EDGES, LIVE

DUTY_OF = {
    "ours": "Ours",
    "insurer": "The insurer's",
    "reviewer": "The reviewer's",
    "regulator": "The regulator's",
}
DATED_BY = {
    "clock": "The clock",
    "override": "A member, instead of the clock",
    "extension": "An extension that was granted",
    "tolling": "A stay that was granted",
    "manual": "A member: no rule gives it",
}
"""What a deadline's date is from. Only the clock's own moves by a proposal that agrees with it."""

CHECKED = {"primary": "Read in the law", "secondary": "Second-hand", "unchecked": "Not checked"}


HANGS = models.ExpressionWrapper(models.Q(state="unknown"), output_field=models.BooleanField())
"""Whether it hangs on a fact not given. Lists that people read are ordered by it first, and an index bears them."""


def fact_names() -> dict[str, str]:
    """The facts with their questions. A function, so that a new fact needs no migration."""
    return dict(QUESTIONS)


class Deadline(FirmRow):
    """One clock rule applied to one event of a case, with the working that gave its date.

    Without a rule it is a date that a member set, such as a court's, or the word that the clock cannot run.
    """

    case = FirmForeignKey(Case, related_name="deadlines")
    rule = models.CharField(max_length=100)
    rule_version = models.PositiveIntegerField()
    duty_of = models.CharField(max_length=20, choices=DUTY_OF)
    importance = models.CharField(
        max_length=20,
        choices=IMPORTANCE,
        db_default="important",
        help_text=_("As its rule has it, or as a member raised it."),
    )
    act = models.CharField(max_length=300)
    trigger = models.CharField(max_length=60)
    trigger_event = FirmForeignKey(Event, related_name="deadlines", null=True)
    satisfied_by = models.CharField(max_length=20, blank=True)
    satisfied_events = ArrayField(models.CharField(max_length=60), default=list)
    due_on = models.DateField(null=True, help_text=_("The last day, in the place whose law it is."))
    due_at = models.DateTimeField(null=True, help_text=_("The last instant, where the rule counts hours."))
    safe_on = models.DateField(
        null=True, help_text=_("The day on which no reading of the law makes it late.")
    )
    sort_on = models.DateField(
        default=NO_DATE,
        help_text=_("safe_on or due_on, or an earlier one that is proposed: lists and reminders go by it."),
    )
    condition = models.CharField(max_length=400, blank=True)
    needs = ArrayField(models.CharField(max_length=100), default=list)
    state = models.CharField(max_length=20, choices=[(s, s) for s in DEADLINE_EDGES.states])
    citation = models.CharField(max_length=300)
    checked = models.CharField(max_length=20, choices=CHECKED)
    working = models.JSONField(default=list)
    met_event = FirmForeignKey(Event, related_name="met_deadlines", null=True)
    met_on = models.DateField(null=True)
    closed_reason = models.CharField(max_length=300, blank=True)
    closed_by = FirmForeignKey(Membership, related_name="+", null=True)
    entered_by = FirmForeignKey(
        Membership,
        related_name="+",
        null=True,
        help_text=_("Whose act opened it; nobody's where the clock did."),
    )
    entered_at = models.DateTimeField(
        default=now, db_default=Now(), help_text=_("When the date that it has was entered.")
    )
    confirmed_by = FirmForeignKey(
        Membership,
        related_name="+",
        null=True,
        help_text=_("The second person who says that the date is right."),
    )
    confirmed_at = models.DateTimeField(null=True)
    met_document = FirmForeignKey(
        Document, related_name="+", null=True, help_text=_("The paper that proves it.")
    )
    met_entry = FirmForeignKey(
        Correspondence, related_name="+", null=True, help_text=_("A dispatch's entry in the log of contact.")
    )
    met_proof = models.CharField(
        max_length=30, blank=True, db_default="", choices=[(g, g) for g in PROOF_GRADES]
    )
    source_document = FirmForeignKey(
        Document,
        related_name="+",
        null=True,
        help_text=_("The paper that gives the date, where no rule does."),
    )
    offer = FirmForeignKey(
        Offer, related_name="deadlines", null=True, help_text=_("The demand or offer that ends with it.")
    )
    closed_under = FirmForeignKey(
        Licence, related_name="+", null=True, help_text=_("The licence of whoever waived it.")
    )
    dated_by = models.CharField(
        max_length=20,
        choices=DATED_BY,
        default="clock",
        db_default="clock",
        help_text=_("What its date is from."),
    )
    has_proposal = models.BooleanField(
        default=False,
        db_default=False,
        help_text=_("The clock has another date, and nobody decided on it yet."),
    )
    set_aside = models.JSONField(null=True, help_text=_("The clock's answer that a member decided against."))

    class Meta:
        constraints = [
            *case_constraints(
                "deadlines_deadline",
                "trigger_event",
                "met_event",
                "closed_by",
                "entered_by",
                "confirmed_by",
                "met_document",
                "met_entry",
                "source_document",
                "offer",
                "closed_under",
            ),
            models.UniqueConstraint(
                fields=["firm", "case", "rule", "trigger_event"],
                condition=models.Q(state__in=["waiting", "unknown", "open", "missed", "met", "waived"])
                & ~models.Q(rule=""),
                nulls_distinct=False,
                name="deadlines_deadline_once",
            ),
            models.UniqueConstraint(
                fields=["firm", "offer"],
                condition=models.Q(offer__isnull=False),
                name="deadlines_deadline_of_offer",
            ),
            Audited(name="deadlines_deadline_audit"),
        ]
        indexes = [
            models.Index(fields=["firm", "state", "sort_on", "id"], name="deadlines_deadline_state"),
            models.Index(fields=["firm", "sort_on", "id"], name="deadlines_deadline_sort"),
            models.Index(fields=["firm", "case", "sort_on", "id"], name="deadlines_deadline_of_case"),
            models.Index("firm", HANGS, "sort_on", "id", name="deadlines_deadline_certain"),
            models.Index(
                fields=["firm", "sort_on", "id"],
                include=["case"],
                name="deadlines_deadline_unconfirmed",
                condition=models.Q(
                    duty_of="ours",
                    importance="critical",
                    confirmed_at=None,
                    state__in=["open", "missed", "unknown"],
                ),
            ),
            models.Index(
                fields=["firm", "sort_on", "id"],
                include=["case"],
                name="deadlines_deadline_ours",
                condition=models.Q(duty_of="ours", state__in=LIVE),
            ),
            models.Index(
                fields=["firm", "sort_on", "id"],
                include=["case"],
                name="deadlines_deadline_theirs",
                condition=~models.Q(duty_of="ours") & models.Q(state__in=LIVE),
            ),
            # The scanner's, across firms: open deadlines whose day is over, answered from the index alone.
            models.Index(
                fields=["sort_on"],
                include=["due_on", "due_at", "firm", "id"],
                name="deadlines_deadline_open",
                condition=models.Q(state="open"),
            ),
        ]

    def __str__(self) -> str:
        return gettext("%(act)s by %(day)s") % {"act": self.act, "day": due_said(self.due_on, self.due_at)}


class CaseFact(FirmRow):
    """A circumstance of a case that rules hang on, such as who hears an external review. One row for each name."""

    case = FirmForeignKey(Case, related_name="facts")
    name = models.CharField(max_length=60, choices=fact_names)
    value = models.JSONField(
        null=True, help_text=_("One of the fact's own values; null while it is not known.")
    )
    source = models.CharField(max_length=300, blank=True, help_text=_("How it is known."))
    stated_by = FirmForeignKey(Membership, related_name="+")

    class Meta:
        constraints = [
            *case_constraints("deadlines_casefact", "stated_by"),
            models.UniqueConstraint(fields=["firm", "case", "name"], name="deadlines_casefact_once"),
            Audited(name="deadlines_casefact_audit"),
        ]

    def __str__(self) -> str:
        said = gettext("not known") if self.value is None else words(str(self.value))
        return f"{words(self.name)}: {said}"
