"""Pages of locked administrative records."""

from datetime import date
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models import AdministrativeRecord
from cases.selectors import administrative_record_list, denial_list
from cases.services import administrative_record
from claimback.tenancy.admin import FirmAdmin
from claimback.tenancy.admin_acts import Act
from claimback.tenancy.admin_forms import ActForm, DayField, reference, text
from claimback.tenancy.admin_show import NOTHING, Section, day, digest, instant
from claimback.tenancy.member import Member


class LockForm(ActForm):
    """Which decision closes the record."""

    closed_on = DayField(
        required=False, help_text=_("The day of the decision. Left empty: the date of its letter.")
    )
    reason = text(
        required=False, max_length=300, help_text=_("Only where it replaces a record that is locked already.")
    )

    def prepare(self) -> None:
        """The final decisions of the case, and the record that may be replaced."""
        mine = {"case_id": self.row.pk}
        finals = denial_list().filter(**mine, is_final=True).order_by("-letter_date")
        standing = administrative_record_list().filter(**mine, replaced_by=None).order_by("-created_at")
        self.fields = {
            "version": self.fields["version"],
            "denial_id": reference(finals, label=gettext("Final decision")),
            "closed_on": self.fields["closed_on"],
            "replaces_id": reference(
                standing, required=False, label=gettext("Replaces"), empty_label=gettext("Nothing: it is new")
            ),
            "reason": self.fields["reason"],
        }


LOCK_ACT = Act(
    name="lock-record",
    label=_("Lock record"),
    icon="lock",
    service=administrative_record.record_lock,
    capabilities=("record.lock",),
    row_id="case_id",
    versioned=False,
    form=LockForm,
    explain=_(
        "Writes down every file that was before the plan at its final decision, with its hash. It is never "
        "changed; a correction is another record that replaces it."
    ),
    done=_("The record is locked."),
)


@admin.register(AdministrativeRecord)
class AdministrativeRecordAdmin(FirmAdmin):
    """Locked records."""

    read_capability = "document.read"
    list_display = ["__str__", "case", "denial", "locked_by", "locked", "manifest_sha256"]
    search_fields = ["case__number", "case__title", "manifest_sha256"]
    ordering = ["-created_at", "-id"]
    exclude = ["manifest"]
    empty = _("No record is locked yet. Lock it on the case's page when the final decision is in.")

    def rows(self, member: Member) -> QuerySet[AdministrativeRecord]:
        """The door to records."""
        return administrative_record_list()

    @admin.display(description=_("Locked"), ordering="created_at")
    def locked(self, row: AdministrativeRecord) -> Any:
        """When it was locked."""
        return instant(row.created_at)

    def sections(self, member: Member, row: AdministrativeRecord) -> list[Section]:
        """The manifest."""
        return [
            Section(
                gettext("Manifest"),
                [
                    gettext("Side"),
                    gettext("Exhibit"),
                    gettext("Title"),
                    gettext("Since"),
                    gettext("File"),
                    gettext("Pages"),
                    gettext("SHA-256"),
                ],
                [
                    [
                        gettext("Ours") if entry["side"] == "ours" else gettext("The insurer's"),
                        entry["exhibit_number"] or "–",
                        entry["title"],
                        day(date.fromisoformat(entry["since"])) if entry["since"] else NOTHING,
                        entry["file_name"],
                        entry["pages"] or "–",
                        digest(entry["sha256"]),
                    ]
                    for entry in row.manifest
                ],
                gettext("Nothing was in the record by that day."),
            )
        ]
