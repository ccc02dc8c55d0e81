"""How days and instants are written for their reader, and what a row is called where no reader chooses the language.

The forms are words like others, so a language can say them in its own order.
"""

import re
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import Model
from django.utils import timezone, translation
from django.utils.dateformat import format as date_format
from django.utils.translation import pgettext

_DAY: Final = re.compile(r"(?<![\w/.-])\d{4}-\d{2}-\d{2}(?![\w/-]|\.\w)")


def day_said(on: date) -> str:
    """A date as pages and names of rows write it: Nov 23, 2026."""
    return date_format(on, pgettext("how a day is written", "M j, Y"))


def instant_said(at: datetime) -> str:
    """An instant in the reader's time zone, by the clock of 24 hours: Nov 23, 2026, 14:30 CST."""
    return date_format(timezone.localtime(at), pgettext("how an instant is written", "M j, Y, H:i T"))


def due_said(on: date | None, at: datetime | None) -> str:
    """A last day, or a last instant where the rule counts hours; a dash where there is no date yet."""
    return instant_said(at) if at else day_said(on) if on else "–"


def days_said(text: str) -> str:
    """A sentence of the law's engine as a page shows it: what it says is English, its days are the reader's."""
    return _DAY.sub(lambda found: _said(found[0]), text)


def day_in_full(on: date) -> str:
    """A date on its own in a mail: Friday, May 7, 2027."""
    return date_format(on, pgettext("how a day is written in full", "l, F j, Y"))


def day_in_sentence(on: date) -> str:
    """A date within a sentence: May 7, 2027."""
    return date_format(on, pgettext("how a day is written in a sentence", "F j, Y"))


def instant_in_full(at: datetime, zone: str) -> str:
    """An instant as people of `zone` say it, with the zone's name: Thursday, December 3, 2026, 14:30 CST."""
    there = at.astimezone(ZoneInfo(zone))
    return date_format(there, pgettext("how an instant is written in full", "l, F j, Y, H:i T"))


def instant_in_sentence(at: datetime, zone: str) -> str:
    """The same within a sentence: December 3, 2026, 14:30 CST."""
    there = at.astimezone(ZoneInfo(zone))
    return date_format(there, pgettext("how an instant is written in a sentence", "F j, Y, H:i T"))


def _said(written: str) -> str:
    try:
        return day_said(date.fromisoformat(written))
    except ValueError:
        return written


def in_english(row: Model) -> str:
    """What a row is called where its name is stored, printed or sent away, whoever does it.

    The history, papers and what insurers read are in English, and stay as they were.
    """
    with translation.override("en"):
        return str(row)
