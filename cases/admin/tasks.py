"""Pages of tasks: mine, a case's, everybody's."""

from datetime import date, timedelta
from typing import Any, Final

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models import Task
from cases.models.task import NO_DAY
from cases.selectors import acts_for, assigned_to, may_look, task_list
from cases.services import tasks
from cases.states import TASK_EDGES
from cases.vocabulary import TASK_KINDS
from claimback.kernel.clock import today
from claimback.tenancy.admin import FirmAdmin
from claimback.tenancy.admin_acts import Act, Bulk
from claimback.tenancy.admin_forms import ActForm, DayField, choice, named, reference, text
from claimback.tenancy.admin_show import Section, badge, day, page_of, to
from claimback.tenancy.admin_site import admin_member
from claimback.tenancy.member import Member
from claimback.tenancy.roles import CLIENT
from claimback.tenancy.selectors import colleagues

WEEK: Final = timedelta(days=7)


class TaskForm(ActForm):
    """A task to open on a case."""

    title = text(max_length=200, label=_("What is to be done"))
    detail = text(long=True, required=False)
    due_on = DayField(required=False, label=_("Due"))
    assigned_id = forms.Field(required=False)
    for_role = choice(
        {CLIENT: _("The client")},
        required=False,
        label=_("Asked of"),
        help_text=_("The client reads the title, the detail and the day in the portal."),
    )

    def prepare(self) -> None:
        """Members who may see the case."""
        who = may_look(colleagues(), self.row.pk).select_related("user")
        self.fields["assigned_id"] = reference(
            who, required=False, label=gettext("For"), empty_label=gettext("The case's lead")
        )


class TaskChangeForm(ActForm):
    """The words and the day of a task."""

    title = text(max_length=200, label=_("What is to be done"))
    detail = text(long=True, required=False)
    due_on = DayField(required=False, label=_("Due"))

    def initial_of(self, row: Any) -> dict[str, Any]:
        """No day for a task that has none."""
        shown = super().initial_of(row)
        return {**shown, "due_on": None if row.due_on == NO_DAY else row.due_on}


class AssignForm(ActForm):
    """Whose task it is."""

    assigned_id = forms.Field(required=False)

    def prepare(self) -> None:
        """Members who may see the case."""
        who = may_look(colleagues(), self.row.case_id).select_related("user")
        self.fields["assigned_id"] = reference(
            who, required=False, label=gettext("For"), empty_label=gettext("Nobody")
        )

    def changes(self) -> dict[str, Any]:
        """Whom it is for, also where that stays: without it the task would be nobody's."""
        return self.values()


class GiveForm(ActForm):
    """Whose the tasks are, on whichever cases: who may not see one is refused for that task."""

    assigned_id = forms.Field(required=False)

    def prepare(self) -> None:
        """The firm's own members."""
        who = colleagues().select_related("user").order_by("user__name")
        self.fields["assigned_id"] = reference(
            who, required=False, label=gettext("For"), empty_label=gettext("Nobody")
        )

    def changes(self) -> dict[str, Any]:
        """Whom they are for, also where that is nobody."""
        return self.values()


class DayForm(ActForm):
    """The day on which tasks are due."""

    due_on = DayField(label=_("Due"))


class NoteForm(ActForm):
    """How it was done."""

    note = text(
        required=False,
        max_length=300,
        help_text=_("What came of it, if that says more than that it is done."),
    )


class DropForm(ActForm):
    """Why it need not be done."""

    reason = text(max_length=300)


class WhoseFilter(admin.SimpleListFilter):
    """My tasks, with those of members on leave for whom I stand in; or nobody's."""

    title = _("whose")
    parameter_name = "whose"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Two words."""
        return [("mine", gettext("Mine")), ("nobody", gettext("Nobody's"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Task]) -> QuerySet[Task]:
        """Narrowed to them."""
        if self.value() == "nobody":
            return queryset.filter(assigned=None)
        if self.value() != "mine":
            return queryset
        member = admin_member(request)
        return queryset.filter(assigned_to(list(acts_for(member.member_id, today(member.time_zone)))))


class DueFilter(admin.SimpleListFilter):
    """Open tasks by their day."""

    title = _("when")
    parameter_name = "when"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Two words."""
        return [("overdue", gettext("Overdue")), ("week", gettext("Within 7 days"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Task]) -> QuerySet[Task]:
        """Narrowed to them."""
        return due_within(queryset, str(self.value() or ""), today(admin_member(request).time_zone))


def due_within(rows: QuerySet[Task], when: str, on: date) -> QuerySet[Task]:
    """The open tasks that are overdue on the day `on`, or due within a week of it; all for another word."""
    if when == "overdue":
        return rows.filter(state="open", due_on__lt=on)
    return rows.filter(state="open", due_on__gte=on, due_on__lte=on + WEEK) if when == "week" else rows


class KindFilter(admin.SimpleListFilter):
    """Why there is a task."""

    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """All kinds."""
        return [(code, str(name)) for code, name in named(TASK_KINDS)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Task]) -> QuerySet[Task]:
        """Narrowed to one."""
        return queryset.filter(kind=self.value()) if self.value() else queryset


