"""Letters that we write: the draft, its check, and the exact bytes that were approved."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models import Case, Correspondence, Denial, Document, Party, Promise
from claimback.audit.models import Audited
from claimback.tenancy.models import FirmForeignKey, FirmRow, Licence, Membership
from claimback.tenancy.walls import PortalReads, case_constraints
from deadlines.models import Deadline
from letters.models.firm_template import FirmTemplate
from letters.models.letterhead import Letterhead
from letters.states import ASKING, LETTER_EDGES


class Letter(FirmRow):
    """One letter. Approval binds the hash of its PDF; another byte needs another approval."""

    case = FirmForeignKey(Case, related_name="letters")
    denial = FirmForeignKey(Denial, related_name="letters", null=True, blank=True)
    deadline = FirmForeignKey(
        Deadline, related_name="letters", null=True, help_text=_("The clock that it meets or reckons with.")
    )
    correspondence = FirmForeignKey(
        Correspondence,
        related_name="+",
        null=True,
        blank=True,
        help_text=_("The entry of the log that it confirms."),
    )
    promise = FirmForeignKey(
        Promise, related_name="+", null=True, blank=True, help_text=_("The promise that it confirms.")
    )
    recipient_party = FirmForeignKey(
        Party, related_name="+", null=True, blank=True, help_text=_("Who on the case it goes to.")
    )
    template = models.CharField(max_length=60)
    firm_template = FirmForeignKey(
        FirmTemplate,
        related_name="letters",
        null=True,
        blank=True,
        help_text=_("The firm's own variant of it."),
    )
    template_version = models.PositiveIntegerField()
    subject = models.CharField(max_length=300)
    letter_date = models.DateField()
    draft = models.JSONField(help_text=_("The blocks of the text, as a person may edit them."))
    facts = models.JSONField(help_text=_("The facts that it was drafted from."))
    choices = models.JSONField(default=dict, help_text=_("What its author said of the recipient."))
    check_report = models.JSONField(null=True)
    state = models.CharField(max_length=20, default="draft", choices=[(s, s) for s in LETTER_EDGES.states])
    state_reason = models.CharField(
        max_length=300, blank=True, help_text=_("Why it came back or was put aside.")
    )
    author = FirmForeignKey(Membership, related_name="+")
    signer = FirmForeignKey(Membership, related_name="+", null=True, help_text=_("Whose name it ends with."))
    document = FirmForeignKey(Document, related_name="letters", null=True, help_text=_("The rendered PDF."))
    approved_sha256 = models.CharField(max_length=64, blank=True)
    approved_by = FirmForeignKey(Membership, related_name="+", null=True)
    approved_at = models.DateTimeField(null=True)
    licence = FirmForeignKey(
        Licence,
        related_name="+",
        null=True,
        help_text=_("Under which it was approved, as it stood on that day."),
    )

    approved_facts = models.CharField(
        max_length=64, blank=True, help_text=_("Keyed hash of the facts that the approved bytes state.")
    )
    letterhead = FirmForeignKey(
        Letterhead, related_name="+", null=True, help_text=_("With which the approved bytes were rendered.")
    )
    text_version = models.PositiveIntegerField(default=0, help_text=_("The number of its latest version."))
    shared_at = models.DateTimeField(
        null=True, editable=False, help_text=_("When it was shown to the client.")
    )

    class Meta:
        constraints = [
            *case_constraints(
                "letters_letter",
                *("denial", "deadline", "correspondence", "promise", "recipient_party", "firm_template"),
                *("author", "signer", "document", "approved_by", "licence", "letterhead"),
                portal="shared_at IS NOT NULL",
            ),
            PortalReads(name="letters_letter_portal"),
            Audited(name="letters_letter_audit", leaving_out=["draft", "facts", "choices", "approved_facts"]),
        ]
        indexes = [
            models.Index(fields=["firm", "updated_at", "id"], name="letters_letter_updated"),
            models.Index(
                fields=["firm", "state", "updated_at", "id"],
                include=["case", "shared_at"],
                name="letters_letter_asks",
                condition=models.Q(state__in=ASKING),
            ),
        ]

    def __str__(self) -> str:
        return self.subject
