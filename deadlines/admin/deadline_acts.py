"""What members do on the page of a deadline: the forms and the buttons."""

from typing import Final
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.selectors import case_list, document_list
from cases.vocabulary import EVENT_KINDS, PROOF_GRADES
from claimback.tenancy.admin_acts import Act, Bulk
from claimback.tenancy.admin_forms import ActForm, DayField, choice, reference, text
from claimback.tenancy.admin_show import page_of, words
from deadlines.importance import IMPORTANCE
from deadlines.models import DUTY_OF, Deadline
from deadlines.selectors import event_rows
from deadlines.services import acknowledging, dates, deadlines
from deadlines.services.reasons import REASON_LIMIT
from deadlines.states import DEADLINE_EDGES, LIVE


class MeetForm(ActForm):
    """What met a deadline: an event, or a paper with its day and proof."""

    event_id = forms.Field()
    document_id = forms.Field()

    def prepare(self) -> None:
        """The case's events of the kinds that meet it, and its papers."""
        fitting = event_rows(self.row.case_id).filter(kind__in=self.row.satisfied_events, withdrawn=False)
        kinds = "; ".join(
            gettext(EVENT_KINDS.get(kind, kind)) for kind in self.row.satisfied_events
        ) or gettext("a document")
        self.fields["event_id"] = reference(
            fitting.order_by("-on", "-id"),
            label=gettext("Met by"),
            required=False,
            empty_label=gettext("Choose an event"),
            help_text=gettext(
                "What meets it: %(kinds)s. Not in the list? Record it on the case, or name the "
                "paper below. A dispatch is named on its own page."
            )
            % {"kinds": kinds},
        )
        self.fields["document_id"] = _paper(
            self.row.case_id, required=False, label=gettext("Or by the paper")
        )
        self.fields["on"] = DayField(
            required=False, label=gettext("Done on"), help_text=gettext("With a paper.")
        )
        grades = {grade: words(grade) for grade in PROOF_GRADES}
        self.fields["proof_grade"] = choice(
            grades, required=False, label=gettext("Proof"), help_text=gettext("With a paper.")
        )


class PaperForm(ActForm):
    """A form that names a paper of the deadline's case."""

    document_id = forms.Field()

    def prepare(self) -> None:
        """The case's papers."""
        self.fields["document_id"] = _paper(self.row.case_id, label=gettext("Paper"))


class OverrideForm(PaperForm):
    """Another date."""

    on = DayField(label=_("The date that holds"))
    reason = text(long=True, max_length=REASON_LIMIT)


class ExtendForm(PaperForm):
    """More time."""

    until = DayField()
    granted_by = text(max_length=200)
    reason = text(long=True, max_length=REASON_LIMIT)


class TollForm(PaperForm):
    """A stay."""

    stopped_on = DayField()
    resumed_on = DayField()
    granted_by = text(max_length=200)
    reason = text(long=True, max_length=REASON_LIMIT)


class RankForm(ActForm):
    """How much hangs on a deadline."""

    importance = choice(IMPORTANCE)


class GiveUpForm(ActForm):
    """Why a deadline is let go."""

    reason = text(long=True, max_length=REASON_LIMIT)


class AddForm(ActForm):
    """A date that no rule gives."""

    model = Deadline
    columns = ("case",)
    rows = {"case": case_list}

    def prepare(self) -> None:
        """What is to be done by when, by whose word, and the paper."""
        self.fields["act"] = text(max_length=300, help_text=gettext("What is to be done."))
        self.fields["due_on"] = DayField()
        self.fields["source"] = text(
            max_length=300, help_text=gettext("Where the date is from, such as the order.")
        )
        self.fields["document_id"] = reference(
            document_list().order_by("-created_at", "-id"),
            label=gettext("Paper"),
            empty_label=gettext("Choose a document"),
        )
        self.fields["importance"] = choice(IMPORTANCE, initial="critical")
        self.fields["duty_of"] = choice(DUTY_OF, initial="ours", label=gettext("Whose duty"))


def of_case(made: Deadline) -> str:
    """Back to the docket of the case."""
    return f"{page_of(made.case)}#docket"


def _paper(case_id: UUID, *, label: str, required: bool = True) -> forms.Field:
    papers = document_list().filter(case_id=case_id).order_by("-created_at", "-id")
    return reference(papers, label=label, required=required, empty_label=gettext("Choose a document"))


def _lives(row: Deadline) -> bool:
    return row.state in LIVE


