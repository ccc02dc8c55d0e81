"""Papers of the docket: certificates, control forms and lists as PDFs, asked for or made by themselves each day."""

from typing import Final

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from claimback.audit.models import Audited
from claimback.kernel.said import day_said
from claimback.storage.models import StoredFile
from claimback.tenancy.models import FirmForeignKey, FirmRow, Membership
from claimback.tenancy.row_security import firm_constraints
from claimback.tenancy.walls import BehindWall, LeftOutWall, SomeCaseWall
from deadlines.models.docket import DUTY_OF
from deadlines.states import PAPER_EDGES

PAPER_KINDS: Final = {
    "certificate": "Docket certificate",
    "control_form": "Control form of critical dates",
    "list": "List of deadlines",
}


class DocketPaper(FirmRow):
    """One paper: what was asked for, how far it has come, and in whose eyes. Its pages are files, part by part.

    Which deadlines are on it is decided once, as it is begun; what each of them says, as its part is set.
    """

    kind = models.CharField(max_length=20, choices=PAPER_KINDS)
    member = FirmForeignKey(
        Membership,
        related_name="+",
        help_text=_("Who asked for it or, of a day's own, an owner: it shows what they see."),
    )
    day = models.DateField(
        null=True, help_text=_("Of a certificate that is made by itself, in the firm's time zone.")
    )
    from_on = models.DateField(null=True, blank=True, help_text=_("Of a list; without it from today."))
    to_on = models.DateField(null=True, blank=True, help_text=_("Of a list; without it 30 days."))
    case = FirmForeignKey(
        Case, related_name="+", null=True, blank=True, help_text=_("Without one: all that may be seen.")
    )
    lead = FirmForeignKey(
        Membership,
        related_name="+",
        null=True,
        blank=True,
        help_text=_("Of a list: of the cases that they lead."),
    )
    duty_of = models.CharField(max_length=20, blank=True, choices=DUTY_OF)
    without_cases = ArrayField(
        models.UUIDField(),
        default=list,
        editable=False,
        help_text=_("What the member does not see, and the paper leaves out."),
    )
    state = models.CharField(max_length=10, default="requested", choices=[(s, s) for s in PAPER_EDGES.states])
    progress = models.PositiveSmallIntegerField(default=0, help_text=_("Per cent."))
    attempts = models.PositiveSmallIntegerField(default=0, help_text=_("How often its making was begun."))
    refusal = models.CharField(
        max_length=300, blank=True, help_text=_("Why it was not made, and the remedy.")
    )
    lines = models.PositiveIntegerField(null=True, help_text=_("How many deadlines are on it."))
    entries = ArrayField(
        models.UUIDField(), null=True, editable=False, help_text=_("Which, while it is made.")
    )
    heading = models.JSONField(null=True, editable=False)
    certificate_sha256 = models.CharField(
        max_length=64, blank=True, help_text=_("Of the certificate that it is signed with; a list is not.")
    )

    class Meta:
        constraints = [
            *firm_constraints("deadlines_docketpaper", "member", "lead", "case"),
            SomeCaseWall(name="deadlines_docketpaper_case_wall"),
            LeftOutWall(name="deadlines_docketpaper_wall"),
            models.UniqueConstraint(
                fields=["firm", "day", "member"],
                condition=models.Q(day__isnull=False),
                name="deadlines_docketpaper_daily",
            ),
            Audited(name="deadlines_docketpaper_audit", leaving_out=["entries", "attempts"]),
        ]
        indexes = [
            models.Index(fields=["firm", "created_at", "id"], name="deadlines_paper_created"),
            models.Index(
                fields=["updated_at"],
                name="deadlines_paper_waiting",
                condition=models.Q(state__in=["requested", "making"]),
            ),
        ]

    def __str__(self) -> str:
        return gettext("%(what)s of %(day)s") % {
            "what": gettext(self.get_kind_display()),
            "day": day_said(self.day or localtime(self.created_at).date()),
        }


class DocketPaperPart(FirmRow):
    """Some of a paper's lines, as a PDF of its own: one that is long has several."""

    paper = FirmForeignKey(DocketPaper, related_name="parts")
    number = models.PositiveIntegerField(help_text=_("From 1."))
    file = FirmForeignKey(StoredFile, related_name="+")
    lines = models.PositiveIntegerField(help_text=_("How many deadlines are on it."))

    class Meta:
        constraints = [
            *firm_constraints("deadlines_docketpaperpart", "paper", "file"),
            BehindWall(name="deadlines_docketpaperpart_wall", parent="paper_id", of="deadlines_docketpaper"),
            models.UniqueConstraint(
                fields=["firm", "paper", "number"], name="deadlines_docketpaperpart_number"
            ),
            Audited(name="deadlines_docketpaperpart_audit"),
        ]
        indexes = [
            models.Index(fields=["firm", "file"], name="deadlines_paperpart_file"),
            models.Index(fields=["firm", "number", "id"], name="deadlines_paperpart_number"),
        ]

    def __str__(self) -> str:
        return gettext("part %(n)s") % {"n": self.number}
