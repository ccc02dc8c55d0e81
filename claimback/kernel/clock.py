"""The one wall clock. Rules of law never read it: they are given their dates."""

from datetime import UTC, date, datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - the one place that may


def today(zone: str) -> date:
    """The calendar date it is now in `zone`, an IANA name such as ``America/Chicago``."""
    return now().astimezone(ZoneInfo(zone)).date()


@cache
def time_zones() -> frozenset[str]:
    """The names of the IANA zones. Kept: asking the system walks a whole tree of files."""
    return frozenset(available_timezones()) - {"localtime"}
