"""The first page of a firm: what is due, what waits for whoever looks, what insurers owe, and where cases stand."""

from datetime import date
from typing import Any, Final

from django.db.models import Count, Q
from django.http import HttpRequest

from cases.admin.tasks import WEEK, due_within
from cases.models import Case, Promise, Task
from cases.selectors import case_list, promise_list, task_list, tasks_of
from cases.states import CASE_EDGES
from claimback.case_page.work import day_left
from claimback.kernel.clock import today
from claimback.tenancy.admin_show import badge, day, list_of, page_of, words
from claimback.tenancy.admin_site import member_or_none
from claimback.tenancy.member import Member
from deadlines.admin import countdown, due
from deadlines.admin.grades import doubt_badges
from deadlines.models import Deadline
from deadlines.models.docket import HANGS
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
            filter=Q(duty_of="ours", state__in=LIVE, sort_on__gte=on, sort_on__lte=on + WEEK),
        ),
        late=Count("id", filter=~Q(duty_of="ours") & Q(state__in=LIVE, sort_on__lt=on)),
    )
    tiles = [
        ("Ours, overdue", numbers["overdue"], list_of(Deadline, "whose=ours&when=overdue"), "bad"),
        ("Ours, within 7 days", numbers["week"], list_of(Deadline, "whose=ours&when=week"), "warn"),
        ("Theirs, overdue", numbers["late"], list_of(Deadline, "whose=theirs&when=overdue"), "busy"),
        *_tasks_tiles(member, on),
        *_tiles(member, on),
    ]
    return {
        **context,
        "title": "Today",
        "tiles": tiles,
        "due": [_deadline(row, on) for row in _nearest(ours)],
        "late": [_deadline(row, on) for row in _nearest(theirs)],
        "tasks": _my_tasks(member, on),
        "my_tasks": list_of(Task, _MINE),
        "reads_tasks": member.may("task.read"),
        "waits": _waits(member, on),
        "pipeline": _pipeline(),
        "add_case": list_of(Case),
    }


def _nearest(rows: Any) -> Any:
    """The nearest of them; those that hang on a fact not given after the others."""
    return rows.select_related("case__client").order_by(HANGS.asc(), "sort_on", "id")[:SHOWN]


def _deadline(row: Deadline, on: Any) -> dict[str, Any]:
    return {
        "row": row,
        "page": page_of(row),
        "case": page_of(row.case),
        "due": due(row),
        "left": countdown(row, on),
        "doubts": doubt_badges(row),
    }


_MINE: Final = "whose=mine&state__exact=open"

_KINDS: Final = {"file_mail": "Mail to look at", "clear_conflict": "Conflicts to decide"}
"""Tasks that are everybody's to see to."""


def _tasks_tiles(member: Member, on: date) -> list[tuple[str, int, str, str]]:
    """What I am to do, and what came in for somebody to decide."""
    if not member.may("task.read"):
        return []
    mine = tasks_of(member.member_id, on)
    opened = task_list().filter(state="open", kind__in=_KINDS).values_list("kind")
    found = dict(opened.annotate(n=Count("id")).order_by())
    return [
        (
            "My tasks, overdue",
            due_within(mine, "overdue", on).count(),
            list_of(Task, f"{_MINE}&when=overdue"),
            "bad",
        ),
        (
            "My tasks, within 7 days",
            due_within(mine, "week", on).count(),
            list_of(Task, f"{_MINE}&when=week"),
            "warn",
        ),
        *(
            (label, found.get(kind, 0), list_of(Task, f"state__exact=open&kind={kind}"), "warn")
            for kind, label in _KINDS.items()
        ),
    ]


def _my_tasks(member: Member, on: date) -> list[dict[str, Any]]:
    """My open tasks, the most overdue first."""
    if not member.may("task.read"):
        return []
    mine = tasks_of(member.member_id, on).filter(state="open").select_related("case")
    return [
        {"row": row, "page": page_of(row), "case": page_of(row.case), "left": day_left(row, on)}
        for row in mine.order_by("due_on", "id")[:SHOWN]
    ]


def _tiles(member: Member, on: Any) -> list[tuple[str, int, str, str]]:
    """Numbers of what waits, each with the list that makes it."""
    tiles = []
    if member.may("denial.read"):
        count = reading_list().filter(state="read").count()
        tiles.append(("Readings to confirm", count, list_of(Reading, "state__exact=read"), "plain"))
    if member.may("letter.read"):
        count = letter_list().filter(state="in_review").count()
        tiles.append(("Letters in review", count, list_of(Letter, "state__exact=in_review"), "plain"))
    if member.may("correspondence.read"):
        counts = promise_list().aggregate(
            due=Count("id", filter=Q(state__in=("open", "confirmed"), due_on__lte=on)),
            broken=Count("id", filter=Q(state="broken")),
        )
        tiles.append(("Promises due", counts["due"], list_of(Promise, "when=due"), "plain"))
        tiles.append(("Promises broken", counts["broken"], list_of(Promise, "state__exact=broken"), "bad"))
    return tiles


def _waits(member: Member, on: Any) -> list[tuple[str, str, str, Any]]:
    """What a person must do next: what, on which case, its address, how it stands."""
    found: list[tuple[str, str, str, Any]] = []
    if member.may("denial.read"):
        readings = reading_list().filter(state="read").defer("pages", "findings", "confirmed", "corrections")
        for reading in readings.select_related("document__case").order_by("updated_at", "id")[:SHOWN]:
            title = f"Confirm the reading of “{reading.document.title}”"
            found.append((title, str(reading.document.case), page_of(reading), badge("read")))
    if member.may("letter.read"):
        letters = letter_list().filter(state__in=("in_review", "approved", "failed")).defer("draft", "facts")
        for letter in letters.select_related("case").order_by("updated_at", "id")[:SHOWN]:
            found.append((letter.subject, str(letter.case), page_of(letter), badge(letter.state)))
    if member.may("correspondence.read"):
        over = Q(state__in=("open", "confirmed"), due_on__lte=on)
        promised = promise_list().filter(over | Q(state="broken"))
        for promise in promised.select_related("case").order_by("due_on", "id")[:SHOWN]:
            state = badge("broken") if promise.state == "broken" else day(promise.due_on)
            found.append((f"Promised: {promise}", str(promise.case), page_of(promise), state))
    return found


def _pipeline() -> list[tuple[str, int, str]]:
    """How many cases stand where, in the order of the table of edges."""
    counted = dict(case_list().values_list("status").annotate(n=Count("id")).order_by())
    return [
        (words(status), counted.get(status, 0), list_of(Case, f"status__exact={status}"))
        for status in CASE_EDGES.states
    ]