def _dated(row: Deadline) -> bool:
    return _lives(row) and (row.due_on is not None or row.due_at is not None)


ADD: Final = Act(
    name="add",
    label=_("Add a date"),
    service=dates.deadline_add,
    capabilities=("deadline.write",),
    form=AddForm,
    explain=_("For dates that no rule gives: a court's order, an agreement."),
    done=_("The date is on the docket. Let another member confirm it."),
    lands=of_case,
)

RANK_ACT: Final = Act(
    name="rank",
    label=_("Raise importance"),
    icon="priority_high",
    service=deadlines.deadline_rank,
    capabilities=("deadline.write",),
    row_id="deadline_id",
    form=RankForm,
    explain=_("Its reminders follow. Less than its rule says is not possible."),
    fits=_lives,
    done=_("Its importance is noted."),
    lands=of_case,
)

ACKNOWLEDGE_ACT: Final = Act(
    name="acknowledge-reminders",
    label=_("Acknowledge its reminders"),
    service=acknowledging.reminders_acknowledge,
    capabilities=("alert.acknowledge",),
    row_id="deadline_id",
    versioned=False,
)
"""Of lists alone: on a deadline's own page each reminder has its button."""

ACTS: Final = [
    Act(
        name="meet",
        label=_("Meet"),
        icon="task_alt",
        service=deadlines.deadline_meet,
        capabilities=("deadline.write",),
        row_id="deadline_id",
        form=MeetForm,
        fits=lambda row: "met" in DEADLINE_EDGES.next(row.state),
        done=_("The deadline is met."),
        variant="primary",
        lands=of_case,
    ),
    Act(
        name="confirm",
        label=_("Confirm"),
        icon="verified",
        service=dates.deadline_confirm,
        capabilities=("deadline.confirm",),
        row_id="deadline_id",
        explain=_("You checked the date and its working, and did not enter it yourself."),
        fits=lambda row: _dated(row) and row.confirmed_at is None,
        done=_("The date is confirmed."),
        lands=of_case,
    ),
    Act(
        name="extend",
        label=_("Extend"),
        icon="more_time",
        service=dates.deadline_extend,
        capabilities=("deadline.write",),
        row_id="deadline_id",
        form=ExtendForm,
        fits=_dated,
        done=_("The deadline is extended."),
        lands=of_case,
    ),
    Act(
        name="toll",
        label=_("Stay"),
        icon="pause",
        service=dates.deadline_toll,
        capabilities=("deadline.write",),
        row_id="deadline_id",
        form=TollForm,
        explain=_("The date moves by the days for which the clock stood."),
        fits=_dated,
        done=_("The deadline is moved by the stay."),
        lands=of_case,
    ),
    Act(
        name="override",
        label=_("Override the date"),
        icon="edit_calendar",
        service=dates.deadline_override,
        capabilities=("deadline.write",),
        row_id="deadline_id",
        form=OverrideForm,
        explain=_("The clock no longer moves it by itself; another answer of the clock is proposed."),
        fits=_lives,
        done=_("The deadline has the date that you set."),
        lands=of_case,
    ),
    RANK_ACT,
    Act(
        name="waive",
        label=_("Waive"),
        icon="do_not_disturb_on",
        service=deadlines.deadline_waive,
        capabilities=("deadline.waive",),
        row_id="deadline_id",
        form=GiveUpForm,
        explain=_("It applies and is not kept, in your name and under your licence. Its reminders end."),
        fits=lambda row: "waived" in DEADLINE_EDGES.next(row.state),
        done=_("The deadline is waived."),
        variant="danger",
        lands=of_case,
    ),
    Act(
        name="void",
        label=_("Void"),
        icon="block",
        service=deadlines.deadline_void,
        capabilities=("deadline.waive",),
        row_id="deadline_id",
        form=GiveUpForm,
        explain=_("It never applied. The docket does not open it again from the same event."),
        fits=lambda row: "void" in DEADLINE_EDGES.next(row.state),
        done=_("The deadline is void."),
        variant="danger",
        lands=of_case,
    ),
]

BULK: Final = [
    Bulk(
        act=ACKNOWLEDGE_ACT,
        label=_("Acknowledge their reminders"),
        says=_("You have seen the reminders: nobody else is told. The deadlines are still to be met."),
    ),
    Bulk(
        act=RANK_ACT,
        label=_("Raise importance"),
        says=_("Their reminders follow. Less than a deadline’s rule says is refused."),
        form=RankForm,
    ),
]

__all__ = ["ACTS", "ADD", "BULK", "of_case"]
