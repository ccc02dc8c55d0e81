"""Where a firm wants changes told, and each message that is owed there."""

from typing import Final

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from claimback.audit.models import Audited
from claimback.notify.models import PLANNED, SENDING, Obligation
from claimback.tenancy.models import FirmForeignKey, FirmRow, Membership
from claimback.tenancy.row_security import firm_constraints
from claimback.tenancy.walls import PortalWall, SomeCaseWall
from claimback.vault.fields import SealedField
from claimback.vault.rows import SealedRow

URL_LIMIT: Final = 500
SAID_LIMIT: Final = 500
"""Of what a receiver answers so many characters are kept."""


class Endpoint(SealedRow):
    """An address of the firm's choice. Its member's walls hold for it: what they may not see is not told there.

    `told_until` is the number of the last link of the history's chain that was looked at for it; it moves in the
    transaction that owes what was found, so that nothing is passed over. Only a person disables an endpoint.
    """

    url = models.CharField(max_length=URL_LIMIT)
    description = models.CharField(max_length=200, blank=True)
    kinds = ArrayField(
        models.CharField(max_length=60),
        default=list,
        blank=True,
        help_text=_("The kinds of change to tell, of `catalogue`. Empty: every kind, later ones too."),
    )
    member = FirmForeignKey(Membership, related_name="+")
    secret = SealedField("prose", max_length=100)
    former_secret = SealedField("prose", max_length=100)
    former_until = models.DateTimeField(null=True, help_text=_("Until then the former secret signs too."))
    disabled_at = models.DateTimeField(null=True)
    disabled_by = FirmForeignKey(Membership, related_name="+", null=True)
    told_until = models.BigIntegerField(editable=False)
    looked_at = models.DateTimeField(db_default=Now(), editable=False)
    failing_since = models.DateTimeField(null=True, help_text=_("Nothing has arrived since then."))

    class Meta:
        constraints = [
            *firm_constraints("webhooks_endpoint", "member", "disabled_by"),
            PortalWall(name="webhooks_endpoint_portal"),
            Audited(
                name="webhooks_endpoint_audit",
                leaving_out=["told_until", "looked_at", "failing_since"],
                veiled=["secret", "former_secret"],
            ),
        ]
        indexes = [
            models.Index(fields=["firm", "created_at", "id"], name="webhooks_endpoint_created"),
            # The scanner's: it looks across firms.
            models.Index(
                fields=["looked_at"], name="webhooks_endpoint_live", condition=models.Q(disabled_at=None)
            ),
        ]
        verbose_name = _("webhook endpoint")

    def __str__(self) -> str:
        return self.url


class Delivery(FirmRow, Obligation):
    """One message that is owed to one endpoint, and what became of it: `sent` is arrived, `void` is given up.

    `change_id` is the entry of the history that it tells of, and the message's id wherever and however often it goes.
    It is no part of the audited history: it is the record of what left, and says itself who had it sent again.
    """

    endpoint = FirmForeignKey(Endpoint, related_name="deliveries")
    kind = models.CharField(max_length=60)
    change_id = models.UUIDField()
    case = FirmForeignKey(Case, related_name="+", null=True, help_text=_("The case that the change is of."))
    body = models.TextField(help_text=_("The message, as it is signed: ids and a link."))
    body_hash = models.CharField(max_length=64, help_text=_("Its SHA-256."))
    replays = FirmForeignKey(
        "self", related_name="+", null=True, help_text=_("The delivery that this repeats.")
    )
    replayed_by = FirmForeignKey(Membership, related_name="+", null=True)
    answer_status = models.PositiveSmallIntegerField(null=True, help_text=_("Of the last attempt."))
    answer_excerpt = models.CharField(max_length=SAID_LIMIT, blank=True)
    answer_ms = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            *firm_constraints("webhooks_delivery", "endpoint", "case", "replays", "replayed_by"),
            SomeCaseWall(name="webhooks_delivery_wall"),
            models.UniqueConstraint(
                fields=["firm", "endpoint", "change_id"],
                condition=models.Q(replays=None),
                name="webhooks_delivery_once",
            ),
        ]
        indexes = [
            models.Index(fields=["firm", "created_at", "id"], name="webhooks_delivery_created"),
            models.Index(
                fields=["next_attempt_at"],
                name="webhooks_delivery_unsettled",
                condition=models.Q(state__in=[PLANNED, SENDING]),
            ),
        ]
        verbose_name_plural = _("deliveries")

    def __str__(self) -> str:
        return self.kind
