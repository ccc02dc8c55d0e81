"""On which law and which calendar a docket was computed: a fingerprint, so that only what changed is computed again.

Pure. Whatever of a rule is shown beside a date is in it; what a case, its policy or the firm's own closures say is not,
for they tell of their changes themselves.
"""

from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from typing import Final

import holidays

from deadlines.clock.calendars import has_calendar, holidays_of
from deadlines.law.catalogue import load_catalogue
from deadlines.law.model import Rule

_YEARS: Final = range(2020, 2041)
"""Of the calendar: beyond these few deadlines fall, and the library's days there are the same computation."""


def digest_of(rules: Iterable[Rule], calendar: str) -> str:
    """The fingerprint of these rules over a calendar, in hex: another text, version or holiday gives another one."""
    return sha256("\n".join([calendar, *sorted(map(repr, rules))]).encode()).hexdigest()


@cache
def calendar_digest(place: str) -> str:
    """The fingerprint of the days that are closed in a place, as the library in use has them."""
    days = [f"{day} {kept}" for year in _YEARS for day, kept in sorted(holidays_of(place, year).items())]
    return sha256("\n".join(days).encode()).hexdigest()


@cache
def basis_of(line: str, jurisdiction: str) -> str:
    """The fingerprint of what a case of this line in this place is computed on."""
    place = jurisdiction if has_calendar(jurisdiction) else "US"
    return digest_of(load_catalogue().for_line(line, jurisdiction), calendar_digest(place))


@cache
def law_digest() -> str:
    """The fingerprint of the whole catalogue and of the library of calendars."""
    return digest_of(load_catalogue().rules, f"{holidays.__version__} {calendar_digest('US')}")
