"""Pages of proposed dates: the two workings side by side, and the two buttons."""

from itertools import zip_longest
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claimback.tenancy.admin import FirmAdmin
from claimback.tenancy.admin_acts import Act
from claimback.tenancy.admin_forms import ActForm, text
from claimback.tenancy.admin_show import Section, badge, day, instant, page_of, prose, to, words
from claimback.tenancy.member import Member
from deadlines.admin.grades import grade_badge
from deadlines.models import DeadlineProposal
from deadlines.selectors import proposal_list
from deadlines.services import proposals
from deadlines.services.reasons import REASON_LIMIT
from deadlines.told import told


class DeclineForm(ActForm):
    """Why the deadline keeps its own date."""

    reason = text(long=True, max_length=REASON_LIMIT)


def of_case(made: DeadlineProposal) -> str:
    """Back to the docket of the case."""
    return f"{page_of(made.case)}#docket"


def _waits(row: DeadlineProposal) -> bool:
    return row.state == "proposed"


@admin.register(DeadlineProposal)
class DeadlineProposalAdmin(FirmAdmin):
    """Proposed dates."""

    read_capability = "deadline.read"
    list_display = ["what", "case", "old", "new", "cause", "state_badge"]
    list_filter = ["state", "kind", "cause"]
    search_fields = ["deadline__act", "reason", "case__number", "case__title"]
    ordering = ["-created_at", "-id"]
    empty = _(
        "Nothing is proposed. Where an event, a fact or a rule changes, the new dates wait here for a decision."
    )
    acts = [
        Act(
            name="accept",
            label=_("Accept"),
            icon="check",
            service=proposals.proposal_accept,
            capabilities=("deadline.write",),
            row_id="proposal_id",
            explain=_(
                "The deadline takes the proposed date and its working, or ends. A confirmation lapses."
            ),
            fits=_waits,
            done=_("The deadline has the date that was proposed."),
            variant="primary",
            lands=of_case,
        ),
        Act(
            name="decline",
            label=_("Keep the old date"),
            icon="close",
            service=proposals.proposal_decline,
            capabilities=("deadline.write",),
            row_id="proposal_id",
            form=DeclineForm,
            explain=_("The same answer of the clock is not proposed again."),
            fits=_waits,
            done=_("The deadline keeps its date."),
            variant="danger",
            lands=of_case,
        ),
    ]

    def rows(self, member: Member) -> QuerySet[DeadlineProposal]:
        """The door to proposals."""
        return proposal_list().select_related("deadline", "case")

    @admin.display(description=_("Deadline"))
    def what(self, row: DeadlineProposal) -> str:
        """What is to be done by the date."""
        return str(row.deadline.act)

    @admin.display(description=_("Has"))
    def old(self, row: DeadlineProposal) -> Any:
        """The date that the deadline has."""
        return instant(row.old_due_at) if row.old_due_at else day(row.old_due_on)

    @admin.display(description=_("Proposed"))
    def new(self, row: DeadlineProposal) -> Any:
        """The date that is proposed."""
        if row.kind == "close":
            return gettext("it ends")
        return instant(row.new_due_at) if row.new_due_at else day(row.new_due_on)

    @admin.display(description=_("State"), ordering="state")
    def state_badge(self, row: DeadlineProposal) -> Any:
        """The state as a label."""
        return badge(row.state)

    def facts(self, row: DeadlineProposal) -> list[tuple[str, Any]]:
        """What changed, and the two dates."""
        return [
            (gettext("Case"), to(row.case)),
            (gettext("Deadline"), to(row.deadline)),
            (gettext("State"), badge(row.state)),
            (gettext("Due now"), self.old(row)),
            (gettext("Proposed"), self.new(row)),
            (gettext("Safe date now"), day(row.old_safe_on)),
            (gettext("Safe date proposed"), day(row.new_safe_on)),
            (gettext("Its law"), grade_badge(row.deadline)),
            *(
                [(gettext("Decided by"), to(row.decided_by)), (gettext("Decided"), instant(row.decided_at))]
                if row.decided_by
                else []
            ),
            *([(gettext("Because"), row.decision_reason)] if row.decision_reason else []),
        ]

    def sections(self, member: Member, row: DeadlineProposal) -> list[Section]:
        """The two workings, step beside step; where they arrive at different days, the new one is marked."""
        lines = [
            [words((old or new)["step"]), _step(old), _step(new, other=old)]
            for old, new in zip_longest(row.old_working, row.new_working)
        ]
        return [
            Section(
                gettext("The two workings"),
                [gettext("Step"), gettext("As it is"), gettext("As proposed")],
                lines,
                gettext("No working is stored."),
            ),
            Section(
                gettext("What changed"),
                [gettext("Where"), gettext("From what to what")],
                [[gettext(row.get_cause_display()), prose(told(row.reason))]],
                "",
            ),
        ]


def _step(step: dict[str, str] | None, *, other: dict[str, str] | None = None) -> Any:
    """One step of a working: what it arrived at, marked where the `other` working arrived elsewhere, and why."""
    if step is None:
        return ""
    result, why = step.get("result", ""), step.get("why", "")
    marked = other is not None and other.get("result", "") != result
    return format_html(
        "{} {}",
        badge(told(result), tone="warn") if marked else format_html("<b>{}</b>", told(result)),
        told(why),
    )