def of_case(made: Any) -> str:
    """Back to the tasks of the case."""
    return f"{page_of(made.case)}#tasks"


OPEN_TASK_ACT = Act(
    name="open-task",
    label=_("Add task"),
    icon="add_task",
    service=tasks.task_open,
    capabilities=("task.write",),
    row_id="case_id",
    versioned=False,
    form=TaskForm,
    done=_("The task is open."),
    lands=of_case,
)


def _act(
    name: str,
    label: str | Promise,
    icon: str,
    service: Any,
    form: type[ActForm],
    to_state: str,
    done: str | Promise,
) -> Act:
    return Act(
        name=name,
        label=label,
        icon=icon,
        service=service,
        capabilities=("task.write",),
        row_id="task_id",
        form=form,
        fits=lambda row: to_state in TASK_EDGES.next(row.state),
        done=done,
        variant="primary" if to_state == "done" else "default",
        lands=of_case,
    )


COMPLETE_ACT = _act(
    "complete", _("Done"), "task_alt", tasks.task_complete, NoteForm, "done", _("It is done.")
)
DROP_ACT = _act(
    "drop", _("Drop"), "do_not_disturb_on", tasks.task_drop, DropForm, "dropped", _("It is dropped.")
)
ASSIGN_ACT = Act(
    name="assign",
    label=_("Assign"),
    icon="person",
    service=tasks.task_assign,
    capabilities=("task.write",),
    row_id="task_id",
    form=AssignForm,
    changes=True,
    fits=lambda row: row.state in ("open", "waiting"),
    done=_("It is theirs now."),
    lands=of_case,
)
CHANGE_ACT = Act(
    name="edit",
    label=_("Change"),
    icon="edit",
    service=tasks.task_change,
    capabilities=("task.write",),
    row_id="task_id",
    form=TaskChangeForm,
    changes=True,
    done=_("The task was changed."),
)


@admin.register(Task)
class TaskAdmin(FirmAdmin):
    """What is to be done."""

    read_capability = "task.read"
    list_display = ["title", "case", "due", "assigned", "standing"]
    list_filter = ["state", WhoseFilter, DueFilter, KindFilter]
    search_fields = ["title", "detail", "case__number"]
    ordering = ["due_on", "id"]
    exclude = ["needs", "due_days", "source_kind", "source_id", "source_part"]
    empty = _(
        "Nothing to do here. Tasks come from playbooks, from what happens on cases, and from a case's page."
    )
    acts = [
        COMPLETE_ACT,
        ASSIGN_ACT,
        CHANGE_ACT,
        DROP_ACT,
        Act(
            name="reopen",
            label=_("Reopen"),
            icon="undo",
            service=tasks.task_reopen,
            capabilities=("task.write",),
            row_id="task_id",
            fits=lambda row: row.state in tasks.CLOSED,
            done=_("It is open again."),
        ),
    ]
    bulk = [
        Bulk(
            act=COMPLETE_ACT,
            label=_("Done"),
            says=_("The tasks are done, with one note for all of them."),
            form=NoteForm,
        ),
        Bulk(act=ASSIGN_ACT, label=_("Assign"), says=_("The tasks become this member's."), form=GiveForm),
        Bulk(
            act=CHANGE_ACT,
            label=_("Set the due day"),
            says=_("The tasks become due on this day."),
            form=DayForm,
        ),
        Bulk(
            act=DROP_ACT,
            label=_("Drop"),
            says=_("The tasks need not be done, for one reason."),
            form=DropForm,
        ),
    ]

    def rows(self, member: Member) -> QuerySet[Task]:
        """The door to tasks."""
        return task_list()

    @admin.display(description=_("Due"), ordering="due_on")
    def due(self, row: Task) -> Any:
        """The day, if there is one."""
        return day(row.due_on)

    @admin.display(description=_("State"), ordering="state")
    def standing(self, row: Task) -> Any:
        """Its state."""
        return badge(row.state)

    def sections(self, member: Member, row: Task) -> list[Section]:
        """What comes before it."""
        before = task_list().filter(id__in=row.needs).order_by("due_on", "id")
        return [
            Section(
                gettext("To be done first"),
                [gettext("Task"), gettext("Due"), gettext("State")],
                [[to(each), day(each.due_on), badge(each.state)] for each in before],
                gettext("Nothing comes before it."),
            )
        ]
