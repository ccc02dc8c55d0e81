"""Pages of legal holds, rules of retention, and disposals."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cases.models import Disposal, LegalHold, RetentionRule
from cases.selectors import disposal_list, legal_hold_list, retention_rule_list
from cases.services import holds, retention
from claimback.tenancy.admin import FirmAdmin
from claimback.tenancy.admin_acts import Act
from claimback.tenancy.admin_forms import ActForm, text
from claimback.tenancy.admin_show import instant
from claimback.tenancy.member import Member


class ReasonForm(ActForm):
    """Why."""

    reason = text(long=True, max_length=holds.REASON_LIMIT)


class RuleForm(ActForm):
    """A kind of document and its years."""

    model = RetentionRule
    columns = ("kind", "years")


HOLD_ACT = Act(
    name="hold",
    label=_("Legal hold"),
    icon="lock",
    service=holds.hold_place,
    capabilities=("document.hold",),
    row_id="case_id",
    versioned=False,
    form=ReasonForm,
    explain=_("No document of the case is destroyed until the hold is lifted."),
    done=_("The case is held."),
)


@admin.register(LegalHold)
class LegalHoldAdmin(FirmAdmin):
    """What must not be destroyed."""

    read_capability = "document.read"
    list_display = ["case", "document", "reason", "placed_by", "lifted"]
    list_filter = [("lifted_at", admin.EmptyFieldListFilter)]
    search_fields = ["case__number", "reason"]
    ordering = ["-created_at", "-id"]
    empty = _("No holds. Hold a case or a document with the button on its page.")
    acts = [
        Act(
            name="lift",
            label=_("Lift"),
            icon="lock_open",
            service=holds.hold_lift,
            capabilities=("document.hold",),
            row_id="hold_id",
            form=ReasonForm,
            explain=_("It stays on the record with the reason."),
            fits=lambda row: row.lifted_at is None,
            done=_("The hold is lifted."),
            variant="danger",
        ),
    ]

    def rows(self, member: Member) -> QuerySet[LegalHold]:
        """The door to holds."""
        return legal_hold_list()

    @admin.display(description=_("Lifted"), ordering="lifted_at")
    def lifted(self, row: LegalHold) -> Any:
        """Until when it stood."""
        return instant(row.lifted_at)


@admin.register(RetentionRule)
class RetentionRuleAdmin(FirmAdmin):
    """For how long documents are kept."""

    read_capability = "document.read"
    list_display = ["__str__", "kind", "years"]
    ordering = ["kind", "id"]
    empty = _(
        "No rules: no document is ever due for disposal. Say with the button above how long the firm keeps its files."
    )
    add_act = Act(
        name="add",
        label=_("Set a rule"),
        service=retention.retention_set,
        capabilities=("document.dispose",),
        versioned=False,
        form=RuleForm,
        explain=_(
            "The years count from the closing of the case. A kind has one rule: set again, it is changed."
        ),
        done=_("The rule is set. Nothing is destroyed by it."),
    )

    def rows(self, member: Member) -> QuerySet[RetentionRule]:
        """The door to rules."""
        return retention_rule_list()


@admin.register(Disposal)
class DisposalAdmin(FirmAdmin):
    """Decisions to destroy documents."""

    read_capability = "document.dispose"
    list_display = ["document", "case", "state", "decided_by", "not_before"]
    list_filter = ["state"]
    search_fields = ["document__title", "case__number"]
    ordering = ["-created_at", "-id"]
    empty = _("Nothing was disposed of. Documents whose time is over say so on their page.")
    acts = [
        Act(
            name="withdraw",
            label=_("Withdraw"),
            icon="undo",
            service=retention.disposal_withdraw,
            capabilities=("document.dispose",),
            row_id="disposal_id",
            form=ReasonForm,
            fits=lambda row: row.state == "decided",
            done=_("The document stays."),
        ),
        Act(
            name="finish",
            label=_("Make final"),
            icon="delete_forever",
            service=retention.disposal_finish,
            capabilities=("document.dispose",),
            row_id="disposal_id",
            form=ReasonForm,
            fits=lambda row: row.state == "decided",
            explain=_("The bytes go, and nothing brings them back. What tells of the document stays."),
            done=_("The document is disposed of."),
            variant="danger",
        ),
    ]

    def rows(self, member: Member) -> QuerySet[Disposal]:
        """The door to disposals."""
        return disposal_list()
