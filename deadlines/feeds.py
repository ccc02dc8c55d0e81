"""A docket as an iCalendar feed: which days, which words, which alarms. Pure; who may read which is decided elsewhere.

Calendars lie on servers of others and on telephones. So an entry says no more than the firm has set: by default the
case's number, whose duty it is, and the act in general words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from deadlines.alert_terms import AlertTerms
from deadlines.alerts import MORNING
from deadlines.law.words import DOUBTS
from deadlines.states import LIVE

if TYPE_CHECKING:
    from icalendar import Event

REFRESH: Final = timedelta(hours=1)
"""How often a calendar is asked to read the feed again."""

_WHOSE: Final = {"ours": "Ours", "insurer": "Insurer", "reviewer": "Reviewer", "regulator": "Regulator"}

# The first that is part of the event that meets the deadline: the law's own words for an act may tell of an illness.
_GENERAL: Final = {
    "proof_of_loss": "Proof of loss",
    "external_review_decided": "Decision",
    "review_requested": "Review",
    "review": "Review",
    "denial": "Decision",
    "decided": "Decision",
    "decision": "Decision",
    "claim_accepted": "Decision",
    "appeal_granted": "Decision",
    "appeal": "Appeal",
    "acknowledged": "Acknowledgment",
    "payment": "Payment",
    "suit": "Suit",
    "complaint": "Complaint",
    "appraisal": "Appraisal",
    "appraisers": "Appraisal",
    "demand": "Demand",
    "examination": "Examination",
    "inspection": "Inspection",
    "claim_file": "Documents",
    "documents": "Documents",
    "information": "Information",
    "notice": "Notice",
    "claim": "Claim",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One deadline as a feed tells of it. `day` is what it leads up to: the safe date of our duty, another's last day.

    `due_at` is aware, where the rule counts hours; `zone` is the IANA zone of the case's law. `uncertain`: it hangs on
    a fact that the case does not state. `rings` are its alarms, seen from its start. `changed_at` and `version` are the
    row's.
    """

    id: UUID
    case_number: str
    case_title: str
    client_name: str
    duty_of: str
    act: str
    satisfied_events: tuple[str, ...]
    state: str
    day: date
    due_on: date | None
    due_at: datetime | None
    zone: str
    citation: str
    checked: str
    uncertain: bool
    link: str
    rings: tuple[timedelta, ...]
    version: int
    created_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Feed:
    """All that goes into a feed; `left_out` is how many later deadlines there was no room for."""

    name: str
    detail: str
    entries: tuple[Entry, ...]
    left_out: int = 0


def feed_digest(feed: Feed) -> str:
    """Tells two feeds apart without rendering them."""
    return sha256(repr(feed).encode()).hexdigest()[:32]


def general_words(satisfied_events: Sequence[str]) -> str:
    """The kind of act in one word, by what meets it."""
    for kind in satisfied_events:
        for part, word in _GENERAL.items():
            if part in kind:
                return word
    return "Act"


