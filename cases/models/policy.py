"""Policies and plans, and the passages of them that matter."""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models.client import Client
from cases.models.insurer import Insurer
from cases.vocabulary import LINES_OF_BUSINESS, PLAN_TYPES
from claimback.audit.models import Audited
from claimback.tenancy.models import FirmForeignKey, FirmRow
from claimback.tenancy.row_security import firm_constraints
from claimback.tenancy.walls import BehindWall, ClientWall
from claimback.vault.blind import BlindIndexes, BlindIndexField
from claimback.vault.fields import SealedField
from claimback.vault.rows import SealedRow

PROVISION_KINDS = {
    "coverage": "Coverage",
    "exclusion": "Exclusion",
    "definition": "Definition",
    "condition": "Condition",
    "limit": "Limit",
    "appeal_procedure": "Appeal procedure",
    "suit_limitation": "Suit limitation",
    "appraisal": "Appraisal",
}

QUOTE_CHECKS = {
    "unverified": "Not checked: the page has no text yet",
    "verified": "Stands there, word for word",
    "differs": "The page's text says otherwise",
}


class Policy(SealedRow):
    """The contract: who insures whom, under which law."""

    client = FirmForeignKey(Client, related_name="policies")
    insurer = FirmForeignKey(Insurer, related_name="policies")
    administrator = FirmForeignKey(Insurer, related_name="administered_policies", null=True, blank=True)
    name = models.CharField(max_length=200, blank=True, help_text=_("The plan's or the product's name."))
    number = SealedField(indexed=True, max_length=80)
    number_index = BlindIndexField()
    group_number = SealedField(max_length=80)
    member_number = SealedField(indexed=True, max_length=80)
    member_number_index = BlindIndexField()
    line_of_business = models.CharField(max_length=30, choices=LINES_OF_BUSINESS)
    plan_type = models.CharField(max_length=40, blank=True, choices=PLAN_TYPES)
    jurisdiction = models.CharField(max_length=10, help_text=_("Such as TX; US for federal law alone."))
    appeal_levels = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text=_("Levels that the plan requires.")
    )
    effective_from = models.DateField(null=True, blank=True)
    effective_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            *firm_constraints("cases_policy", "client", "insurer", "administrator"),
            ClientWall(name="cases_policy_wall"),
            BlindIndexes(name="cases_policy_blind", fields=["number", "member_number"]),
            Audited(
                name="cases_policy_audit",
                leaving_out=["number_index", "member_number_index"],
                veiled=["number", "group_number", "member_number"],
            ),
        ]
        verbose_name_plural = _("policies")

    def __str__(self) -> str:
        return self.name or (
            gettext("policy %(n)s") % {"n": self.number} if self.number else gettext("policy")
        )


class Provision(FirmRow):
    """One passage of a policy, in its own words."""

    policy = FirmForeignKey(Policy, related_name="provisions")
    label = models.CharField(max_length=120, help_text=_("Such as “Section 7.2”."))
    kind = models.CharField(max_length=30, choices=PROVISION_KINDS)
    quote = models.TextField()
    page = models.PositiveIntegerField(null=True, blank=True)
    document = FirmForeignKey("cases.Document", related_name="provisions", null=True, blank=True)
    start = models.PositiveIntegerField(
        null=True, blank=True, help_text=_("Where it begins in the page's text.")
    )
    end = models.PositiveIntegerField(null=True, blank=True)
    quote_check = models.CharField(max_length=20, default="unverified", choices=QUOTE_CHECKS, editable=False)
    endorsement = FirmForeignKey(
        "cases.Endorsement",
        related_name="provisions",
        null=True,
        blank=True,
        help_text=_("The form that it stands in, where it is not the policy itself."),
    )

    class Meta:
        constraints = [
            *firm_constraints("cases_provision", "policy", "document", "endorsement"),
            BehindWall(name="cases_provision_wall", parent="policy_id", of="cases_policy"),
            Audited(name="cases_provision_audit"),
        ]

    def __str__(self) -> str:
        return self.label
