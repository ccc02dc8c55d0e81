"""Contact on a case's page: the timeline of the log and of events, promises, questions left open, received mail."""

from datetime import date, datetime, time
from itertools import chain
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext

from cases.models import Case, Correspondence, Event
from cases.selectors import (
    correspondence_list,
    event_list,
    mail_address_list,
    peer_appointment_list,
    promise_list,
    received_mail_list,
    unanswered,
)
from cases.services.mail import mail_address_of
from cases.vocabulary import CHANNELS
from claimback.kernel.said import instant_in_full
from claimback.tenancy.admin_show import act_on, address_of, badge, day, instant, money, page_of

LATEST: Final = 40
"""How many of the latest events and log entries are shown."""

MAIL_SHOWN: Final = 5
EVENTS: Final = "event"

_ICONS: Final = {
    "phone": "call",
    "peer_to_peer": "stethoscope",
    "email": "alternate_email",
    "letter": "mail",
    "fax": "fax",
    "portal": "language",
    "in_person": "groups",
}


def timeline(case: Case, *, log: bool) -> dict[str, Any]:
    """Events and the log in one line, the newest first, with the channels that occur in it. Two statements."""
    events = event_list().filter(case_id=case.pk).order_by("-on", "-id")[:LATEST]
    entries = correspondence_list().filter(case_id=case.pk).select_related("author__user", "document")
    told = chain(
        map(_event, events), map(_entry, entries.order_by("-occurred_at", "-id")[:LATEST] if log else [])
    )
    rows = sorted(told, key=lambda item: item["at"], reverse=True)[:LATEST]
    there = {row["channel"] for row in rows}
    names = {**CHANNELS, EVENTS: gettext("Events")}
    return {"rows": rows, "channels": [(code, name) for code, name in names.items() if code in there]}


def _event(row: Event) -> dict[str, Any]:
    at = row.at or datetime.combine(row.on, time(), ZoneInfo(row.time_zone))
    paid = "" if row.amount is None else money(row.amount, row.currency)
    return {
        "at": at,
        "when": instant(row.at) if row.at else day(row.on),
        "what": gettext(row.get_kind_display()),
        "page": page_of(row),
        "channel": EVENTS,
        "icon": "event_busy" if row.withdrawn else "event",
        "withdrawn": row.withdrawn,
        "proof": badge(row.proof_grade) if row.proof_grade else "",
        "text": " · ".join(text for text in (paid, row.withdrawn_reason or row.source) if text),
    }


def _entry(row: Correspondence) -> dict[str, Any]:
    with_whom = ", ".join(part for part in (row.counterpart, row.counterpart_id, row.call_reference) if part)
    return {
        "at": row.occurred_at,
        "when": instant(row.occurred_at),
        "what": row.subject
        or f"{gettext(row.get_channel_display())}, {gettext(row.get_direction_display()).lower()}",
        "page": page_of(row),
        "channel": row.channel,
        "icon": _ICONS.get(row.channel, "forum"),
        "withdrawn": False,
        "proof": "",
        "who": f"{gettext(row.get_direction_display())} · {row.author or gettext('came in by itself')}"
        + (f" · {with_whom}" if with_whom else ""),
        "text": row.body,
        "answered": [asked for asked in row.questions if asked.get("answer")],
        "unanswered": sum(not asked.get("answer") for asked in row.questions),
        "document": row.document,
    }


def promises(case: Case, on: date) -> list[dict[str, Any]]:
    """What representatives promised, what is open or broken first. One statement."""
    found = promise_list().filter(case_id=case.pk).order_by("due_on", "id")
    shown = [
        {
            "row": promise,
            "page": page_of(promise),
            "state": badge(promise.state),
            "due": day(promise.due_on),
            "over": promise.state in ("open", "confirmed") and promise.due_on < on,
            "owed": promise.state in ("open", "confirmed", "broken"),
            "settle": act_on(promise, "settle") if promise.state != "kept" else "",
        }
        for promise in found
    ]
    return sorted(shown, key=lambda item: not item["owed"])


def appointments(case: Case) -> list[dict[str, Any]]:
    """Peer-to-peer calls that are still to come or to be settled. One statement."""
    coming = peer_appointment_list().filter(case_id=case.pk, state__in=("proposed", "agreed", "missed"))
    return [
        {
            "row": row,
            "page": page_of(row),
            "state": badge(row.state),
            "when": instant_in_full(row.first_at, row.time_zone),
        }
        for row in coming.select_related("provider").order_by("first_at", "id")
    ]


def open_questions(case: Case) -> list[tuple[str, str]]:
    """What calls were to ask and no call answered: its words, and the entry that asked last. One statement."""
    return [(asked, address_of(Correspondence, entry_id)) for _, asked, entry_id in unanswered(case.pk)]


def mail(case: Case) -> dict[str, Any]:
    """The case's address and the latest that came to it. Two statements."""
    address = mail_address_list().filter(case_id=case.pk, ended_at=None).first()
    latest = received_mail_list().filter(case_id=case.pk).order_by("-received_at", "-id")[:MAIL_SHOWN]
    return {
        "address": mail_address_of(address.name) if address else "",
        "page": page_of(address) if address else "",
        "latest": [
            {"row": row, "page": page_of(row), "when": instant(row.received_at), "state": badge(row.state)}
            for row in latest
        ],
    }