def render_feed(feed: Feed) -> bytes:
    """The feed as RFC 5545 with the names of RFC 7986. The same feed gives the same bytes."""
    # Here and in `_event` loaded when a feed is read: all that has to do with the docket knows of feeds.
    from icalendar import Calendar
    from icalendar.prop import vText

    calendar = Calendar()
    calendar.add("PRODID", "-//ClaimBack//Docket//EN")
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    about = "Deadlines of the docket. The docket is what counts, not this copy of it."
    if feed.left_out:
        about += f" {feed.left_out} later ones are left out: there was no room."
    for names, said in ((("NAME", "X-WR-CALNAME"), feed.name), (("DESCRIPTION", "X-WR-CALDESC"), about)):
        for name in names:
            calendar.add(name, vText(_clean(said)))
    calendar.add("REFRESH-INTERVAL", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", vText("PT1H"))
    for entry in feed.entries:
        calendar.add_component(_event(entry, feed.detail))
    rendered: bytes = calendar.to_ical()
    return rendered


def _event(entry: Entry, detail: str) -> "Event":
    from icalendar import Alarm, Event

    event = Event()
    summary = _clean(_summary(entry, detail))
    over = entry.state not in LIVE
    event.add("UID", str(entry.id))
    event.add("DTSTAMP", entry.changed_at.astimezone(UTC))
    event.add("CREATED", entry.created_at.astimezone(UTC))
    event.add("LAST-MODIFIED", entry.changed_at.astimezone(UTC))
    event.add("SEQUENCE", entry.version - 1)
    if entry.due_at is not None:
        event.add("DTSTART", entry.due_at.astimezone(UTC))
    else:
        event.add("DTSTART", entry.day)
        event.add("DTEND", entry.day + timedelta(days=1))
    event.add("SUMMARY", summary)
    event.add("DESCRIPTION", "\n".join(_clean(line) for line in _description(entry, detail)))
    event.add("STATUS", "CANCELLED" if over else "TENTATIVE" if entry.uncertain else "CONFIRMED")
    event.add("URL", entry.link)
    event.add("CATEGORIES", [_WHOSE[entry.duty_of]])
    event.add("CLASS", "PRIVATE")
    event.add("TRANSP", "TRANSPARENT")
    if not over:
        for before in entry.rings:
            alarm = Alarm()
            alarm.add("ACTION", "DISPLAY")
            alarm.add("TRIGGER", before)
            alarm.add("DESCRIPTION", summary)
            event.add_component(alarm)
    return event


def alarms(duty_of: str, terms: AlertTerms, *, timed: bool) -> tuple[timedelta, ...]:
    """When the alarms go off, seen from the start of the entry: the reminders' own steps, the earliest first.

    A day begins at midnight and is reminded of in the morning, and on the morning after it once more.
    """
    days = (*(terms.days_before if duty_of == "ours" else terms.warn_days), -1)
    if timed:
        hours = terms.hours_before if duty_of == "ours" else ()
        rings = {timedelta(days=-step) for step in days if step} | {timedelta(hours=-step) for step in hours}
        return tuple(sorted(rings))
    return tuple(sorted(timedelta(days=-step, hours=MORNING.hour) for step in days))


def _summary(entry: Entry, detail: str) -> str:
    act = general_words(entry.satisfied_events) if detail == "general" else entry.act
    summary = f"{entry.case_number} · {_WHOSE[entry.duty_of]} · {act}"
    if detail == "case":
        summary += f" · {entry.case_title} ({entry.client_name})"
    return summary if entry.state in LIVE else f"{summary} ({entry.state})"


def _description(entry: Entry, detail: str) -> list[str]:
    doubt = DOUBTS.get(entry.checked)
    lines = [
        *([f"{entry.state.capitalize()}: nothing is asked for any more."] if entry.state not in LIVE else []),
        *([f"To do: {entry.act}"] if detail != "general" else []),
        f"Last day: {_last_day(entry)}",
        f"Law: {entry.citation}{f' ({doubt})' if doubt else ''}",
        *(["It hangs on a fact that the case does not state."] if entry.uncertain else []),
        entry.link,
    ]
    if entry.duty_of == "ours" and entry.due_at is None and entry.day != entry.due_on:
        lines.insert(
            -1, "This entry stands on the safe date: on that day no reading of the law makes it late."
        )
    return lines


def _last_day(entry: Entry) -> str:
    if entry.due_at is not None:
        there = entry.due_at.astimezone(ZoneInfo(entry.zone))
        return f"{there:%A, %B} {there.day}, {there.year}, {there:%H:%M} {there.tzname()}"
    day = entry.due_on or entry.day
    return f"{day:%A, %B} {day.day}, {day.year}"


def _clean(text: str) -> str:
    """One line without characters that are not seen: what a person wrote can't begin a line of the calendar's."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
