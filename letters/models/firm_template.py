"""Templates of the firm's own: each version as it was published."""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claimback.audit.models import Audited
from claimback.tenancy.models import FirmForeignKey, FirmRow, Membership
from claimback.tenancy.row_security import firm_constraints
from claimback.tenancy.walls import PortalWall


class FirmTemplate(FirmRow):
    """One version of one variant of a template. Its text never changes: another text is another version."""

    template = models.CharField(max_length=60, help_text=_("The template that it is a variant of."))
    name = models.CharField(max_length=120, help_text=_("As the firm calls the variant."))
    number = models.PositiveIntegerField(
        editable=False, help_text=_("Of this version of the variant, from 1.")
    )
    text = models.TextField(help_text=_("The template as YAML, whole."))
    published_by = FirmForeignKey(Membership, related_name="+")
    retired_at = models.DateTimeField(null=True, editable=False)
    retired_by = FirmForeignKey(Membership, related_name="+", null=True)

    class Meta:
        constraints = [
            *firm_constraints("letters_firmtemplate", "published_by", "retired_by"),
            models.UniqueConstraint(
                fields=["firm", "template", "name", "number"], name="letters_firmtemplate_number"
            ),
            PortalWall(name="letters_firmtemplate_portal"),
            Audited(name="letters_firmtemplate_audit", leaving_out=["text"]),
        ]
        indexes = [models.Index(fields=["firm", "created_at", "id"], name="letters_firmtemplate_made")]

    def __str__(self) -> str:
        return gettext("%(name)s, version %(n)s") % {"name": self.name, "n": self.number}
