"""Pages of the log of contact and of promises."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models import Correspondence, Promise
from cases.models.correspondence import DIRECTIONS
from cases.selectors import correspondence_list, document_list, promise_list
from cases.services import promises
from cases.services.correspondence import correspondence_log
from cases.states import PROMISE_EDGES
from cases.vocabulary import CHANNELS
from claimback.kernel.clock import now, today
from claimback.tenancy.admin import FirmAdmin
from claimback.tenancy.admin_acts import Act, Bulk
from claimback.tenancy.admin_forms import (
    ActForm,
    DayField,
    InstantField,
    QuestionsField,
    choice,
    reference,
    text,
)
from claimback.tenancy.admin_show import Section, badge, day, instant, page_of, prose, to
from claimback.tenancy.admin_site import admin_member
from claimback.tenancy.member import Member

_OUTCOMES = {"kept": _("Kept"), "broken": _("Broken"), "confirmed": _("Confirmed in writing")}


class LogForm(ActForm):
    """One contact of a case, with what was promised in it."""

    direction = choice(DIRECTIONS)
    channel = choice(CHANNELS)
    occurred_at = InstantField(label=_("When"))
    ended_at = InstantField(label=_("Ended"), required=False)
    subject = text(required=False, max_length=200)
    body = text(long=True, label=_("What was said or written"))
    counterpart = text(required=False, max_length=200, label=_("Representative"), help_text=_("Their name."))
    counterpart_id = text(required=False, max_length=80, label=_("Representative's ID"))
    call_reference = text(required=False, max_length=80)
    questions = QuestionsField(label=_("Questions and answers"))
    document_id = forms.Field(required=False)
    promise_text = text(long=True, required=False, label=_("Promised"), help_text=_("In their words."))
    promise_due_on = DayField(required=False, label=_("Promised by"))

    def prepare(self) -> None:
        """The case's documents; now, unless another time is typed."""
        of_case = document_list().filter(case_id=self.row.pk).order_by("-created_at")
        self.fields["document_id"] = reference(
            of_case, required=False, label=gettext("Document"), empty_label=gettext("None")
        )
        self.fields["occurred_at"].initial = now

    def clean(self) -> dict[str, Any]:
        """A promise needs its words and its day."""
        values = super().clean() or {}
        if bool(values.get("promise_text")) != bool(values.get("promise_due_on")):
            missing = "promise_due_on" if values.get("promise_text") else "promise_text"
            self.add_error(missing, gettext("A promise needs both its words and its day."))
        return values

    def values(self) -> dict[str, Any]:
        """The service's arguments, the promise as a list."""
        values = super().values()
        promised, by = values.pop("promise_text"), values.pop("promise_due_on")
        return {**values, "promises": [{"text": promised, "due_on": by}] if promised else []}


class PromiseForm(ActForm):
    """A promise, without an entry of the log."""

    model = Promise
    columns = ("text", "due_on")


class SettleForm(ActForm):
    """What became of a promise."""

    state = choice(_OUTCOMES, label=_("What became of it"))
    on = DayField(label=_("On"))
    note = text(required=False, max_length=300)

    def prepare(self) -> None:
        """Only what may still become of it."""
        possible = PROMISE_EDGES.next(self.row.state)
        self.fields["state"] = choice(
            {k: v for k, v in _OUTCOMES.items() if k in possible}, label=gettext("What became of it")
        )
        self.fields["on"].initial = today(self.member.time_zone)


class SettleAllForm(ActForm):
    """What became of several promises."""

    state = choice(_OUTCOMES, label=_("What became of them"))
    on = DayField(label=_("On"))
    note = text(required=False, max_length=300)


def of_case(made: Any) -> str:
    """Back to the case."""
    return page_of(made.case)


