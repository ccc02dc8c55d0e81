"""What was counted over a whole firm, for those who see all of it and for each who does not."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claimback.kernel.said import instant_said
from claimback.tenancy.models import FirmForeignKey, FirmRow, Membership
from claimback.tenancy.row_security import firm_constraints
from claimback.tenancy.walls import LeftOutWall


class Tally(FirmRow):
    """The counts of a firm at one instant, without the cases that a member must not see.

    Without a member it is of the whole firm. The wall lets a member read one in which every case that they are kept
    from was left out, and no other; a client of the firm reads none.
    """

    member = FirmForeignKey(
        Membership,
        related_name="+",
        null=True,
        help_text=_("Who is behind a wall; none: for all who are not."),
    )
    without_cases = ArrayField(
        models.UUIDField(), default=list, help_text=_("What the member does not see, and these leave out.")
    )
    figures = models.JSONField(help_text=_("Rows of a measure, its key, a currency and a number: `figures`."))
    counted_at = models.DateTimeField()
    counted_until = models.BigIntegerField(
        help_text=_("The last link of the history's chain that was there before it was counted.")
    )
    due_at = models.DateTimeField(help_text=_("Not counted again before, however much changes."))

    class Meta:
        constraints = [
            *firm_constraints("home_tally", "member"),
            LeftOutWall(name="home_tally_wall"),
            models.UniqueConstraint(fields=["firm", "member"], nulls_distinct=False, name="home_tally_once"),
        ]
        verbose_name_plural = _("tallies")

    def __str__(self) -> str:
        return gettext("counted %(at)s") % {"at": instant_said(self.counted_at)}
