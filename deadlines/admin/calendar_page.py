"""The firm's calendar in the admin: a month, an agenda by day, one day. What stands on a day is read by `agenda`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cases.models import Case, PeerAppointment, Promise, Task
from cases.selectors import insurer_list
from cases.vocabulary import JURISDICTIONS
from claimback.kernel.clock import today
from claimback.tenancy.admin_forms import ActForm, choice, named
from claimback.tenancy.admin_show import address_of, badge, list_of
from claimback.tenancy.admin_site import admin_member
from claimback.tenancy.member import Member
from deadlines.agenda.month import day_said, days_of, month_after, month_before, weeks_of
from deadlines.agenda.reading import KINDS, WHOSE, Asked, Day, Entry, agenda_read
from deadlines.clock.calendars import Calendar, calendar_of, has_calendar
from deadlines.models import CalendarFeed, Deadline
from deadlines.selectors import closures_announced

_VIEWS: Final = {"month": 4, "agenda": 25, "day": 200}
"""The ways to look, each with how many entries of a kind a day shows."""

_ASKED: Final = ("whose", "kind", "line_of_business", "insurer_id", "place")
_TABLES: Final = {
    "ours": Deadline,
    "theirs": Deadline,
    "calls": PeerAppointment,
    "promises": Promise,
    "tasks": Task,
}
_COLUMNS: Final = {
    "ours": "whose=ours&sort_on",
    "theirs": "whose=theirs&sort_on",
    "promises": "due_on",
    "tasks": "due_on",
}
"""How each kind's list is narrowed to a day; calls of one day are never more than a day shows."""


class AgendaForm(ActForm):
    """What the calendar shows. An empty field narrows nothing."""

    model = Case
    columns = ("line_of_business", "insurer")
    rows = {"insurer": insurer_list}

    def prepare(self) -> None:
        """Whose, which kind, and the place whose holidays are marked."""
        for field in self.fields.values():
            field.required, field.help_text = False, ""
        self.fields["whose"] = choice(_said(WHOSE), initial="firm", label=_("Whose"), required=False)
        self.fields["kind"] = choice(_said(KINDS), label=_("Kind"), required=False)
        places = {code: name for code, name in named(JURISDICTIONS) if has_calendar(code)}
        self.fields["place"] = choice(places, initial="US", label=_("Holidays of"), required=False)
        self.fields["line_of_business"].label = _("Line")
        self.order_fields(["whose", "kind", "line_of_business", "insurer_id", "place"])


@dataclass(frozen=True, slots=True)
class Shown:
    """One day as the page shows it. `more` is how many entries it has beside those of the day's `lines`."""

    day: date
    lines: list[tuple[Entry, str, Any]]
    more: int
    address: str
    closed: str
    doubt: str
    is_today: bool
    is_chosen: bool
    is_beside: bool
    rest: list[tuple[str, str]]

    @property
    def name(self) -> str:
        """The day in words."""
        return date_format(self.day, "l, F j, Y")


def calendar_page(request: HttpRequest, *, site: AdminSite) -> HttpResponse:
    """The calendar as the query asks: `view`, the day `on`, and what it is narrowed to. Raises PermissionDenied."""
    member, query = admin_member(request), request.GET
    if not member.may("deadline.read"):
        raise PermissionDenied
    if request.method != "GET":
        return HttpResponseNotAllowed(["GET"])
    here = today(member.time_zone)
    view = query["view"] if query.get("view") in _VIEWS else "month"
    on = day_said(query.get("on", ""), here)
    narrowed = {name: query[name] for name in _ASKED if query.get(name)}
    form = AgendaForm({"whose": "firm", "place": "US", **narrowed}, member=member)
    page = _Page(member, view, on, here, narrowed)
    days = page.read(form.values()) if form.is_valid() else []
    context = {
        **site.each_context(request),
        "title": page.title(),
        "subtitle": None,
        "form": form,
        "media": form.media,
        "has_errors": form.has_problems(),
        "view": view,
        "on": on,
        "zone": _zone_name(member),
        "days": days,
        "weeks": [days[start : start + 7] for start in range(0, len(days), 7)] if view == "month" else [],
        "found": any(each.lines for each in days),
        **page.links(),
        "feeds": list_of(CalendarFeed) if member.may("feed.manage") else "",
    }
    return TemplateResponse(request, "admin/calendar.html", context)


