"""The words of a reminder by e-mail: the case's number, the dates and a link, and nothing about health or the claim.

Mail passes through many hands, so what must be done, for whom and why is behind the link.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from claimback.notify.mail import message_id
from deadlines.alerts import is_late, scheduled_at
from deadlines.models import DUTY_OF


@dataclass(frozen=True, slots=True)
class AlertFacts:
    """What a reminder is made from. `day` is the safe date of our duty, or the day that others let pass."""

    alert_id: UUID
    deadline_id: UUID
    step: int
    duty_of: str
    day: date
    due_on: date | None
    due_at: datetime | None
    uncertain: bool
    case_number: str
    case_zone: str
    firm_name: str
    firm_slug: str
    firm_zone: str
    rerouted_from: str
    stand_in_for: str = ""


def alert_mail(facts: AlertFacts, to: Sequence[str], now: datetime) -> EmailMultiAlternatives:
    """The reminder as it is sent `now`, in text and HTML. It says when it is late."""
    late = is_late(facts.day, facts.step, facts.firm_zone, now)
    today = now.astimezone(ZoneInfo(facts.case_zone)).date()
    headline = _headline(facts, today)
    case = " ".join(facts.case_number.split())
    planned_on = scheduled_at(facts.day, facts.step, facts.firm_zone).date()
    context = {
        "headline": headline,
        "late": f"This reminder is late: it was meant for {long_date(planned_on)}." if late else "",
        "rows": [
            ("Case", case),
            ("Whose duty", DUTY_OF[facts.duty_of]),
            *([("Safe date", long_date(facts.day))] if facts.duty_of == "ours" else []),
            ("Last day", _last_day(facts)),
        ],
        "uncertain": facts.uncertain,
        "link": f"{settings.SITE_URL}/firms/{facts.firm_slug}/admin/deadlines/deadline/{facts.deadline_id}/change/",
        "firm": facts.firm_name,
        "rerouted_from": facts.rerouted_from,
        "stand_in_for": facts.stand_in_for,
    }
    mail = EmailMultiAlternatives(
        subject=f"{'[late reminder] ' if late else ''}{headline}: case {case}",
        body=render_to_string("deadlines/alert.txt", context),
        to=list(to),
        headers={
            "Message-ID": message_id(facts.alert_id),
            "References": message_id(facts.deadline_id),
            "Auto-Submitted": "auto-generated",
        },
    )
    mail.attach_alternative(render_to_string("deadlines/alert.html", context), "text/html")
    return mail


def long_date(day: date) -> str:
    """Such as "Friday, May 7, 2027"."""
    return f"{day:%A}, {day:%B} {day.day}, {day.year}"


def _headline(facts: AlertFacts, today: date) -> str:
    """How it stands: only what is past the last day is overdue, though the safe date may be over."""
    last = (
        facts.due_at.astimezone(ZoneInfo(facts.case_zone)).date()
        if facts.due_at
        else facts.due_on or facts.day
    )
    if facts.duty_of != "ours":
        return f"{facts.duty_of.capitalize()} late: due {_short_date(last)}"
    if today > last:
        return f"Overdue: due {_short_date(last)}"
    if today > facts.day:
        return f"Safe date passed: last day {_short_date(last)}"
    return f"Due {'today, ' if today == facts.day else ''}{_short_date(facts.day)}"


def _short_date(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"


def _last_day(facts: AlertFacts) -> str:
    if facts.due_at is not None:
        there = facts.due_at.astimezone(ZoneInfo(facts.case_zone))
        return f"{long_date(there.date())}, {there:%H:%M} {there.tzname()}"
    return long_date(facts.due_on or facts.day)
