"""The keys of firms, and the trace of every opening."""

from typing import Final

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claimback.audit.models import Audited
from claimback.kernel.transitions import edges
from claimback.tenancy.models import FirmForeignKey, FirmRow, Membership
from claimback.tenancy.row_security import firm_constraints
from claimback.tenancy.state_words import words

CURRENT, OLD, DESTROYED = "current", "old", "destroyed"

KEY_EDGES: Final = edges("key", {CURRENT: [OLD, DESTROYED], OLD: [DESTROYED], DESTROYED: []})


class FirmKey(FirmRow):
    """One version of a firm's data key, wrapped under a master key. Once destroyed, only its number is left."""

    number = models.PositiveIntegerField(help_text=_("Every sealed value names the key that opens it."))
    wrapped = models.BinaryField(help_text=_("Empty once it is destroyed."))
    master_key = models.CharField(max_length=200, help_text=_("Which master key opens it."))
    state = models.CharField(max_length=20, default=CURRENT, choices=[(s, s) for s in KEY_EDGES.states])

    class Meta:
        constraints = [
            *firm_constraints("vault_firmkey"),
            models.UniqueConstraint(fields=["firm", "number"], name="vault_firmkey_number"),
            models.UniqueConstraint(
                fields=["firm"], condition=models.Q(state=CURRENT), name="vault_firmkey_current"
            ),
            Audited(name="vault_firmkey_audit", leaving_out=["wrapped"]),
        ]
        verbose_name = _("key")

    def __str__(self) -> str:
        return gettext("key %(n)s, %(state)s") % {"n": self.number, "state": words(self.state)}


class Reveal(FirmRow):
    """One opening of sealed fields of one row: who, which, what for. No values. Append-only by rights."""

    member = FirmForeignKey(Membership, related_name="+")
    table = models.CharField(max_length=60)
    row_id = models.UUIDField()
    fields = ArrayField(models.CharField(max_length=60))
    reason = models.CharField(max_length=300)

    class Meta:
        constraints = [*firm_constraints("vault_reveal", "member"), Audited(name="vault_reveal_audit")]
        indexes = [models.Index(fields=["firm", "row_id", "created_at"], name="vault_reveal_row")]

    def __str__(self) -> str:
        return gettext("%(columns)s of %(table)s") % {"columns": ", ".join(self.fields), "table": self.table}
