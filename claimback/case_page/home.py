"""The first page of a firm: what is due, what waits for whoever looks, what insurers owe, and where cases stand."""

from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Count, Q
from django.http import HttpRequest

from cases.models import Case, Promise, Task
from cases.selectors import case_list, promise_list, tasks_of
from cases.states import CASE_EDGES
from claimback.kernel.clock import today
from claimback.tenancy.admin_show import badge, day, list_of, page_of, words
from claimback.tenancy.admin_site import member_or_none
from claimback.tenancy.member import Member
from deadlines.admin import countdown, due
from deadlines.models import Deadline
from deadlines.selectors import deadline_list
from deadlines.states import LIVE
from letters.models import Letter, Reading
from letters.selectors import letter_list, reading_list

SHOWN: Final = 8


def home(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """The home page's context; unchanged outside any firm."""
    member = member_or_none(request)
    if member is None:
        return context
    on = today(member.time_zone)
    ours = deadline_list().filter(duty_of="ours", state__in=LIVE, sort_on__lt=date.max)
    theirs = deadline_list().exclude(duty_of="ours").filter(state__in=LIVE, sort_on__lt=on)
    numbers = deadline_list().aggregate(
        overdue=Count("id", filter=Q(duty_of="ours", state__in=LIVE, sort_on__lt=on)),
        week=Count(
            "id",
            filter=Q(duty_of="ours", state__in=LIVE, sort_on__gte=on, sort_on__lte=on + timedelta(days=7)),
        ),
        late=Count("id", filter=~Q(duty_of="ours") & Q(state__in=LIVE, sort_on__lt=on)),
    )
    tiles = [
        ("Ours, overdue", numbers["overdue"], list_of(Deadline, "whose=ours&when=overdue"), "bad"),
        ("Ours, within 7 days", numbers["week"], list_of(Deadline, "whose=ours&when=week"), "warn"),
        ("Theirs, overdue", numbers["late"], list_of(Deadline, "whose=theirs&when=overdue"), "busy"),
        *_tiles(member, on),
    ]
    return {
        **context,
        "title": "Today",
        "tiles": tiles,
        "due": [_deadline(row, on) for row in _nearest(ours)],
        "late": [_deadline(row, on) for row in _nearest(theirs)],
        "waits": _waits(member, on),
        "pipeline": _pipeline(),
        "add_case": list_of(Case),
    }


def _nearest(rows: Any) -> Any:
    return rows.select_related("case__client").order_by("sort_on", "id")[:SHOWN]


def _deadline(row: Deadline, on: Any) -> dict[str, Any]:
    return {
        "row": row,
        "page": page_of(row),
        "case": page_of(row.case),
        "due": due(row),
        "left": countdown(row, on),
    }


def _tiles(member: Member, on: Any) -> list[tuple[str, int, str, str]]:
    """Numbers of what waits, each with the list that makes it."""
    tiles = []
    if member.may("task.read"):
        count = tasks_of(member.member_id, on).filter(state="open").count()
        tiles.append(("My tasks", count, list_of(Task, "whose=mine&state__exact=open"), "plain"))
    if member.may("denial.read"):
        count = reading_list().filter(state="read").count()
        tiles.append(("Readings to confirm", count, list_of(Reading, "state__exact=read"), "plain"))
    if member.may("letter.read"):
        count = letter_list().filter(state="in_review").count()
        tiles.append(("Letters in review", count, list_of(Letter, "state__exact=in_review"), "plain"))
    if member.may("correspondence.read"):
        count = promise_list().filter(state__in=("open", "confirmed"), due_on__lte=on).count()
        tiles.append(("Promises due", count, list_of(Promise, "when=due"), "plain"))
    return tiles


def _waits(member: Member, on: Any) -> list[tuple[str, str, str, Any]]:
    """What a person must do next: what, on which case, its address, how it stands."""
    found: list[tuple[str, str, str, Any]] = []
    if member.may("task.read"):
        mine = tasks_of(member.member_id, on).filter(state="open", due_on__lte=on).select_related("case")
        for task in mine.order_by("due_on", "id")[:SHOWN]:
            found.append((task.title, str(task.case), page_of(task), day(task.due_on)))
    if member.may("denial.read"):
        readings = reading_list().filter(state="read").defer("pages", "findings", "confirmed")
        for reading in readings.select_related("document__case").order_by("updated_at", "id")[:SHOWN]:
            title = f"Confirm the reading of “{reading.document.title}”"
            found.append((title, str(reading.document.case), page_of(reading), badge("read")))
    if member.may("letter.read"):
        letters = letter_list().filter(state__in=("in_review", "approved", "failed")).defer("draft", "facts")
        for letter in letters.select_related("case").order_by("updated_at", "id")[:SHOWN]:
            found.append((letter.subject, str(letter.case), page_of(letter), badge(letter.state)))
    if member.may("correspondence.read"):
        promised = promise_list().filter(state__in=("open", "confirmed"), due_on__lte=on)
        for promise in promised.select_related("case").order_by("due_on", "id")[:SHOWN]:
            found.append((f"Promised: {promise}", str(promise.case), page_of(promise), day(promise.due_on)))
    return found


def _pipeline() -> list[tuple[str, int, str]]:
    """How many cases stand where, in the order of the table of edges."""
    counted = dict(case_list().values_list("status").annotate(n=Count("id")).order_by())
    return [
        (words(status), counted.get(status, 0), list_of(Case, f"status__exact={status}"))
        for status in CASE_EDGES.states
    ]
