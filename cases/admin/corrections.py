"""Forms of corrections of denials and grounds, and the pages of former readings."""

from django.contrib import admin
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models import Correction, Denial, Ground
from cases.selectors import correction_list
from cases.services.denials import ADVERSE_CHOICES
from cases.vocabulary import DECISIONS
from claimback.tenancy.admin import FirmAdmin
from claimback.tenancy.admin_forms import ActForm, choice, text
from claimback.tenancy.admin_show import Section, instant, items, prose, to, words
from claimback.tenancy.member import Member


class DenialCorrectForm(ActForm):
    """What was read wrong of a denial, and why."""

    model = Denial
    columns = (
        "decision",
        "letter_date",
        "received_on",
        "received_proof",
        "level",
        "is_final",
        "decided_by",
        "part",
        "reference",
        "reviewer",
    )

    def prepare(self) -> None:
        """Why, and the decisions that a denial can be."""
        self.fields["decision"] = choice(
            {name: DECISIONS[name] for name in ADVERSE_CHOICES}, label=gettext("Decision")
        )
        self.fields["reason"] = text(max_length=300, help_text=gettext("Both readings stay on the record."))


class GroundForm(ActForm):
    """A ground that the first reading overlooked."""

    model = Ground
    columns = (
        "code",
        "quote",
        "page",
        "start",
        "end",
        "clauses",
        "criteria",
        "insurer_evidence",
        "reviewer_specialty",
    )


class GroundCorrectForm(GroundForm):
    """What was read wrong of a ground, and why."""

    def prepare(self) -> None:
        """Why."""
        self.fields["reason"] = text(max_length=300, help_text=gettext("Both readings stay on the record."))


def former_readings(rows: QuerySet[Correction]) -> Section:
    """What was corrected, on the page of a denial or a ground."""
    return Section(
        gettext("Former readings"),
        [gettext("Reading"), gettext("Corrected on"), gettext("By"), gettext("Why"), gettext("It said")],
        [
            [
                to(
                    row,
                    f"{row.number}"
                    + (gettext(", ground %(n)s") % {"n": row.ground.number} if row.ground else ""),
                ),
                instant(row.created_at),
                to(row.corrected_by),
                prose(row.reason),
                items(f"{words(name)}: {row.former.get(name)}" for name in row.changed),
            ]
            for row in rows.select_related("ground", "corrected_by__user").order_by("id")
        ],
        gettext("Nothing was corrected: this is the first reading."),
    )


@admin.register(Correction)
class CorrectionAdmin(FirmAdmin):
    """Former readings of denials and grounds."""

    read_capability = "denial.read"
    list_display = ["__str__", "denial", "ground", "corrected_by", "reason"]
    search_fields = ["reason"]
    ordering = ["-created_at", "-id"]
    empty = _("Nothing was corrected. Correct a denial or a ground on its page.")

    def rows(self, member: Member) -> QuerySet[Correction]:
        """The door to former readings."""
        return correction_list()
