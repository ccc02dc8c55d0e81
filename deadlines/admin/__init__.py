"""Pages of the docket and of its reminders."""

from datetime import date, timedelta
from functools import partial
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.vocabulary import EVENT_KINDS
from claimback.kernel.clock import today
from claimback.tenancy.admin_show import Section, badge, day, days_left, instant, link, to, words
from claimback.tenancy.admin_site import admin_member
from claimback.tenancy.member import Member
from deadlines.admin import (  # noqa: F401 - registered by import
    alerts,
    breaches,
    changes,
    closures,
    facts,
    feeds,
    fees,
    outcomes,
    papers,
    proposals,
    rung_decisions,
    runs,
)
from deadlines.admin.calendar_page import calendar_page
from deadlines.admin.deadline_acts import ACTS, ADD, BULK
from deadlines.admin.grades import doubt_badges, grade_badge
from deadlines.admin.printed import PrintsDocket
from deadlines.confirmation import unconfirmed
from deadlines.help import explained, rule_help
from deadlines.law.words import condition_in_words, fact_in_words
from deadlines.models import Deadline
from deadlines.models.docket import HANGS
from deadlines.selectors import (
    IN_TIME,
    TOO_LATE,
    UNCONFIRMED,
    alert_list,
    date_change_list,
    deadline_list,
    proposal_list,
)
from deadlines.states import LIVE
from deadlines.told import told

TIMES = {
    "live": _("Asks for something"),
    "overdue": _("Overdue"),
    "today": _("Today"),
    "week": _("Within 7 days"),
    "month": _("Within 30 days"),
}


TONES = {"ordinary": "plain", "important": "warn", "critical": "bad"}
"""How the importance of a deadline looks."""


