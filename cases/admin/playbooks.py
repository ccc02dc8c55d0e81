"""Pages of playbooks that were started on cases."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.catalogue.playbooks import load_playbooks
from cases.models import PlaybookRun
from cases.selectors import playbook_run_list, task_list
from cases.services.playbooks import SOURCE, playbook_start
from claimback.tenancy.admin import FirmAdmin
from claimback.tenancy.admin_acts import Act
from claimback.tenancy.admin_forms import ActForm, choice
from claimback.tenancy.admin_show import Section, badge, day, page_of, to, words
from claimback.tenancy.member import Member


class StartForm(ActForm):
    """Which playbook to start on a case."""

    def prepare(self) -> None:
        """Those that fit the case and were not started on it."""
        started = set(playbook_run_list().filter(case_id=self.row.pk).values_list("playbook", flat=True))
        fitting = {
            book.code: book.title
            for book in load_playbooks().values()
            if book.fits(self.row.line_of_business, self.row.plan_type) and book.code not in started
        }
        self.fields["playbook"] = choice(fitting, label=gettext("Playbook"))


def of_case(made: Any) -> str:
    """Back to the tasks of the case."""
    return f"{page_of(made.case)}#tasks"


START_PLAYBOOK_ACT = Act(
    name="start-playbook",
    label=_("Start playbook"),
    icon="checklist",
    service=playbook_start,
    capabilities=("task.write",),
    row_id="case_id",
    versioned=False,
    form=StartForm,
    explain=_(
        "Each step becomes a task. Steps that come after others, or after an event, open by themselves."
    ),
    done=_("Its tasks are open."),
    lands=of_case,
)


@admin.register(PlaybookRun)
class PlaybookRunAdmin(FirmAdmin):
    """Playbooks at work."""

    read_capability = "task.read"
    list_display = ["title", "case", "playbook_version", "started_by", "created_at"]
    search_fields = ["title", "case__number"]
    ordering = ["-created_at", "-id"]
    empty = _("No playbook was started yet. Start one on a case's page.")

    def rows(self, member: Member) -> QuerySet[PlaybookRun]:
        """The door to them."""
        return playbook_run_list()

    def sections(self, member: Member, row: PlaybookRun) -> list[Section]:
        """Its steps, as they were opened."""
        steps = task_list().filter(source_kind=SOURCE, source_id=row.pk).order_by("due_on", "id")
        return [
            Section(
                gettext("Steps"),
                [gettext("Step"), gettext("For"), gettext("Due"), gettext("State")],
                [[to(step), words(step.for_role), day(step.due_on), badge(step.state)] for step in steps],
                gettext("It has no steps for this plan type."),
            )
        ]
