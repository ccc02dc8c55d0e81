"""An invitation to a peer-to-peer call as iCalendar (RFC 5545, sent by RFC 5546) and as a mail's words. Pure.

Calendars and mail lie on servers of others. So what is said is the case's number, the doctors, the time and the number
to call: nothing of who the client is, of what ails them, or of what is to be asked. All of it is in English, as
letters to insurers are: it goes to doctors' offices and reviewers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event
from icalendar.prop import vCalAddress, vText

Method = Literal["REQUEST", "CANCEL"]


@dataclass(frozen=True, slots=True)
class Invitation:
    """What an invitation is made from. `starts_at` and `stamped_at` are aware; `zone` is an IANA name.

    `host` completes the UID, which is the same for every invitation to the call; `sequence` tells which is the newer.
    """

    appointment_id: UUID
    host: str
    sequence: int
    starts_at: datetime
    length: timedelta
    zone: str
    case_number: str
    doctor: str
    reviewer: str
    dial_in: str
    firm: str
    organizer: str
    attendees: Sequence[tuple[str, str]]
    stamped_at: datetime


def invitation_ics(invitation: Invitation, method: Method) -> bytes:
    """The invitation, or with CANCEL what takes it out of calendars again. The same values give the same bytes."""
    calendar = Calendar()
    calendar.add("PRODID", "-//ClaimBack//Peer-to-peer//EN")
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("METHOD", method)
    starts = invitation.starts_at.astimezone(ZoneInfo(invitation.zone))
    event = Event()
    event.add("UID", f"{invitation.appointment_id}@{invitation.host}")
    event.add("SEQUENCE", invitation.sequence)
    event.add("DTSTAMP", invitation.stamped_at.astimezone(UTC))
    event.add("DTSTART", starts)
    # Not an end on the clock: on the night when clocks are set back an hour's time is there twice.
    event.add("DURATION", invitation.length)
    event.add("SUMMARY", _line(f"Peer-to-peer call, case {invitation.case_number}"))
    event.add("DESCRIPTION", "\n".join(_line(each) for each in _about(invitation)))
    if invitation.dial_in:
        event.add("LOCATION", vText(_line(invitation.dial_in)))
    event.add("STATUS", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    event.add("CLASS", "PRIVATE")
    event["ORGANIZER"] = _who(invitation.firm, invitation.organizer)
    for name, address in invitation.attendees:
        attendee = _who(name, address)
        attendee.params["ROLE"] = vText("REQ-PARTICIPANT")
        if method == "REQUEST":
            attendee.params["PARTSTAT"] = vText("NEEDS-ACTION")
            attendee.params["RSVP"] = vText("TRUE")
        event.add("ATTENDEE", attendee, encode=0)
    calendar.add_component(event)
    calendar.add_missing_timezones()
    rendered: bytes = calendar.to_ical()
    return rendered


def invitation_words(invitation: Invitation, kind: str) -> tuple[str, str]:
    """The subject and the text of the mail that carries it: `kind` is request, reminder or cancel."""
    case, when = _line(invitation.case_number), _local_time(invitation.starts_at, invitation.zone)
    headline = {
        "request": f"Peer-to-peer call on {when}",
        "reminder": f"Reminder: peer-to-peer call on {when}",
        "cancel": f"Cancelled: peer-to-peer call on {when}",
    }[kind]
    if kind == "request" and invitation.sequence:
        headline = f"Changed: {headline[0].lower()}{headline[1:]}"
    text = "\n".join([f"{headline}.", "", *map(_line, _about(invitation)), "", _line(invitation.firm), ""])
    return f"{headline}: case {case}", text


def _local_time(at: datetime, zone: str) -> str:
    """An instant as people of the zone say it, such as: Thursday, December 3, 2026, 14:30 CST."""
    there = at.astimezone(ZoneInfo(zone))
    return f"{there:%A}, {there:%B} {there.day}, {there.year}, {there:%H:%M} {there.tzname()}"


def _about(invitation: Invitation) -> list[str]:
    minutes = int(invitation.length.total_seconds() // 60)
    return [
        f"Case: {invitation.case_number}",
        f"Treating doctor: {invitation.doctor}",
        f"Reviewer: {invitation.reviewer or 'not named yet'}",
        f"When: {_local_time(invitation.starts_at, invitation.zone)}, {minutes} minutes",
        f"Call: {invitation.dial_in or 'the number will follow'}",
    ]


def _who(name: str, address: str) -> vCalAddress:
    who = vCalAddress(f"mailto:{address}")
    who.params["CN"] = vText(_line(name))
    return who


def _line(text: str) -> str:
    """One line without characters that are not seen: what a person wrote can't begin a line of the calendar's."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