class WhoseFilter(admin.SimpleListFilter):
    """Our duties, or everybody else's."""

    title = _("whose duty")
    parameter_name = "whose"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The two sides."""
        return [("ours", gettext("Ours")), ("theirs", gettext("Theirs"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Deadline]) -> QuerySet[Deadline]:
        """Narrowed to the side that was chosen."""
        if self.value() == "theirs":
            return queryset.exclude(duty_of="ours")
        return queryset.filter(duty_of="ours") if self.value() == "ours" else queryset


class ConfirmedFilter(admin.SimpleListFilter):
    """Whether a second person confirmed the date."""

    title = _("confirmed")
    parameter_name = "confirmed"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Confirmed, or critical and not."""
        return [("yes", gettext("Confirmed")), ("critical", gettext("Critical, not confirmed"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Deadline]) -> QuerySet[Deadline]:
        """Narrowed to what was chosen."""
        if self.value() == "critical":
            return queryset.filter(UNCONFIRMED)
        return queryset.exclude(confirmed_at=None) if self.value() == "yes" else queryset


class CertainFilter(admin.SimpleListFilter):
    """Whether it is known to apply."""

    title = _("certain")
    parameter_name = "certain"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The two kinds."""
        return [("yes", gettext("Certain")), ("no", gettext("Hangs on a fact that is not stated"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Deadline]) -> QuerySet[Deadline]:
        """Narrowed to the kind that was chosen."""
        if self.value() == "no":
            return queryset.filter(state="unknown")
        return queryset.exclude(state="unknown") if self.value() == "yes" else queryset


class KeptFilter(admin.SimpleListFilter):
    """Whether what was to be done was done in time."""

    title = _("kept")
    parameter_name = "kept"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The two ends."""
        return [("in_time", gettext("Done in time")), ("too_late", gettext("Missed, or done too late"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Deadline]) -> QuerySet[Deadline]:
        """Narrowed to the end that was chosen."""
        ends = {"in_time": IN_TIME, "too_late": TOO_LATE}
        return queryset.filter(ends[chosen]) if (chosen := str(self.value() or "")) in ends else queryset


class WhenFilter(admin.SimpleListFilter):
    """Live deadlines by how near they are."""

    title = _("when")
    parameter_name = "when"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The spans."""
        return [(span, str(said)) for span, said in TIMES.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Deadline]) -> QuerySet[Deadline]:
        """Narrowed to the span that was chosen."""
        return within(queryset, str(self.value() or ""), today(admin_member(request).time_zone))


def within(rows: QuerySet[Deadline], when: str, on: date) -> QuerySet[Deadline]:
    """The live deadlines that are overdue, due on the day `on`, or in the week or month after; all for another word."""
    if when == "live":
        return rows.filter(state__in=LIVE)
    if when == "overdue":
        return rows.filter(state__in=LIVE, sort_on__lt=on)
    if when == "today":
        return rows.filter(state__in=LIVE, sort_on=on)
    days = {"week": 7, "month": 30}.get(when)
    if days is None:
        return rows
    return rows.filter(state__in=LIVE, sort_on__gte=on, sort_on__lte=on + timedelta(days=days))


_DECIDE = _("Compare the two, and decide")


def due(row: Deadline) -> Any:
    """The last day or instant, and what hangs on it."""
    return instant(row.due_at) if row.due_at else day(row.due_on)


def countdown(row: Deadline, on: date) -> Any:
    """How long until the safe date, seen on `on`; empty where nothing is asked for any more."""
    if row.state not in LIVE or row.sort_on == date.max:
        return ""
    return days_left(row.sort_on, on, soon=14)


def _ended(row: Deadline) -> list[tuple[str, Any]]:
    """What met or closed it."""
    return [
        *(
            [(gettext("Met by"), to(row.met_event)), (gettext("Met on"), day(row.met_on))]
            if row.met_event
            else []
        ),
        *(
            [
                (gettext("Met by"), to(row.met_document or row.met_entry)),
                (gettext("Met on"), day(row.met_on)),
                (gettext("Proof"), badge(row.met_proof)),
            ]
            if row.met_document or row.met_entry
            else []
        ),
        *([(gettext("Closed because"), row.closed_reason)] if row.closed_reason else []),
        *([(gettext("Closed by"), to(row.closed_by))] if row.closed_by else []),
        *([(gettext("Under the licence"), str(row.closed_under))] if row.closed_under else []),
    ]


def _unconfirmed(row: Deadline) -> Any:
    """That nobody confirmed a date, louder where much hangs on it."""
    return badge(gettext("not confirmed"), tone="warn" if row.importance == "critical" else "plain")


def _changed(row: Deadline) -> list[Section]:
    """The dates that members set."""
    found = date_change_list().filter(deadline_id=row.pk).select_related("document", "set_by__user")
    rows = [
        [
            gettext(c.get_kind_display()),
            day(c.old_due_on),
            day(c.new_due_on),
            c.granted_by or "–",
            c.reason,
            to(c.document),
            to(c.set_by),
        ]
        for c in found.order_by("created_at", "id")
    ]
    columns = [
        gettext("What"),
        gettext("From"),
        gettext("To"),
        gettext("Granted by"),
        gettext("Because"),
        gettext("Paper"),
        gettext("Set by"),
    ]
    return [Section(gettext("Dates that members set"), columns, rows, "")] if rows else []


def _proposed(row: Deadline) -> list[Section]:
    """What the clock proposed for a deadline, and what became of it."""
    found = proposal_list().filter(deadline_id=row.pk).order_by("-created_at", "-id")
    rows = [
        [
            to(p, _DECIDE if p.state == "proposed" else words(p.kind)),
            day(p.old_due_on),
            day(p.new_due_on),
            p.reason,
            badge(p.state),
        ]
        for p in found
    ]
    columns = [gettext("What"), gettext("From"), gettext("To"), gettext("Because"), gettext("State")]
    return [Section(gettext("Proposed dates"), columns, rows, "", anchor="proposed")] if rows else []


@admin.register(Deadline)
class DeadlineAdmin(PrintsDocket):
    """The docket of the firm."""

    read_capability = "deadline.read"
    list_display = ["act", "case", "duty_of", "due_on", "safe_on", "left", "state_badge"]
    list_filter = [
        "state",
        "importance",
        "has_proposal",
        ConfirmedFilter,
        CertainFilter,
        WhoseFilter,
        WhenFilter,
        KeptFilter,
    ]
    search_fields = ["act", "rule", "case__number", "case__title"]
    ordering = [HANGS.asc(), "sort_on", "id"]
    empty = _("The docket is empty. Deadlines open by themselves as events and denials are recorded.")
    add_act = ADD
    acts = ACTS
    bulk = BULK

    def get_urls(self) -> list[URLPattern]:
        """And the calendar, in which the docket stands with the firm's other dates."""
        view = self.admin_site.admin_view(partial(calendar_page, site=self.admin_site))
        return [path("calendar/", view, name="deadlines_calendar"), *super().get_urls()]

    def rows(self, member: Member) -> QuerySet[Deadline]:
        """The door to deadlines."""
        return deadline_list()

    @admin.display(description=_("Left"), ordering="sort_on")
    def left(self, row: Deadline) -> Any:
        """The countdown."""
        return countdown(row, today(row.case.time_zone))

    @admin.display(description=_("State"), ordering="state")
    def state_badge(self, row: Deadline) -> Any:
        """The state as a label, whether another date waits for a decision, and whether one person vouches alone."""
        hangs = row.state == "unknown"
        marks = [
            badge(gettext("hangs on a fact"), tone="warn") if hangs else badge(row.state),
            *([badge(gettext("another date"), tone="warn")] if row.has_proposal else []),
            *([_unconfirmed(row)] if unconfirmed(row) else []),
            *doubt_badges(row),
        ]
        return format_html_join(" ", "{}", ((mark,) for mark in marks))

    def facts(self, row: Deadline) -> list[tuple[str, Any]]:
        """What the deadline asks, by when, and by which law."""
        trigger = gettext(EVENT_KINDS.get(row.trigger, words(row.trigger)))
        return [
            (gettext("Case"), to(row.case)),
            (gettext("State"), badge(row.state)),
            (explained(gettext("Whose duty"), "whose_duty"), gettext(row.get_duty_of_display())),
            (
                explained(gettext("Importance"), "importance"),
                badge(row.importance, tone=TONES[row.importance]),
            ),
            (explained(gettext("Due"), "due"), due(row)),
            (explained(gettext("Safe date"), "safe_date"), day(row.safe_on)),
            *(
                [(gettext("Proposed"), link(gettext("another date waits for a decision"), "#proposed"))]
                if row.has_proposal
                else []
            ),
            (gettext("Date from"), gettext(row.get_dated_by_display())),
            *([(gettext("Its paper"), to(row.source_document))] if row.source_document else []),
            (gettext("Entered by"), to(row.entered_by) if row.entered_by else gettext("the clock")),
            (gettext("Entered"), instant(row.entered_at)),
            (
                explained(gettext("Confirmed by"), "confirmed"),
                to(row.confirmed_by) if row.confirmed_by else _unconfirmed(row),
            ),
            (
                explained(gettext("Must be"), "must_be"),
                gettext("%(satisfied_by)s by then") % {"satisfied_by": row.satisfied_by}
                if row.satisfied_by
                else "–",
            ),
            (gettext("Counts from"), to(row.trigger_event, trigger) if row.trigger_event else trigger),
            (gettext("Law"), format_html("{} {}", row.citation, rule_help(row))),
            (explained(gettext("Checked"), "checked"), grade_badge(row)),
            (
                gettext("Rule"),
                format_html(
                    "<code>{}</code>, {}", row.rule, gettext("version %(n)s") % {"n": row.rule_version}
                ),
            ),
            *(
                [(explained(gettext("Holds if"), "condition"), condition_in_words(row.condition))]
                if row.condition
                else []
            ),
            *([(gettext("Facts it needs"), ", ".join(map(fact_in_words, row.needs)))] if row.needs else []),
            *_ended(row),
        ]

    def sections(self, member: Member, row: Deadline) -> list[Section]:
        """The working, and who is reminded."""
        reminders = (
            alert_list().filter(deadline_id=row.pk).select_related("member__user").order_by("due_at", "id")
        )
        return [
            Section(
                gettext("The working"),
                [gettext("Step"), gettext("Result"), gettext("Why")],
                [
                    [words(step.get("step", "")), told(step.get("result", "")), told(step.get("why", ""))]
                    for step in row.working
                ],
                gettext("No working is stored."),
            ),
            *_proposed(row),
            *_changed(row),
            Section(
                gettext("Reminders"),
                [
                    gettext("Reminder"),
                    gettext("To"),
                    gettext("When"),
                    gettext("State"),
                    gettext("Sent to"),
                    gettext("Acknowledged"),
                ],
                [
                    [
                        to(a),
                        to(a.member),
                        instant(a.due_at),
                        badge(a.state),
                        a.sent_to or "–",
                        instant(a.acknowledged_at),
                    ]
                    for a in reminders
                ],
                gettext("No reminders: there is no day to lead up to."),
            ),
        ]