@dataclass(frozen=True, slots=True)
class _Page:
    member: Member
    view: str
    on: date
    here: date
    narrowed: dict[str, str]

    def title(self) -> str:
        """The month or the day that is shown."""
        return date_format(self.on, "l, F j, Y" if self.view == "day" else "F Y")

    def address(self, on: date, view: str = "") -> str:
        """The same calendar on another day."""
        asked = {"view": view or self.view, "on": on.isoformat(), **self.narrowed}
        return f"{reverse('admin:deadlines_calendar')}?{urlencode(asked)}"

    def links(self) -> dict[str, Any]:
        """Where the page leads on to."""
        names = {"month": _("Month"), "agenda": _("Agenda"), "day": _("Day")}
        if self.view == "day":
            before, after = (date.fromordinal(self.on.toordinal() + step) for step in (-1, 1))
        else:
            before, after = month_before(self.on), month_after(self.on)
        return {
            "views": [(name, self.address(self.on, view), view == self.view) for view, name in names.items()],
            "before": self.address(before),
            "after": self.address(after),
            "now": self.address(self.here),
        }

    def days(self) -> list[date]:
        """The days that are shown."""
        if self.view == "day":
            return [self.on]
        return days_of(self.on) if self.view == "agenda" else [d for week in weeks_of(self.on) for d in week]

    def read(self, said: dict[str, Any]) -> list[Shown]:
        """The days with what stands on them; of an agenda only those that have something."""
        days, shown = self.days(), _VIEWS[self.view]
        asked = Asked(
            member=self.member,
            first=days[0],
            last=days[-1],
            shown=shown,
            kinds=(said["kind"],) if said["kind"] else tuple(KINDS),
            mine=said["whose"] == "mine",
            line_of_business=said["line_of_business"],
            insurer_id=_id(said["insurer_id"]),
        )
        found, calendar = agenda_read(asked), _calendar(said["place"] or "US")
        made = [self.shown(day, found.get(day, Day()), calendar, shown) for day in days]
        return [each for each in made if each.lines or each.closed] if self.view == "agenda" else made

    def shown(self, day: date, found: Day, calendar: Calendar, most: int) -> Shown:
        """One day with its first entries. On a day's own page each kind has as many as there is room for."""
        entries = found.entries if self.view == "day" else found.entries[:most]
        closed = calendar.closed_days(day.year).get(day)
        return Shown(
            day=day,
            lines=[(each, address_of(_TABLES[each.kind], each.row_id), _mark(each)) for each in entries],
            more=found.total - len(entries),
            address=self.address(day, "day"),
            closed=closed.name if closed else "",
            doubt=closed.doubt if closed else "",
            is_today=day == self.here,
            is_chosen=day == self.on,
            is_beside=day.month != self.on.month,
            rest=_rest(found, day) if self.view == "day" else [],
        )


def _rest(found: Day, day: date) -> list[tuple[str, str]]:
    """For each kind that has more on the day than the page shows, how many and the list that has all of them."""
    shown = {kind: sum(each.kind == kind for each in found.entries) for kind in found.counts}
    return [
        (
            _("%(n)d more: %(kind)s") % {"n": count - shown[kind], "kind": KINDS[kind]},
            list_of(_TABLES[kind], f"{_COLUMNS[kind]}={day}"),
        )
        for kind, count in found.counts.items()
        if count > shown[kind] and kind in _COLUMNS
    ]


def _mark(entry: Entry) -> Any:
    """How it stands, where that is not what one expects."""
    if entry.state in ("open", "agreed"):
        return ""
    return badge(_("hangs on a fact"), tone="warn") if entry.state == "unknown" else badge(entry.state)


def _calendar(place: str) -> Calendar:
    """The place's holidays, with what the firm entered as closed there."""
    announced = tuple(each for each in closures_announced() if each.jurisdiction in ("", place))
    return calendar_of(place, announced)


def _zone_name(member: Member) -> str:
    """The member's zone as people call it, with the IANA name."""
    at: datetime = timezone.localtime()
    return f"{member.time_zone.replace('_', ' ')} ({at:%Z})"


def _said(words: Mapping[str, Any]) -> dict[str, str]:
    """Words that wait for the reader's language, in it."""
    return {code: str(word) for code, word in words.items()}


def _id(value: Any) -> UUID | None:
    return getattr(value, "pk", value) or None
