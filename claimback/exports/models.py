"""Exports: which list, for whom, how far it has come, and where the file lies."""

from typing import Final

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claimback.audit.models import Audited
from claimback.exports.writing import FORMATS
from claimback.kernel.transitions import edges
from claimback.tenancy.models import FirmForeignKey, FirmRow, Membership
from claimback.tenancy.row_security import firm_constraints
from claimback.tenancy.walls import LeftOutWall

REQUESTED, MAKING, MADE, FAILED = "requested", "making", "made", "failed"
GIVEN_UP, EXPIRED = "given_up", "expired"
UNDER_WAY: Final = (REQUESTED, MAKING)

EXPORT_EDGES: Final = edges(
    "export",
    {
        REQUESTED: [MAKING, FAILED, GIVEN_UP],
        MAKING: [REQUESTED, MADE, FAILED, GIVEN_UP],
        MADE: [EXPIRED],
        FAILED: [REQUESTED],
        GIVEN_UP: [],
        EXPIRED: [],
    },
)

NARROWED_LIMIT: Final = 2000
REFUSAL_LIMIT: Final = 300


class Export(FirmRow):
    """One list as a file. Its rows are those that `query` finds, and of a page of the admin's those that it showed.

    `capabilities` are those with which it was asked for, by a token perhaps: it is made with no more than these, and
    with no more than the member has by then. `without_cases` is what they did not see while it was made: whoever comes
    to stand behind another wall loses the file too. The row stays when the file is gone.
    """

    member = FirmForeignKey(
        Membership, related_name="+", help_text=_("Who asked for it, and alone opens it.")
    )
    path = models.CharField(_("list"), max_length=60, help_text=_("The list of the API, by its path."))
    format = models.CharField(max_length=10, choices={code: kind.name for code, kind in FORMATS.items()})
    query = models.JSONField(default=dict, help_text=_("The list's filters, search, ordering and fields."))
    page = models.CharField(
        max_length=80, blank=True, help_text=_("The page of the admin that it was asked for on.")
    )
    narrowed = models.CharField(
        max_length=NARROWED_LIMIT, blank=True, help_text=_("By what that page was narrowed.")
    )
    capabilities = ArrayField(models.CharField(max_length=60), editable=False)
    without_cases = ArrayField(models.UUIDField(), default=list, editable=False)
    state = models.CharField(
        max_length=10, default=REQUESTED, choices=[(state, state) for state in EXPORT_EDGES.states]
    )
    rows_done = models.PositiveIntegerField(default=0, help_text=_("Written so far."))
    rows_total = models.PositiveIntegerField(
        null=True, help_text=_("Of about so many: the list may grow meanwhile.")
    )
    rows = models.PositiveIntegerField(null=True, help_text=_("In the file."))
    size = models.BigIntegerField(null=True, help_text=_("In bytes."))
    sha256 = models.CharField(max_length=64, blank=True)
    refusal = models.CharField(
        max_length=REFUSAL_LIMIT, blank=True, help_text=_("Why it was not made, and the remedy.")
    )
    attempts = models.PositiveSmallIntegerField(default=0, help_text=_("How often its making was begun."))
    key = models.CharField(
        max_length=200, blank=True, editable=False, help_text=_("Empty where the store has nothing of it.")
    )
    made_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True, help_text=_("Until then it can be downloaded."))

    class Meta:
        constraints = [
            *firm_constraints("exports_export", "member"),
            LeftOutWall(name="exports_export_wall"),
            Audited(name="exports_export_audit", leaving_out=["rows_done", "rows_total", "attempts", "key"]),
        ]
        indexes = [
            models.Index(fields=["firm", "created_at", "id"], name="exports_export_created"),
            # The scanner's: it looks across firms.
            models.Index(
                fields=["updated_at"],
                name="exports_export_waiting",
                condition=models.Q(state__in=UNDER_WAY),
            ),
            models.Index(
                fields=["updated_at"],
                name="exports_export_stored",
                condition=~models.Q(key="") & ~models.Q(state__in=UNDER_WAY),
            ),
        ]

    def __str__(self) -> str:
        return gettext("%(what)s as %(form)s") % {
            "what": self.path,
            "form": gettext(self.get_format_display()),
        }

    @property
    def file_name(self) -> str:
        """The name under which a browser saves it."""
        day = (self.made_at or self.created_at).date()
        return f"{self.path.replace('/', '-')}-{day}.{FORMATS[self.format].ending}"
