"""The names that a firm knows, the conflict checks of its cases, and what these found.

What a check found is frozen by rights: the application may add rows and write a decision, and nothing else.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case, Party
from cases.models.client import Client
from cases.models.evidence import Document
from cases.models.insurer import Insurer
from cases.states import CONFLICT_EDGES
from claimback.audit.models import Audited
from claimback.tenancy.models import FirmForeignKey, FirmRow, Membership
from claimback.tenancy.row_security import firm_constraints
from claimback.tenancy.state_words import words
from claimback.tenancy.walls import EitherWall, case_constraints, part_constraints

NAME_KINDS = {
    "client": "Client",
    "party": "Party",
    "organisation": "A party's organisation",
    "insurer": "Insurer or administrator",
    "insurer_group": "Insurer's group",
    "mention": "Named in a document",
}
CHECK_REASONS = {
    "opened": "The case was opened",
    "party_added": "Someone was put on the case",
    "name_changed": "A name or an insurer was changed",
    "asked": "A member asked for it",
}


class KnownName(FirmRow):
    """One name of one row. Triggers keep it in step with that row; `keys` are NULL until the name was read."""

    kind = models.CharField(max_length=20, choices=NAME_KINDS)
    name = models.CharField(max_length=200)
    role = models.CharField(
        max_length=40, blank=True, help_text=_("A party's, or who they are in the document.")
    )
    client = FirmForeignKey(Client, related_name="+", null=True, blank=True)
    insurer = FirmForeignKey(Insurer, related_name="+", null=True, blank=True)
    party = FirmForeignKey(Party, related_name="+", null=True, blank=True)
    document = FirmForeignKey(Document, related_name="+", null=True, blank=True)
    case = FirmForeignKey(Case, related_name="+", null=True, blank=True)
    text = models.TextField(blank=True, help_text=_("As it is compared: see cases.names."))
    keys = ArrayField(models.TextField(), null=True, help_text=_("Under which it is looked up."))

    class Meta:
        constraints = [
            *firm_constraints("cases_knownname", "client", "insurer", "party", "document", "case"),
            EitherWall(name="cases_knownname_wall", case="case_id", client="client_id"),
        ]
        indexes = [
            models.Index(fields=["firm"], name="cases_knownname_unread", condition=models.Q(keys=None)),
        ]

    def __str__(self) -> str:
        return self.name


class ConflictCheck(FirmRow):
    """The names of one case held against all that the firm knew at that moment, and what was decided of it."""

    case = FirmForeignKey(Case, related_name="conflict_checks")
    because = models.CharField(max_length=20, choices=CHECK_REASONS)
    asked_by = FirmForeignKey(Membership, related_name="+")
    inputs = models.JSONField(help_text=_("The names that were compared: kind, id, role, name."))
    corpus_size = models.PositiveIntegerField(help_text=_("With how many names of the firm."))
    state = models.CharField(
        max_length=20, default="undecided", choices=[(s, s) for s in CONFLICT_EDGES.states]
    )
    decided_by = FirmForeignKey(
        Membership,
        related_name="+",
        null=True,
        blank=True,
        help_text=_("Empty: the system, where nothing is new."),
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            *case_constraints("cases_conflictcheck", "asked_by", "decided_by"),
            Audited(name="cases_conflictcheck_audit"),
        ]
        indexes = [
            models.Index(fields=["firm", "created_at", "id"], name="cases_conflictcheck_created"),
            models.Index(fields=["firm", "case", "created_at", "id"], name="cases_conflictcheck_of_case"),
        ]

    def __str__(self) -> str:
        return gettext("conflict check, %(state)s") % {"state": words(self.state)}


class ConflictHit(FirmRow):
    """A name of the case that is like one the firm knew. Hidden by the walls of either case."""

    case = FirmForeignKey(Case, related_name="+", editable=False, blank=True)
    check_run = FirmForeignKey(ConflictCheck, related_name="hits")
    subject_kind = models.CharField(max_length=20, choices=NAME_KINDS)
    subject_name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=NAME_KINDS)
    name = models.CharField(max_length=200, help_text=_("As it stood then."))
    role = models.CharField(max_length=40, blank=True)
    client = FirmForeignKey(Client, related_name="+", null=True, blank=True)
    insurer = FirmForeignKey(Insurer, related_name="+", null=True, blank=True)
    party = FirmForeignKey(Party, related_name="+", null=True, blank=True)
    document = FirmForeignKey(Document, related_name="+", null=True, blank=True)
    found_case = FirmForeignKey(Case, related_name="+", null=True, blank=True)
    score = models.PositiveSmallIntegerField(help_text=_("Of 100."))
    method = models.CharField(max_length=20)
    why = models.TextField()
    fresh = models.BooleanField(
        default=True, help_text=_("In no check of the case that was cleared or waived.")
    )

    class Meta:
        constraints = [
            *part_constraints(
                "cases_conflicthit",
                "check_run",
                "cases_conflictcheck",
                *("client", "insurer", "party", "document", "found_case"),
            ),
            EitherWall(name="cases_conflicthit_found_wall", case="found_case_id", client="client_id"),
            Audited(
                name="cases_conflicthit_audit",
                veiled=["name", "role", "why", "client_id", "party_id", "document_id", "found_case_id"],
            ),
        ]
        indexes = [
            models.Index(fields=["firm", "check_run", "score", "id"], name="cases_conflicthit_of_check"),
            models.Index(fields=["firm", "score", "id"], name="cases_conflicthit_score"),
        ]

    def __str__(self) -> str:
        return f"{self.subject_name}: {self.name}"