SETTLE_ACT = Act(
    name="settle",
    label=_("Settle"),
    icon="task_alt",
    service=promises.promise_settle,
    capabilities=("correspondence.write",),
    row_id="promise_id",
    form=SettleForm,
    fits=lambda row: bool(PROMISE_EDGES.next(row.state)),
    done=_("What became of the promise is noted."),
    lands=of_case,
)

LOG_ACT = Act(
    name="log",
    label=_("Log contact"),
    icon="call",
    service=correspondence_log,
    capabilities=("correspondence.write",),
    row_id="case_id",
    versioned=False,
    form=LogForm,
    explain=_("The log is never changed: a correction is a new entry."),
    done=_("It is in the log."),
    lands=of_case,
)
PROMISE_ACT = Act(
    name="promise",
    label=_("Note a promise"),
    icon="handshake",
    service=promises.promise_make,
    capabilities=("correspondence.write",),
    row_id="case_id",
    versioned=False,
    form=PromiseForm,
    done=_("The promise is noted."),
    lands=of_case,
)


@admin.register(Correspondence)
class CorrespondenceAdmin(FirmAdmin):
    """The log of contact."""

    read_capability = "correspondence.read"
    list_display = ["__str__", "case", "direction", "channel", "occurred_at", "counterpart"]
    list_filter = ["channel", "direction"]
    search_fields = ["subject", "body", "counterpart", "call_reference", "case__number"]
    ordering = ["-occurred_at", "-id"]
    empty = _("Nothing is logged yet. Log each call and letter on its case's page, while it is fresh.")

    def rows(self, member: Member) -> QuerySet[Correspondence]:
        """The door to the log."""
        return correspondence_list()

    def sections(self, member: Member, row: Correspondence) -> list[Section]:
        """What was promised in it, and the entries that correct it."""
        made = promise_list().filter(correspondence_id=row.pk).order_by("due_on", "id")
        return [
            Section(
                gettext("Promised"),
                [gettext("Promise"), gettext("By"), gettext("State")],
                [[to(p), day(p.due_on), badge(p.state)] for p in made],
                gettext("Nothing was promised in it."),
            ),
            Section(
                gettext("Corrected by"),
                [gettext("Entry"), gettext("When"), gettext("What was said")],
                [
                    [to(entry), instant(entry.occurred_at), prose(entry.body)]
                    for entry in correspondence_list().filter(corrects_id=row.pk).order_by("created_at", "id")
                ],
                gettext("Nothing corrects it."),
            ),
        ]


class DueFilter(admin.SimpleListFilter):
    """Promises whose day has come and that are not settled."""

    title = _("when")
    parameter_name = "when"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """One word."""
        return [("due", gettext("Due or over"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Promise]) -> QuerySet[Promise]:
        """Narrowed to those that are due."""
        if self.value() != "due":
            return queryset
        on = today(admin_member(request).time_zone)
        return queryset.filter(state__in=("open", "confirmed"), due_on__lte=on)


@admin.register(Promise)
class PromiseAdmin(FirmAdmin):
    """What representatives said would happen."""

    read_capability = "correspondence.read"
    list_display = ["__str__", "case", "due_on", "state", "settled_on"]
    list_filter = ["state", DueFilter]
    search_fields = ["text", "case__number"]
    ordering = ["due_on", "id"]
    empty = _("No promises yet. Note them as you log a call, with the day they were promised for.")
    acts = [
        SETTLE_ACT,
    ]
    bulk = [
        Bulk(
            act=SETTLE_ACT,
            label=_("Settle"),
            says=_("The same became of all these promises, on the same day."),
            form=SettleAllForm,
        )
    ]

    def rows(self, member: Member) -> QuerySet[Promise]:
        """The door to promises."""
        return promise_list()

    def sections(self, member: Member, row: Promise) -> list[Section]:
        """Its words in full are above; here is where it was made."""
        if row.correspondence is None:
            return []
        return [
            Section(
                gettext("Promised in"),
                [gettext("Entry"), gettext("What was said")],
                [[to(row.correspondence), prose(row.correspondence.body)]],
                "",
            )
        ]
