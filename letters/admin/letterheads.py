"""The firm's letterhead: what stands around its letters. Setting another one makes another row."""

from django.contrib import admin
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.admin.upload import free_files
from claimback.storage.admin_upload import upload_field
from claimback.tenancy.admin import FirmAdmin
from claimback.tenancy.admin_acts import Act
from claimback.tenancy.admin_forms import ActForm, LinesField, text
from claimback.tenancy.member import Member
from letters.models import Letterhead
from letters.selectors import letterhead_list, letterhead_now
from letters.services.letterheads import letterhead_set
from letters.writing.look import ACCENT


class LetterheadForm(ActForm):
    """A letterhead, with what stands in the one in force."""

    def prepare(self) -> None:
        """The values in force, to be changed."""
        now = letterhead_now()
        self.fields["logo_id"] = upload_field(
            self.member,
            free_files(),
            label=gettext("Logo"),
            help_text=gettext("A PNG or JPEG of at most 1 MiB."),
            endings=".png,.jpg,.jpeg",
        )
        self.fields["logo_id"].required = False
        self.fields["logo_id"].initial = now.logo_id if now else None
        self.fields["address_lines"] = LinesField(
            label=gettext("Address lines"),
            initial=now.address_lines.splitlines() if now else [],
            help_text=gettext("One a line. Left empty, the firm's address stands there."),
        )
        self.fields["footer_line"] = text(
            required=False,
            max_length=200,
            initial=now.footer_line if now else "",
            label=gettext("Line at the foot"),
        )
        self.fields["accent"] = text(
            max_length=7,
            initial=now.accent if now else ACCENT,
            label=gettext("Colour"),
            help_text=gettext("As #rrggbb, dark."),
        )


@admin.register(Letterhead)
class LetterheadAdmin(FirmAdmin):
    """Letterheads of the firm, the one in force first."""

    read_capability = "letter.read"
    list_display = ["number", "footer_line", "accent", "made_by", "created_at"]
    ordering = ["-created_at", "-id"]
    empty = _("No letterhead yet: letters bear the firm's name and address.")

    add_act = Act(
        name="add",
        label=_("Set letterhead"),
        service=letterhead_set,
        capabilities=("firm.manage",),
        form=LetterheadForm,
        explain=_(
            "Letters that are approved from now on bear it. Approved ones keep what they were rendered with."
        ),
        done=_("The letterhead is in force."),
    )

    def rows(self, member: Member) -> QuerySet[Letterhead]:
        """The door to letterheads."""
        return letterhead_list()
