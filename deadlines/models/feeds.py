"""Calendar feeds: the secret address of a docket for one member's calendar, and how much the firm lets feeds tell."""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from claimback.audit.models import Audited
from claimback.tenancy.models import FirmForeignKey, FirmRow, Membership
from claimback.tenancy.row_security import firm_constraints
from claimback.tenancy.walls import PortalWall, SomeCaseWall
from deadlines.vocabulary import DETAILS


class CalendarFeed(FirmRow):
    """A feed for one member, of one case or of all that the member may see. Only the hash of its address is kept."""

    member = FirmForeignKey(Membership, related_name="calendar_feeds")
    case = FirmForeignKey(
        Case,
        related_name="+",
        null=True,
        blank=True,
        help_text=_("Empty: all cases that the member may see."),
    )
    name = models.CharField(max_length=100, help_text=_("Where it is read, such as: telephone."))
    digest = models.BinaryField(max_length=32)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_read_at = models.DateTimeField(null=True, editable=False)
    reads = models.PositiveIntegerField(
        default=0, editable=False, help_text=_("In the hour from reads_since.")
    )
    reads_since = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = [
            *firm_constraints("deadlines_calendarfeed", "member", "case"),
            SomeCaseWall(name="deadlines_calendarfeed_wall"),
            models.UniqueConstraint(fields=["firm", "digest"], name="deadlines_calendarfeed_digest"),
            Audited(
                name="deadlines_calendarfeed_audit",
                leaving_out=["digest", "last_read_at", "reads", "reads_since"],
            ),
        ]
        indexes = [models.Index(fields=["firm", "created_at", "id"], name="deadlines_calendarfeed_made")]

    def __str__(self) -> str:
        return self.name


class FeedSetting(FirmRow):
    """How much the firm's feeds tell. Without a row: the least."""

    detail = models.CharField(max_length=20, choices=DETAILS, default="general")

    class Meta:
        constraints = [
            *firm_constraints("deadlines_feedsetting"),
            PortalWall(name="deadlines_feedsetting_portal"),
            models.UniqueConstraint(fields=["firm"], name="deadlines_feedsetting_once"),
            Audited(name="deadlines_feedsetting_audit"),
        ]
        indexes = [models.Index(fields=["firm", "created_at", "id"], name="deadlines_feedsetting_made")]

    def __str__(self) -> str:
        return gettext(self.get_detail_display())
